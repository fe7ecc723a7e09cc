"""Vehicles said field by field, without a sheet."""

from datetime import date

import pytest

from importers.rows.items import Item, ItemRead, read_items
from importers.rows.ledger import Ledger
from rules.vocabulary import EmissionStage, Energy

TODAY = date(2025, 7, 1)
A_BUS: Item = {"category": "bus", "event": "new", "registered_on": date(2025, 6, 1)}
OLD_VIN = "LZYTABGW0E1000002"


def read(*items: Item, ledger: Ledger | None = None, first: int = 1) -> list[ItemRead]:
    numbered = {number: {**A_BUS, **item} for number, item in enumerate(items, start=first)}
    found = read_items(numbered, unit="410100", today=TODAY, catalogue={}, ledger=ledger or Ledger())
    assert list(found) == list(numbered)
    return list(found.values())


@pytest.mark.parametrize("energy", [kind for kind in Energy if kind is not Energy.UNKNOWN])
def test_a_kind_of_energy_is_read_as_the_word_it_is(energy: Energy) -> None:
    (found,) = read({"fuel": energy})
    assert (found.energy, found.energy_basis, found.findings) == (energy, ("wording",), ())


@pytest.mark.parametrize("stage", EmissionStage)
def test_an_emission_stage_is_read_as_the_word_it_is(stage: EmissionStage) -> None:
    fuel = Energy.BEV if stage is EmissionStage.ZERO else Energy.DIESEL
    (found,) = read({"fuel": fuel, "emission_stage": stage, "gross_mass": 3000})
    assert (found.stage, found.gross_mass_kg, found.findings) == (stage, 3000, ())


@pytest.mark.parametrize("field", [{}, {"fuel": None}, {"fuel": Energy.UNKNOWN}, {"plate": ""}])
def test_what_is_not_said_is_not_known(field: Item) -> None:
    (found,) = read(field)
    assert found == ItemRead(Energy.UNKNOWN, (), EmissionStage.UNKNOWN, None, False, found.findings)
    assert [finding.code for finding in found.findings] in ([], ["energy-unknown"])


def test_each_item_has_its_own_findings_at_its_fields_and_none_is_held_back() -> None:
    found = read({"fuel": Energy.BEV, "vin": "LZYTABGW0P100000O"}, {"fuel": Energy.BEV}, {"plate": "豫X9"})
    codes = [[(finding.code, finding.field) for finding in item.findings] for item in found]
    assert codes[0] == [("vin-characters", "vin")]
    assert codes[1] == []
    assert ("plate-malformed", "plate") in codes[2]
    assert [item.energy for item in found] == [Energy.BEV, Energy.BEV, Energy.UNKNOWN]


def test_a_day_to_come_may_be_asked_about() -> None:
    (found,) = read({"registered_on": date(2031, 1, 1), "fuel": Energy.BEV})
    assert found.findings == ()


def test_a_retired_vehicle_named_twice_is_told_by_the_numbers_of_the_items_whatever_their_units() -> None:
    replacing: Item = {"event": "replacement", "fuel": Energy.BEV, "replaces_vin": OLD_VIN}
    ledger = Ledger()
    (first,) = read(replacing, ledger=ledger, first=3)
    (second,) = read(replacing, ledger=ledger, first=7)
    assert (first.replacement_shown, second.replacement_shown) == (True, False)
    (finding,) = second.findings
    assert (finding.code, finding.row, finding.others) == ("replacement-reused", 7, (3,))
