"""The keys that sign receipts: made from the secret key of the house and a salt, so that they are stored nowhere.

What is published of each stays published, also of those that no longer sign. See docs/adr/0024-receipts.md.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import OKPKey
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.models import Json, ReceiptKey
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record

ALGORITHM: Final = "Ed25519"
"""As signed documents name it (RFC 9864)."""
_PURPOSE: Final = b"fleetsvc receipt key"
_SEED_BYTES: Final = 32
"""Of an Ed25519 key (RFC 8032, 5.1.5)."""
_SERVICE: Final = Actor("service", name="receipts")


class SecretKeyChanged(Exception):
    """The key that signs now was made from another secret key than this host has."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that can sign. ``kid``: the thumbprint of what is published of it (RFC 7638)."""

    kid: str
    key: OKPKey


def signing_key(session: Session, *, secret: str, now: datetime) -> SigningKey:
    """Return the key that signs now; the first that asks makes it. Raises SecretKeyChanged."""
    found = _present(session)
    if found is None:
        found = _made(session, secret=secret, by=_SERVICE, now=now)
    derived = _derived(secret, found.salt)
    if derived.kid != found.kid:
        raise SecretKeyChanged(found.kid)
    return derived


def leads_to_key(session: Session, *, secret: str) -> bool:
    """Say whether a secret key leads to the key that signs now; any does where none was made yet."""
    found = _present(session)
    return found is None or _derived(secret, found.salt).kid == found.kid


def rotate(session: Session, *, secret: str, by: Actor, now: datetime) -> str:
    """Retire the key that signs now and make another; return the thumbprint of the one that signs from here on."""
    statement = update(ReceiptKey).where(col(ReceiptKey.retired_at).is_(None)).values(retired_at=now)
    session.connection().execute(statement)
    return _made(session, secret=secret, by=by, now=now).kid


def published_keys(session: Session) -> Json:
    """Return what is published of all keys that sign or signed, the newest first (RFC 7517)."""
    found = session.exec(select(ReceiptKey).order_by(col(ReceiptKey.made_at).desc(), col(ReceiptKey.kid)))
    return {"keys": [_published(one) for one in found]}


def _published(record: ReceiptKey) -> dict[str, Any]:
    return record.published | {"use": "sig", "alg": ALGORITHM, "kid": record.kid}


def _present(session: Session) -> ReceiptKey | None:
    query = select(ReceiptKey).where(col(ReceiptKey.retired_at).is_(None))
    return session.exec(query.execution_options(populate_existing=True)).first()


def _made(session: Session, *, secret: str, by: Actor, now: datetime) -> ReceiptKey:
    """Make a key that signs, unless another process is quicker: then that one signs."""
    salt = secrets.token_bytes(_SEED_BYTES)
    made = _derived(secret, salt)
    values = {"kid": made.kid, "salt": salt, "published": made.key.as_dict(private=False), "made_at": now}
    stored = session.connection().execute(
        insert(ReceiptKey).values(**values).on_conflict_do_nothing().returning(col(ReceiptKey.kid))
    )
    if stored.first() is not None:
        record(session, by, Act.RECEIPT_KEY_MADE, f"receipt-key/{made.kid}", {}, now)
    found = _present(session)
    if found is None:
        raise LookupError("no key signs receipts, though one was made")
    return found


def _derived(secret: str, salt: bytes) -> SigningKey:
    seed = HKDF(algorithm=SHA256(), length=_SEED_BYTES, salt=salt, info=_PURPOSE).derive(secret.encode())
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key = OKPKey.import_key(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return SigningKey(key.thumbprint(), key)
