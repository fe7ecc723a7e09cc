"""What drives each vehicle of a batch: plate, catalogue, the sender's words and the model code.

Each distinct combination is settled once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from importers.catalogue.entries import CatalogueEntry
from importers.cells.answers import asked_energy
from importers.cells.identifiers import is_blank, nearly, proposal, text_of
from importers.fields import SheetReading
from importers.formats.cell_faults import fault_code
from importers.layout.template_columns import ENERGY_WORDS
from importers.rows.batches import Batch, Memo
from importers.rows.meanings import Meanings, worded
from rules.energy import SAYS_NOTHING, Settled, Wording, read_model_code, read_wording, settle
from rules.identifiers.plate import Plate, PlateEnergy
from rules.vocabulary import NEV, Energy
from rules.wording import Text

Catalogue = Mapping[str, CatalogueEntry]

_WORDED: Final = ("fuel", "powertrain")
_SAYING: Final = ("fuel", "powertrain", "product_name")


class Problem(NamedTuple):
    """A finding at a field; ``values`` fill its wording."""

    code: str
    field: str
    values: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class EnergyRead:
    """The settled energy kind, its basis (``plate,wording``), and the findings of its cells."""

    energy: str
    basis: str
    problems: tuple[Problem, ...] = ()


_USUAL: Final = (
    "纯电动",
    "插电式",
    "增程式",
    "插电式混合动力",
    "混合动力",
    "燃料电池",
    "汽油",
    "柴油",
    "天然气",
    "甲醇",
)
_IS_NEV: Final = Text("号牌显示是新能源车", "The plate shows a new-energy vehicle")
_IS_NOT_NEV: Final = Text("填的是非新能源车", "The vehicle is reported as not new-energy")
_NOTHING_KNOWN: Final = EnergyRead(Energy.UNKNOWN.value, "")


def energy_memo(catalogue: Catalogue | None, reading: SheetReading, meanings: Meanings) -> Memo[EnergyRead]:
    """Make the memo over (plate letter's energy, fuel, powertrain, product name, model)."""
    asked = tuple(asked_energy(reading.headers.get(reading.columns.get(name, -1), "")) for name in _WORDED)
    return Memo(_settler(catalogue or {}, asked, meanings))


def settle_energies(
    batch: Batch, memo: Memo[EnergyRead], *, plates: list[Plate | None], models: list[str | None]
) -> list[EnergyRead]:
    """Settle the energy kind of each row and note what is doubtful."""
    nothing: list[object] = [None] * len(batch.rows)
    letters = [None if plate is None else plate.energy for plate in plates]
    fuel, powertrain, product = (
        batch.column(name) or nothing for name in ("fuel", "powertrain", "product_name")
    )
    if batch.reading.energy is not None and batch.reading.columns.keys().isdisjoint(_WORDED):
        fuel = [batch.reading.energy] * len(batch.rows)  # what a heading says of all
    found = memo.read(list(zip(letters, fuel, powertrain, product, models, strict=True)))
    settled = [read or _NOTHING_KNOWN for read in found]
    for index, read in enumerate(settled):
        if read.problems:
            for problem in read.problems:
                batch.find(index, problem.code, problem.field, problem.values)
    return settled


def _settler(
    catalogue: Catalogue, asked: Sequence[Wording | None], meanings: Meanings
) -> Callable[[object], EnergyRead]:
    def parse(key: object) -> EnergyRead:
        assert isinstance(key, tuple)  # noqa: S101 (made by settle_energies)
        letter, fuel, powertrain, product, model = key
        problems: list[Problem] = []
        wordings = [
            wording
            for field, cell, about in zip(_WORDED, (fuel, powertrain), asked, strict=True)
            if (wording := _worded(cell, field, about, problems, meanings)) is not None
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
            field = _field_of(settled.doubt, (fuel, powertrain, product))
            problems.append(Problem(settled.doubt, field, _kinds_named(settled)))
        return EnergyRead(settled.energy.value, ",".join(settled.basis), tuple(problems))

    return parse


def _plate_with(letter: PlateEnergy | None) -> Plate | None:
    return None if letter is None else Plate("", "nev_small", "", "", letter)


def _worded(
    cell: object, field: str, asked: Wording | None, problems: list[Problem], meanings: Meanings
) -> Wording | None:
    """Read one worded cell, if need be by its unit's word; what says nothing known is told, and used for nothing."""
    fault = fault_code(cell)
    if fault is not None:
        problems.append(Problem(fault, field))
        return None
    if is_blank(cell):
        return None
    text = text_of(cell).upper()
    wording = worded(text, asked)
    if wording is None and text not in SAYS_NOTHING:
        if (meant := meanings.used(field, cell)) is not None:
            return Wording(frozenset({Energy(meant)}), explicit=True)
        problems.append(Problem("energy-unreadable", field, proposal(nearly(text, _USUAL))))
    return wording


def _field_of(doubt: str, said: Sequence[object]) -> str:
    """Point at the cell that the sender should look at: the first that says anything, else where it should stand."""
    if doubt == "plate-energy-conflict":
        return "plate"
    return next((field for field, cell in zip(_SAYING, said, strict=True) if not is_blank(cell)), "fuel")


def _kinds_named(settled: Settled) -> dict[str, str]:
    """Name the kinds that remain possible, the kind that stands in for them, and what is certain all the same."""
    kinds = [ENERGY_WORDS[kind] for kind in Energy if kind in settled.candidates and kind in ENERGY_WORDS]
    taken = ENERGY_WORDS.get(settled.energy)
    sure = _IS_NEV if settled.energy in NEV else _IS_NOT_NEV
    return {
        "kinds_zh": "、".join(kind.zh for kind in kinds), "kinds_en": ", ".join(kind.en for kind in kinds),
        "taken_zh": taken.zh if taken else "", "taken_en": taken.en if taken else "",
        "sure_zh": sure.zh, "sure_en": sure.en,
    }  # fmt: skip
