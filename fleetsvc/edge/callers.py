"""Who asks: nobody known, a person by their session, or a system by its key; never two at once.

Pages know persons only and refuse a request that carries a key (``web.frame.access``). Under /api/v1 a key that is
given acts alone: no cookie is looked at. See docs/adr/0012-one-credential.md.
"""

import hashlib
import re
import time
from dataclasses import dataclass
from typing import Final

from flask import g, request
from flask_wtf.csrf import CSRFError

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE, PUBLISHED, OperatorScope, OwnScope, Scope, UnitScope
from fleetsvc.edge import form_tokens
from fleetsvc.edge.entry import EntryRefused, Refusal
from fleetsvc.edge.parts import parts
from fleetsvc.models import AccountId, KeyId, SessionId
from fleetsvc.services.audit import events
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.law.signatories import InSession
from fleetsvc.services.people import sessions
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.keys import KEY_PREFIX, SHOWN_OF_KEY, find_key, note_use
from fleetsvc.services.people.passwords import POLICIES, Policy
from fleetsvc.services.people.sessions import Origin, SignedIn
from rules.units import UNITS

GIVEN: Final = "HTTP_AUTHORIZATION"
"""The place in the WSGI environment of what a caller gives as a key."""
REMEMBERED_SECONDS: Final = 1.0
"""So long a revoked key may still be answered by a process that has just seen it."""
MOST_REMEMBERED: Final = 1000
_CALLER: Final = "fleetsvc.caller"
"""Its place in the WSGI environment: every request asks, and this is reached sooner than ``flask.g``."""
_BEARER: Final = re.compile(rf"(?i:bearer) ({KEY_PREFIX}[A-Za-z0-9_-]{{1,200}})").fullmatch
"""Whatever has another form is no key of ours: the database is not asked."""


class KeyRefused(EntryRefused):
    """A key was given, but it is none of ours, or no longer in force."""

    why = Refusal.KEY


class StandingUnclear(Exception):
    """The role and the unit of an account or key do not fit together: it opens nothing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a caller is called, and the role that decides what they see. ``unit`` is set for a bureau, and only there.

    Raises StandingUnclear.
    """

    name: str
    role: Role
    unit: str | None

    def __post_init__(self) -> None:
        fits = self.unit in UNITS if self.role is Role.BUREAU else self.unit is None
        if not fits:
            raise StandingUnclear(self.role)

    @property
    def scope(self) -> Scope:
        """The rows this caller may see at all, by role: only the office's role opens those of all units."""
        if self.role is Role.OFFICE:
            return OFFICE
        return UnitScope(self.unit) if self.unit is not None else PUBLISHED

    @property
    def sees_masked(self) -> bool:
        """Whether plates, VINs and owners are masked: a bureau sees those of its own vehicles."""
        return self.role is not Role.BUREAU

    def acts_for(self, unit: str) -> bool:
        """Return whether the caller reports for a unit: a bureau for its own, the office for any."""
        return self.role is Role.OFFICE or (self.role is Role.BUREAU and self.unit == unit)


@dataclass(frozen=True, slots=True)
class Person(Standing):
    """A person who is signed in: their account, and the session in which they ask."""

    account: AccountId
    session: SessionId

    @property
    def fleet(self) -> OperatorScope:
        """The vehicles of an operator's owners. Raises StandingUnclear for anybody else."""
        if self.role is not Role.OPERATOR:
            raise StandingUnclear(self.role)
        return OperatorScope(self.account)

    @property
    def own(self) -> OwnScope:
        """What the person keeps for themselves."""
        return OwnScope(self.account)

    @property
    def signatory(self) -> InSession:
        """The person as they sign."""
        return InSession(self.account, self.session)

    @property
    def mark(self) -> str:
        """What tells this caller from all others, for rates and named requests."""
        return f"session:{self.account}"

    @property
    def actor(self) -> Actor:
        """The person as the audit log names them."""
        return events.by_person(
            self.account, self.session, name=self.name, role=self.role.value, unit=self.unit
        )


@dataclass(frozen=True, slots=True)
class KeyHolder(Standing):
    """A system that calls with a key."""

    key: KeyId

    @property
    def mark(self) -> str:
        """What tells this caller from all others, for rates and named requests."""
        return f"key:{self.key}"

    @property
    def actor(self) -> Actor:
        """The key as the audit log names it."""
        return events.by_key(self.key, name=self.name, role=self.role.value, unit=self.unit)


Caller = Person | KeyHolder

_SEEN: dict[bytes, tuple[float, KeyHolder]] = {}
"""Keys seen within the last second, by hash: a busy client costs one query a second and process."""


def current_caller() -> Caller | None:
    """Return who calls the API: by key where one is given, else by session; None where nobody is known.

    Raises KeyRefused, StandingUnclear.
    """
    environ = request.environ
    if _CALLER not in environ:
        given = environ.get(GIVEN)
        environ[_CALLER] = current_person() if given is None else _holder(given)
    caller: Caller | None = environ[_CALLER]
    return caller


def current_person() -> Person | None:
    """Return who is signed in; None where nobody is. Looks at the session alone. Raises StandingUnclear.

    A person who has still to show a second factor or to change a password is nobody yet.
    """
    found = signed_in()
    if found is None or found.step is not None:
        return None
    user = found.user
    return Person(user.name, Role(user.role), _unit(user.city_code), user.number, found.record.number)


def is_forged() -> bool:
    """Return whether a session's cookie came along without the token that only our own pages can read.

    For requests that change something: another site can make a browser send the cookie, but not the token. A key
    is sent by its holder alone.
    """
    if not isinstance(current_caller(), Person) or not form_tokens.changes_something():
        return False
    try:
        form_tokens.check_token(request.headers.get(form_tokens.HEADER))
    except CSRFError:
        return True
    return False


def signed_in() -> SignedIn | None:
    """Return the live session behind the request's cookie, whatever is still to be done in it; else None."""
    if "signed_in" not in g:
        token = request.cookies.get(cookie_name()) if "HTTP_COOKIE" in request.environ else None
        g.signed_in = None if token is None else _session_of(token)
    person: SignedIn | None = g.signed_in
    return person


def cookie_name() -> str:
    """Return the session cookie's name: over https one that no other host or path can set."""
    return "__Host-fleetsvc" if request.is_secure else "fleetsvc"


def origin() -> Origin:
    """Return where the request comes from."""
    return Origin(request.remote_addr or "", request.headers.get("User-Agent", ""))


def policy() -> Policy:
    """Return the password policy that the operator chose."""
    return POLICIES[parts().settings.credentials.password_policy]


def _session_of(token: str) -> SignedIn | None:
    with parts().database.transaction(OFFICE) as session:
        return sessions.find(session, token, policy=policy(), now=clock.now())


def shown_of_key(given: str) -> str | None:
    """Return the readable beginning of what was given as a key; None where it has not the form of one of ours."""
    found = _BEARER(given)
    return None if found is None else found[1][:SHOWN_OF_KEY]


def _unit(city: int | None) -> str | None:
    return None if city is None else str(city)


def _holder(given: str) -> KeyHolder:
    found = _BEARER(given)
    if found is None:
        raise KeyRefused
    seen = _seen(found[1])
    if seen is not None:
        return seen
    holder = _asked(found[1])
    if len(_SEEN) >= MOST_REMEMBERED:
        _SEEN.clear()
    _SEEN[_digest(found[1])] = (time.monotonic() + REMEMBERED_SECONDS, holder)
    return holder


def seen_holder(given: str) -> KeyHolder | None:
    """Return who holds what is given as a key, where the process has just seen it; else None: then ask."""
    found = _BEARER(given)
    return None if found is None else _seen(found[1])


def _seen(key: str) -> KeyHolder | None:
    until, holder = _SEEN.get(_digest(key), (0.0, None))
    return holder if time.monotonic() < until else None


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _asked(key: str) -> KeyHolder:
    now = clock.now()
    with parts().database.transaction(OFFICE) as session:
        record = find_key(session, key, now=now)
        if record is None:
            raise KeyRefused
        note_use(session, record, now=now)
        return KeyHolder(record.name, Role(record.role), _unit(record.city_code), record.number)
