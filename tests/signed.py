"""Receipts signed by a key of the test's own, as the service signs them; and forged ones."""

import base64
import json
from typing import Any

from joserfc import jws
from joserfc.jwk import OKPKey

from rules.editions import canonical

DOCUMENT = {
    "format": "fleetsvc-receipt-1",
    "id": "7K3M-9QXT-2VB0",
    "kind": "requirements",
    "issued_at": "2026-03-01T08:00:00+08:00",
    "answer": {"verdict": "compliant", "rules": [{"id": "a"}]},
}


def a_key() -> OKPKey:
    """A key that nobody else has."""
    return OKPKey.generate_key("Ed25519")


def published(*keys: OKPKey) -> dict[str, Any]:
    """The published part of some keys."""
    return {"keys": [key.as_dict(private=False) | {"kid": key.thumbprint()} for key in keys]}


def a_receipt(key: OKPKey, document: dict[str, Any] | None = None) -> dict[str, Any]:
    """A receipt as the API hands it out."""
    told = DOCUMENT if document is None else document
    header = {"alg": "Ed25519", "kid": key.thumbprint()}
    signed = jws.serialize_compact(header, canonical(told), key, algorithms=["Ed25519"])
    return {"id": told.get("id"), "jws": signed, "document": json.loads(canonical(told))}


def part(value: object) -> str:
    """A part of a signed document."""
    return base64.urlsafe_b64encode(canonical(value)).decode().rstrip("=")
