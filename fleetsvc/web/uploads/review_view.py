"""What the review page shows of one upload: counts, the list behind each of them, findings, columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from fleetsvc.edge.bodies import MOST_FIELDS
from fleetsvc.models import Json, UploadRecord
from fleetsvc.services.common.masked_documents import masked_finding
from fleetsvc.services.uploads.checked_warnings import checked_codes
from fleetsvc.services.uploads.findings import (
    FindingFilter,
    grouped_by_code,
    grouped_by_column,
    list_findings,
)
from fleetsvc.services.uploads.report import finding_json
from fleetsvc.services.uploads.rows import Place, headers_of, place_of
from fleetsvc.web.uploads.cell_fields import TEXT, CellField, cell_fields, place_name
from importers.fields import COLUMN_CHOICES
from importers.results import Finding, RowFate, Severity
from rules.labels import label
from rules.vocabulary import Verdict
from rules.wording import Language

PAGE: Final = 20
MOST_IN_FORM: Final = {"corrected": MOST_FIELDS // PAGE - 3, "mapped": MOST_FIELDS - 10}
"""So many columns can be corrected on a page of rows, and said anew of a file: a form holds no more fields."""
EVERY: Final = "every"
"""Asks for findings of every severity."""
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
    """The groups of findings, a page of single ones, and the ordinal to go on from.

    ``notes``: how many of them tell only what was done, by the service or by the unit. ``narrowed``: of which severity
    alone the single ones are because nothing else was asked for; empty for none.
    """

    by_code: list[Json]
    by_column: list[Json]
    items: list[Json]
    further: int | None
    notes: int
    narrowed: str


def findings_view(session: Session, upload: UploadRecord, asked: ReviewQuery, shown: Shown) -> FindingsView:
    """Return the findings of an upload, grouped, and those asked for one by one."""
    checked = checked_codes(session, upload)
    groups: list[Json] = [
        said_finding(group.first, shown) | {"count": group.count, "checked": group.first.code in checked}
        for group in grouped_by_code(session, upload)
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
    sheets = {sheet["name"]: at for at, sheet in enumerate(_sheets(upload.report))}
    fields = cell_fields(upload, shown.language)
    narrowed = _gravest(groups) if _asks_nothing(asked) else ""
    severity = narrowed or (asked.severity if asked.severity != EVERY else None)
    wanted = FindingFilter(asked.code, severity or None, asked.findings_after, PAGE, asked.column)
    found, further = list_findings(session, wanted, upload=upload)
    items = [said_finding(one, shown) | _at_cell(one, sheets, fields) for one in found]
    notes = sum(group["count"] for group in groups if group["severity"] == Severity.INFO)
    return FindingsView(groups, columns, items, further, notes, narrowed)


def _asks_nothing(asked: ReviewQuery) -> bool:
    return asked.severity is None and asked.code is None and asked.column is None


def _gravest(groups: list[Json]) -> str:
    """Return which findings to list one by one where nothing is asked for: errors, else warnings, else all."""
    found = {one["severity"] for one in groups}
    return next((one.value for one in (Severity.ERROR, Severity.WARNING) if one.value in found), "")


def _at_cell(
    finding: Finding, sheets: Mapping[str, int], fields: Mapping[tuple[str, int], CellField]
) -> Json:
    """Return the field's name by which a finding's cell is corrected, and its kind; none where it has no cell."""
    sheet, row, letters = finding.sheet or "", finding.row, finding.column
    if row is None or letters is None or sheet not in sheets:
        return {"cell": None}
    name = place_name(sheets[sheet], row, place_of(letters))
    return {"cell": name, "written_as": fields.get((sheet, place_of(letters)), TEXT)}


def said_finding(finding: Finding, shown: Shown) -> Json:
    """Return a finding as the page says it."""
    return finding_json(masked_finding(finding) if shown.masked else finding, shown.language)


def _sheets(report: Json | None) -> list[Json]:
    sheets: list[Json] = (report or {}).get("sheets", [])
    return sheets


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
