"""A process that does it the plain way: openpyxl row by row, a marshmallow schema for each row, SQLModel add_all."""

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load, validate
from openpyxl import load_workbook
from sqlmodel import Field, Session, SQLModel, create_engine

from bench.places import UNIT
from fleetsvc.books import shipped_book
from fleetsvc.database.transactions import driver_url
from importers.layout.template_columns import (
    CATEGORY_WORDS,
    COLUMNS,
    ENERGY_WORDS,
    EVENT_WORDS,
    STAGE_WORDS,
)
from rules.facts import VehicleFacts, mass_class
from rules.table import Table
from rules.vocabulary import Category, EmissionStage, Energy, Event

BATCH = 5000
CATEGORIES = {text.zh: member for member, text in CATEGORY_WORDS.items()}
EVENTS = {text.zh: member for member, text in EVENT_WORDS.items()}
ENERGIES = {text.zh: member for member, text in ENERGY_WORDS.items()}
STAGES = {text.zh: member for member, text in STAGE_WORDS.items()}


class PlainRegistration(SQLModel, table=True):
    """A registration with its verdict, all in one table."""

    id: int | None = Field(default=None, primary_key=True)
    city_code: int
    vin: str = Field(index=True)
    plate: str | None
    category: str
    event: str
    energy: str
    registered_on: date
    model: str | None
    emission_stage: str
    gross_mass: int | None
    owner: str | None
    replaces_vin: str | None
    verdict: str


class RowSchema(Schema):
    """One row of the workbook."""

    class Meta:
        """Columns that are not stored are left out."""

        unknown = EXCLUDE

    vin = fields.String(required=True, validate=validate.Regexp("^[0-9A-HJ-NPR-Z]{17}$"))
    plate = fields.String(allow_none=True, validate=validate.Length(min=7, max=8))
    category = fields.Enum(Category, by_value=True, required=True)
    event = fields.Enum(Event, by_value=True, required=True)
    energy = fields.Enum(Energy, by_value=True, required=True)
    registered_on = fields.Date(required=True)
    model = fields.String(allow_none=True)
    emission_stage = fields.Enum(EmissionStage, by_value=True, required=True)
    gross_mass = fields.Integer(allow_none=True)
    owner = fields.String(allow_none=True)
    replaces_vin = fields.String(allow_none=True)

    @pre_load
    def read_words(self, row: dict[str, Any], **_: object) -> dict[str, Any]:
        """Turn the words of the sheet into the values of the vocabulary."""
        day = row["registered_on"]
        return row | {
            "category": CATEGORIES.get(row["category"]),
            "event": EVENTS.get(row["event"]),
            "energy": ENERGIES.get(row["fuel"], Energy.UNKNOWN),
            "emission_stage": STAGES.get(row["emission_stage"], EmissionStage.UNKNOWN),
            "registered_on": day.date().isoformat() if isinstance(day, datetime) else day,
        }


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    sheet = load_workbook(path, read_only=True).worksheets[0]
    names = [column.field for column in COLUMNS]
    for cells in sheet.iter_rows(min_row=2, values_only=True):
        yield dict.fromkeys(names) | dict(zip(names, cells, strict=False))  # trailing blanks are left out


def _judged(table: Table, row: dict[str, Any]) -> PlainRegistration:
    facts = VehicleFacts(
        category=row["category"],
        event=row["event"],
        unit=UNIT,
        registered_on=row["registered_on"],
        energy=row["energy"],
        emission_stage=row["emission_stage"],
        mass_class=mass_class(row["gross_mass"]),
        replacement_shown=bool(row["replaces_vin"]),
    )
    verdict = table.outcome(facts.case_key, UNIT, facts.registered_on).verdict
    return PlainRegistration(city_code=int(UNIT), verdict=verdict, **row)


def main(path: Path, url: str) -> dict[str, object]:
    """Read, check, judge and store; return the time taken and how many rows were stored."""
    engine = create_engine(driver_url(url))
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables["plainregistration"]])
    table, schema, refused, stored = Table(shipped_book()), RowSchema(), 0, 0
    began = perf_counter()
    with Session(engine) as session:
        batch: list[PlainRegistration] = []
        for row in _rows(path):
            try:
                batch.append(_judged(table, schema.load(row)))
            except ValidationError:
                refused += 1
            if len(batch) >= BATCH:
                session.add_all(batch)
                session.flush()
                stored += len(batch)
                batch = []
        session.add_all(batch)
        session.commit()
        stored += len(batch)
    return {"seconds": perf_counter() - began, "rows": stored, "refused": refused}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2])))
