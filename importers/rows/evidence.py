"""Why the facts of a row are what they are: what each cell that decides says, in its sender's words.

``B43“豫A12345D”说明是纯电动，G43“柴油”说明是柴油；互相矛盾，待定``: sentences for the steps that lead to a verdict, made
from what is kept of the cells (``importers.rows.said``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from importers.cells.answers import asked_energy
from importers.cells.identifiers import text_of
from importers.facts import FACTS
from importers.rows.contradictions import is_other_than_electric_bus, says_implausible_mass
from importers.rows.meanings import said_of, worded
from importers.rows.said import MEANT, VALUED
from rules.energy import Wording, read_model_code, read_wording
from rules.energy_wording import agreed
from rules.energy_words import NOT_NEV
from rules.facts import contradict
from rules.identifiers import plate as plates
from rules.labels import label
from rules.vocabulary import NEV, Category, EmissionStage, Energy
from rules.wording import Text


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its ``place`` as people name it (B43, or a field of a question), its text, and its column's header.

    ``meant``: the text that was read, where another one is shown. ``means``: the value that the unit says its word
    stands for.
    """

    place: str
    text: str
    header: str = ""
    meant: str = ""
    means: str = ""


Cells = Mapping[str, Cell]
"""Field (of ``importers.fields.FIELDS``) -> its cell; none where it says nothing."""

_Said = tuple[Text, frozenset[Energy]]
"""What a cell says, in words, and the kinds of energy that it leaves possible."""

_WORDED: Final = ("fuel", "powertrain", "product_name")
_OTHERS: Final = (
    "category",
    "event",
    "registered_on",
    "built_on",
    "emission_stage",
    "gross_mass_kg",
    "replaces_vin",
    "replaces_plate",
)
_CELLS_OF: Final = {name: FACTS[name].fields for name in _OTHERS} | {"category": ("category", "use_nature")}
_HENCE: Final = Text("；据此为{energy}。", "; hence {energy}.")
_CONTRADICTORY: Final = Text("；互相矛盾，能源种类待定。", "; contradictory: the kind of energy stays open.")
_NOT_SETTLED: Final = Text(
    "；还不能确定，能源种类待定。", "; that does not settle it: the kind of energy stays open."
)


def evidence_steps(values: Mapping[str, object], cells: Cells) -> tuple[Text, ...]:
    """Return why the energy is what it is, how the other facts were read, and what contradicts it.

    ``values``: the facts by the names of ``importers.facts.FACTS``, days as days or as text.
    """
    found = (
        energy_step(values, cells),
        other_facts_step(values, cells),
        stage_conflict_step(values, cells),
        mass_conflict_step(values, cells),
    )
    return tuple(step for step in found if step is not None)


def energy_step(values: Mapping[str, object], cells: Cells) -> Text | None:
    """Return what each cell says of the energy, and what follows; None where none says anything."""
    energy, basis = Energy(str(values["energy"])), _words(values["energy_basis"])
    plate, model = _plate_says(cells.get("plate")), cells.get("model")
    wordings = [
        (cells[name], said) for name in _WORDED if name in cells and (said := _meaning(name, cells[name]))
    ]
    told = [] if plate is None else [plate]
    told += [_says(cell, wording.candidates) for cell, wording in wordings]
    of_model = _model_says(model, values, is_relied_on="model" in basis)
    told += [] if of_model is None else [of_model]
    if not told:
        return None
    end = _HENCE
    if energy is Energy.UNKNOWN:
        of_words = [wording for _, wording in wordings]
        apart = _is_apart(plate, of_words) or of_model is not None
        end = _CONTRADICTORY if apart else _NOT_SETTLED
    kind = label(energy)
    return Text(
        f"能源种类：{'，'.join(text.zh for text, _ in told)}{end.zh.format(energy=kind.zh)}",
        f"Energy: {', '.join(text.en for text, _ in told)}{end.en.format(energy=kind.en)}",
    )


def _words(value: object) -> Sequence[str]:
    return value.split(",") if isinstance(value, str) else [str(word) for word in _listed(value)]


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple) else ()


def _meaning(name: str, cell: Cell) -> Wording | None:
    text = text_of(cell.meant or cell.text).upper()
    if name == "product_name":
        return read_wording(text)
    if cell.means:
        return Wording(frozenset({Energy(cell.means)}), explicit=True)
    return worded(text, asked_energy(cell.header))


def _plate_says(cell: Cell | None) -> _Said | None:
    """Return what a new-energy plate says; an ordinary one, and what is none, says nothing."""
    try:
        plate = None if cell is None else plates.parse(text_of(cell.text))
    except plates.PlateMalformed:
        return None
    if cell is None or plate is None or plate.energy is None:
        return None
    pure = plate.energy == "pure"
    return _says(cell, frozenset({Energy.BEV} if pure else {Energy.PHEV, Energy.FCEV}))


def _model_says(cell: Cell | None, values: Mapping[str, object], *, is_relied_on: bool) -> _Said | None:
    """Return what a model code says where it was relied on: alone it decides nothing."""
    if cell is None or not is_relied_on:
        return None
    code = str(values["model"] or "")
    if (
        values["energy"] == Energy.UNKNOWN
        and values["category"] == Category.BUS
        and is_other_than_electric_bus(code)
    ):
        return Text(
            f"{cell.place}“{cell.text}”不是新能源公交车的型号",
            f"{cell.place} “{cell.text}” is no model of an electric bus",
        ), frozenset()
    return _says(cell, read_model_code(code))


def _says(cell: Cell, kinds: frozenset[Energy]) -> _Said:
    named = _kinds(kinds)
    if cell.means:
        return _by_unit(cell, named), kinds
    return Text(
        f"{cell.place}“{cell.text}”说明是{named.zh}", f"{cell.place} “{cell.text}” says {named.en}"
    ), kinds


def _by_unit(cell: Cell, means: Text) -> Text:
    return Text(
        f"本单位说明{cell.place}“{cell.text}”是{means.zh}",
        f"the unit says that {cell.place} “{cell.text}” means {means.en}",
    )


def _kinds(kinds: frozenset[Energy]) -> Text:
    if kinds == NEV:
        return Text("新能源汽车", "new-energy vehicle")
    if kinds == NOT_NEV:
        return Text("非新能源汽车", "no new-energy vehicle")
    named = [label(kind) for kind in Energy if kind in kinds]
    return Text("或".join(kind.zh for kind in named), " or ".join(kind.en for kind in named))


def _is_apart(plate: _Said | None, wordings: Sequence[Wording]) -> bool:
    """Tell whether plate and words leave no kind of energy that all of them could mean."""
    if not wordings:
        return False
    joint = agreed(wordings)
    if joint is None:
        return True
    return plate is not None and not plate[1] & (joint.candidates | joint.also)


def other_facts_step(values: Mapping[str, object], cells: Cells) -> Text | None:
    """Return how the cells of all other facts that decide were read."""
    told = [
        _read_as(field, cells[field], _value(name, values[name]))
        for name in _OTHERS
        for field in _CELLS_OF[name]
        if field in cells
    ]
    if not told:
        return None
    return Text(
        f"其他事实：{'；'.join(text.zh for text in told)}。",
        f"Other facts: {'; '.join(text.en for text in told)}.",
    )


def _value(name: str, value: object) -> Text | None:
    """Return the value of a fact in words; None where the cell was not taken."""
    if value is None or value == "unknown":
        return None
    if name == "gross_mass_kg":
        return Text(f"{value} kg", f"{value} kg")
    words = FACTS[name].words
    said = value.isoformat() if isinstance(value, date) else str(value)
    return Text(said, said) if words is None else label(words(said))


def _read_as(field: str, cell: Cell, value: Text | None) -> Text:
    if cell.means and value is not None:
        return _by_unit(cell, said_of(field, cell.means))
    shown = Text(f"{cell.place}“{cell.text}”", f"{cell.place} “{cell.text}”")
    if value is None:
        return Text(f"{shown.zh}没有采用", f"{shown.en} is not used")
    if cell.text in (value.zh, value.en):
        return shown
    return Text(f"{shown.zh}读作{value.zh}", f"{shown.en} is read as {value.en}")


def stage_conflict_step(values: Mapping[str, object], cells: Cells) -> Text | None:
    """Return that the stage and the energy cannot both be true, where a cell says the stage."""
    cell = cells.get("emission_stage")
    energy, stage = Energy(str(values["energy"])), EmissionStage(str(values["emission_stage"]))
    if cell is None or not contradict(energy, stage):
        return None
    kind = label(energy)
    return Text(
        f"{cell.place}“{cell.text}”与能源种类（{kind.zh}）矛盾，两者都不作为依据。",
        f"{cell.place} “{cell.text}” contradicts the energy ({kind.en}): neither is relied on.",
    )


def mass_conflict_step(values: Mapping[str, object], cells: Cells) -> Text | None:
    """Return that no vehicle of this category weighs so little, where a cell says it does."""
    cell, category = cells.get("gross_mass"), Category(str(values["category"]))
    if cell is None or values["gross_mass_kg"] is not None:
        return None
    if not says_implausible_mass(category, cell.meant or cell.text, header=cell.header):
        return None
    kind = label(category)
    return Text(
        f"{cell.place}“{cell.text}”与车辆用途（{kind.zh}）矛盾：没有这么轻的{kind.zh}，质量未采用，能源种类待定。",
        f"{cell.place} “{cell.text}” contradicts the category ({kind.en}): none weighs so little; the mass is not"
        " used and the kind of energy stays open.",
    )


def cells_of_row(
    values: Mapping[str, object], said: Mapping[str, str], *, columns: Mapping[str, tuple[str, str]], row: int
) -> dict[str, Cell]:
    """Return the cells of a row of a file by field, given letter and header of each field's column.

    What ``said`` does not hold stands there as its value does.
    """
    found: dict[str, Cell] = {}
    for field, (letter, header) in columns.items():
        text = said.get(field) or values.get(VALUED.get(field, ""))
        if text is not None:
            means = said.get(field + MEANT, "")
            found[field] = Cell(f"{letter}{row}", str(text), header, means=means)
    return found
