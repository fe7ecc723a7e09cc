"""Forms: one vehicle a form, each of its fields as a label with its value beside it, one form below the other.

Also found here: vehicles in columns with their fields in rows, which are not read but asked to be turned.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from importers.cells.identifiers import is_blank
from importers.formats.cell_text import Touch, TouchedRow, touches_of
from importers.layout.headers import flat, recognise, speaks_of_replaced
from importers.layout.merged import SheetRow
from importers.layout.shapes import FIELD_SHAPES, is_data_like, names_vehicle, shapes_of
from importers.layout.weights import (
    ALIKE,
    FEWEST_BESIDE,
    FEWEST_FIELDS,
    FORM_LABEL,
    FORM_LABEL_SURELY,
    LONGEST_LABEL,
)

Numbered = tuple[int, SheetRow]

_INLINE: Final = re.compile(r"\s*([^:：]{2,15})[:：]\s*(\S.*)", re.DOTALL)
_TITLE: Final = re.compile("(登记|明细|统计|情况|信息)?表$|清单$|台账$")
_IDENTITY: Final = frozenset({"vin", "plate"})


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One field of a form: its label below the name of its group, the row and place of its value, and the value."""

    path: tuple[str, ...]
    number: int
    place: int
    value: object
    touch: Touch | None = None

    @property
    def key(self) -> str:
        """What identifies the field among the forms of a sheet."""
        return "/".join(map(flat, self.path))


@dataclass(slots=True)
class Form:
    """One vehicle's form: its fields by key, its rows, and the title rows above it."""

    entries: dict[str, FormEntry] = field(default_factory=dict)
    lines: list[Numbered] = field(default_factory=list)
    titles: list[Numbered] = field(default_factory=list)

    def as_row(self, keys: Sequence[str]) -> SheetRow:
        """Return the values in the order of some keys: a row as a list would have it."""
        found = [self.entries.get(key) for key in keys]
        touches = {
            place: one.touch for place, one in enumerate(found) if one is not None and one.touch is not None
        }
        cells = [None if one is None else one.value for one in found]
        return TouchedRow(cells, touches) if touches else cells

    def is_alike(self, keys: Sequence[str]) -> bool:
        """Tell whether it has the fields of the other forms, once: neither a part of a form nor two of them are one.

        A group of as many fields again may as well be the form of another vehicle.
        """
        again = sum(len(one.path) > 1 for one in self.entries.values())
        own = len(self.entries) - again
        is_twice = again >= max(FEWEST_FIELDS, ALIKE * own)
        return not is_twice and len(self.entries.keys() & set(keys)) >= ALIKE * len(keys)


def _label(cell: object, least: float = FORM_LABEL) -> str | None:
    """Return the field that a cell is the label of."""
    text = cell.strip().rstrip(":：") if isinstance(cell, str) else ""
    if not text or len(text) > LONGEST_LABEL or is_data_like(text):
        return None
    weights = recognise(text)
    best = max(weights, key=weights.__getitem__, default=None)
    return best if best is not None and weights[best] >= least else None


def _is_value(cell: object, name: str) -> bool:
    """Tell whether the cell beside a label is its value; 更新 may be both a label and what a label asks for."""
    return _label(cell, FORM_LABEL_SURELY) is None or bool(
        shapes_of(cell) & FIELD_SHAPES.get(name, frozenset())
    )


def _filled(cells: SheetRow) -> list[tuple[int, object]]:
    return [(place, cell) for place, cell in enumerate(cells) if cell is not None and str(cell).strip()]


def _inline(cell: object) -> tuple[str, str] | None:
    """Return label and value of a cell that holds both: 车牌号：豫A12345."""
    match = _INLINE.fullmatch(cell) if isinstance(cell, str) else None
    return (match[1], match[2].strip()) if match and _label(match[1]) else None


def _entries(cells: SheetRow, number: int, group: str) -> Iterator[FormEntry]:
    filled, touches = _filled(cells), touches_of(cells)
    index = 0
    while index < len(filled):
        place, cell = filled[index]
        index += 1
        inline = _inline(cell)
        if inline is not None:
            yield FormEntry(_path(group, inline[0]), number, place, inline[1], touches.get(place))
            continue
        name = _label(cell)
        if name is None or _begins_group(filled, index - 1):
            continue
        value: object = None
        if index < len(filled) and _is_value(filled[index][1], name):
            place, value = filled[index]
            index += 1
        yield FormEntry(_path(group, str(cell)), number, place, value, touches.get(place))


def _path(group: str, label: str) -> tuple[str, ...]:
    text = label.strip().rstrip(":：")
    return (group, text) if group else (text,)


def _begins_group(filled: Sequence[tuple[int, object]], index: int) -> bool:
    """Tell whether a cell names the retired vehicle and is followed by a label: the labels from here on are its."""
    cell = filled[index][1]
    if not isinstance(cell, str) or not speaks_of_replaced(cell) or _TITLE.search(cell):
        return False
    return len(filled) == 1 or (
        index + 1 < len(filled) and _label(filled[index + 1][1], FORM_LABEL_SURELY) is not None
    )


def forms_in(rows: Iterable[Numbered]) -> Iterator[Form]:
    """Yield the forms of a sheet; a new one begins where a label stands again."""
    form, between = Form(), list[Numbered]()
    group = _Group()
    for number, cells in rows:
        group.follow(cells)
        entries = list(_entries(cells, number, group.name))
        if not entries:
            between.append((number, cells))
            continue
        if any(one.key in form.entries for one in entries):
            yield form
            form = Form(titles=between)
        elif form.entries:
            form.lines += between
        else:
            form.titles += between
        between = []
        form.lines.append((number, cells))
        form.entries |= {one.key: one for one in entries}
    form.lines += between
    if form.entries:
        yield form


@dataclass(slots=True)
class _Group:
    """The name over some labels of a form: a line of its own, or a cell to the left that reaches down."""

    name: str = ""
    place: int = -1

    def follow(self, cells: SheetRow) -> None:
        """Take up or give up the group where a row begins another; a line of its own holds up to the next such line."""
        filled = _filled(cells)
        if not filled:
            return
        first = filled[0][1]
        is_line = len(filled) == 1 and (_begins_group(filled, 0) or not (_inline(first) or _label(first)))
        if is_line or filled[0][0] <= self.place or _begins_group(filled, 0):
            self.name = str(first).strip() if _begins_group(filled, 0) else ""
            self.place = -1 if is_line else filled[0][0]


def is_form(rows: Sequence[SheetRow]) -> bool:
    """Tell whether the first rows of a sheet are forms, each with a VIN or a plate and some other fields."""
    forms = list(
        forms_in((number, row) for number, row in enumerate(rows, start=1) if not all(map(is_blank, row)))
    )
    if len(forms) > 1:
        forms.pop()  # the first rows may end within it
    found = [form for form in forms if _fields(form) & _IDENTITY]
    return (
        any(names_vehicle(one.value) for form in found for one in form.entries.values())
        and all(len(_fields(form)) >= FEWEST_FIELDS for form in found)
        and all(sum(bool(shapes_of(cell) & {"vin"}) for cell in row) < FEWEST_BESIDE for row in rows)
    )


def _fields(form: Form) -> set[str]:
    named = {
        _label(one.path[-1])
        for one in form.entries.values()
        if len(one.path) == 1 and not is_blank(one.value)
    }
    return {name for name in named if name is not None}


def is_turned(rows: Sequence[SheetRow]) -> bool:
    """Tell whether the vehicles stand in columns: several numbers beside the label of a VIN or plate."""
    labelled = [row for row in rows if (name := _first_label(row)) is not None and name]
    return len(labelled) >= FEWEST_FIELDS - 1 and any(
        _first_label(row) in _IDENTITY
        and sum(bool(shapes_of(cell) & _IDENTITY) for cell in row) >= FEWEST_BESIDE
        for row in labelled
    )


def _first_label(row: SheetRow) -> str | None:
    return next((_label(cell) for cell in row if not is_blank(cell)), None)
