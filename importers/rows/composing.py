"""Put together what stands in several columns of a row: a day, a plate, the word above a tick."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from importers.cells.answers import ANSWERS
from importers.cells.identifiers import NO, YES, is_blank, text_of
from importers.fields import Composition
from importers.formats.cell_faults import fault_code
from importers.formats.cell_text import TouchedRow, touches_of
from importers.layout.merged import SheetRow
from rules.identifiers import plate as plates

_YEAR: Final = re.compile(r"(\d{2}|\d{4})(?:\.0+)?年?").fullmatch
_PART: Final = re.compile(r"(\d{1,2})(?:\.0+)?[月日号]?份?").fullmatch
_CENTURY: Final = "20"


def composed(
    rows: Iterable[tuple[int, SheetRow]], compositions: Sequence[Composition]
) -> Iterator[tuple[int, SheetRow]]:
    """Yield the rows with the value of each composition in its first column; what is none stays as it is."""
    for number, row in rows:
        yield number, _with_values(row, compositions)


def _with_values(row: SheetRow, compositions: Sequence[Composition]) -> SheetRow:
    changes: dict[int, object] = {}
    touches = dict(touches_of(row))
    for one in compositions:
        parts = [row[place] if place < len(row) else None for place in one.places]
        value = next((part for part in parts if fault_code(part)), None) or _COMPOSERS[one.kind](parts, one)
        if value is not parts[0]:
            changes[one.places[0]] = value
            touched = [touches[place] for place in one.places if place in touches]
            touches |= dict.fromkeys(one.places[:1], touched[0]) if touched else {}
    if not changes:
        return row
    cells = [*row, *[None] * (max(changes) + 1 - len(row))]
    for place, value in changes.items():
        cells[place] = value
    return TouchedRow(cells, touches) if touches else cells


def _day(parts: list[object], _: Composition) -> object:
    """Join year, month and day; a missing one leaves the day incomplete, which its parser says."""
    year = _YEAR(text_of(parts[0]))
    if year is None:
        return parts[0]
    rest = [_PART(text_of(part)) for part in parts[1:]]
    if any(match is None and not is_blank(part) for match, part in zip(rest, parts[1:], strict=True)):
        return "-".join(text_of(part) for part in parts)
    whole = year[1] if len(year[1]) > len(_CENTURY) else _CENTURY + year[1]
    return "-".join([whole, *(match[1] for match in rest if match)])


def _plate(parts: list[object], composition: Composition) -> object:
    number, prefix = (text_of(part).upper().replace(" ", "") for part in parts)
    has_digit = any(sign.isdigit() for sign in number)
    if not has_digit or is_blank(parts[1]) or number[:1] in plates.PROVINCES:
        return parts[0]
    whole, sharing = prefix + number, prefix[:1] + number
    ways = (sharing, whole) if composition.shares_letter else (whole, sharing)
    return next(filter(plates.is_valid, ways), whole)


def _tick(parts: list[object], composition: Composition) -> object:
    """Return the words above the ticks; what is no tick stands behind its word, to be asked about."""
    texts = [text_of(part).upper() for part in parts]
    if not any(text in ANSWERS for text in texts):
        return None if all(map(is_blank, parts)) else parts[0]
    said = [
        word if text in YES else f"{word}{text}"
        for word, text, part in zip(composition.words, texts, parts, strict=True)
        if not is_blank(part) and text not in NO
    ]
    return "/".join(said) or None


_COMPOSERS: Final = {"day": _day, "plate": _plate, "tick": _tick}
