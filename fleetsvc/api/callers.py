"""Who calls: nobody known, or the holder of a key."""

import hashlib
import time
from dataclasses import dataclass
from typing import Final

from flask import g, request

from fleetsvc import clock
from fleetsvc.db import OFFICE
from fleetsvc.entry import Entry
from fleetsvc.parts import parts
from fleetsvc.services.accounts import KEY_PREFIX, Role, find_key

REMEMBERED_SECONDS: Final = 1.0
"""So long a revoked key may still be answered by a process that has just seen it."""
MOST_REMEMBERED: Final = 1000


class KeyRefused(Exception):
    """A key was given, but it is none of ours, or no longer in force."""


class KeyMissing(Exception):
    """The route asks for a key and none was given."""


class KeyNotAdmitted(Exception):
    """The key's role may not use the route."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The holder of a key; ``unit`` is set for a bureau's key only."""

    key_id: int
    role: Role
    unit: str | None


_SEEN: dict[bytes, tuple[float, Caller]] = {}
"""Keys seen within the last second, by hash: a busy client costs one query a second and process."""


def admit(entry: Entry) -> None:
    """Find out who calls and let them in, or raise KeyRefused, KeyMissing, KeyNotAdmitted."""
    given = request.environ.get("HTTP_AUTHORIZATION")
    caller = None if given is None else _holder(given)
    g.caller = caller
    if entry is Entry.ANYONE:
        return
    if caller is None:
        raise KeyMissing
    if entry is Entry.REPORTING and caller.role not in (Role.BUREAU, Role.OFFICE):
        raise KeyNotAdmitted


def caller() -> Caller | None:
    """Return who calls; None where no key was given."""
    found: Caller | None = g.caller
    return found


def _holder(given: str) -> Caller:
    scheme, _, key = given.partition(" ")
    if scheme.lower() != "bearer" or not key.startswith(KEY_PREFIX):
        raise KeyRefused
    digest = hashlib.sha256(key.encode("latin-1", "replace")).digest()
    seen = _SEEN.get(digest)
    if seen is not None and time.monotonic() < seen[0]:
        return seen[1]
    return _asked(key, digest)


def _asked(key: str, digest: bytes) -> Caller:
    try:
        key.encode("ascii")
    except UnicodeEncodeError:
        raise KeyRefused from None
    with parts().database.transaction(OFFICE) as session:
        record = find_key(session, key, now=clock.now())
        if record is None or record.id is None:
            raise KeyRefused
        unit = str(record.city_code) if record.city_code is not None else None
        found = Caller(record.id, Role(record.role), unit)
    if len(_SEEN) >= MOST_REMEMBERED:
        _SEEN.clear()
    _SEEN[digest] = (time.monotonic() + REMEMBERED_SECONDS, found)
    return found
