"""Rulebook editions, and the catalogued vehicle models."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Integer, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from fleetsvc.models.base import (
    AccountId,
    Json,
    SessionId,
    Stored,
    big_number,
    instant,
    json_object,
    optional_instant,
    optional_text,
    text,
    text_key,
)


class RulebookEdition(Stored, table=True):
    """One edition of a rulebook, whole. ``status``: draft, active or retired; one of each book is active at a time.

    Or a ``law``: the editions of several books that are in force together, by which decisions are made (``rules.law``).
    ``activated_at``: the last time it came into force; every time is a RulebookActivation.
    """

    __tablename__ = "rulebook_edition"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    book: str = text()
    name: str = text()
    edition: str = text()
    content: Json = json_object()
    status: str = text()
    loaded_at: datetime = instant()
    activated_at: datetime | None = optional_instant()


class RulebookFile(Stored, table=True):
    """The file that an edition was stored from, with its notes; without one it is written out from its content."""

    __tablename__ = "rulebook_file"

    edition_id: int = Field(sa_type=BigInteger, primary_key=True)
    content: str = text()


class ManuscriptRecord(Stored, table=True):
    """A rulebook file that is being written. ``begun_from``: the edition it began as, None where it was empty."""

    __tablename__ = "rulebook_manuscript"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    begun_from: str | None = optional_text()
    begun_by: str = text()
    begun_at: datetime = instant()


class ManuscriptVersion(Stored, table=True):
    """A manuscript as somebody left it, whole; versions count from 1 and the last one stands. ``what`` was done."""

    __tablename__ = "rulebook_manuscript_version"

    manuscript_id: int = Field(sa_type=BigInteger, primary_key=True)
    version: int = Field(sa_type=Integer, primary_key=True)
    content: str = text()
    what: str = text()
    written_by: str = text()
    written_at: datetime = instant()


class RulebookProposal(Stored, table=True):
    """Somebody of the office asks that an edition come into force, or out of it again: ``aim``.

    ``against_id``: the edition of the same book in force then, None where none was. ``given``: how, as
    ``services.signatories`` says; a person by account and session, else the host's user.
    """

    __tablename__ = "rulebook_proposal"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    edition_id: int = big_number()
    against_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    aim: str = text()
    proposed_by: str = text()
    reason: str = text()
    proposed_at: datetime = instant()
    given: str = text()
    proposer_id: AccountId | None = Field(default=None, sa_type=BigInteger, nullable=True)
    session_id: SessionId | None = Field(default=None, sa_type=BigInteger, nullable=True)
    host_user: str | None = optional_text()


class RulebookActivation(Stored, table=True):
    """An edition came into force, or out of it: ``aim``. ``changed``: how many decisions were made again.

    ``law_id``: what judges since, the one edition in force or the law of several.

    ``signed_by`` and ``proposal_id`` are null only where a database was set up. ``given``: how both signed, as
    ``services.signatories`` says; ``session_id``: in which session the second one did.
    """

    __tablename__ = "rulebook_activation"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    edition_id: int = big_number()
    law_id: int = big_number()
    aim: str = text()
    activated_at: datetime = instant()
    activated_by: str = text()
    signed_by: str | None = optional_text()
    reason: str | None = optional_text()
    proposal_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    changed: int = big_number()
    given: str = text()
    proposer_id: AccountId | None = Field(default=None, sa_type=BigInteger, nullable=True)
    signer_id: AccountId | None = Field(default=None, sa_type=BigInteger, nullable=True)
    session_id: SessionId | None = Field(default=None, sa_type=BigInteger, nullable=True)
    host_user: str | None = optional_text()


class RulebookProof(Stored, table=True):
    """What the examination of an edition found, by the engine that judged then; without ``faults`` the edition holds.

    ``faults``: path and both wordings of each. ``survivors``: wrong changes, of so many ``mutants``, that no case
    notices.
    """

    __tablename__ = "rulebook_proof"

    edition_id: int = Field(sa_type=BigInteger, primary_key=True)
    engine: str = text_key()
    proved_at: datetime = instant()
    cases: int = big_number()
    mutants: int = big_number()
    faults: list[Json] = Field(sa_type=JSONB)
    survivors: list[str] = Field(sa_type=JSONB)


class DefenceRecord(Stored, table=True):
    """What defends verdicts, as it was worded when they were given (``rules.defence``): canonical JSON, by its hash."""

    __tablename__ = "defence"

    sha256: bytes = Field(sa_type=LargeBinary, primary_key=True)
    document: str = text()


class InstrumentText(Stored, table=True):
    """The whole text of an instrument, by the SHA-256 of its UTF-8 bytes; the database holds that it is its hash."""

    __tablename__ = "instrument_text"

    sha256: str = text_key()
    content: str = text()
    stored_at: datetime = instant()


class CatalogueModel(Stored, table=True):
    """A vehicle model of the published NEV catalogues, by its code. ``batches``: where it stands, oldest first."""

    __tablename__ = "catalogue_model"

    code: str = text_key()
    energy: str = text()
    product_name: str | None = optional_text()
    enterprise: str | None = optional_text()
    batches: list[str] = Field(sa_type=JSONB)
    loaded_at: datetime = instant()
