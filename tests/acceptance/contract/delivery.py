"""Small deliveries for the tests of what the contract promises, and the command line that reads them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import CliRunner

from fleetsvc.cli import main
from rules.identifiers.vin import check_digit

UNIT = "410300"
HEADERS = (
    "号牌号码",
    "车架号",
    "车辆用途类别",
    "新增或更新",
    "登记日期",
    "燃料种类",
    "排放标准",
    "总质量",
    "被更新车辆号牌",
    "车辆型号",
    "所有人",
)
FIELDS = (
    "plate", "vin", "category", "event", "registered_on", "fuel", "emission_stage", "gross_mass", "replaces_plate",
    "model", "owner",
)  # fmt: skip
LETTER = {field: chr(ord("A") + place) for place, field in enumerate(FIELDS)}

Cells = list[object]


def a_vin(number: int = 1) -> str:
    """An invented VIN of model year 2023 whose check digit holds."""
    bare = f"L99DEM0X0P0{number:06d}"
    return bare[:8] + check_digit(bare) + bare[9:]


def a_row(number: int = 1, **cells: object) -> Cells:
    """A new battery-electric muck truck of Luoyang on a new-energy plate, but for the cells that are named."""
    clean: dict[str, object] = {
        "plate": f"豫C{number:05d}D",
        "vin": a_vin(number),
        "category": "渣土车",
        "event": "新增",
        "registered_on": "2025-06-02",
        "fuel": "纯电动",
    }
    return [(clean | cells).get(field) for field in FIELDS]


def xlsx(folder: Path, *rows: Sequence[object], sheet: str = "明细", name: str = "登记.xlsx") -> Path:
    """Write rows below the headers, the first of them in row 2."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in (HEADERS, *rows):
        page.append(list(row))
    path = folder / name
    book.save(path)
    return path


def a_retirement_list(folder: Path, *rows: Sequence[object], name: str = "注销名单.xlsx") -> Path:
    """Write a list of retired vehicles: plate, VIN, category, day, status."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (("号牌号码", "车架号", "车辆用途", "注销日期", "车辆状态"), *rows):
        page.append(list(row))
    path = folder / name
    book.save(path)
    return path


def csv_text(*rows: Sequence[object], between: str = ",", end: str = "\n") -> str:
    """The same rows as text."""
    lines = (HEADERS, *rows)
    return "".join(between.join("" if cell is None else str(cell) for cell in line) + end for line in lines)


def run(*arguments: object, language: str = "zh_CN.UTF-8") -> tuple[int, str]:
    """Run the command line in this process; return its exit code and what it printed."""
    done = CliRunner().invoke(main, [str(argument) for argument in arguments], env={"LC_ALL": language})
    return done.exit_code, done.stdout


def check(path: Path, *options: object, unit: str = UNIT) -> tuple[int, Any]:
    """Check a file; return the exit code and the report."""
    code, printed = run("check-file", path, "--unit", unit, "--json", *options)
    return code, json.loads(printed)


def places(report: Any) -> list[tuple[str, str, int | None, str | None, str | None]]:
    """Every finding of a report: code, severity, row, column, value."""
    return [
        (found["code"], found["severity"], found["row"], found["column"], found["value"])
        for found in report["findings"]
    ]
