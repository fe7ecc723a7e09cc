"""Lists of registrations to take away: CSV and xlsx, all rows of a filter, in memory that does not grow with them.

No text ever becomes a formula: in an xlsx it is written as text, in a CSV what begins like one gets an apostrophe.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import CursorResult

from fleetsvc.clock import SHANGHAI, rfc3339, wall_time
from fleetsvc.services.common.masking import MASKS
from importers.facts import STATED, FactKind
from importers.workbooks.cell_texts import Look
from importers.workbooks.handed_out import LEADS_A_FORMULA, Value
from importers.workbooks.sheet_frames import Column
from rules.labels import label
from rules.rulebook import Rulebook
from rules.units import UNITS
from rules.vocabulary import Replacement, Verdict
from rules.wording import Language, Text

Cells = list[Value]

COLUMNS: Final = {
    "id": Text("编号", "number"),
    "unit": Text("报送单位代码", "unit code"),
    "unit_name": Text("报送单位", "reporting unit"),
    **{name: fact.title for name, fact in STATED.items()},
    "replaces": Text("被更新车辆核实情况", "state of the replacement"),
    "verdict": Text("核查结论", "verdict"),
    "energy_verdict": Text("新能源要求", "NEV duty"),
    "emission_stage_verdict": Text("国六排放要求", "China VI"),
    "rule": Text("依据规则", "rule"),
    "upload": Text("批次", "upload"),
    "sheet": Text("工作表", "sheet"),
    "row": Text("行", "row"),
    "recorded_at": Text("入库时间", "recorded at"),
    "overridden": Text("省级部门另行认定", "decided otherwise by the office"),
}
"""Columns of an export in their order."""

NAME: Final = Text("登记核查清单", "registrations")
"""What an export is called."""

_STORED: Final[Mapping[str, str]] = {
    "unit": "city_code",
    "unit_name": "city_code",
    "upload": "upload_id",
    "row": "row_number",
    "overridden": "override_id",
}
"""Columns of an export whose value stands under another name in a row of a list."""
_FACT_LOOKS: Final = {FactKind.DAY: Look.DAY, FactKind.NUMBER: Look.NUMBER, FactKind.WORD: Look.WORD}
_LOOKS: Final[Mapping[str, Look]] = {
    **{name: _FACT_LOOKS[fact.kind] for name, fact in STATED.items() if fact.kind in _FACT_LOOKS},
    **dict.fromkeys(("id", "upload", "row"), Look.NUMBER),
    **dict.fromkeys(("unit", "unit_name", "model", "replaces", "verdict", "rule", "sheet"), Look.WORD),
    **dict.fromkeys(("energy_verdict", "emission_stage_verdict", "overridden"), Look.WORD),
    "recorded_at": Look.INSTANT,
}
"""How the cells of a column look; all others hold text."""
_WIDTHS: Final[Mapping[str, int]] = {
    "vin": 20,
    "replaces_vin": 20,
    "owner": 30,
    "rule": 44,
    "recorded_at": 17,
    "model": 18,
    "replaces": 20,
    "emission_stage": 15,
    "verdict": 14,
    "energy_verdict": 14,
    "emission_stage_verdict": 14,
}
_USUAL_WIDTH: Final = 12
"""Characters a column shows: a plate, a day and most words fit."""

_WORDS: Final[Mapping[str, type[StrEnum]]] = {
    **{name: fact.words for name, fact in STATED.items() if fact.words is not None},
    "replaces": Replacement,
    "verdict": Verdict,
    "energy_verdict": Verdict,
    "emission_stage_verdict": Verdict,
}
_OVERRIDDEN: Final = Text("是", "yes")
_LEADS: Final = (*LEADS_A_FORMULA, "\n", "＝", "＋", "－", "\uff20")
"""Also full-width signs: some programs fold them on import."""
_LINES_AT_ONCE: Final = 500


class _Words(dict[str, str]):
    """Words of a list as people read them; one that is not on the list stands as it is."""

    def __missing__(self, word: str) -> str:
        return word

    def said(self, value: object) -> Value:
        return None if value is None else self[str(value)]


def columns_of(names: Sequence[str], *, language: Language) -> list[Column]:
    """Return columns of an export as a workbook has them."""
    return [
        Column(
            COLUMNS[name].in_language(language), _LOOKS.get(name, Look.TEXT), _WIDTHS.get(name, _USUAL_WIDTH)
        )
        for name in names
    ]


def rule_words(book: Rulebook, *, language: Language) -> dict[str, str]:
    """Return what the rules of a book are called, by their ids: the task of the plan, and what it demands."""
    said = Text("第 {task} 项：{title}", "task {task}: {title}").in_language(language)
    return {
        rule.id: said.format(task=book.clause_of(rule).number, title=rule.title.in_language(language))
        for rule in book.rules
    }


def export_rows(
    found: CursorResult[Any],
    names: Sequence[str],
    *,
    language: Language,
    masked: bool,
    rules: Mapping[str, str],
) -> Iterator[Cells]:
    """Yield the cells of each row of a list, words of lists as people read them.

    ``rules``: what rules are called; one that is not among them is told by its id. ``masked``: plates, VINs and owners
    are.
    """
    keys = list(found.keys())
    taken = itemgetter(*(keys.index(_STORED.get(name, name)) for name in names))
    shown = [_shown(name, language=language, masked=masked, rules=rules) for name in names]
    for row in found:
        yield [value if show is None else show(value) for show, value in zip(shown, taken(row), strict=True)]


def _shown(
    name: str, *, language: Language, masked: bool, rules: Mapping[str, str]
) -> Callable[[Any], Value] | None:
    """Return what shows the stored values of a column; None where they stand as they are."""
    if name in MASKS:
        return (lambda value: None if value is None else MASKS[name](value)) if masked else None
    words = _words(name, language=language, rules=rules)
    if words is not None:
        return words.said
    others: dict[str, Callable[[Any], Value]] = {
        "unit": str,
        "recorded_at": wall_time,
        "overridden": lambda case: None if case is None else _OVERRIDDEN.in_language(language),
    }
    return others.get(name)


def _words(name: str, *, language: Language, rules: Mapping[str, str]) -> _Words | None:
    if name == "rule":
        return _Words(rules)
    if name == "unit_name":
        return _Words({code: unit.name.in_language(language) for code, unit in UNITS.items()})
    if name in _WORDS:
        return _Words({word.value: label(word).in_language(language) for word in _WORDS[name]})
    return None


def csv_lines(rows: Iterable[Cells], *, language: Language) -> Iterator[bytes]:
    """Yield registrations as CSV."""
    return csv_of([text.in_language(language) for text in COLUMNS.values()], rows)


def csv_of(headers: Sequence[str], rows: Iterable[Cells]) -> Iterator[bytes]:
    """Yield a CSV (RFC 4180; UTF-8 with a byte order mark, without which Excel takes it for another encoding)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(headers)
    for number, row in enumerate(rows, start=1):
        writer.writerow([_harmless(value) for value in row])
        if number % _LINES_AT_ONCE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    written = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return written


def _harmless(value: Value) -> Value:
    """Return text that no spreadsheet takes for a formula.

    >>> _harmless("=1+1"), _harmless("豫A12345"), _harmless(-5)
    ("'=1+1", '豫A12345', -5)
    """
    if isinstance(value, datetime):
        return rfc3339(value.replace(tzinfo=SHANGHAI))
    if not isinstance(value, str):
        return value
    plain = value.replace("\0", "")
    return f"'{plain}" if plain.startswith(_LEADS) else plain
