"""What the reading child tells its parent: one JSON object a line, and the shapes they become again.

The parent trusts no frame further than its shape: a line that does not fit raises ``FrameBroken``.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from importers.facts import SAID
from importers.fields import Layout, Question
from importers.formats.cell_text import is_settled, settle
from importers.layout.workbook_layout import fingerprint
from importers.results import AsideRow, Block, ColumnUse, FileFacts, Finding, Refused, RowFate, SheetUse
from importers.sandbox.told_columns import Column, heard, told

FrameContent = dict[str, Any]


class FrameBroken(Exception):
    """A line from the child is none of the known frames."""


@dataclass(frozen=True, slots=True)
class LayoutFrame:
    """How the file was understood. ``fingerprints``: used sheet -> what identifies its layout next time."""

    sheets: tuple[SheetUse, ...]
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    fingerprints: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """Rows read so far, and an estimate of all rows of the used sheets."""

    rows: int
    total: int


@dataclass(frozen=True, slots=True)
class Cited:
    """The catalogued models that served as evidence: code -> the batches that list it."""

    batches: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Done:
    """The file was read to its end; ``rows`` non-empty rows below the headers."""

    rows: int


Frame = FileFacts | LayoutFrame | Progress | Block | Cited | Refused | Done


def layout_frame(layout: Layout, *, more: Iterable[Finding] = ()) -> LayoutFrame:
    """Say what a layout found, with further findings about its sheets."""
    return LayoutFrame(
        sheets=layout.sheets,
        findings=(*layout.findings, *more),
        questions=layout.questions,
        fingerprints={reading.sheet: fingerprint(reading) for reading in layout.readings},
    )


def _block(block: Block) -> FrameContent:
    return {
        "kind": "block",
        "sheet": block.sheet,
        "rows": block.rows,
        "columns": block.columns,
        "aside": [[row.sheet, row.row, row.fate, row.why, row.cells, row.vin] for row in block.aside],
        "findings": [_finding(finding) for finding in block.findings],
    }


def _finding(finding: Finding) -> list[Any]:
    return [
        finding.code,
        finding.sheet,
        finding.row,
        finding.column,
        finding.field,
        finding.value,
        finding.others,
        finding.values,
    ]


_KINDS = {
    FileFacts: "file",
    LayoutFrame: "layout",
    Progress: "progress",
    Cited: "cited",
    Refused: "refused",
    Done: "done",
}


def encode(frame: Frame) -> bytes:
    """Return one frame as a line. Every text that leaves the child passes here; none holds a sign it may not hold.

    Cells and sheet names are settled where they are read (``importers.formats.cell_text``), so that what was
    changed can be told; what is found here came another way (a file's name, a given mapping) and is cleaned in silence.
    """
    # Blocks by hand: dataclasses.asdict copies every cell.
    is_block = isinstance(frame, Block)
    content = _block(frame) if isinstance(frame, Block) else {"kind": _KINDS[type(frame)], **asdict(frame)}
    text = _written(content)
    if _CONTROL_ESCAPE in text or not (is_block or is_settled(text)):
        text = _written(
            _settled(content)
        )  # before its columns are joined: the sign between them would go as well
    return text.encode("utf-8", "replace") + b"\n"


_CONTROL_ESCAPE = "\\u00"
"""How JSON writes most control characters (and a text that says so itself, which is then looked at in vain)."""


def _written(content: FrameContent) -> str:
    if columns := content.get("columns"):
        joined = {name: told(column, repeats=name == SAID) for name, column in columns.items()}
        content = {**content, "columns": joined}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _settled(content: Any) -> Any:  # noqa: ANN401 (JSON)
    if isinstance(content, str):
        return settle(content, limit=len(content))[0]
    if isinstance(content, dict):
        return {_settled(name): _settled(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_settled(value) for value in content]
    return content


def _read_finding(values: list[Any]) -> Finding:
    code, sheet, row, column, name, value, others, filled = values
    return Finding(code, sheet, row, column, name, value, tuple(others), filled)


def _read_block(content: FrameContent) -> Block:
    return Block(
        sheet=content["sheet"],
        rows=content["rows"],
        columns=content["columns"],
        aside=[
            AsideRow(sheet, row, RowFate(fate), why, tuple(cells), vin)
            for sheet, row, fate, why, cells, vin in content["aside"]
        ],
        findings=[_read_finding(values) for values in content["findings"]],
    )


def _read_sheet(content: FrameContent) -> SheetUse:
    columns = tuple(
        ColumnUse(**{**column, "samples": tuple(column["samples"])}) for column in content["columns"]
    )
    return SheetUse(**{**content, "header_rows": tuple(content["header_rows"]), "columns": columns})


def _read_layout(content: FrameContent) -> LayoutFrame:
    return LayoutFrame(
        sheets=tuple(_read_sheet(sheet) for sheet in content["sheets"]),
        findings=tuple(
            Finding(**{**finding, "others": tuple(finding["others"])}) for finding in content["findings"]
        ),
        questions=tuple(
            Question(**{**question, "candidates": tuple(question["candidates"])})
            for question in content["questions"]
        ),
        fingerprints=content["fingerprints"],
    )


_READERS: dict[str, Callable[[FrameContent], Frame]] = {
    "file": lambda content: FileFacts(**content),
    "layout": _read_layout,
    "progress": lambda content: Progress(**content),
    "block": _read_block,
    "cited": lambda content: Cited({code: tuple(listed) for code, listed in content["batches"].items()}),
    "refused": lambda content: Refused(**content),
    "done": lambda content: Done(**content),
}


def _is_settled(content: Any) -> bool:  # noqa: ANN401 (JSON)
    if isinstance(content, str):
        return is_settled(content)
    if isinstance(content, dict):
        return all(map(_is_settled, (*content.keys(), *content.values())))
    return not isinstance(content, list) or all(map(_is_settled, content))


def _parted(content: FrameContent) -> dict[str, Column]:
    cells = len(content["rows"])
    return {name: heard(said, cells=cells) for name, said in content["columns"].items()}


def decode(line: bytes) -> Frame:
    """Rebuild one frame from its line. Raises ``FrameBroken``, also for a text that ``encode`` lets nobody say."""
    try:
        text = line.decode()  # bytes that are no UTF-8 would pass json as halves of surrogate pairs
        content = json.loads(text)
        if "columns" in content:
            content["columns"] = _parted(content)
        if "\\u" in text and not _is_settled(content):
            raise FrameBroken
        return _READERS[content.pop("kind")](content)
    except (ValueError, KeyError, TypeError, AttributeError) as trouble:
        raise FrameBroken from trouble
