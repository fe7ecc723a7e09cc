"""Builders of what a ranking counts: rulebook, uploads, registrations with their decisions, held rows."""

import itertools
import json
from datetime import UTC, date, datetime

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.models import RulebookEdition, UploadRecord, UploadStatus
from rules.vocabulary import Category, Verdict

DAY = date(2025, 9, 15)
RECEIVED_AT = datetime(2025, 9, 20, 4, 0, tzinfo=UTC)
BOOK_EDITION = "sha256:" + "b" * 64
_NUMBERS = itertools.count(1)

_REGISTER = text("""
    WITH vehicle AS (
        INSERT INTO registration (city_code, vin, category, event, energy, energy_basis, registered_on, emission_stage,
            replacement_shown, case_key, upload_id, sheet, row_number, recorded_at)
        SELECT :city, 'LTEST' || lpad(number::text, 12, '0'), :category, 'new', 'bev', 'wording', :day, 'zero',
            false, 0, :upload, 'sheet', number, :recorded_at
        FROM generate_series(cast(:first AS integer), cast(:last AS integer)) AS number
        RETURNING id
    )
    INSERT INTO decision (city_code, registration_id, edition_id, case_key, verdict, energy_verdict,
        emission_stage_verdict, category, event, energy, registered_on, recorded_at, superseded_at)
    SELECT :city, id, 1, 0, :verdict, :energy_verdict, 'not_governed', :category, 'new', 'bev', :day, :recorded_at,
        :superseded_at FROM vehicle
""")
_SET_ASIDE = text("""
    INSERT INTO upload_row (city_code, upload_id, sheet, row_number, fate, cells)
    SELECT :city, :upload, 'sheet', number, :fate, cast(:cells AS jsonb)
    FROM generate_series(1, :count) AS number
""")


def put_rulebook_in_force(session: Session, *, edition: str = BOOK_EDITION) -> None:
    """Store an active rulebook edition without content: rankings only cite it."""
    now = datetime(2025, 1, 1, tzinfo=UTC)
    session.add(
        RulebookEdition(
            book="henan",
            name="Henan",
            edition=edition,
            content={},
            status="active",
            loaded_at=now,
            activated_at=now,
        )
    )
    session.flush()


def an_upload(
    session: Session,
    unit: str,
    *,
    status: str = "accepted",
    category: str | None = None,
    received_at: datetime = RECEIVED_AT,
) -> int:
    """Store an upload without content; return its number."""
    upload = UploadRecord(
        city_code=int(unit),
        status=UploadStatus(status),
        name="list.xlsx",
        sha256=f"{next(_NUMBERS):064d}",
        size_bytes=1,
        category=category,
        mapping={},
        received_at=received_at,
        received_by="test",
    )
    session.add(upload)
    session.flush()
    assert upload.id is not None
    return upload.id


def register(
    session: Session,
    unit: str,
    *,
    category: Category = Category.BUS,
    day: date = DAY,
    upload: int = 0,
    superseded_at: datetime | None = None,
    recorded_at: datetime = RECEIVED_AT,
    energy_verdict: Verdict | None = None,
    **verdicts: int,
) -> list[str]:
    """Store registrations of one unit with the given numbers of verdicts, on the energy duty unless it has its own.

    Return their VINs.
    """
    vins = []
    for verdict, count in verdicts.items():
        numbers = list(itertools.islice(_NUMBERS, count))
        values = {
            "city": int(unit),
            "category": category.value,
            "energy_verdict": energy_verdict or verdict,
            "day": day,
            "upload": upload,
            "verdict": verdict,
        }
        values |= {"first": numbers[0], "last": numbers[-1], "recorded_at": recorded_at}
        session.connection().execute(_REGISTER, values | {"superseded_at": superseded_at})
        vins += [f"LTEST{number:012d}" for number in numbers]
    return vins


def set_aside(
    session: Session,
    unit: str,
    upload: int,
    *,
    count: int = 1,
    fate: str = "held",
    cells: tuple[str, ...] = ("x",),
) -> None:
    """Store rows of an upload that are no registrations."""
    values = {"city": int(unit), "upload": upload, "count": count, "fate": fate, "cells": json.dumps(cells)}
    session.connection().execute(_SET_ASIDE, values)
