"""What the review page shows of one upload: counts, the list behind each of them, findings, columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from fleetsvc.edge.bodies import MOST_FIELDS
from fleetsvc.models import Json, UploadDismissal, UploadRecord
from fleetsvc.services.common.masked_documents import masked_finding
from fleetsvc.services.common.masking import mask_text
from fleetsvc.services.uploads.closed_rows import dismissals_at
from fleetsvc.services.uploads.findings import (
    FindingFilter,
    findings_at,
    grouped_by_code,
    grouped_by_column,
    list_findings,
)
from fleetsvc.services.uploads.report import finding_json
from fleetsvc.services.uploads.rows import Place, list_rows, masked_rows, place_of, taken_over
from fleetsvc.web.uploads.shown_status import ShownStatus, shown_status
from importers.fields import COLUMN_CHOICES, column_letter
from importers.findings.register import severity_of
from importers.results import Finding, RowFate, Severity
from rules.labels import label
from rules.vocabulary import OPEN_VERDICTS, Verdict
from rules.wording import Language

PAGE: Final = 20
MOST_IN_FORM: Final = {"corrected": MOST_FIELDS // PAGE - 2, "mapped": MOST_FIELDS - 10}
"""So many columns can be corrected on a page of rows, and said anew of a file: a form holds no more fields."""
_BADGE_ORDER: Final = tuple(verdict.value for verdict in Verdict)


@dataclass(frozen=True, slots=True)
class ReviewQuery:
    """What the address asks the page to show: which findings, which rows, and from where on."""

    code: str | None = None
    severity: str | None = None
    column: tuple[str, str] | None = None
    findings_after: int | None = None
    fate: RowFate | None = None
    rows_after: Place | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """How the page words things: in which language, and with plates, VINs and owners masked or not."""

    language: Language
    masked: bool


@dataclass(frozen=True, slots=True)
class FindingsView:
    """The groups of findings, a page of single ones, and the ordinal to go on from."""

    by_code: list[Json]
    by_column: list[Json]
    items: list[Json]
    further: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: which cell of a row it is, its letters, and its header."""

    place: int
    letters: str
    header: str


@dataclass(frozen=True, slots=True)
class RowsView:
    """A page of rows of one fate; ``columns`` are the columns of their cells by sheet, those to correct first."""

    fate: str
    items: list[Json]
    columns: dict[str, list[Column]]
    further: Place | None


def findings_view(session: Session, upload: UploadRecord, asked: ReviewQuery, shown: Shown) -> FindingsView:
    """Return the findings of an upload, grouped, and those asked for one by one."""
    groups = [
        _said(group.first, shown) | {"count": group.count} for group in grouped_by_code(session, upload)
    ]
    headers = headers_of(upload)
    columns: list[Json] = [
        {
            "sheet": group.sheet,
            "column": group.column,
            "header": headers.get((group.sheet or "", group.column or ""), ""),
            "count": group.count,
            "errors": group.errors,
        }
        for group in grouped_by_column(session, upload)
    ]
    wanted = FindingFilter(asked.code, asked.severity, asked.findings_after, PAGE, asked.column)
    found, further = list_findings(session, wanted, upload=upload)
    return FindingsView(groups, columns, [_said(one, shown) for one in found], further)


def _said(finding: Finding, shown: Shown) -> Json:
    return finding_json(masked_finding(finding) if shown.masked else finding, shown.language)


def headers_of(upload: UploadRecord) -> dict[tuple[str, str], str]:
    """Return the headers of an upload by sheet and column letters."""
    return {
        (sheet["name"], column["column"]): column["header"]
        for sheet in _sheets(upload.report)
        for column in sheet["columns"]
    }


def _sheets(report: Json | None) -> list[Json]:
    sheets: list[Json] = (report or {}).get("sheets", [])
    return sheets


def rows_view(session: Session, upload: UploadRecord, asked: ReviewQuery, shown: Shown) -> RowsView | None:
    """Return the rows behind a number of the report, with the findings at each; None where none are asked for."""
    fate = asked.fate
    if fate is None:
        return None
    items, further = list_rows(session, fate, upload=upload, after=asked.rows_after, limit=PAGE)
    places = [(str(item["sheet"]), item["row"]) for item in items]
    found = findings_at(session, places, upload=upload) if places else {}
    written = masked_rows(items, upload=upload) if shown.masked else items
    taken = taken_over(session, places, upload=upload) if fate is RowFate.HELD else {}
    closed = dismissals_at(session, places, upload=upload) if fate is RowFate.IGNORED else {}
    rows = [
        item
        | _troubles(found[place], shown)
        | {"taken_over": taken.get(place), "dismissed": _closed(closed.get(place), shown)}
        for item, place in zip(written, places, strict=True)
    ]
    return RowsView(fate.value, rows, _columns(upload, rows), further)


def _closed(found: UploadDismissal | None, shown: Shown) -> Json | None:
    """Return who closed a row, when and why; a note may name a vehicle."""
    if found is None:
        return None
    note = found.note or ""
    return {
        "at": found.dismissed_at,
        "by": found.dismissed_by,
        "reason": found.reason,
        "note": mask_text(note) if shown.masked else note,
    }


def _troubles(findings: list[Finding], shown: Shown) -> Json:
    """Return what is wrong in a row as a whole and at its cells, and the gravest word for each of these."""
    marked: dict[int, str] = {}
    at_cells: dict[int, list[Json]] = {}
    for finding in findings:
        if finding.column:
            place = place_of(finding.column)
            marked.setdefault(place, str(severity_of(finding)))
            at_cells.setdefault(place, []).append(_said(finding, shown))
    whole = [_said(finding, shown) for finding in findings if not finding.column]
    return {"findings": whole, "at_cells": at_cells, "marked": marked}


def _columns(upload: UploadRecord, rows: list[Json]) -> dict[str, list[Column]]:
    """Return the columns by sheet. What is to be corrected comes first: a wide sheet would hide it at its far end."""
    headers, widths, wrong = headers_of(upload), dict[str, int](), dict[str, set[int]]()
    for row in rows:
        widths[row["sheet"]] = max(widths.get(row["sheet"], 0), len(row["cells"]))
        errors = {place for place, grade in row["marked"].items() if grade == Severity.ERROR}
        wrong.setdefault(row["sheet"], set()).update(errors)
    return {
        sheet: [
            Column(place, column_letter(place), headers.get((sheet, column_letter(place)), ""))
            for place in [*sorted(wrong[sheet]), *(one for one in range(width) if one not in wrong[sheet])]
            if place < width
        ]
        for sheet, width in widths.items()
    }


_QUESTIONS: Final = frozenset({"column-missing", "column-ambiguous"})


def advice_of(document: Mapping[str, Any], findings: FindingsView | None, *, to_correct: int) -> str:
    """Return which sentence says what to do now: the last part of a word ``next.…``, empty for none."""
    status, rows = shown_status(document), (document["report"] or {}).get("rows", {})
    if not status.is_read:
        return "again" if status is ShownStatus.WITHDRAWN else ""
    if (document["report"] or {}).get("nil"):
        return "nil" if status is ShownStatus.IN_REVIEW else "done"
    if (
        status is ShownStatus.IN_REVIEW
        and findings
        and _QUESTIONS & {one["code"] for one in findings.by_code}
    ):
        return "columns"
    if to_correct:
        return "held_rest" if rows.get("accepted") and status is ShownStatus.IN_REVIEW else "held"
    if status is ShownStatus.ACCEPTED:
        return _settled_advice(document)
    if not rows["accepted"]:
        return "nothing"
    return "check" if document["findings"][Severity.WARNING.value] else "confirm"


def _settled_advice(document: Mapping[str, Any]) -> str:
    verdicts = document["report"]["verdicts"]
    return "answer" if any(verdicts.get(open_one) for open_one in OPEN_VERDICTS) else "done"


def counts_of(report: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Return the rows of a report by fate, in the order of their sum."""
    return [(fate, report["rows"].get(fate, 0)) for fate in ("read", *(one.value for one in RowFate))]


def verdicts_of(report: Mapping[str, Any], language: Language) -> list[tuple[str, str, int]]:
    """Return the verdicts of a report: code, word and count, in the order of the vocabulary."""
    counted = report["verdicts"]
    return [
        (code, label(Verdict(code)).in_language(language), counted[code])
        for code in _BADGE_ORDER
        if counted.get(code)
    ]


def field_choices(language: Language) -> list[tuple[str, str]]:
    """Return what a column may be read as."""
    return [(name, text.in_language(language)) for name, text in COLUMN_CHOICES.items()]


def default_fate(report: Mapping[str, Any] | None) -> RowFate | None:
    """Return whose rows are shown unless others are asked for: those to be corrected, where there are any."""
    return RowFate.HELD if report and report["rows"].get(RowFate.HELD.value) else None
