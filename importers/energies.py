"""What drives each vehicle of a batch: plate, catalogue, the sender's words and the model code.

Each distinct combination is settled once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from importers.batches import Batch, Memo
from importers.catalogue import CatalogueEntry
from importers.cells import is_blank, text_of
from importers.faults import fault_code
from rules.energy import SAYS_NOTHING, Wording, read_model_code, read_wording, settle
from rules.identifiers.plate import Plate, PlateEnergy
from rules.vocabulary import Energy

Catalogue = Mapping[str, CatalogueEntry]

_WORDED: Final = ("fuel", "powertrain")


@dataclass(frozen=True, slots=True)
class EnergyRead:
    """The settled energy kind, its basis (``plate,wording``), and the findings of its cells: (code, field)."""

    energy: str
    basis: str
    problems: tuple[tuple[str, str], ...] = ()


_NOTHING_KNOWN: Final = EnergyRead(Energy.UNKNOWN.value, "")


def energy_memo(catalogue: Catalogue | None) -> Memo[EnergyRead]:
    """Make the memo over (plate letter's energy, fuel, powertrain, product name, model)."""
    return Memo(_settler(catalogue or {}))


def settle_energies(
    batch: Batch, memo: Memo[EnergyRead], *, plates: list[Plate | None], models: list[str | None]
) -> list[EnergyRead]:
    """Settle the energy kind of each row and note what is doubtful."""
    nothing: list[object] = [None] * len(batch.rows)
    letters = [None if plate is None else plate.energy for plate in plates]
    fuel, powertrain, product = (
        batch.column(name) or nothing for name in ("fuel", "powertrain", "product_name")
    )
    found = memo.read(list(zip(letters, fuel, powertrain, product, models, strict=True)))
    settled = [read or _NOTHING_KNOWN for read in found]
    for index, read in enumerate(settled):
        if read.problems:
            for code, field in read.problems:
                batch.find(index, code, field)
    return settled


def _settler(catalogue: Catalogue) -> Callable[[object], EnergyRead]:
    def parse(key: object) -> EnergyRead:
        assert isinstance(key, tuple)  # noqa: S101 (made by settle_energies)
        letter, fuel, powertrain, product, model = key
        problems: list[tuple[str, str]] = []
        wordings = [
            wording
            for field, cell in zip(_WORDED, (fuel, powertrain), strict=True)
            if (wording := _worded(cell, field, problems)) is not None
        ]
        if (named := read_wording(text_of(product).upper())) is not None:
            wordings.append(named)
        entry = catalogue.get(model.upper()) if model else None
        settled = settle(
            plate=_plate_with(letter),
            catalogue=None if entry is None else entry.energy,
            wordings=wordings,
            model=read_model_code(model or ""),
        )
        if settled.doubt is not None and not (problems and settled.doubt == "energy-unknown"):
            problems.append((settled.doubt, _field_of(settled.doubt, fuel, powertrain)))
        return EnergyRead(settled.energy.value, ",".join(settled.basis), tuple(problems))

    return parse


def _plate_with(letter: PlateEnergy | None) -> Plate | None:
    return None if letter is None else Plate("", "nev_small", "", "", letter)


def _worded(cell: object, field: str, problems: list[tuple[str, str]]) -> Wording | None:
    """Read one worded cell; words that say nothing known are told, and used for nothing."""
    fault = fault_code(cell)
    if fault is not None:
        problems.append((fault, field))
        return None
    if is_blank(cell):
        return None
    text = text_of(cell).upper()
    wording = read_wording(text)
    if wording is None and text not in SAYS_NOTHING:
        problems.append(("energy-unreadable", field))
    return wording


def _field_of(doubt: str, fuel: object, powertrain: object) -> str:
    """Point at the cell that the sender should look at."""
    if doubt == "plate-energy-conflict":
        return "plate"
    return "powertrain" if is_blank(fuel) and not is_blank(powertrain) else "fuel"
