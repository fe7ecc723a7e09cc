"""Defences as they are kept: worded as they were when the verdict was given, and addressed by their hash."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from sqlmodel import Session

from fleetsvc.database.transactions import RawConnection
from fleetsvc.models import DefenceRecord, Json

# Sent as they are (%b): written out as text, each sign of each document is looked at for what an array means by it.
_MISSING: Final = """
SELECT n.sha256 FROM unnest(%b::bytea[]) AS n (sha256)
WHERE NOT EXISTS (SELECT FROM defence d WHERE d.sha256 = n.sha256) ORDER BY n.sha256
"""
_KEEP: Final = """
INSERT INTO defence (sha256, document) SELECT * FROM unnest(%b::bytea[], %b::text[]) ON CONFLICT DO NOTHING
"""


def keep(connection: RawConnection, named: Mapping[bytes, str]) -> None:
    """Store the documents that are not kept yet, by their hashes.

    In the order of hashes: of two that store the same, one waits for the other.
    """
    if not named:
        return
    found: list[tuple[Any, ...]] = connection.execute(_MISSING, (list(named),)).fetchall()
    missing = [one for (one,) in found]
    if missing:
        connection.execute(_KEEP, (missing, [named[one] for one in missing]))


def kept_defence(session: Session, sha256: bytes) -> Json:
    """Return a kept defence; empty where it is gone or its text is not that of its hash."""
    found = session.get(DefenceRecord, sha256)
    if found is None or hashlib.sha256(found.document.encode()).digest() != sha256:
        return {}
    kept: Json = json.loads(found.document)
    return kept


def defending_engine(session: Session, sha256: bytes | None) -> str | None:
    """Return which version of the engine gave a kept defence; None without one."""
    return None if sha256 is None else kept_defence(session, sha256).get("engine")
