"""Fields whose value stands in several columns: year, month and day; province and number; ticks under their words.

What is found here is put together row by row (``importers.rows.composing``); the first column stands for the field.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from importers.cells.answers import ANSWERS
from importers.cells.categories import parse_category
from importers.cells.identifiers import CellProblem, parse_event, text_of
from importers.fields import DAY_FIELDS, Composition
from importers.layout.headers import Weights, flat, recognise, speaks_of_replaced
from importers.layout.shapes import shapes_of
from importers.layout.weights import MOST, OUTSPOKEN, USUAL
from rules.energy import read_wording
from rules.identifiers.plate import PROVINCES

_PART_OF_DAY: Final = re.compile("(.*?)(?:的)?(年份?|year|月份?|month|日|号|day)").fullmatch
_PLACES_OF_DAY: Final = ("年", "月", "日")
_SAME: Final = {"year": "年", "month": "月", "day": "日", "号": "日"}
_PROVINCE: Final = re.compile(rf"[{PROVINCES}][A-Z]?").fullmatch
_PREFIX: Final = re.compile("省|前缀|发[牌证]机关|fzjg|简称|归属|字头|冠字|号牌头|车牌头")
_NUMBER: Final = re.compile("[A-Z]?[A-Z0-9]{4,7}").fullmatch
_LONGEST_WORD: Final = 12


class ColumnLike(Protocol):
    """What this module needs of a column: see ``importers.layout.matching.Column``."""

    @property
    def index(self) -> int:
        """Its zero-based place."""

    @property
    def path(self) -> tuple[str, ...]:
        """The texts of its header, from the topmost group down."""

    @property
    def weights(self) -> Weights:
        """The fields that its header may mean."""

    @property
    def values(self) -> list[object]:
        """The filled cells of its sample."""


def find_compositions(columns: Sequence[ColumnLike]) -> Iterator[Composition]:
    """Yield the fields that several columns hold together."""
    yield from _days(columns)
    yield from _plates(columns)
    yield from _ticks(columns)


def _days(columns: Sequence[ColumnLike]) -> Iterator[Composition]:
    found: dict[tuple[str, ...], dict[str, int]] = {}
    for column in columns:
        match = _PART_OF_DAY(flat(column.path[-1])) if column.path else None
        if match is not None:
            part = _SAME.get(match[2], match[2][0])
            found.setdefault((*column.path[:-1], match[1]), {}).setdefault(part, column.index)
    for group, places in found.items():
        name = _day_named(group)
        if name is not None and {"年", "月"} <= places.keys():
            yield Composition(name, "day", tuple(places[part] for part in _PLACES_OF_DAY if part in places))


def _day_named(group: tuple[str, ...]) -> str | None:
    """Return the day that a group of columns (上牌日期) or the beginning of their names (登记年) speaks of."""
    *groups, stem = group
    for text in filter(None, (f"{stem}日期" if stem else "", *reversed(groups))):
        weights = recognise(text)
        best = max(weights, key=weights.__getitem__, default=None)
        if best in DAY_FIELDS and weights[best] > OUTSPOKEN:
            return best
    return None


def _plates(columns: Sequence[ColumnLike]) -> Iterator[Composition]:
    """Find 豫 or 豫A in one column and the rest of the plate in another."""
    taken: set[int] = set()
    for prefix in columns:
        if not _all_are(_PROVINCE, prefix.values):
            continue
        number = next((one for one in columns if one.index not in taken and _continues(prefix, one)), None)
        if number is not None:
            taken |= {prefix.index, number.index}
            of_replaced = any(map(speaks_of_replaced, (*prefix.path, *number.path)))
            name = "replaces_plate" if of_replaced else "plate"
            places = (number.index, prefix.index)
            yield Composition(name, "plate", places, shares_letter=_share_letter(prefix, number))


def _share_letter(prefix: ColumnLike, number: ColumnLike) -> bool:
    """Say whether the letter of the office stands in both columns."""
    letters = {text_of(value).upper()[1:2] for value in prefix.values}
    return "" not in letters and all(text_of(value).upper()[:1] in letters for value in number.values)


def _continues(prefix: ColumnLike, number: ColumnLike) -> bool:
    """Say whether a column holds what follows the province, by its values and its name or place."""
    if number is prefix or not _all_are(_NUMBER, number.values):
        return False
    if any("vin" in shapes_of(value) for value in number.values):
        return False
    names_plate = (
        max(number.weights.get("plate", 0.0), number.weights.get("replaces_plate", 0.0)) >= OUTSPOKEN
    )
    beside = number.index == prefix.index + 1
    prefix_is_plate = "plate" in prefix.weights or "replaces_plate" in prefix.weights
    is_prefix = _PREFIX.search(flat("".join(prefix.path))) is not None or prefix_is_plate
    return (names_plate and (beside or is_prefix)) or (beside and prefix_is_plate and not number.weights)


def _all_are(pattern: Callable[[str], object], values: Sequence[object]) -> bool:
    fitting = sum(pattern(text_of(value).upper().replace(" ", "")) is not None for value in values)
    return bool(values) and fitting >= MOST * len(values)


def _ticks(columns: Sequence[ColumnLike]) -> Iterator[Composition]:
    ticked = [column for column in columns if column.path and _is_ticked(column)]
    for name, read in (("event", _event), ("powertrain", _energy), ("category", _category)):
        words = {one.index: text for one in ticked if (text := _word(one)) and read(text)}
        if len({read(text) for text in words.values()}) > 1:
            yield Composition(name, "tick", tuple(words), tuple(words.values()))


def _word(column: ColumnLike) -> str:
    text = text_of(column.path[-1]).replace(" ", "")
    return text if len(text) <= _LONGEST_WORD and not text.startswith("是否") else ""


def _is_ticked(column: ColumnLike) -> bool:
    """Say whether nothing but ticks stands in a column; an empty one is ticked nowhere."""
    return all(text_of(value).upper() in ANSWERS for value in column.values)


def _event(word: str) -> object:
    try:
        return parse_event(word)
    except CellProblem:
        return None


def _energy(word: str) -> object:
    wording = read_wording(word.upper())
    return None if wording is None else wording.candidates


def _category(word: str) -> object:
    try:
        return parse_category(word)
    except CellProblem:
        return None


def settled_by(
    compositions: Sequence[Composition],
    columns: Mapping[int, ColumnLike],
    confirmed: Mapping[int, str | None],
) -> list[Composition]:
    """Return the compositions that hold: where no single column names the field, and nobody said otherwise."""
    kept: list[Composition] = []
    for one in compositions:
        chosen = [place for place, name in confirmed.items() if name == one.field]
        against = any(confirmed.get(place, one.field) not in (one.field, None) for place in one.places)
        others = [
            column
            for place, column in columns.items()
            if place not in one.places and column.weights.get(one.field, 0.0) >= USUAL and column.values
        ]
        if not against and all(place in one.places for place in chosen) and not others:
            kept.append(one)
    return kept
