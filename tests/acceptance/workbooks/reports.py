"""The report that a case must get, in the shape of ``fleetsvc check-file --rows --json``, as far as it is compared."""

from typing import Any, Final

from openpyxl.utils import get_column_letter

from tests.acceptance.workbooks.grids import Case, Grid, Line
from tests.acceptance.workbooks.vehicles import TODAY

Json = dict[str, Any]

DECISIVE: Final = (
    "vin", "plate", "fuel", "powertrain", "category", "event", "model", "product_name", "registered_on", "built_on",
    "emission_stage", "owner", "gross_mass", "kerb_mass", "use_nature", "vehicle_type", "replaces_vin",
    "replaces_plate", "unit",
)  # fmt: skip
"""Fields that a value, a verdict or a finding rests on: their columns are compared."""

COMPARED: Final = (
    "vin", "plate", "category", "event", "energy", "registered_on", "emission_stage", "gross_mass_kg", "model",
    "owner", "replaces_plate",
)  # fmt: skip
"""The values of an accepted registration that are compared."""
OF_RETIRED: Final = ("vin", "plate", "category", "retired_on", "way", "owner")
"""Those of a row of a list of retired vehicles."""

_TAILPIPELESS: Final = frozenset({"bev", "fcev"})


def expected_report(case: Case) -> Json:
    """What a reader must say of the case's workbook."""
    report: Json = {
        "file": case.name,
        "family": case.family,
        "sent_as": {
            "unit": case.unit,
            "category": case.category,
            "event": case.event,
            "today": TODAY.isoformat(),
            "kind": case.kind,
        },
        "refused": None if case.refused is None else {"code": case.refused},
    }
    if case.refused is not None:
        return report
    used = [grid for grid in case.grids if grid.used]
    fates = [line.fate for grid in used for line in grid.lines if line.fate]
    return report | {
        "sheets": [_sheet(grid) for grid in case.grids],
        "rows": {"read": len(fates)} | {name: fates.count(name) for name in ("accepted", "held", "ignored")},
        "set_aside": [
            {"sheet": grid.name, "row": number, "fate": line.fate}
            for grid in used
            for number, line in enumerate(grid.lines, start=1)
            if line.fate in ("held", "ignored")
        ],
        "findings": [finding for grid in case.grids for finding in _findings(grid)],
        "registrations": [
            (_retirement if case.kind == "retirements" else _registration)(grid, number, line)
            for grid in used
            for number, line in enumerate(grid.lines, start=1)
            if line.fate == "accepted"
        ],
    }  # fmt: skip


def _sheet(grid: Grid) -> Json:
    if not grid.used:
        return {"name": grid.name, "used": False}
    header = [number for number, line in enumerate(grid.lines, start=1) if line.is_header]
    return {
        "name": grid.name,
        "used": True,
        "header_rows": header,
        "columns": {
            get_column_letter(place + 1): column.field
            for place, column in enumerate(grid.columns)
            if column.field and column.field.split("|")[0] in DECISIVE
        },
    }


def _letter(grid: Grid, field: str | None) -> str | None:
    if field is None:
        return None
    return next(
        (get_column_letter(place + 1) for place, one in enumerate(grid.columns) if one.field == field), None
    )


def _findings(grid: Grid) -> list[Json]:
    of_sheet: list[Json] = [
        {"code": code, "sheet": grid.name, "row": None, "field": field} for code, field in grid.findings
    ]
    return of_sheet + [
        {"code": code, "sheet": grid.name, "row": number, "column": _letter(grid, field), "field": field}
        for number, line in enumerate(grid.lines, start=1)
        for code, field in line.problems
    ]


def _retirement(grid: Grid, number: int, line: Line) -> Json:
    """What the row shows of a vehicle that left."""
    found: Json = {name: getattr(line.vehicle, name) for name in OF_RETIRED}
    place = {"sheet": grid.name, "row": number}
    return place | found | {"retired_on": found["retired_on"].isoformat()}


def _registration(grid: Grid, number: int, line: Line) -> Json:
    """What the row shows of its vehicle: what no column holds is not known."""
    vehicle = line.vehicle
    assert vehicle is not None
    there = {column.field for column in grid.columns}
    found = {"sheet": grid.name, "row": number} | {name: getattr(vehicle, name, None) for name in COMPARED}
    found["registered_on"] = vehicle.registered_on.isoformat()
    for name, field in (("plate", "plate"), ("model", "model"), ("gross_mass_kg", "gross_mass"), ("owner", "owner"),
                        ("replaces_plate", "replaces_plate")):  # fmt: skip
        if field not in there:
            found[name] = None
    if "emission_stage" not in there:
        found["emission_stage"] = "zero" if vehicle.energy in _TAILPIPELESS else "unknown"
    if vehicle.event != "replacement":
        found["replaces_plate"] = None
    return found
