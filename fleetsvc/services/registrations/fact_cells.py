"""The facts of a version with the cells they were read from, and what those say."""

from typing import Final

from fleetsvc.models import GivenDecision, Json, RegistrationRecord, UploadRecord
from fleetsvc.services.law.case_facts import differ
from fleetsvc.services.registrations.facts import fact_json
from importers.facts import FACTS, STATED, Fact
from importers.rows.evidence import Cell, cells_of_row, evidence_steps
from importers.rows.said import read_said
from rules.wording import Text

_EVIDENCE: Final = {
    "plate": ("plate",),
    "wording": ("fuel", "powertrain", "product_name"),
    "catalogue": ("model",),
    "model": ("model",),
}
"""What an energy kind rests on -> the fields of columns that say it."""


def facts_with_cells(version: RegistrationRecord, upload: UploadRecord | None) -> list[Json]:
    """Return each fact of a version with the cells it was read from.

    A fact without a cell was said of the whole sheet or file: by its title, its name, or its sender.
    """
    columns, said = _columns(upload, version.sheet), _cells(version, upload)
    return [
        {
            "field": name,
            "value": fact_json(fact, value),
            "cells": [
                {
                    "sheet": version.sheet,
                    "row": version.row_number,
                    "column": letter,
                    "header": header,
                    "field": field,
                    "text": said[field].text if field in said and first else None,
                }
                for field in _fields(fact, version)
                for letter, header, first in columns.get(field, ())
            ],
        }
        for name, fact in STATED.items()
        if (value := getattr(version, name)) is not None
    ]


def _cells(version: RegistrationRecord, upload: UploadRecord | None) -> dict[str, Cell]:
    """Return what the cells of a version's row say, by field; nothing where that was not kept."""
    said = read_said(version.said)
    if said is None:
        return {}
    columns = {
        field: (letter, header)
        for field, found in _columns(upload, version.sheet).items()
        for letter, header, first in found
        if first
    }
    return cells_of_row(_values(version), said, columns=columns, row=version.row_number)


def _values(version: RegistrationRecord) -> dict[str, object]:
    return {name: getattr(version, name) for name in FACTS}


def _fields(fact: Fact, version: RegistrationRecord) -> tuple[str, ...]:
    if fact is not STATED["energy"]:
        return fact.fields
    relied = {field for basis in version.energy_basis.split(",") for field in _EVIDENCE.get(basis, ())}
    return tuple(field for field in fact.fields if field in relied)


def _columns(upload: UploadRecord | None, sheet: str) -> dict[str, list[tuple[str, str, bool]]]:
    """Return the columns of a sheet by the field they hold: letters, header, and whether it is the field's first."""
    report = (upload.report if upload is not None else None) or {}
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for use in report.get("sheets", ()):
        if use["name"] == sheet:
            for column in use["columns"]:
                others = found.setdefault(column["field"], [])
                others.append((column["column"], column["header"], not others))
    return found


def steps_to_facts(
    version: RegistrationRecord, upload: UploadRecord | None, *, decided: GivenDecision
) -> tuple[Text, ...]:
    """Return why the facts of a version are what they are; nothing where what its cells say was not kept.

    Nor where the decision is not on what they say: while a change waits for the office.
    """
    if differ(decided.case_key, version.case_key):
        return ()
    return evidence_steps(_values(version), _cells(version, upload))
