"""Understand a workbook: which sheets hold vehicles, where their header stands, which column holds what.

What cannot be told for sure becomes a question, with a proposal that is used meanwhile. A mapping that the
sender has confirmed overrides what is found here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol

from importers.fields import Layout, Question, SheetReading
from importers.layout import confirmed
from importers.layout.column_findings import column_findings
from importers.layout.form_reading import understand_forms
from importers.layout.matching import DECISIVE
from importers.layout.nil import NIL_WHY, nil_findings
from importers.layout.row_kinds import classify_row
from importers.layout.senders_word import heed
from importers.layout.sheet_choice import SheetLike, Study, choose, study
from importers.layout.sheet_reading import Understood, fingerprint_of, headers_of, sheet_use, understand
from importers.results import Expectation, Finding, Refused, SheetUse

__all__ = ["Layout", "Question", "SheetReading", "classify_row", "find_layout", "fingerprint"]

_ASKED_BY: Final = DECISIVE | {"use_nature", "vehicle_type", "product_name"}
_FEWEST_ASKED: Final = 2
"""Columns that bear on a verdict, in a list that is only asked about."""
_MOST_EXAMPLES: Final = 3  # rows of vehicles that instructions may hold as examples


class WorkbookLike(Protocol):
    """What this module needs of a workbook: see ``importers.formats.sheets.Workbook``."""

    @property
    def sheets(self) -> Sequence[SheetLike]:
        """All sheets in their order, hidden ones too."""


def find_layout(workbook: WorkbookLike, expectation: Expectation) -> Layout | Refused:
    """Understand a workbook, reading only the first rows of each sheet.

    Returns the layout with its findings and questions, or the refusal ``empty`` or ``header-not-found``.
    """
    studies = [
        _recalled(study(sheet, index=index, confirmed=sheet.name in expectation.mapping), expectation)
        for index, sheet in enumerate(workbook.sheets)
    ]
    nil = nil_findings(studies, expectation.kind)
    if nil:
        return _nil_layout(studies, nil)
    chosen = [
        understood for found in choose(studies) if (understood := _understood(found, expectation)) is not None
    ]
    if not chosen:
        return _refused(studies)
    several = len({found.reading.category for found in chosen} - {None}) > 1
    heeded = [heed(found.reading, expectation, sheets_differ=several) for found in chosen]
    used = {
        found.study.index: replace(found, reading=reading)
        for found, (reading, _) in zip(chosen, heeded, strict=True)
    }
    findings = [
        *(Finding(code, sheet=name) for name, code in _unread(studies, used)),
        *(finding for found in used.values() for finding in column_findings(found, expectation)),
        *(finding for _, differing in heeded for finding in differing),
        *_unused_mapping(studies, used, expectation),
    ]
    return Layout(
        sheets=tuple(
            sheet_use(used[found.index]) if found.index in used else _unused(found) for found in studies
        ),
        readings=tuple(found.reading for found in used.values()),
        findings=tuple(findings),
        questions=tuple(question for found in used.values() for question in found.match.questions),
    )


def _understood(found: Study, expectation: Expectation) -> Understood | None:
    if found.kind == "forms":
        return understand_forms(found)
    return None if found.block is None else understand(found, found.block, expectation)


def _refused(studies: Sequence[Study]) -> Refused:
    kinds = {found.kind for found in studies}
    if kinds == {"empty"}:
        return Refused("empty")
    return Refused("header-not-found", {"why": "turned"} if "turned" in kinds else {})


def _nil_layout(studies: Sequence[Study], nil: Sequence[Finding]) -> Layout:
    """No sheet is read: one says that there are no vehicles, and none holds any."""
    why = {finding.sheet: NIL_WHY.fill(row=finding.row) for finding in nil}
    sheets = (
        replace(_unused(found), why_zh=why[found.name].zh, why_en=why[found.name].en)
        if found.name in why
        else _unused(found)
        for found in studies
    )
    hidden = (Finding(code, sheet=name) for name, code in _unread(studies, {}))
    return Layout(sheets=tuple(sheets), readings=(), findings=(*nil, *hidden))


def fingerprint(reading: SheetReading) -> str:
    """Return what identifies the layout of a used sheet, to be remembered with its confirmed mapping."""
    return fingerprint_of(reading.headers)


def _recalled(found: Study, expectation: Expectation) -> Study:
    """Take for data a sheet whose layout was confirmed before, even where its header alone would not do.

    Who asks about vehicles need not name any: a header that describes them will do.
    """
    if found.block is None or found.kind not in ("described", "other"):
        return found
    if expectation.asked and len(found.block.fields & _ASKED_BY) >= _FEWEST_ASKED:
        return replace(found, kind="vehicles")
    known = fingerprint_of(headers_of(found.block)) in expectation.remembered
    return replace(found, kind="vehicles") if known else found


def _unused(found: Study) -> SheetUse:
    return SheetUse(found.name, False, found.why_unused.zh, found.why_unused.en)


def _unread(studies: Sequence[Study], used: Mapping[int, Understood]) -> Iterator[tuple[str, str]]:
    """Yield (sheet, finding code) of the sheets that are not read although they may hold vehicles."""
    for found in studies:
        if found.kind == "hidden":
            yield found.name, "sheet-hidden"
        elif found.kind == "headless":
            yield found.name, "sheet-without-header"
        elif found.kind == "turned":
            yield found.name, "sheet-turned"
        elif found.index not in used and found.vehicle_rows > _MOST_EXAMPLES:
            yield found.name, "sheet-not-read"


def _unused_mapping(
    studies: Sequence[Study], used: Mapping[int, Understood], expectation: Expectation
) -> Iterator[Finding]:
    return confirmed.unused(
        expectation.mapping,
        sheets={found.name for found in studies},
        read={found.study.name: {column.index for column in found.columns} for found in used.values()},
    )
