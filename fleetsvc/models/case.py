"""Matters that somebody has to settle, with their steps and proposals; what a unit prepares; signals to look into."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ARRAY, BigInteger, DateTime, Identity, LargeBinary, Text
from sqlmodel import Field

from fleetsvc.models.base import (
    AccountId,
    Json,
    SessionId,
    Stored,
    big_number,
    city_key,
    identity_key,
    instant,
    json_object,
    json_object_or_none_said,
    optional_instant,
    optional_text,
    text,
    text_key,
    word,
    word_unless_said,
)


class CaseRecord(Stored, table=True):
    """One matter of a unit. ``subject``: ``upload/unit/number`` or ``vehicle/unit/VIN/day``, open once of each kind.

    ``vin`` and ``registered_on`` name the vehicle where it is about one, ``facts_key`` the facts that it is about;
    ``upload_id`` the delivery it came of; ``reason``: what the unit said; ``details`` by kind. ``opened_by`` is empty
    for what the service opened. ``due_on``: the last day of the time to answer. ``outcome``: the decision that
    stands, also once the case is closed; an approval stands from ``valid_from`` until ``valid_until`` exclusive.
    """

    __tablename__ = "case_record"

    city_code: int = city_key()
    id: int | None = identity_key()
    kind: str = text()
    subject: str = text()
    vin: str | None = optional_text()
    registered_on: date | None = Field(default=None)
    upload_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    state: str = text()
    reason: str | None = optional_text()
    details: Json = json_object()
    opened_by: str = text()
    opened_at: datetime = instant()
    decided_by: str | None = optional_text()
    decided_at: datetime | None = optional_instant()
    decision_reason: str | None = optional_text()
    facts_key: int | None = Field(default=None)
    officer: str | None = optional_text()
    due_on: date | None = Field(default=None)
    notified_at: datetime | None = optional_instant()
    extended_at: datetime | None = optional_instant()
    appealed_at: datetime | None = optional_instant()
    answer: str | None = optional_text()
    ground: str | None = optional_text()
    outcome: str | None = optional_text()
    valid_from: date | None = Field(default=None)
    valid_until: date | None = Field(default=None)
    conditions: str | None = optional_text()


class CaseStep(Stored, table=True):
    """One step of a case: who did what, from which state to which, why and on what evidence. Only ever added.

    ``hand``: bureau, office, service or operator, then ``operator_id`` is its account. ``internal``: the unit does not
    see it. ``evidence``: numbers of attachments.
    """

    __tablename__ = "case_step"

    city_code: int = city_key()
    id: int | None = identity_key()
    case_id: int = big_number()
    action: str = text()
    from_state: str = text()
    to_state: str = text()
    hand: str = text()
    actor: str = text()
    reason: str | None = optional_text()
    ground: str | None = optional_text()
    evidence: list[int] = Field(default_factory=list, sa_type=ARRAY(BigInteger))
    details: Json = json_object()
    internal: bool = Field(default=False)
    at: datetime = instant()
    operator_id: AccountId | None = Field(default=None, sa_type=BigInteger, nullable=True)


class CaseProposal(Stored, table=True):
    """What somebody of the office asks to do with cases, for a second person to sign: ``said`` as JSON, and why.

    ``status``: proposed, signed, refused by the second person or withdrawn by the first. Of both persons the account
    and the session.
    """

    __tablename__ = "case_proposal"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    action: str = text()
    said: Json = json_object()
    reason: str = text()
    cases: int
    status: str = Field(default="proposed", sa_type=Text)
    proposed_by: str = text()
    proposer_id: AccountId = Field(sa_type=BigInteger)
    session_id: SessionId = Field(sa_type=BigInteger)
    proposed_at: datetime = instant()
    settled_by: str | None = optional_text()
    settler_id: AccountId | None = Field(default=None, sa_type=BigInteger, nullable=True)
    settler_session_id: SessionId | None = Field(default=None, sa_type=BigInteger, nullable=True)
    settled_at: datetime | None = optional_instant()
    settled_reason: str | None = optional_text()


class CaseProposalItem(Stored, table=True):
    """A case of a proposal. ``step_id``: its last step then, None where it had none: a further one is a change."""

    __tablename__ = "case_proposal_item"

    city_code: int = city_key()
    case_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    proposal_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    step_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)


class SignatureAmounts(Stored, table=True):
    """From how many cases of an act on a second person signs it; None: never. The latest row counts.

    ``approve_days``: the same for approvals that last so many days or longer.
    """

    __tablename__ = "signature_amounts"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    approve: int | None = Field(default=None)
    refuse: int | None = Field(default=None)
    close: int | None = Field(default=None)
    approve_days: int | None = Field(default=None)
    set_by: str = text()
    set_at: datetime = instant()


class SignalItem(Stored, table=True):
    """Something that a signal found to be worth a look; ``subject`` names it for ever, ``details`` by signal.

    ``found_at``: when it rang first; ``seen_at``: when last. ``case_id``: the case that decides it, if any.
    """

    __tablename__ = "signal_item"

    city_code: int = city_key()
    signal: str = text_key()
    subject: str = text_key()
    registration_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    vin: str | None = optional_text()
    upload_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    on_day: date | None = Field(default=None)
    details: Json = json_object()
    case_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    found_at: datetime = instant()
    seen_at: datetime = instant()


class SignalRound(Stored, table=True):
    """One look for all items of all signals: when, and how many there were."""

    __tablename__ = "signal_round"

    found_at: datetime = Field(sa_type=DateTime(timezone=True), primary_key=True)
    items: int


class SignalNote(Stored, table=True):
    """What the office did about an item of a signal, in its own words; ``subject`` names the item."""

    __tablename__ = "signal_note"

    city_code: int = city_key()
    signal: str = text_key()
    subject: str = text_key()
    note: str = text()
    noted_by: str = text()
    noted_at: datetime = instant()


class AttachmentRecord(Stored, table=True):
    """One file: its bytes, its media type by content, its sender's name of it. Only ever added.

    ``operator_id``: the account of the operator that brought it; None where the unit or the office did.
    """

    __tablename__ = "attachment"

    city_code: int = city_key()
    id: int | None = identity_key()
    name: str = text()
    media: str = text()
    size_bytes: int
    sha256: str = text()
    content: bytes = Field(sa_type=LargeBinary)
    brought_by: str = text()
    brought_at: datetime = instant()
    operator_id: AccountId | None = Field(default=None, sa_type=BigInteger, nullable=True)


class Matter(StrEnum):
    """What is handed in: an act on cases, an objection, nil reports, a delivery taken back, rows not sent again."""

    CASES = "cases"
    OBJECTION = "objection"
    NIL_REPORTS = "nil_reports"
    WITHDRAWAL = "withdrawal"
    CLOSED_ROWS = "closed_rows"


class PreparationStatus(StrEnum):
    """Where it stands. ``lapsed``: what it is about has changed since."""

    WAITING = "waiting"
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    TAKEN_BACK = "taken_back"
    LAPSED = "lapsed"


class Preparation(Stored, table=True):
    """What is to be handed in, as it will be: ``request`` by matter. ``marks``: how each thing it is about stood then.

    ``prepared_by``: the account of the person; None while a system alone did, then ``prepared_name`` is the system's.
    ``outcome``: what came of it once it is submitted.
    """

    __tablename__ = "preparation"

    city_code: int = city_key()
    id: int | None = identity_key()
    matter: Matter = word(Matter)
    request: Json = json_object()
    marks: Json = json_object()
    prepared_by: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    prepared_name: str = text()
    prepared_at: datetime = instant()
    status: PreparationStatus = word_unless_said(PreparationStatus.WAITING)
    settled_by: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    settled_name: str | None = optional_text()
    settled_at: datetime | None = optional_instant()
    settled_reason: str | None = optional_text()
    outcome: Json = json_object_or_none_said()
