"""Reports, findings and registrations with plates, VINs and owners masked, for those who need not know them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from fleetsvc.models import Json
from fleetsvc.services.common.masking import MASKS, mask_text, mask_value
from importers.results import Finding
from rules.identifiers import plate, vin

_KEEPS_ITS_FORM: Final[Mapping[str, Callable[[str], bool]]] = {
    "vin": vin.is_valid,
    "replaces_vin": vin.is_valid,
    "plate": plate.is_valid,
    "replaces_plate": plate.is_valid,
}
"""Fields of which both ends are shown, and whether a text is one whose ends tell nobody which vehicle it is."""


def masked_report(document: Json) -> Json:
    """Return an upload's document with the samples of its columns masked."""
    report = document["report"]
    if report is None:
        return document
    sheets = [
        sheet | {"columns": [_masked_column(column) for column in sheet["columns"]]}
        for sheet in report["sheets"]
    ]
    return document | {"report": report | {"sheets": sheets}}


def _masked_column(column: Json) -> Json:
    return column | {"samples": [mask_value(column["field"], sample) for sample in column["samples"]]}


def masked_finding(finding: Finding) -> Finding:
    """Return a finding whose value, and whatever its sentence is filled with, is masked."""
    return replace(
        finding,
        value=None if finding.value is None else mask_value(finding.field, finding.value),
        values={
            name: _masked_cell(finding.field, value) if name == "was" else mask_text(value)
            for name, value in finding.values.items()
        },
    )


def _masked_cell(field: str | None, was: str) -> str:
    """Return what stood in a cell before it was corrected, masked; whole where it is not what its field asks for."""
    has_form = _KEEPS_ITS_FORM.get(field or "")
    return "***" if was and has_form and not has_form(was) else mask_value(field, was)


def masked_registration(document: Json) -> Json:
    """Return a registration with plates, VINs and the owner masked, also in its facts and versions."""
    masked = document | _masked(document)
    if "facts" in document:
        masked["facts"] = [_masked_fact(fact) for fact in document["facts"]]
        masked["decision"] = _masked_decision(document["decision"], document["facts"])
        masked["versions"] = [one | _masked(one) for one in document["versions"]]
        ground = document["replacement"]["ground"]
        masked["replacement"] = document["replacement"] | {"ground": ground and ground | _masked(ground)}
    return masked


def _masked(document: Json) -> Json:
    return {
        name: mask(str(value)) for name, mask in MASKS.items() if (value := document.get(name)) is not None
    }


def _masked_fact(fact: Json) -> Json:
    mask = MASKS.get(fact["field"])
    cells = [
        cell | {"text": cell["text"] and mask_value(cell["field"], cell["text"])} for cell in fact["cells"]
    ]
    return fact | {"cells": cells} | ({} if mask is None else {"value": mask(fact["value"])})


def _masked_decision(decision: Json, facts: list[Json]) -> Json:
    """Return a decision with its steps masked: the texts of masked cells, and what looks like a plate or VIN."""
    said = {cell["text"]: cell["field"] for fact in facts for cell in fact["cells"] if cell["field"] in MASKS}
    steps = []
    for step in decision["steps"]:
        for text, field in said.items():
            step = step.replace(f"“{text}”", f"“{mask_value(field, text)}”") if text else step  # noqa: PLW2901
        steps.append(mask_text(step))
    return decision | {"steps": steps}
