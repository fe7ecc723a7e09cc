"""What has to be told and asked about the columns of a table: missing, doubtful, contradicted, unused."""

from typing import Final

from importers.fields import ENERGY_EVIDENCE, FIELDS, Question, SheetReading, column_letter
from importers.layout.sheet_reading import Understood, sections_of
from importers.results import Expectation, FileKind, Finding

_CATEGORY_EVIDENCE: Final = ("category", "use_nature", "vehicle_type", "product_name", "model", "permit_no")


def column_findings(found: Understood, expectation: Expectation) -> list[Finding]:
    """Tell what is doubtful about the columns of a table, and which are missing."""
    reading = found.reading
    missing = [
        Finding("column-missing", sheet=reading.sheet, field=name, values=_names(name))
        for name in _missing(found, expectation)
    ]
    contradicted = [
        _doubted("column-contradicted", reading, index, name) for name, index in found.match.contradicted
    ]
    unused = [_doubted("column-unused", reading, index) for index in found.match.unused]
    asked = [_asked(question, reading) for question in found.match.questions]
    beyond = [_doubted("column-beyond-gap", reading, index, name) for name, index in found.beyond]
    return [*missing, *contradicted, *unused, *beyond, *asked]


def _doubted(code: str, reading: SheetReading, index: int, field: str | None = None) -> Finding:
    return Finding(
        code,
        sheet=reading.sheet,
        column=column_letter(index),
        field=field,
        value=reading.headers.get(index),
        values=_names(field) if field else {},
    )


def _missing(found: Understood, expectation: Expectation) -> list[str]:
    """Return the fields without which no vehicle of the table can be stored or judged."""
    if expectation.kind == FileKind.RETIREMENTS:
        return _missing_of_retired(found, expectation)
    reading, columns = found.reading, found.reading.columns
    if reading.retired_from is not None:  # its rows are listed, whatever they lack
        return []
    missing = [name for name in ("vin", "registered_on") if name not in columns and not expectation.asked]
    if not reading.energy and not any(name in columns for name in ENERGY_EVIDENCE):
        missing.append("fuel")
    if not _has_category(found, expectation):
        missing.append("category")
    has_event = reading.event or expectation.event or any(one.event for one in sections_of(found))
    if not (has_event or "event" in columns):
        missing.append("event")
    return missing


def _missing_of_retired(found: Understood, expectation: Expectation) -> list[str]:
    missing = [] if {"vin", "plate"} & found.reading.columns.keys() else ["plate"]
    if "retired_on" not in found.reading.columns:
        missing.append("retired_on")
    return missing if _has_category(found, expectation) else [*missing, "category"]


def _has_category(found: Understood, expectation: Expectation) -> bool:
    reading = found.reading
    if reading.category or expectation.category or any(one.category for one in sections_of(found)):
        return True
    return any(name in reading.columns for name in _CATEGORY_EVIDENCE)


def _names(field: str) -> dict[str, str]:
    return {"name_zh": FIELDS[field].zh, "name_en": FIELDS[field].en}


def _asked(question: Question, reading: SheetReading) -> Finding:
    header = reading.headers.get(reading.columns[question.field], "")
    return Finding(
        question.code,
        sheet=question.sheet,
        column=question.proposal,
        field=question.field,
        value=header or None,
        values={
            **_names(question.field),
            "candidates": ", ".join(question.candidates),
            "proposal": question.proposal,
        },
    )
