"""Registrations, the decisions on them, and retired vehicles: immutable, alive while ``superseded_at`` is null."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, DateTime, LargeBinary
from sqlmodel import Field

from fleetsvc.models.base import (
    Stored,
    big_number,
    city_key,
    identity_key,
    instant,
    optional_instant,
    optional_text,
    text,
    text_key,
)


class RegistrationRecord(Stored, table=True):
    """One version of a registration. Its identity over versions: (city_code, vin, registered_on).

    ``upload_id``, ``sheet`` and ``row_number`` say where every value of this version comes from; ``said``: what stands
    there in the sender's words (``importers.rows.said``), null where that was not kept.
    """

    __tablename__ = "registration"

    city_code: int = city_key()
    id: int | None = identity_key()
    vin: str = text()
    plate: str | None = optional_text()
    category: str = text()
    event: str = text()
    energy: str = text()
    energy_basis: str = text()
    model: str | None = optional_text()
    registered_on: date
    built_on: date | None = Field(default=None)
    emission_stage: str = text()
    owner: str | None = optional_text()
    gross_mass_kg: int | None = Field(default=None)
    replaces_vin: str | None = optional_text()
    replaces_plate: str | None = optional_text()
    replacement_shown: bool
    said: str | None = optional_text()
    case_key: int
    upload_id: int = big_number()
    sheet: str = text()
    row_number: int
    recorded_at: datetime = instant()
    superseded_at: datetime | None = optional_instant()


class _Decided(Stored):
    """What was decided on one registration version, by which edition, and the verdict on each duty.

    ``category``, ``event``, ``energy`` and ``registered_on`` are copied from the registration so that lists and
    rankings need no join. ``disputed``: the vehicle is claimed more than once, and what governs it is met by none.
    ``defence_sha256``: the DefenceRecord; null where it was made before defences were hashed. ``override_id``: the case
    by which the office decided otherwise than the rules; then ``ruled_verdict`` is the rules' own, and
    ``ruled_duty_verdict`` that on the duty in question.
    """

    registration_id: int = big_number()
    edition_id: int = Field(sa_type=BigInteger)
    case_key: int
    verdict: str = text()
    rule: str | None = optional_text()
    energy_verdict: str = text()
    energy_rule: str | None = optional_text()
    emission_stage_verdict: str = text()
    emission_stage_rule: str | None = optional_text()
    category: str = text()
    event: str = text()
    energy: str = text()
    registered_on: date
    superseded_at: datetime | None = optional_instant()
    disputed: bool = Field(default=False)
    defence_sha256: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    override_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    ruled_verdict: str | None = optional_text()
    ruled_duty_verdict: str | None = optional_text()


class DecisionRecord(_Decided, table=True):
    """A decision as it was given first. Where only what it cites says otherwise since, that is a Restatement."""

    __tablename__ = "decision"

    city_code: int = city_key()
    id: int | None = identity_key()
    recorded_at: datetime = instant()


class Restatement(Stored, table=True):
    """Decisions of one kind, given again by another edition because what they cite says otherwise; never changed.

    A kind: by the edition ``given_by``, on one case, of one unit, on vehicles registered from ``since`` until before
    ``until``. It counts for each that stood at ``recorded_at`` and was neither disputed nor the office's; since then
    they are by ``edition_id``.
    """

    __tablename__ = "restatement"

    city_code: int = city_key()
    id: int | None = identity_key()
    given_by: int = big_number()
    case_key: int
    since: date
    until: date
    edition_id: int = big_number()
    defence_sha256: bytes = Field(sa_type=LargeBinary)
    recorded_at: datetime = instant()


class GivenDecision(_Decided, table=True):
    """A decision as it was given, first or again; a view. Each is apart by number and ``recorded_at``.

    ``superseded_at``: when it was given again, or closed; ``restatement_id``: the row by which it was given again.
    """

    __tablename__ = "given_decision"
    __table_args__: ClassVar[dict[str, object]] = {"info": {"is_view": True}}

    city_code: int = city_key()
    id: int = Field(sa_type=BigInteger, primary_key=True)
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True), primary_key=True)
    restatement_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)


class StandingCount(Stored, table=True):
    """So many decisions that stand, alike in all but vehicle and instants, on vehicles of one month of a unit.

    ``overridden``: the office decided otherwise than the rules; ``first_id``: the lowest number among them.
    """

    __tablename__ = "standing_count"

    city_code: int = city_key()
    id: int | None = identity_key()
    month: date
    edition_id: int = big_number()
    case_key: int
    verdict: str = text()
    rule: str | None = optional_text()
    energy_verdict: str = text()
    energy_rule: str | None = optional_text()
    emission_stage_verdict: str = text()
    emission_stage_rule: str | None = optional_text()
    disputed: bool
    overridden: bool
    number: int = big_number()
    first_id: int = big_number()


class StandingMark(Stored, table=True):
    """Somebody has taken a unit's register to change it: its counts are to be made anew."""

    __tablename__ = "standing_mark"

    city_code: int = city_key()
    id: int | None = identity_key()


class StandingKept(Stored, table=True):
    """A unit whose counts are kept, but where it is marked; so many ``times`` they were counted anew."""

    __tablename__ = "standing_kept"

    city_code: int = city_key()
    kept_at: datetime = instant()
    times: int = Field(sa_type=BigInteger)


class VehicleNames(Stored, table=True):
    """What some versions are called, packed into lines of text (``services.uploads.vehicle_names``)."""

    __tablename__ = "vehicle_names"

    city_code: int = city_key()
    id: int | None = identity_key()
    lines: str = text()


class OwnerName(Stored, table=True):
    """An owner of vehicles of the unit, by the name as stored."""

    __tablename__ = "owner_name"

    city_code: int = city_key()
    owner: str = text_key()


class RegistrationRepair(Stored, table=True):
    """A version that a migration closed, for its delivery was withdrawn, and the one that stands since, if any.

    ``upload_id``: the withdrawn delivery by whose word the vehicle had stood until then.
    """

    __tablename__ = "registration_repair"

    city_code: int = city_key()
    closed_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    returned_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    upload_id: int = big_number()
    repaired_at: datetime = instant()


class RetirementRecord(Stored, table=True):
    """A retired vehicle as a list of its unit names it: by VIN, plate or both. Each list's rows stand by themselves."""

    __tablename__ = "retirement"

    city_code: int = city_key()
    id: int | None = identity_key()
    vin: str | None = optional_text()
    plate: str | None = optional_text()
    category: str = text()
    retired_on: date
    way: str = text()
    owner: str | None = optional_text()
    upload_id: int = big_number()
    sheet: str = text()
    row_number: int
    recorded_at: datetime = instant()
    superseded_at: datetime | None = optional_instant()


class ReplacementUse(Stored, table=True):
    """The retired vehicle by which a replacement (``vin``, ``registered_on``) is confirmed.

    ``retirement_id``: the row that lists it; ``registration_id``: else the version that is stored of it; neither where
    an earlier release took a claim at its word. Until ``released_at`` no other replacement may use it.
    """

    __tablename__ = "replacement_use"

    city_code: int = city_key()
    id: int | None = identity_key()
    vin: str = text()
    registered_on: date
    retired_vin: str | None = optional_text()
    retired_plate: str | None = optional_text()
    retirement_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    registration_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    recorded_at: datetime = instant()
    superseded_at: datetime | None = optional_instant()
    released_at: datetime | None = optional_instant()
