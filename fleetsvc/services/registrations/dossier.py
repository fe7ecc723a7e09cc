"""One registration whole, as it stands or as it was known: its version and decision, and how both came about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc.models import (
    CaseRecord,
    GivenDecision,
    Json,
    RegistrationRecord,
    RegistrationRepair,
    UploadRecord,
)
from fleetsvc.services.law.catalogues import entries_of
from fleetsvc.services.law.defence_store import defending_engine
from fleetsvc.services.law.editions import books_of
from fleetsvc.services.law.judged_again import Differing
from fleetsvc.services.law.replay import replay_one
from fleetsvc.services.registrations.override_history import overrides_told
from fleetsvc.services.registrations.retired_vehicle import Replaced, replaced
from fleetsvc.services.uploads.lists import CITIES
from importers.catalogue.entries import CatalogueEntry
from rules.facts import VehicleFacts, unpack_case
from rules.rulebook import Rulebook


class RegistrationUnknown(Exception):
    """There is no such registration, or there was none then."""


Version = TypeVar("Version", RegistrationRecord, GivenDecision)


@dataclass(frozen=True, slots=True)
class History:
    """All versions of one registration and all decisions on them as they were given, first and again, oldest first."""

    versions: tuple[RegistrationRecord, ...]
    decisions: tuple[GivenDecision, ...]

    def known_at(self, instant: datetime | None) -> "History":
        """Return what of it was known at an instant; all of it where none is named. Raises RegistrationUnknown."""
        if instant is None:
            return self
        known = History(
            tuple(one for one in self.versions if one.recorded_at <= instant),
            tuple(one for one in self.decisions if one.recorded_at <= instant),
        )
        if not known.versions:
            raise RegistrationUnknown
        return known


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
    decisions = select(GivenDecision).where(
        GivenDecision.city_code == city, col(GivenDecision.id).in_(decided)
    )
    in_time = (col(RegistrationRecord.recorded_at), col(RegistrationRecord.id))
    decided_in_time = (col(GivenDecision.recorded_at), col(GivenDecision.id))
    return History(
        tuple(session.exec(versions.order_by(*in_time))),
        tuple(session.exec(decisions.order_by(*decided_in_time))),
    )


@dataclass(frozen=True, slots=True)
class Dossier:
    """A version of a registration with the decision on it, and what both rest on, now or as known at an instant.

    ``upload``: the delivery that the version comes from; ``books``: the editions of all decisions, by number;
    ``listed``: the catalogue's entry of the model, where that settled the energy kind and still says so; ``repairs``:
    what a migration set right; ``cases``: what the office has or had to decide about the vehicle, newest first;
    ``overrides``: what it has decided otherwise than the rules, also what has ended;
    ``replaced``: the retired vehicle behind a replacement; ``differs``: how the stored decision differs from the same
    judged again, if it does; ``engine``: the version of the rules' engine that defended it, None where it was made
    before defences were hashed or its defence is gone.
    """

    version: RegistrationRecord
    decision: GivenDecision
    history: History
    upload: UploadRecord | None
    books: Mapping[int, Rulebook]
    listed: CatalogueEntry | None
    repairs: tuple[RegistrationRepair, ...]
    cases: tuple[CaseRecord, ...]
    overrides: tuple[Json, ...]
    replaced: Replaced
    differs: Differing | None
    engine: str | None
    known_at: datetime | None

    @property
    def unit(self) -> str:
        """The reporting unit's code."""
        return str(self.version.city_code)

    @property
    def book(self) -> Rulebook:
        """The edition that decided."""
        return self.books[self.decision.edition_id]

    @property
    def override(self) -> Json | None:
        """What the office decided otherwise, with the rules' own verdicts; None where it did not."""
        decision = self.decision
        told = next((one for one in self.overrides if one["case"] == decision.override_id), None)
        if told is None:
            return None
        names = ("case", "duty", "verdict", "code", "reason", "valid_from", "valid_until")
        return {name: told[name] for name in names} | {
            "ruled_verdict": decision.ruled_verdict,
            "ruled_duty_verdict": decision.ruled_duty_verdict,
        }

    @property
    def facts(self) -> VehicleFacts:
        """The facts that were decided on."""
        decision = self.decision
        return unpack_case(decision.case_key, unit=self.unit, registered_on=decision.registered_on)


def dossier(session: Session, number: int, *, known_at: datetime | None) -> Dossier:
    """Return a registration as it stands, or as known at an instant, with its history.

    Where it was taken back, its last version is told. Raises RegistrationUnknown, also where nothing was known then.
    """
    history = history_of(session, number).known_at(known_at)
    version = _known(history.versions, known_at)
    ours = [one for one in history.decisions if one.registration_id == version.id]
    decision = _known(ours, known_at)
    cases = tuple(one for one in _cases(session, version) if _is_known(one.opened_at, known_at))
    return Dossier(
        version=version,
        decision=decision,
        history=history,
        upload=session.get(UploadRecord, (version.city_code, version.upload_id)),
        books=books_of(session, {one.edition_id for one in history.decisions}),
        listed=_listed(session, version),
        repairs=tuple(
            one for one in _repairs(session, history.versions) if _is_known(one.repaired_at, known_at)
        ),
        cases=cases,
        overrides=overrides_told(session, cases, known_at=known_at),
        replaced=replaced(session, version, decision, known_at=known_at),
        differs=replay_one(session, decision),
        known_at=known_at,
        engine=defending_engine(session, decision.defence_sha256),
    )


def _is_known(at: datetime, known_at: datetime | None) -> bool:
    return known_at is None or at <= known_at


def _cases(session: Session, version: RegistrationRecord) -> tuple[CaseRecord, ...]:
    query = select(CaseRecord).where(
        CaseRecord.city_code == version.city_code,
        CaseRecord.vin == version.vin,
        CaseRecord.registered_on == version.registered_on,
    )
    return tuple(session.exec(query.order_by(col(CaseRecord.id).desc())))


def _listed(session: Session, version: RegistrationRecord) -> CatalogueEntry | None:
    code = (version.model or "").upper()
    if "catalogue" not in version.energy_basis.split(","):
        return None
    listed = entries_of(session, [code]).get(code)
    # It may have been loaded anew since, and say otherwise.
    return listed if listed is not None and listed.energy.value == version.energy else None


def _repairs(session: Session, versions: Sequence[RegistrationRecord]) -> tuple[RegistrationRepair, ...]:
    numbers = [one.id for one in versions]
    query = select(RegistrationRepair).where(
        RegistrationRepair.city_code == versions[0].city_code, col(RegistrationRepair.closed_id).in_(numbers)
    )
    return tuple(session.exec(query))


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
