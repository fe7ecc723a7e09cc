"""Read a workbook with this project's importer and say what it says, in the shape of ``check-file --rows --json``."""

from datetime import date
from pathlib import Path
from typing import Any

from importers.fields import Layout
from importers.findings.refusals import FileRefused
from importers.findings.register import severity_of
from importers.formats.container import inspect
from importers.formats.sheets import open_workbook
from importers.layout.workbook_layout import find_layout
from importers.results import Block, Expectation, FileKind, Finding, Refused, RowFate, SheetUse
from importers.rows import touched
from importers.rows.registrations import ReadingContext, read_blocks
from importers.sandbox.frames import LayoutFrame, layout_frame

Json = dict[str, Any]


def read_report(path: Path, *, sent_as: Json) -> Json:
    """Read one file in this process. ``sent_as`` is that part of its expected report."""
    container = inspect(path, name=path.name)
    if isinstance(container, Refused):
        return {"refused": {"code": container.code}}
    expectation = Expectation(
        sent_as["unit"],
        category=sent_as["category"],
        event=sent_as["event"],
        kind=sent_as.get("kind", FileKind.REGISTRATIONS),
    )
    try:
        workbook = open_workbook(container)
        layout = find_layout(workbook, expectation)
        if isinstance(layout, Refused):
            return {"refused": {"code": layout.code}}
        context = ReadingContext(
            expectation, date.fromisoformat(sent_as["today"]), epoch_1904=workbook.epoch_1904
        )
        blocks = [
            block
            for reading in layout.readings
            for block in read_blocks(workbook.sheets[reading.index], reading, context)
        ]
    except FileRefused as refusal:
        return {"refused": {"code": refusal.refused.code}}
    more = [
        finding
        for reading in layout.readings
        for finding in touched.of_name_and_header(workbook.sheets[reading.index], reading)
    ]
    return report_of(layout_frame(layout, more=more), blocks)


def report_of(layout: Layout | LayoutFrame, blocks: list[Block]) -> Json:
    """Word a layout and its blocks as a report."""
    aside = [
        {"sheet": row.sheet, "row": row.row, "fate": row.fate.value}
        for block in blocks
        for row in block.aside
    ]
    registrations = [
        {"sheet": block.sheet, "row": row, "fate": "accepted"}
        | {name: column[index] for name, column in block.columns.items()}
        for block in blocks
        for index, row in enumerate(block.rows)
    ]
    fates = [row["fate"] for row in aside]
    return {
        "refused": None,
        "sheets": [_sheet(use) for use in layout.sheets],
        "rows": {
            "read": len(aside) + len(registrations),
            "accepted": len(registrations),
            "held": fates.count(RowFate.HELD),
            "ignored": fates.count(RowFate.IGNORED),
        },
        "set_aside": aside,
        "findings": [
            _finding(one) for one in (*layout.findings, *(one for block in blocks for one in block.findings))
        ],
        "registrations": registrations,
    }


def _sheet(use: SheetUse) -> Json:
    return {
        "name": use.name,
        "used": use.used,
        "header_rows": list(use.header_rows),
        "columns": [
            {"column": one.column, "header": one.header, "field": one.field, "confidence": one.confidence}
            for one in use.columns
        ],
    }


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "severity": severity_of(finding).value,
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "field": finding.field,
        "value": finding.value,
    }
