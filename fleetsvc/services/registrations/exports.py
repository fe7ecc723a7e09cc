"""Lists of registrations to take away: CSV and xlsx, all rows of a filter, in memory that does not grow with them.

No text ever becomes a formula: in an xlsx it is written as text, in a CSV what begins like one gets an apostrophe.
"""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import IO, Final

from fleetsvc.models import Json
from importers.facts import STATED
from importers.workbooks.handed_out import LEADS_A_FORMULA, Value, write_registrations
from rules.labels import label
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

MOST_XLSX_ROWS: Final = 1_048_575
"""Rows of a worksheet, less the header (Excel's own limit)."""

_WORDS: Final[Mapping[str, type[StrEnum]]] = {
    **{name: fact.words for name, fact in STATED.items() if fact.words is not None},
    "replaces": Replacement,
    "verdict": Verdict,
    "energy_verdict": Verdict,
    "emission_stage_verdict": Verdict,
}
_OVERRIDDEN: Final = {True: Text("是", "yes"), False: Text("", "")}
_LEADS: Final = (*LEADS_A_FORMULA, "\n", "＝", "＋", "－", "\uff20")
"""Also full-width signs: some programs fold them on import."""
_LINES_AT_ONCE: Final = 500
_PIECE_BYTES: Final = 65536


class ExportTooLarge(Exception):
    """A worksheet cannot hold so many rows: ask for CSV, or for less."""


def export_rows(registrations: Iterable[Json], *, language: Language) -> Iterator[Cells]:
    """Yield the cells of each registration, words of lists as people read them."""
    words = {
        name: {word.value: label(word).in_language(language) for word in kind}
        for name, kind in _WORDS.items()
    }
    words["overridden"] = {str(said): text.in_language(language) for said, text in _OVERRIDDEN.items()}
    names = {code: unit.name.in_language(language) for code, unit in UNITS.items()}
    for registration in registrations:
        duties = {f"{said['duty']}_verdict": said["verdict"] for said in _duties(registration)}
        shown = {**registration, **duties, "unit_name": names[str(registration["unit"])]}
        yield [_cell(shown[name], words.get(name)) for name in COLUMNS]


def _duties(registration: Json) -> list[Json]:
    duties = registration["duties"]
    return duties if isinstance(duties, list) else []


def _cell(value: object, words: Mapping[str, str] | None) -> Value:
    if words is not None:
        return words.get(str(value), str(value))
    return value if isinstance(value, int) or value is None else str(value)


def csv_lines(rows: Iterable[Cells], *, language: Language) -> Iterator[bytes]:
    """Yield registrations as CSV."""
    return csv_of([text.in_language(language) for text in COLUMNS.values()], rows)


def csv_of(headers: Sequence[str], rows: Iterable[Cells]) -> Iterator[bytes]:
    """Yield a CSV (RFC 4180; UTF-8 with a byte order mark, without which Excel takes it for another encoding)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(headers)
    yield b"\xef\xbb\xbf"
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
    if not isinstance(value, str):
        return value
    plain = value.replace("\0", "")
    return f"'{plain}" if plain.startswith(_LEADS) else plain


def xlsx_chunks(rows: Iterable[Cells], *, language: Language) -> Iterator[bytes]:
    """Return a workbook piece by piece; it is whole before the first piece. Raises ExportTooLarge."""
    headers = [text.in_language(language) for text in COLUMNS.values()]
    remaining = iter(rows)
    with tempfile.TemporaryDirectory(prefix="fleetsvc-") as folder:
        path = Path(folder) / "export.xlsx"
        write_registrations(path, islice(remaining, MOST_XLSX_ROWS), headers=headers)
        if next(remaining, None) is not None:
            raise ExportTooLarge
        return file_pieces(path)  # open already: the folder may go


def file_pieces(path: Path) -> Iterator[bytes]:
    """Yield a file piece by piece."""
    return _pieces(path.open("rb"))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE_BYTES):
            yield piece
