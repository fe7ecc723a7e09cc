"""Receipts as they are asked for: one by its number, and those that somebody holds."""

import base64
import json
from collections.abc import Collection
from typing import Any

from sqlmodel import Session, col, select

from fleetsvc.clock import rfc3339
from fleetsvc.models import Json, ReceiptRecord
from fleetsvc.services.common.paging import first_of
from fleetsvc.services.receipts.issuing import NO_UNIT
from fleetsvc.services.receipts.numbers import find_number
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


def list_receipts(
    session: Session, holders: Collection[str], *, after: str | None, limit: int
) -> tuple[list[ReceiptRecord], str | None]:
    """Return a page of what some hold, newest first, and the number to go on after. Raises ReceiptUnknown."""
    query = select(ReceiptRecord).where(col(ReceiptRecord.holder).in_(holders))
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
