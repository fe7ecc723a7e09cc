"""The report on a file, in the shape that the command line, the API and the pages share."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Final

from fleetsvc.plain_json import Json
from fleetsvc.services.uploads.reading import Reading
from importers.facts import SAID
from importers.findings import refusals, register
from importers.results import Finding, Refused, RowFate, SheetUse
from importers.rows.evidence import cells_of_row, evidence_steps
from importers.rows.said import read_said
from rules.wording import Language


def _refused(refused: Refused | None, language: Language) -> Json | None:
    if refused is None:
        return None
    return {"code": refused.code, "message": refusals.message(refused).in_language(language)}


def _sheet(sheet: SheetUse, language: Language) -> Json:
    return {
        "name": sheet.name,
        "used": sheet.used,
        "why": sheet.why_en if language == "en" else sheet.why_zh,
        "header_rows": list(sheet.header_rows),
        "first_data_row": sheet.first_data_row,
        "columns": [
            {
                "column": column.column,
                "header": column.header,
                "field": column.field,
                "confidence": round(column.confidence, 2),
                "samples": list(column.samples),
            }
            for column in sheet.columns
        ],
    }


def finding_json(finding: Finding, language: Language) -> Json:
    """Return one finding as the outside sees it, worded in one language."""
    return {
        "code": finding.code,
        "severity": str(register.severity_of(finding)),
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "field": finding.field,
        "value": finding.value,
        "other_rows": list(finding.others),
        "message": register.message(finding).in_language(language),
        "repair": register.repair(finding).in_language(language),
    }


def kept_report(reading: Reading) -> Json:
    """Return the report as it is stored: worded in Chinese, with the English wording beside it (``…_en``)."""
    said, english = report(reading, language="zh"), report(reading, language="en")
    for sheet, other in zip(_objects(said["sheets"]), _objects(english["sheets"]), strict=True):
        sheet["why_en"] = other["why"]
    for refused, other in zip(_objects([said["refused"]]), _objects([english["refused"]]), strict=True):
        refused["message_en"] = other["message"]
    return said


def said_report(kept: Json, *, language: Language) -> Json:
    """Return a stored report in the shape of the contract, worded in one language."""
    refused = _objects([kept["refused"]])
    return {
        "file": kept["file"],
        "refused": _worded(refused[0], ("code", "message"), language) if refused else None,
        "sheets": [_worded(sheet, _SHEET, language) for sheet in _objects(kept["sheets"])],
        "rows": kept["rows"],
        "verdicts": kept["verdicts"],
    } | {name: kept[name] for name in ("nil", "nil_reports") if kept.get(name)}


_SHEET: Final = ("name", "used", "why", "header_rows", "first_data_row", "columns")


def _worded(kept: Json, names: tuple[str, ...], language: Language) -> Json:
    # A report stored before there were two wordings has one.
    suffix = "_en" if language == "en" else ""
    return {name: kept.get(name + suffix, kept[name]) for name in names}


def _objects(values: object) -> list[Json]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def report(reading: Reading, *, language: Language, judged_on: date | None = None) -> Json:
    """Return the report of contract section 2, without findings: those may be many and are asked for apart."""
    said: Json = {
        "file": asdict(reading.file) if reading.file else None,
        "refused": _refused(reading.refused, language),
        "sheets": [_sheet(sheet, language) for sheet in reading.sheets],
        "rows": {
            "read": sum(reading.rows.values()),
            **{str(fate): reading.rows.get(fate, 0) for fate in RowFate},
        },
        "verdicts": dict(sorted(reading.verdicts.items())),
    }
    if reading.is_nil:
        said["nil"] = True
    if reading.cited:
        said["catalogue"] = [
            {"model": code, "batches": list(batches)} for code, batches in sorted(reading.cited.items())
        ]
    if judged_on is not None:
        said["judged_on"] = judged_on.isoformat()
    return said


def with_steps(rows: Sequence[Json], sheets: Sequence[SheetUse], language: Language) -> list[Json]:
    """Return rows with what their cells say, and the steps from there to their facts."""
    columns = {
        sheet.name: {
            one.field: (one.column, one.header) for one in reversed(sheet.columns) if one.field is not None
        }
        for sheet in sheets
    }
    found = []
    for row in rows:
        said = read_said(row[SAID]) or {}
        cells = cells_of_row(row, said, columns=columns[row["sheet"]], row=row["row"])
        steps = [step.in_language(language) for step in evidence_steps(row, cells)]
        found.append(row | {SAID: said, "steps": steps})
    return found
