"""Reports, findings and registrations with plates, VINs and owners masked, for those who need not know them."""

from dataclasses import replace

from fleetsvc.models import Json
from fleetsvc.services.common.masking import MASKS, mask_text, mask_value
from importers.results import Finding


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
        values={name: mask_text(value) for name, value in finding.values.items()},
    )


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
