"""One registration whole: its values and the cell each came from, the verdict and why, and how both came about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar, cast

from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc.clock import told, told_if_any
from fleetsvc.models import BEYOND_ALL, DecisionRecord, RegistrationRecord, RegistrationRepair, UploadRecord
from fleetsvc.services.law.catalogues import citation, entries_of
from fleetsvc.services.law.duties import duties_json, duties_of
from fleetsvc.services.law.editions import books_of
from fleetsvc.services.law.requirements import book_json
from fleetsvc.services.registrations.facts import fact_json
from fleetsvc.services.registrations.lists import registration_json
from fleetsvc.services.uploads.check_items import decision_json
from fleetsvc.services.uploads.lists import CITIES
from importers.facts import STATED, Fact
from rules.decide import decide
from rules.facts import unpack_case
from rules.rulebook import Rulebook
from rules.wording import Language

Json = dict[str, object]


class RegistrationUnknown(Exception):
    """There is no such registration, or there was none then."""


Version = TypeVar("Version", RegistrationRecord, DecisionRecord)


@dataclass(frozen=True, slots=True)
class History:
    """All versions of one registration and all decisions on them, oldest first."""

    versions: tuple[RegistrationRecord, ...]
    decisions: tuple[DecisionRecord, ...]


# Alive and closed versions have an index each; what is asked of both at once has none.
_VERSIONS: Final = text("""
SELECT id FROM registration WHERE city_code = :city AND vin = :vin AND registered_on = :day AND superseded_at IS NULL
UNION ALL
SELECT id FROM registration
WHERE city_code = :city AND vin = :vin AND registered_on = :day AND superseded_at IS NOT NULL
""")
_DECISIONS: Final = text("""
SELECT id FROM decision WHERE city_code = :city AND registration_id = ANY (:numbers) AND superseded_at IS NULL
UNION ALL
SELECT id FROM decision WHERE city_code = :city AND registration_id = ANY (:numbers) AND superseded_at IS NOT NULL
""")


def history_of(session: Session, number: int) -> History:
    """Return the registration that a version's number belongs to. Raises RegistrationUnknown."""
    if number >= BEYOND_ALL:
        raise RegistrationUnknown
    query = select(RegistrationRecord).where(
        col(RegistrationRecord.city_code).in_(CITIES), RegistrationRecord.id == number
    )
    found = session.exec(query).first()
    if found is None:
        raise RegistrationUnknown
    city, connection = found.city_code, session.connection()
    named = {"city": city, "vin": found.vin, "day": found.registered_on}
    numbers = list(connection.execute(_VERSIONS, named).scalars())
    decided = list(connection.execute(_DECISIONS, {"city": city, "numbers": numbers}).scalars())
    versions = select(RegistrationRecord).where(
        RegistrationRecord.city_code == city, col(RegistrationRecord.id).in_(numbers)
    )
    decisions = select(DecisionRecord).where(
        DecisionRecord.city_code == city, col(DecisionRecord.id).in_(decided)
    )
    in_time = (col(RegistrationRecord.recorded_at), col(RegistrationRecord.id))
    decided_in_time = (col(DecisionRecord.recorded_at), col(DecisionRecord.id))
    return History(
        tuple(session.exec(versions.order_by(*in_time))),
        tuple(session.exec(decisions.order_by(*decided_in_time))),
    )


def dossier(session: Session, number: int, *, known_at: datetime | None, language: Language) -> Json:
    """Return a registration as it stands, or as known at an instant, with its history.

    Where it was taken back, its last version is told. Raises RegistrationUnknown, also where nothing was known then.
    """
    history = history_of(session, number)
    version = _known(history.versions, known_at)
    ours = [one for one in history.decisions if one.registration_id == version.id]
    decision = _known(ours, known_at)
    upload = session.get(UploadRecord, (version.city_code, version.upload_id))
    books = books_of(session, {one.edition_id for one in history.decisions})
    return registration_json(version, decided=decision) | {
        "file": None if upload is None else upload.name,
        "facts": facts_with_cells(version, upload),
        "decision": _cited(
            session, version, _defended(decision, books[decision.edition_id], language), language
        ),
        "versions": [_version(one) for one in reversed(history.versions)],
        "decisions": [decision_head(one, books) for one in reversed(history.decisions)],
        "repairs": _repairs(session, history.versions),
    }


def _repairs(session: Session, versions: Sequence[RegistrationRecord]) -> list[Json]:
    """Return what a migration set right: when, by which withdrawn delivery's word it had stood, what stands since."""
    numbers = [one.id for one in versions]
    query = select(RegistrationRepair).where(
        RegistrationRepair.city_code == versions[0].city_code, col(RegistrationRepair.closed_id).in_(numbers)
    )
    return [
        {
            "at": told(one.repaired_at),
            "upload": one.upload_id,
            "closed": one.closed_id,
            "returned": one.returned_id,
        }
        for one in session.exec(query)
    ]


def decisions_on(session: Session, number: int) -> list[Json]:
    """Return all decisions on a registration, newest first. Raises RegistrationUnknown."""
    history = history_of(session, number)
    books = books_of(session, {one.edition_id for one in history.decisions})
    return [decision_head(one, books) for one in reversed(history.decisions)]


def _known(versions: Sequence[Version], at: datetime | None) -> Version:
    if at is None:
        alive = [one for one in versions if one.superseded_at is None] or versions[-1:]
    else:
        alive = [
            one
            for one in versions
            if one.recorded_at <= at and (one.superseded_at is None or one.superseded_at > at)
        ]
    if not alive:
        raise RegistrationUnknown
    return alive[-1]


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
    columns = _columns(upload, version.sheet)
    return [
        {
            "field": name,
            "value": fact_json(fact, value),
            "cells": [
                {"sheet": version.sheet, "row": version.row_number, "column": letter, "header": header}
                for field in _fields(fact, version)
                for letter, header in columns.get(field, ())
            ],
        }
        for name, fact in STATED.items()
        if (value := getattr(version, name)) is not None
    ]


def _fields(fact: Fact, version: RegistrationRecord) -> tuple[str, ...]:
    if fact is not STATED["energy"]:
        return fact.fields
    relied = {field for basis in version.energy_basis.split(",") for field in _EVIDENCE.get(basis, ())}
    return tuple(field for field in fact.fields if field in relied)


def _columns(upload: UploadRecord | None, sheet: str) -> dict[str, list[tuple[str, str]]]:
    """Return the columns of a sheet by the field they hold: letters and header."""
    report = (upload.report if upload is not None else None) or {}
    found: dict[str, list[tuple[str, str]]] = {}
    for use in cast("Sequence[dict[str, Any]]", report.get("sheets", ())):
        if use["name"] == sheet:
            for column in use["columns"]:
                found.setdefault(column["field"], []).append((column["column"], column["header"]))
    return found


def _defended(decision: DecisionRecord, book: Rulebook, language: Language) -> Json:
    facts = unpack_case(decision.case_key, unit=str(decision.city_code), registered_on=decision.registered_on)
    return decision_json(book, decide(book, facts), language) | {
        "rulebook": book_json(book),
        "decided_at": told(decision.recorded_at),
    }


def _cited(session: Session, version: RegistrationRecord, defended: Json, language: Language) -> Json:
    """Say first in which batches the catalogue lists the model, where that settled the energy kind."""
    code = (version.model or "").upper()
    if "catalogue" not in version.energy_basis.split(","):
        return defended
    listed = entries_of(session, [code]).get(code)
    if (
        listed is None or listed.energy.value != version.energy
    ):  # it was loaded anew since, and says otherwise
        return defended
    steps = cast("list[object]", defended["steps"])
    return defended | {"steps": [citation(listed).said_in(language), *steps]}


def decision_head(decision: DecisionRecord, books: dict[int, Rulebook]) -> Json:
    """Return one decision without its reasons: what, by which edition, on which version, from when to when."""
    return {
        "id": decision.id,
        "registration": decision.registration_id,
        "verdict": decision.verdict,
        "rule": decision.rule,
        "duties": duties_json(duties_of(decision)),
        "rulebook": book_json(books[decision.edition_id]),
        "recorded_at": told(decision.recorded_at),
        "superseded_at": told_if_any(decision.superseded_at),
    }


def _version(version: RegistrationRecord) -> Json:
    return {
        "id": version.id,
        **{name: fact_json(fact, getattr(version, name)) for name, fact in STATED.items()},
        "upload": version.upload_id,
        "sheet": version.sheet,
        "row": version.row_number,
        "recorded_at": told(version.recorded_at),
        "superseded_at": told_if_any(version.superseded_at),
    }
