"""Receipts as they are asked for: one by its number, and those that somebody holds."""

import base64
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from fleetsvc.clock import rfc3339
from fleetsvc.models import Json, ReceiptRecord
from fleetsvc.services.common.paging import first_of
from fleetsvc.services.receipts.issuing import NO_UNIT
from fleetsvc.services.receipts.numbers import find_number, part_of_number
from fleetsvc.services.receipts.signing_keys import ALGORITHM
from fleetsvc.services.uploads.lists import CITIES


class ReceiptUnknown(Exception):
    """There is no such receipt, or it is another unit's."""


def find_receipt(session: Session, written: str) -> ReceiptRecord:
    """Return a receipt by its number, however it was typed. Raises ReceiptUnknown."""
    number = find_number(written)
    query = select(ReceiptRecord).where(
        col(ReceiptRecord.city_code).in_((NO_UNIT, *CITIES)), ReceiptRecord.number == number
    )
    found = None if number is None else session.exec(query).first()
    if found is None:
        raise ReceiptUnknown(written)
    return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which receipts: a part of the number as typed; issued from an instant on, and before one."""

    number: str = ""
    from_at: datetime | None = None
    until_at: datetime | None = None


ALL: Final = Wanted()


def list_receipts(
    session: Session, holders: Collection[str], *, after: str | None, limit: int, wanted: Wanted = ALL
) -> tuple[list[ReceiptRecord], str | None]:
    """Return a page of what some hold, newest first, and the number to go on after. Raises ReceiptUnknown."""
    query = select(ReceiptRecord).where(col(ReceiptRecord.holder).in_(holders))
    if wanted.number:
        part = part_of_number(wanted.number)
        query = query.where(func.replace(ReceiptRecord.number, "-", "").contains(part, autoescape=True))
    if wanted.from_at is not None:
        query = query.where(col(ReceiptRecord.issued_at) >= wanted.from_at)
    if wanted.until_at is not None:
        query = query.where(col(ReceiptRecord.issued_at) < wanted.until_at)
    if after is not None:
        last = find_receipt(session, after)
        query = query.where(
            (col(ReceiptRecord.issued_at) < last.issued_at)
            | ((col(ReceiptRecord.issued_at) == last.issued_at) & (col(ReceiptRecord.number) > last.number))
        )
    ordered = query.order_by(col(ReceiptRecord.issued_at).desc(), col(ReceiptRecord.number))
    return first_of(session.exec(ordered.limit(limit + 1)).all(), limit, lambda receipt: receipt.number)


def signed_document(receipt: ReceiptRecord) -> dict[str, Any]:
    """Return what was signed, as it is read."""
    payload = receipt.jws.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return found


def receipt_json(receipt: ReceiptRecord) -> Json:
    """Return a receipt as it is handed out: the signed document, and beside it the same to be read."""
    header = receipt.jws.split(".")[0]
    kid = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))["kid"]
    return {
        "id": receipt.number,
        "kind": receipt.kind,
        "issued_at": rfc3339(receipt.issued_at),
        "algorithm": ALGORITHM,
        "kid": kid,
        "jws": receipt.jws,
        "document": signed_document(receipt),
    }
