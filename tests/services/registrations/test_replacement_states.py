"""The state of a replacement in lists: as the dossier has it, at every instant, and within the walls of a unit."""

from collections import Counter
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from fleetsvc.database.transactions import OFFICE, Database, Scope, UnitScope
from fleetsvc.services.registrations.dossier import dossier
from fleetsvc.services.registrations.filters import RegistrationFilter
from fleetsvc.services.registrations.lists import all_registrations, count_by_verdict, has_more
from fleetsvc.services.uploads import steps
from rules.vocabulary import Category, Replacement
from tests.actors import TESTER
from tests.upload_cases import NOW, a_file, a_row, a_vin, retire, send, settled, with_rulebook

UNIT, OTHER = "410100", "410200"
NONE, CLAIMED, CONFIRMED = Replacement


def at(day: float) -> Any:
    return NOW + timedelta(days=day)


def a_claim(number: int, *, replaces: str, day: str = "2025-03-01", letter: str = "A") -> str:
    told = {"event": "更新", "energy": "柴油", "plate": f"豫{letter}{number:05d}"}
    return a_row(number, **told, replaces=replaces, day=day)


@pytest.fixture
def database(own_database: Database) -> Database:
    """The list that confirms the first claim comes on the second day and goes on the third.

    The second claims a vehicle that nobody lists, the third names none, the fourth is new; the fifth is a claim of
    another unit.
    """
    database = with_rulebook(own_database)
    claims = [a_claim(1, replaces="豫A90001"), a_claim(2, replaces="豫A90002"), a_claim(3, replaces="")]
    for unit, rows in ((UNIT, [*claims, a_row(4)]), (OTHER, [a_claim(5, replaces="豫B90001", letter="B")])):
        settled(database, send(database, a_file(*rows), unit=unit, now=at(0)), now=at(0))
    listing = retire(database, "豫A90001", now=at(1))
    with database.transaction(UnitScope(UNIT)) as session:
        assert listing.id is not None
        steps.withdraw(
            session, city=int(UNIT), number=listing.id, by=TESTER, now=at(2), reason="sent in error"
        )
    return database


def found(database: Database, wanted: RegistrationFilter, *, scope: Scope = OFFICE) -> dict[str, str]:
    """Return the state of each vehicle listed; its count and its dossier say the same."""
    with database.transaction(scope) as session:
        rows = list(all_registrations(session, wanted))
        assert count_by_verdict(session, wanted) == Counter(row.verdict for row in rows), wanted
        assert not has_more(session, wanted, than=len(rows)), wanted
        opened = [dossier(session, row.id, known_at=wanted.known_at).replaced.state for row in rows]
    assert [row.replaces for row in rows] == opened, wanted
    return {row.vin: row.replaces for row in rows}


def test_a_list_has_the_state_of_a_replacement_as_it_was_known_then(database: Database) -> None:
    for known_at, first in ((at(0.5), CLAIMED), (at(1.5), CONFIRMED), (None, CLAIMED)):
        stand = dict(zip(map(a_vin, range(1, 6)), (first, CLAIMED, NONE, NONE, CLAIMED), strict=True))
        narrowed: list[dict[str, Any]] = [
            {},
            {"unit": UNIT, "named": "LZY"},
            {"category": Category.BUS},
            {
                "verdicts": (
                    "compliant",
                    "non_compliant",
                    "undetermined",
                    "not_governed",
                    "needs_justification",
                )
            },
        ]
        for state, narrow in product((None, *Replacement), narrowed):
            units = stand if "unit" not in narrow else {vin: stand[vin] for vin in list(stand)[:4]}
            expected = {vin: one for vin, one in units.items() if state in (None, one)}
            wanted = RegistrationFilter(replaces=state, known_at=known_at, **narrow)
            assert found(database, wanted) == expected, wanted


def test_a_unit_finds_the_claims_of_its_own_vehicles_only(database: Database) -> None:
    for known_at in (None, at(1.5)):
        wanted = RegistrationFilter(replaces=CLAIMED, known_at=known_at)
        assert found(database, wanted, scope=UnitScope(OTHER)) == {a_vin(5): CLAIMED}
        asked = RegistrationFilter(unit=UNIT, replaces=CLAIMED, known_at=known_at)
        assert found(database, asked, scope=UnitScope(OTHER)) == {}


def test_a_replacement_without_a_vehicle_that_is_told_to_be_new_after_all_names_none(
    database: Database,
) -> None:
    told_again = a_row(1, plate="豫A00001", energy="柴油", replaces="")
    settled(database, send(database, a_file(told_again), unit=UNIT, now=at(3)), now=at(3))
    states = found(database, RegistrationFilter(unit=UNIT))
    assert states[a_vin(1)] == NONE
    assert found(database, RegistrationFilter(unit=UNIT, known_at=at(2.5)))[a_vin(1)] == CLAIMED
