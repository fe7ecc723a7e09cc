"""Builders of what a ranking counts: rulebook, uploads, registrations with their decisions, held rows."""

import itertools
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import raw_connection
from fleetsvc.models import (
    NilReport,
    RulebookActivation,
    RulebookEdition,
    UploadRecord,
    UploadStatus,
    stored_id,
)
from fleetsvc.services.law.ranking_method import current_method
from fleetsvc.services.uploads import stored_months
from rules.facts import case_key
from rules.periods import parse_period
from rules.rulebook import canonical_json
from rules.vocabulary import Category, EmissionStage, Energy, Event, Justification, MassClass, Verdict

DAY = date(2025, 9, 15)
RECEIVED_AT = datetime(2025, 9, 20, 4, 0, tzinfo=UTC)
BOOK_EDITION = "sha256:" + "b" * 64
_NUMBERS = itertools.count(1)

_REGISTER = text("""
    WITH vehicle AS (
        INSERT INTO registration (city_code, vin, category, event, energy, energy_basis, registered_on, emission_stage,
            replacement_shown, owner, replaces_vin, case_key, upload_id, sheet, row_number, recorded_at,
            superseded_at)
        SELECT :city, vin, :category, 'new', :energy, 'wording', :day, :emission_stage, false,
            cast(:owner AS text), cast(:replaces_vin AS text), :key,
            :upload, 'sheet', number, :recorded_at, cast(:superseded_at AS timestamptz)
        FROM unnest(cast(:vins AS text[])) WITH ORDINALITY AS given (vin, number)
        RETURNING id
    )
    INSERT INTO decision (city_code, registration_id, edition_id, case_key, verdict, energy_verdict, energy_rule,
        emission_stage_verdict, category, event, energy, registered_on, recorded_at, superseded_at, disputed)
    SELECT :city, id, 1, :key, :verdict, :energy_verdict, :rule, :stage, :category, 'new', :energy, :day, :recorded_at,
        :superseded_at, :disputed FROM vehicle
""")
_SET_ASIDE = text("""
    INSERT INTO upload_row (city_code, upload_id, sheet, row_number, fate, why, cells, vin, registration_id)
    SELECT :city, :upload, 'sheet', number, :fate, :why, cast(:cells AS jsonb), :vin,
        (SELECT id FROM registration WHERE city_code = :city AND vin = :again AND superseded_at IS NULL)
    FROM generate_series(1, :count) AS number
""")


def put_rulebook_in_force(session: Session, *, edition: str = BOOK_EDITION) -> None:
    """Store the shipped rulebook as the active edition, under a hash of the test's own."""
    now = datetime(2025, 1, 1, tzinfo=UTC)
    stored = RulebookEdition(
        book="henan",
        name="Henan",
        edition=edition,
        content=json.loads(canonical_json(book_mapping())),
        status="active",
        loaded_at=now,
        activated_at=now,
    )
    session.add(stored)
    session.flush()
    number = stored_id(stored)
    session.add(
        RulebookActivation(
            edition_id=number,
            law_id=number,
            aim="activate",
            activated_at=now,
            activated_by="test",
            changed=0,
            given="setup",
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
    corrects: int | None = None,
) -> int:
    """Store an upload without content, which may correct the rows of another one; return its number."""
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
        corrects=corrects,
        corrects_sheet=None if corrects is None else "sheet",
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
    energy: str = "bev",
    rule: str | None = None,
    stage: Verdict = Verdict.NOT_GOVERNED,
    emission_stage: EmissionStage = EmissionStage.UNKNOWN,
    disputed: bool = False,
    owner: str | None = None,
    replaces_vin: str | None = None,
    vins: Iterable[str] | None = None,
    **verdicts: int,
) -> list[str]:
    """Store registrations of one unit with the given numbers of verdicts, on the energy duty unless it has its own.

    ``rule``: by which they are judged; ``stage``: the verdict on the emission stage. Return their VINs.
    """
    facts = (category, Event.NEW, Energy(energy), emission_stage)
    key = case_key(*facts, MassClass.UNKNOWN, replacement_shown=False, justification=Justification.NONE)
    given = iter(vins if vins is not None else (f"LTEST{number:012d}" for number in _NUMBERS))
    stored: list[str] = []
    for verdict, count in verdicts.items():
        chosen = list(itertools.islice(given, count))
        values = {
            "city": int(unit),
            "category": category.value,
            "energy_verdict": energy_verdict or verdict,
            "energy": energy,
            "emission_stage": emission_stage.value,
            "key": key,
            "rule": rule,
            "stage": stage,
            "disputed": disputed,
            "owner": owner,
            "replaces_vin": replaces_vin,
            "day": day,
            "upload": upload,
            "verdict": verdict,
            "vins": chosen,
            "recorded_at": recorded_at,
            "superseded_at": superseded_at,
        }
        session.connection().execute(_REGISTER, values)
        stored += chosen
    stored_months.note(raw_connection(session), [upload], city=int(unit))
    return stored


def sign_nil(
    session: Session,
    unit: str,
    *,
    months: Iterable[str] = ("2025-09",),
    categories: Iterable[Category] = current_method().required,
    upload: int | None = None,
) -> None:
    """Store nil reports of a unit, by default of all categories that must be reported."""
    for month in months:
        for category in categories:
            report = NilReport(
                city_code=int(unit),
                category=category.value,
                month=parse_period(month).from_day,
                signed_by="test",
                signed_at=RECEIVED_AT,
                upload_id=upload,
            )
            session.merge(report)
    session.flush()


def set_aside(
    session: Session,
    unit: str,
    upload: int,
    *,
    count: int = 1,
    fate: str = "held",
    why: str | None = None,
    cells: tuple[str, ...] = ("x",),
    vin: str | None = None,
    again: str | None = None,
) -> None:
    """Store rows of an upload that are no registrations: of a ``vin``, or those that say one ``again``."""
    values = {"city": int(unit), "upload": upload, "count": count, "fate": fate, "why": why}
    values |= {"cells": json.dumps(cells), "vin": vin, "again": again}
    session.connection().execute(_SET_ASIDE, values)
