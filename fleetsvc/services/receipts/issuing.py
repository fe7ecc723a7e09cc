"""Receipts: a signed document of an answer, or of an upload that was accepted. Who holds one can prove it.

What is signed is the whole text of the document (RFC 7515, compact): nothing need be put in order to check it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode

from joserfc import jws
from sqlmodel import Session, select

from fleetsvc.clock import rfc3339
from fleetsvc.models import Json, ReceiptRecord, UploadRecord, UploadStatus
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.law.editions import book_known_at
from fleetsvc.services.law.requirements import requirement_answer
from fleetsvc.services.receipts.numbers import new_number
from fleetsvc.services.receipts.signing_keys import ALGORITHM, SigningKey
from fleetsvc.services.uploads.lists import find_upload, upload_document
from rules.editions import canonical, digest
from rules.questions import Question
from rules.wording import Language

FORMAT: Final = "fleetsvc-receipt-1"
NO_UNIT: Final = 0
"""What stands for the unit of a receipt that is no unit's."""
_QUESTION: Final = (
    "unit",
    "category",
    "event",
    "on",
    "energy",
    "emission_stage",
    "gross_mass_kg",
    "replaces",
)
_OF_UPLOAD: Final = (
    "id", "unit", "name", "sha256", "bytes", "category", "event", "status", "received_by", "received_at", "settled_at",
    "findings",
)  # fmt: skip
_OF_REPORT: Final = ("rows", "verdicts", "nil", "nil_reports")


class ReceiptKind(StrEnum):
    """What a receipt is of."""

    REQUIREMENTS = "requirements"
    UPLOAD = "upload"
    VEHICLE = "vehicle"
    FLEET = "fleet"


class UploadNotAccepted(Exception):
    """A receipt is given for what was accepted; ``status`` says where the upload stands."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Issued:
    """A receipt, and whether it is ``new``."""

    receipt: ReceiptRecord
    new: bool


def holder_of(by: Actor) -> str:
    """Return how receipts name who asked for them."""
    return f"{by.kind}/{by.number}"


def issue_for_answer(
    session: Session,
    question: Question,
    *,
    known_on: datetime | None,
    language: Language,
    key: SigningKey,
    by: Actor,
    now: datetime,
) -> Issued:
    """Answer a question by the edition in force, or known at an earlier instant, and sign the answer.

    Raises NoEditionThen.
    """
    known_at = min(known_on or now, now)
    answer = requirement_answer(book_known_at(session, known_at), question, language=language)
    asked = {name: answer[name] for name in _QUESTION}
    again = {name: value for name, value in asked.items() if value is not None}
    told = {
        "question": asked | {"known_on": rfc3339(known_at), "language": language},
        "rulebook": answer["rulebook"],
        "rulebooks": answer["rulebooks"],
        "answer": answer,
        "answer_sha256": digest(answer),
        "ask_again": f"/api/v1/requirements?{urlencode(again | {'known_on': rfc3339(known_at)})}",
    }
    return Issued(sign(session, ReceiptKind.REQUIREMENTS, told, key=key, by=by, now=now), new=True)


def issue_for_upload(session: Session, number: int, *, key: SigningKey, by: Actor, now: datetime) -> Issued:
    """Sign what was accepted of an upload; an upload has one receipt. Raises UploadUnknown, UploadNotAccepted."""
    upload = find_upload(session, number)
    if upload.status is UploadStatus.ACCEPTED:
        session.refresh(
            upload, with_for_update={"key_share": True}
        )  # of two requests at once, the second waits
    query = select(ReceiptRecord).where(
        ReceiptRecord.city_code == upload.city_code, ReceiptRecord.upload_id == number
    )
    earlier = session.exec(query).first()
    if earlier is not None:
        return Issued(earlier, new=False)
    if upload.status is not UploadStatus.ACCEPTED:
        raise UploadNotAccepted(upload.status)
    document = upload_document(session, upload, language="zh", now=now)
    report = document["report"] or {}
    told = {name: document[name] for name in _OF_UPLOAD} | {
        name: report[name] for name in _OF_REPORT if name in report
    }
    signed = sign(session, ReceiptKind.UPLOAD, {"upload": told}, upload=upload, key=key, by=by, now=now)
    return Issued(signed, new=True)


def sign(
    session: Session,
    kind: ReceiptKind,
    told: Json,
    *,
    key: SigningKey,
    by: Actor,
    now: datetime,
    upload: UploadRecord | None = None,
) -> ReceiptRecord:
    """Sign a document and keep it under a new number; of an upload it is its unit's, else whoever's has the number."""
    number = new_number()
    document = {"format": FORMAT, "id": number, "kind": kind.value, "issued_at": rfc3339(now)} | told
    header = {"alg": ALGORITHM, "kid": key.kid}
    made = ReceiptRecord(
        city_code=NO_UNIT if upload is None else upload.city_code,
        number=number,
        kind=kind.value,
        holder=holder_of(by),
        issued_to=by.name or by.kind,
        issued_at=now,
        upload_id=None if upload is None else upload.id,
        jws=jws.serialize_compact(header, canonical(document), key.key, algorithms=[ALGORITHM]),
    )
    session.add(made)
    session.flush()
    record(session, by, Act.RECEIPT_ISSUED, f"receipt/{number}", {"kind": kind.value}, now)
    return made
