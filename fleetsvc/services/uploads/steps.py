"""The steps of an upload once it was received: each guarded, taken and entered in the audit log in one place.

A step that leads where the upload stands already changes nothing and is no mistake. Each raises UploadUnknown,
UploadBusy while a worker has the upload, and UploadNotOpen where its status does not allow the step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from fleetsvc.models import UploadFailure, UploadRecord, UploadStatus
from fleetsvc.services.audit.events import Act, Actor, Value
from fleetsvc.services.audit.recording import record
from fleetsvc.services.people import second_person
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.uploads import (
    attempts,
    current_versions,
    layout_memory,
    processing,
    retirement_lists,
    two_persons,
    withdrawals,
)
from fleetsvc.services.uploads.deliveries import (
    UploadBusy,
    UploadNotOpen,
    UploadSentAgain,
    claim_allowed,
    find_standing,
    subject_of,
    upload,
)
from fleetsvc.services.uploads.progress import Progress, untold
from fleetsvc.services.uploads.published import published_vehicles
from fleetsvc.services.uploads.withdrawals import WithdrawalUnfounded
from importers.results import FileKind, Refused


@dataclass(frozen=True, slots=True)
class Taken:
    """The upload after a step, and whether the step has ``changed`` anything."""

    upload: UploadRecord
    changed: bool


def confirm(session: Session, *, city: int, number: int, by: Actor, now: datetime) -> Taken:
    """Ask for an upload's registrations to be stored, or where two persons submit have another one do so.

    Raises SecondPersonNeeded.
    """
    found = upload(session, city=city, number=number)
    if found.status is UploadStatus.ACCEPTED or (found.status.is_open and found.confirmed):
        return Taken(found, changed=False)
    held = claim_allowed(session, city=city, number=number, allows=lambda status: status.is_open)
    if not two_persons.submits(session, held, by):
        two_persons.prepare(held, by)
        return _taken(session, held, by, Act.UPLOAD_PREPARED, now=now)
    held.confirmed = True
    asked = two_persons.state_json(session, held) or {}
    return _taken(session, held, by, Act.UPLOAD_CONFIRMED, asked, now=now)


def set_mapping(
    session: Session, mapping: Mapping[str, object], *, city: int, number: int, by: Actor, now: datetime
) -> Taken:
    """Give the columns of an upload by hand and have it read again.

    ``mapping``: as in ``importers.results.Expectation``.
    """
    held = claim_allowed(session, city=city, number=number, allows=lambda status: status.is_open)
    held.mapping = dict(mapping)
    return read_otherwise(session, held, {}, by=by, now=now)


def set_meanings(
    session: Session,
    meanings: Mapping[str, object],
    said: Mapping[str, Value],
    *,
    city: int,
    number: int,
    by: Actor,
    now: datetime,
) -> Taken:
    """Keep what the words of an upload mean by its unit's word, enter what was ``said``, and have it read again."""
    held = claim_allowed(session, city=city, number=number, allows=lambda status: status.is_open)
    held.meanings = dict(meanings)
    return read_otherwise(session, held, said, by=by, now=now)


def read_otherwise(
    session: Session, held: UploadRecord, said: Mapping[str, Value], *, by: Actor, now: datetime
) -> Taken:
    """Have an upload read again of which its unit has ``said`` something else. ``held``: claimed."""
    two_persons.prepare(held, by)
    if second_person.is_asked(session, city=held.city_code):
        held.confirmed = False  # what another one confirmed was read otherwise
    _queue_again(session, held)
    return _taken(session, held, by, Act.UPLOAD_MAPPED, said, now=now)


def forget_layout(
    session: Session, fingerprint: str, *, city: int, number: int, by: Actor, now: datetime
) -> Taken:
    """Forget what was remembered for a layout of an upload; where it is still in review, it is read again without."""
    found = upload(session, city=city, number=number)
    known = {one.fingerprint for one in layout_memory.remembered_for(session, found)}
    if fingerprint not in known or not layout_memory.forget(session, fingerprint, city=city):
        return Taken(found, changed=False)
    if found.status is UploadStatus.IN_REVIEW and not found.confirmed:
        found = claim_allowed(session, city=city, number=number, allows=lambda status: status.is_open)
        two_persons.prepare(found, by)
        _queue_again(session, found)
    return _taken(session, found, by, Act.UPLOAD_LAYOUT_FORGOTTEN, now=now)


def read_again(session: Session, *, city: int, number: int, by: Actor, now: datetime) -> Taken:
    """Have an upload read anew that was refused or whose reading fails: at once, and with all its attempts.

    One that is to be taken back is tried so, too. One that waits for its first attempt stays as it is. Raises
    UploadSentAgain too.
    """
    found = upload(session, city=city, number=number)
    if found.is_waiting and session.get(UploadFailure, (city, number)) is None:
        return Taken(found, changed=False)
    held = claim_allowed(
        session,
        city=city,
        number=number,
        allows=lambda status: status.may_be_read_again or found.withdrawing is not None,
    )
    if held.status is UploadStatus.REFUSED:
        _open_again(session, held)
    elif not held.is_waiting:
        raise UploadNotOpen(held.status)
    attempts.forget(session, city=city, number=number)
    return _taken(session, held, by, Act.UPLOAD_READ_AGAIN, now=now)


def refuse(session: Session, *, city: int, number: int, reason: str, by: Actor, now: datetime) -> Taken:
    """Have an upload not read any more, as an operator decided; ``reason`` is told to its sender."""
    held = claim_allowed(session, city=city, number=number, allows=lambda status: status.is_open)
    refused = Refused("unreadable-here", {"why": "operator", "reason": reason})
    processing.refuse(session, held, refused, now=now)
    attempts.forget(session, city=city, number=number)
    return _taken(session, held, by, Act.UPLOAD_REFUSED, {"reason": reason}, now=now)


def withdraw(
    session: Session, *, city: int, number: int, by: Actor, now: datetime, reason: str = ""
) -> Taken:
    """Take an upload back: its versions are closed and what other uploads say returns. Of many, a worker does it.

    What is stored is taken back for a ``reason`` only, which goes into the log. Where vehicles of it stand in a
    published edition, or the office decided on one otherwise than the rules, it is a request, which the office
    decides: the upload stays as it is until then, and asking again changes nothing. The office itself asks nobody for
    what is published; what it decided otherwise two persons of it end. Raises WithdrawalUnfounded, UploadBusy,
    SecondPersonNeeded.
    """
    found = upload(session, city=city, number=number)
    if found.status is UploadStatus.WITHDRAWN or found.withdrawing is not None:
        return Taken(found, changed=False)
    held = claim_allowed(session, city=city, number=number, allows=lambda status: status.may_be_withdrawn)
    if held.withdrawing is not None:  # asked for between the two looks
        return Taken(held, changed=False)
    two_persons.require_second_once_submitted(session, held, by)
    asked = withdrawals.Asked(by, reason)
    if held.status is not UploadStatus.ACCEPTED:
        return take_back(session, held, asked, now=now)
    if not reason.strip():
        raise WithdrawalUnfounded
    is_queued = withdrawals.takes_long(held)
    # Held before it is looked at: what comes to bind it later waits. A worker looks again.
    if not is_queued and current_versions.hold(session, city=city, now=now) is None:
        raise UploadBusy
    requested = _requested(session, held, asked, now=now)
    if requested is not None:
        return requested
    return (
        _queue_withdrawal(session, held, asked, now=now)
        if is_queued
        else take_back(session, held, asked, now=now)
    )


def grant_withdrawal(
    session: Session, *, city: int, number: int, by: Actor, reason: str, now: datetime
) -> Taken:
    """Take an upload back whatever is published, as the office decided. Raises UploadBusy, UploadNotOpen."""
    held = claim_allowed(session, city=city, number=number, allows=lambda status: status.may_be_withdrawn)
    asked = withdrawals.Asked(by, reason, is_granted=True)
    step = _queue_withdrawal if withdrawals.takes_long(held) else take_back
    return step(session, held, asked, now=now)


def finish_withdrawal(session: Session, held: UploadRecord, *, progress: Progress, now: datetime) -> Taken:
    """Take a claimed upload back as it was asked of a worker, or have the office decide where it is bound since then.

    Needs ``current_versions.hold``, and an instant that it returned.
    """
    asked = withdrawals.asked_of(held)
    held.withdrawing = None
    requested = None if asked.is_granted else _requested(session, held, asked, now=now)
    return requested or take_back(session, held, asked, progress=progress, now=now)


def take_back(
    session: Session,
    held: UploadRecord,
    asked: withdrawals.Asked,
    *,
    progress: Progress = untold,
    now: datetime,
) -> Taken:
    """Take an upload back at once, whatever is published. ``held``: claimed. Raises UploadBusy."""
    city, number = held.city_code, held.number
    instant = current_versions.hold(session, city=city, now=now)
    if instant is None:
        raise UploadBusy
    if held.status is UploadStatus.ACCEPTED:
        by_kind = retirement_lists if held.kind is FileKind.RETIREMENTS else current_versions
        by_kind.take_back(session, city=city, number=number, progress=progress, now=instant)
    withdrawals.close(session, held, now=now)
    held.status, held.settled_at = UploadStatus.WITHDRAWN, instant
    attempts.forget(session, city=city, number=number)
    said = {"reason": asked.reason} if asked.reason else {}
    return _taken(session, held, asked.by, Act.UPLOAD_WITHDRAWN, said, now=now)


def _requested(
    session: Session, held: UploadRecord, asked: withdrawals.Asked, *, now: datetime
) -> Taken | None:
    """Have the office decide on an upload that is bound; None where whoever asks may take it back."""
    published = published_vehicles(session, city=held.city_code, number=held.number)
    if not published.overridden and (not published.count or asked.by.role == Role.OFFICE):
        return None
    if not withdrawals.ask(session, held, published, reason=asked.reason, by=asked.by, now=now):
        return Taken(held, changed=False)
    said: Mapping[str, Value] = {
        "reason": asked.reason,
        "published": published.count,
        "overridden": published.overridden,
    }
    return _taken(session, held, asked.by, Act.UPLOAD_WITHDRAWAL_ASKED, said, now=now)


def _queue_withdrawal(
    session: Session, held: UploadRecord, asked: withdrawals.Asked, *, now: datetime
) -> Taken:
    withdrawals.queue(held, asked, now=now)
    attempts.forget(session, city=held.city_code, number=held.number)
    said: Mapping[str, Value] = {"reason": asked.reason, "vehicles": withdrawals.vehicles_of(held)}
    return _taken(session, held, asked.by, Act.UPLOAD_WITHDRAWAL_ASKED, said, now=now)


def _queue_again(session: Session, held: UploadRecord) -> None:
    held.status = UploadStatus.RECEIVED
    attempts.forget(session, city=held.city_code, number=held.number)


def _open_again(session: Session, refused: UploadRecord) -> None:
    city, sha256, kind = refused.city_code, refused.sha256, refused.kind
    try:
        with session.begin_nested():
            refused.status, refused.report, refused.settled_at = UploadStatus.RECEIVED, None, None
            session.add(refused)
    except IntegrityError:  # one upload of the same bytes is open at a time
        other = find_standing(session, city=city, sha256=sha256, kind=kind, corrects=refused.corrected)
        raise (UploadSentAgain(other.number) if other else UploadBusy()) from None


def _taken(
    session: Session,
    held: UploadRecord,
    by: Actor,
    act: Act,
    details: Mapping[str, Value] | None = None,
    *,
    now: datetime,
) -> Taken:
    """Write a step down, and enter it in the audit log with the status that it led to."""
    session.add(held)
    session.flush()
    record(session, by, act, subject_of(held), {"status": held.status.value, **(details or {})}, now)
    return Taken(held, changed=True)
