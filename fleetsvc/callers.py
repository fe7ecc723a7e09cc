"""Who asks: nobody known, the holder of a key, or a person who is signed in. One place for pages and API."""

import hashlib
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, cast

from flask import current_app, g, request
from flask_wtf.csrf import CSRFError

from fleetsvc import clock
from fleetsvc.db import OFFICE, Scope, UnitScope
from fleetsvc.parts import parts
from fleetsvc.services import sessions
from fleetsvc.services.accounts import KEY_PREFIX, Role, find_key, note_use
from fleetsvc.services.audit import NOBODY, Actor
from fleetsvc.services.passwords import POLICIES, Policy
from fleetsvc.services.sessions import Origin, SignedIn

REMEMBERED_SECONDS: Final = 1.0
"""So long a revoked key may still be answered by a process that has just seen it."""
MOST_REMEMBERED: Final = 1000
_CALLER: Final = "fleetsvc.caller"
"""Its place in the WSGI environment: every request asks, and this is reached sooner than ``flask.g``."""


class KeyRefused(Exception):
    """A key was given, but it is none of ours, or no longer in force."""


class Kind(StrEnum):
    """How a caller showed who they are."""

    KEY = "key"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Caller:
    """The holder of a key, or a person; ``number`` and ``name`` are those of the key or account.

    ``unit`` is set for a bureau only.
    """

    kind: Kind
    number: int
    name: str
    role: Role
    unit: str | None

    @property
    def scope(self) -> Scope:
        """The rows this caller may see at all; whether they may see vehicles is for the route to declare."""
        return UnitScope(self.unit) if self.unit is not None else OFFICE

    @property
    def actor(self) -> Actor:
        """The caller as the audit log names them."""
        kind = "key" if self.kind is Kind.KEY else "user"
        return Actor(kind, self.number, self.name, self.role.value, self.unit)


_SEEN: dict[bytes, tuple[float, Caller]] = {}
"""Keys seen within the last second, by hash: a busy client costs one query a second and process."""


def current_caller() -> Caller | None:
    """Return who asks, by key or by session; None where nobody is known. Raises KeyRefused.

    A person who has still to show a second factor or to change a password is nobody yet.
    """
    environ = request.environ
    if _CALLER not in environ:
        given = environ.get("HTTP_AUTHORIZATION")
        environ[_CALLER] = _person() if given is None else _holder(given)
    return cast("Caller | None", environ[_CALLER])


def current_actor() -> Actor:
    """Return who asks as the audit log names them."""
    caller = current_caller()
    return caller.actor if caller is not None else NOBODY


def is_forged() -> bool:
    """Return whether a session's cookie came along without the token that only our own pages can read.

    For requests that change something: another site can make a browser send the cookie, but not the token. A key
    is sent by its holder alone.
    """
    caller = current_caller()
    if caller is None or caller.kind is Kind.KEY or request.method in ("GET", "HEAD", "OPTIONS"):
        return False
    try:
        current_app.extensions["csrf"].protect()
    except CSRFError:
        return True
    return False


def signed_in() -> SignedIn | None:
    """Return the live session behind the request's cookie, whatever is still to be done in it; else None."""
    if "signed_in" not in g:
        token = request.cookies.get(cookie_name()) if "HTTP_COOKIE" in request.environ else None
        g.signed_in = None if token is None else _session_of(token)
    return cast("SignedIn | None", g.signed_in)


def cookie_name() -> str:
    """Return the session cookie's name: over https one that no other host or path can set."""
    return "__Host-fleetsvc" if request.is_secure else "fleetsvc"


def origin() -> Origin:
    """Return where the request comes from."""
    return Origin(request.remote_addr or "", request.headers.get("User-Agent", ""))


def policy() -> Policy:
    """Return the password policy that the operator chose."""
    return POLICIES[parts().settings.password_policy]


def _session_of(token: str) -> SignedIn | None:
    with parts().database.transaction(OFFICE) as session:
        return sessions.find(session, token, policy=policy(), now=clock.now())


def _person() -> Caller | None:
    found = signed_in()
    if found is None or found.step is not None or found.user.id is None:
        return None
    user = found.user
    return Caller(Kind.SESSION, found.user.id, user.name, Role(user.role), _unit(user.city_code))


def _unit(city: int | None) -> str | None:
    return None if city is None else str(city)


def _holder(given: str) -> Caller:
    scheme, _, key = given.partition(" ")
    if scheme.lower() != "bearer" or not key.startswith(KEY_PREFIX):
        raise KeyRefused
    digest = hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()
    seen = _SEEN.get(digest)
    if seen is not None and time.monotonic() < seen[0]:
        return seen[1]
    return _asked(key, digest)


def _asked(key: str, digest: bytes) -> Caller:
    try:
        key.encode("ascii")
    except UnicodeEncodeError:
        raise KeyRefused from None
    now = clock.now()
    with parts().database.transaction(OFFICE) as session:
        record = find_key(session, key, now=now)
        if record is None or record.id is None:
            raise KeyRefused
        note_use(session, record, now=now)
        found = Caller(Kind.KEY, record.id, record.name, Role(record.role), _unit(record.city_code))
    if len(_SEEN) >= MOST_REMEMBERED:
        _SEEN.clear()
    _SEEN[digest] = (time.monotonic() + REMEMBERED_SECONDS, found)
    return found
