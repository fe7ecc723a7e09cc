"""The keys that a person keeps for systems of their own: all of them, one more, and putting one out of force.

Who may keep some, and how many for how long: ``services.own_keys``.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from flask import Response, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE, ScopedSession
from fleetsvc.edge.callers import Person
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import ApiKey, KeyId
from fleetsvc.services.law.requirements import find_day, written_day
from fleetsvc.services.people import own_keys
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.keys import KeyUnknown
from fleetsvc.services.people.own_keys import MOST_KEYS, TooManyKeys, is_in_force, state_of
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, say, when

my_keys = Pages("my_keys", entry=Entry.KEY_HOLDER)

UNFIT: Final = 422
MOST_CHARACTERS: Final = 60


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as filled in; ``faults`` by field, in words, and ``fault`` of the whole."""

    name: str
    until: str
    faults: dict[str, str] = field(default_factory=dict)
    fault: str | None = None


@my_keys.get("/my/keys")
def show() -> Response:
    """Show one's keys and their limits, and the form for one more."""
    return _page(Filled("", _last_day().isoformat()))


@my_keys.post("/my/keys")
def add() -> Response:
    """Make a key and show it, once."""
    now, filled = clock.now(), _filled_in()
    if filled.faults:
        return _page(filled)
    try:
        with parts().database.transaction(OFFICE) as session:
            until = written_day(filled.until)
            record, key = own_keys.add_own(
                session,
                visiting().account,
                filled.name,
                until=until,
                longest=parts().settings.credentials.key_longest,
                by=visiting().actor,
                now=now,
            )
    except TooManyKeys:
        return _page(Filled(filled.name, filled.until, fault=say("my_keys.full", most=MOST_KEYS)))
    page = rendered_beside_menu(
        "my_key_once.html",
        crumbs=[(say("my_keys.title"), url_for(".show")), (record.name, None)],
        told=say("my_keys.once", name=record.name, day=filled.until),
        key=key,
        example=_example(visiting(), key, clock.day_of(now)),
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@my_keys.get("/my/keys/<id:number>/revoke")
def ask(number: int) -> Response:
    """Ask whether it is meant."""
    with parts().database.transaction(OFFICE) as session:
        found = _own(session, number)
    if found.revoked_at is not None:
        raise NotFound
    used = when(found.last_used_at) if found.last_used_at else say("admin.never")
    return rendered_beside_menu(
        "confirm.html",
        crumbs=[(say("my_keys.title"), url_for(".show")), (say("do.revoke"), None)],
        question=say("my_keys.sure", name=found.name, used=used),
        refused=None,
        back=url_for(".show"),
    )


@my_keys.post("/my/keys/<id:number>/revoke")
def revoke(number: int) -> BaseResponse:
    """Put a key out of force for ever."""
    now = clock.now()
    with parts().database.transaction(OFFICE) as session:
        _own(session, number)
        own_keys.revoke_own(session, visiting().account, KeyId(number), by=visiting().actor, now=now)
    return redirect(url_for(".show", done=number), 303)


def _own(session: ScopedSession, number: int) -> ApiKey:
    try:
        return own_keys.own_key(session, visiting().account, KeyId(number))
    except KeyUnknown:
        raise NotFound from None


def _last_day() -> date:
    return clock.day_of(clock.now()) + parts().settings.credentials.key_longest


def _last_day_of(key: ApiKey) -> date | None:
    return None if key.expires_at is None else clock.last_day_before(key.expires_at)


def _filled_in() -> Filled:
    name, until = (request.form.get(name, "").strip() for name in ("name", "until"))
    today, last = clock.day_of(clock.now()), _last_day()
    faults = {}
    if not name or len(name) > MOST_CHARACTERS or not name.isprintable():
        faults["name"] = say("my_keys.name_wrong")
    day = find_day(until)
    if day is None or not today <= day <= last:
        faults["until"] = say("my_keys.until_wrong", first=today, last=last)
    return Filled(name, until, faults)


def _example(person: Person, key: str, today: date) -> str:
    """Return a command that calls the API; in double quotes and on one line, so that any terminal takes it."""
    asked = {
        Role.DEALER: f"requirements?unit=410100&category=muck_truck&event=new&energy=diesel&on={today}",
        Role.BUREAU: "uploads?limit=5",
    }[person.role]
    return f'curl -H "Authorization: Bearer {key}" "{request.url_root}api/v1/{asked}"'


def _page(filled: Filled) -> Response:
    now, settings = clock.now(), parts().settings
    with parts().database.transaction(OFFICE) as session:
        keys = own_keys.list_own(session, visiting().account)
    revoked = next((key.name for key in keys if str(key.id) == request.args.get("done", "")), None)
    return rendered_beside_menu(
        "my_keys.html",
        UNFIT if filled.faults or filled.fault else 200,
        crumbs=[(say("my_keys.title"), None)],
        role=visiting().role.value,
        keys=[(key, state_of(key, now=now).value, _last_day_of(key)) for key in keys],
        held=sum(is_in_force(key, now=now) for key in keys),
        most=MOST_KEYS,
        first=clock.day_of(now),
        last=_last_day(),
        filled=filled,
        rates={"with_key": settings.rate_key, "without_key": settings.rate_anonymous},
        base=f"{request.url_root}api/v1",
        done=say("my_keys.revoked_now", name=revoked) if revoked else None,
    )
