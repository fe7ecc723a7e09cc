"""The audit log: who did what, when, to what, and whether it succeeded (GB/T 22239-2019, 8.1.4.3).

An event is written in the transaction of what it tells, so neither is there without the other. The database
appends it and nobody may change or remove one; each holds the hash of the one before it, so that an owner of the
database who does so all the same is found out.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.models import AccountId, AuditEvent, KeyId, SessionId

Value = str | int | None


class Act(StrEnum):
    """What was done. Never renamed: old events carry these words."""

    SIGN_IN = "sign-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    ACCOUNT_LOCKED = "account-locked"
    SIGN_OUT = "sign-out"
    SESSION_REVOKED = "session-revoked"
    ACCOUNT_ADDED = "account-added"
    ACCOUNT_DISABLED = "account-disabled"
    ACCOUNT_ENABLED = "account-enabled"
    ACCOUNT_CHANGED = "account-changed"
    ACCOUNT_UNLOCKED = "account-unlocked"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 (the name of an act)
    PASSWORD_RESET = "password-reset"  # noqa: S105 (the name of an act)
    FACTOR_ENROLLED = "second-factor-enrolled"
    FACTOR_DROPPED = "second-factor-dropped"
    FACTOR_REQUIRED = "second-factor-required"
    FACTOR_RELAXED = "second-factor-relaxed"
    RECOVERY_CODES_MADE = "recovery-codes-made"
    RECOVERY_CODE_USED = "recovery-code-used"
    OFFICE_ADMITTED = "office-access-admitted"
    OFFICE_REFUSED = "office-access-refused"
    KEY_ADDED = "key-added"
    KEY_REVOKED = "key-revoked"
    UPLOAD_RECEIVED = "upload-received"
    UPLOAD_MAPPED = "upload-mapped"
    UPLOAD_CONFIRMED = "upload-confirmed"
    UPLOAD_PREPARED = "upload-prepared"
    ACT_PREPARED = "act-prepared"
    ACT_SUBMITTED = "act-submitted"
    ACT_SENT_BACK = "act-sent-back"
    ACT_TAKEN_BACK = "act-taken-back"
    UPLOAD_WITHDRAWN = "upload-withdrawn"
    UPLOAD_WITHDRAWAL_ASKED = "upload-withdrawal-asked"
    UPLOAD_READ_AGAIN = "upload-read-again"
    UPLOAD_REFUSED = "upload-refused"
    UPLOAD_ROWS_DISMISSED = "upload-rows-dismissed"
    UPLOAD_ROWS_REOPENED = "upload-rows-reopened"
    UPLOAD_LAYOUT_FORGOTTEN = "upload-layout-forgotten"
    REVEALED = "revealed"
    LIST_EXPORTED = "list-exported"
    ACCESS_REFUSED = "access-refused"
    RULEBOOK_LOADED = "rulebook-loaded"
    MANUSCRIPT_BEGUN = "manuscript-begun"
    MANUSCRIPT_CHANGED = "manuscript-changed"
    MANUSCRIPT_DISCARDED = "manuscript-discarded"
    SOURCE_TEXT_STORED = "source-text-stored"
    RULEBOOK_PROPOSED = "rulebook-proposed"
    RULEBOOK_ACTIVATED = "rulebook-activated"
    RULEBOOK_TAKING_OUT_PROPOSED = "rulebook-taking-out-proposed"
    RULEBOOK_REVIEWED = "rulebook-reviewed"
    RULEBOOK_TAKEN_OUT = "rulebook-taken-out"
    RANKING_RELEASED = "ranking-released"
    RANKING_OBJECTED = "ranking-objected"
    RANKING_CORRECTED = "ranking-corrected"
    TEMPLATE_CHANGED = "letter-template-changed"
    MEASURE_NOTED = "measure-noted"
    CASE_ANSWERED = "case-answered"
    CASE_DECIDED = "case-decided"
    CASE_HANDLED = "case-handled"
    CASES_PROPOSED = "cases-proposed"
    CASES_SIGNED = "cases-signed"
    PROPOSAL_REFUSED = "case-proposal-refused"
    PROPOSAL_WITHDRAWN = "case-proposal-withdrawn"
    AMOUNTS_SET = "signature-amounts-set"
    WRONG_RECORD_REPORTED = "wrong-record-reported"
    HOLIDAYS_ANNOUNCED = "holidays-announced"
    EVIDENCE_BROUGHT = "evidence-brought"
    NIL_SIGNED = "nil-report-signed"
    RECEIPT_ISSUED = "receipt-issued"
    RECEIPT_KEY_MADE = "receipt-key-made"
    SIGNAL_NOTED = "signal-noted"
    WEBHOOK_ADDED = "webhook-added"
    WEBHOOK_CHANGED = "webhook-changed"
    TWO_PERSONS_ASKED = "two-persons-asked"
    TWO_PERSONS_LIFTED = "two-persons-lifted"
    SOURCE_ADDED = "upload-source-added"
    SOURCE_CHANGED = "upload-source-changed"
    OWNER_APPLIED = "owner-applied"
    OWNER_CONFIRMED = "owner-confirmed"
    OWNER_ENDED = "owner-ended"
    CASE_EXPLAINED = "case-explained"
    LOG_VERIFIED = "log-verified"
    JOB_ASKED = "job-asked"
    CLOCK_ACCEPTED = "clock-accepted"


FAILURES: Final = frozenset({Act.SIGN_IN_REFUSED, Act.ACCOUNT_LOCKED, Act.ACCESS_REFUSED})


@dataclass(frozen=True, slots=True)
class Preparer:
    """Who prepared what another person of the unit submits: their account and name."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: ``kind`` is user, key, command (someone at the host's command line), source, service or nobody.

    ``number`` is the account's, the key's or the source's; ``name`` that of any of these, or of the host's user;
    ``credential`` what they showed: ``session/17`` or ``key/5``; ``prepared`` who prepared what they submit.
    """

    kind: str
    number: int | None = None
    name: str | None = None
    role: str | None = None
    unit: str | None = None
    credential: str | None = None
    prepared: Preparer | None = None

    def __post_init__(self) -> None:
        if (self.kind in ("user", "key")) != (self.credential is not None):
            raise ValueError(self.kind)


NOBODY: Final = Actor("nobody")
"""Whoever it was did not show who they are."""


def by_person(account: AccountId, session: SessionId, *, name: str, role: str, unit: str | None) -> Actor:
    """Return a person who acts in a session of theirs."""
    return Actor("user", account, name, role, unit, f"session/{session}")


def by_key(key: KeyId, *, name: str, role: str, unit: str | None) -> Actor:
    """Return a system that acts by its key."""
    return Actor("key", key, name, role, unit, f"key/{key}")


@dataclass(frozen=True, slots=True)
class Broken:
    """The first link that does not hold: ``why`` is altered, missing or unlinked."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Verified:
    """The chain as found: its events, the hash of the last one, and the first broken link if there is one.

    Events cut off at the end leave a sound chain: keep the head elsewhere, and look it up among ``heads`` later.
    """

    events: int
    head: str
    broken: Broken | None


def canonical(content: Mapping[str, object]) -> str:
    """Return the one text of an event's content, of which the hash is taken."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _content(event: AuditEvent) -> str:
    # Where no credential was shown, or an older release wrote, the content has no word about it.
    bare = {"credential"} if event.credential is None else set()
    values = event.model_dump(exclude={"number", "previous_sha256", "sha256", "at"} | bare)
    return canonical(values | {"at": event.at.astimezone(UTC).isoformat(timespec="microseconds")})


def _sha256(event: AuditEvent) -> str:
    told = "\n".join((str(event.number), event.previous_sha256, _content(event)))
    return hashlib.sha256(told.encode()).hexdigest()


def _all(session: Session) -> Iterator[AuditEvent]:
    last, page = 0, 2000
    while True:
        query = select(AuditEvent).where(col(AuditEvent.number) > last).order_by(col(AuditEvent.number))
        found = session.exec(query.limit(page)).all()
        yield from found
        if len(found) < page:
            return
        last = found[-1].number
        session.expunge_all()


def verify(session: Session) -> Verified:
    """Walk the whole chain and return what was found; stops at the first broken link."""
    count, head = 0, ""
    for event in _all(session):
        why = _fault(event, expected=count + 1, previous=head)
        if why is not None:
            return Verified(count, head, Broken(event.number, why))
        count, head = count + 1, event.sha256
    return Verified(count, head, None)


def _fault(event: AuditEvent, *, expected: int, previous: str) -> str | None:
    if event.number != expected:
        return "missing"
    if event.previous_sha256 != previous:
        return "unlinked"
    return None if _sha256(event) == event.sha256 else "altered"


def is_in_chain(session: Session, sha256: str) -> bool:
    """Return whether an event of that hash stands in the log: a head noted earlier must."""
    return session.exec(select(AuditEvent.number).where(AuditEvent.sha256 == sha256)).first() is not None
