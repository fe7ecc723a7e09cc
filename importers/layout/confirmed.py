"""A column mapping that the sender has given: what of it can be applied to a sheet, and what cannot.

Column letters that a sheet does not have, names of sheets that are not read and fields given twice would otherwise
be dropped in silence, and the sender would take the file for read as told.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from importers.fields import COLUMN_CHOICES, field_of
from importers.formats.sheetscan import column_number
from importers.results import Finding
from rules.wording import Text

Given = Mapping[str, str | None]
"""Column letters -> a choice of ``COLUMN_CHOICES``, or None for a column that is not to be read."""

_NO_SHEET: Final = Text("文件里没有这个工作表", "the file has no such sheet")
_SHEET_UNREAD: Final = Text("这个工作表没有读取", "this sheet is not read")
_NO_COLUMN: Final = Text("没有这一列，或该列是空的", "there is no such column, or nothing stands in it")
_NO_FIELD: Final = Text("没有这个字段", "there is no such field")
_TWICE: Final = Text("另有一列也指定为这一字段", "another column is mapped to the same field")


def applicable(given: Given, there: Collection[int]) -> dict[int, str | None]:
    """Return a given mapping by zero-based column, as far as it fits the columns that are there.

    Of two columns mapped to one field the first is taken.
    """
    return {place: given[letters] for letters, place in _fitting(given, there).items()}


def _fitting(given: Given, there: Collection[int]) -> dict[str, int]:
    fitting: dict[str, int] = {}
    taken: set[str] = set()
    for letters, name in given.items():
        place = _place(letters)
        if (
            place in there
            and place not in fitting.values()
            and _is_field(name)
            and field_of(name or "") not in taken
        ):
            fitting[letters] = place
            taken |= {field_of(name)} if name else set()
    return fitting


def _place(letters: str) -> int:
    return column_number(letters) - 1 if letters.isascii() and letters.isalpha() else -1


def _is_field(name: str | None) -> bool:
    return name is None or name in COLUMN_CHOICES


def unused(
    given: Mapping[str, Given], *, sheets: Collection[str], read: Mapping[str, Collection[int]]
) -> Iterator[Finding]:
    """Tell what of a given mapping is not applied; ``read``: used sheet -> the places of its columns."""
    for sheet, columns in given.items():
        if sheet in read:
            yield from _unused_columns(sheet, columns, read[sheet])
            continue
        what = Text(f"{'、'.join(columns)} 列", f"columns {', '.join(columns)}")
        yield _unused(sheet, what, _SHEET_UNREAD if sheet in sheets else _NO_SHEET)


def _unused_columns(sheet: str, given: Given, there: Collection[int]) -> Iterator[Finding]:
    fitting = _fitting(given, there)
    for letters, name in given.items():
        if letters in fitting:
            continue
        said = COLUMN_CHOICES.get(name or "", Text(name or "不读取", name or "not read"))
        what = Text(f"{letters} 列→{said.zh}", f"column {letters} as {said.en}")
        if _place(letters) not in there:  # no place of the file: nothing to point at
            yield _unused(sheet, what, _NO_COLUMN, field=name)
        else:
            yield _unused(sheet, what, _TWICE if _is_field(name) else _NO_FIELD, field=name, column=letters)


def _unused(
    sheet: str, what: Text, why: Text, *, field: str | None = None, column: str | None = None
) -> Finding:
    return Finding(
        "mapping-unused",
        sheet=sheet,
        column=column and column.upper(),
        field=field,
        values={
            "sheet": sheet,
            "what_zh": what.zh, "what_en": what.en,
            "why_zh": why.zh, "why_en": why.en,
        },
    )  # fmt: skip
