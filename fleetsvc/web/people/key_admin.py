"""Keys of systems, for administrators: all of them, one more, and putting one out of force."""

from datetime import date
from typing import Final

from flask import Response, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import KeyId
from fleetsvc.services.notices.office_access import tell_of_key
from fleetsvc.services.people import accounts
from fleetsvc.services.people import keys as people_keys
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.keys import KEY_ROLES, KeyUnknown
from fleetsvc.services.people.own_keys import KeyState, is_in_force, state_of
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.choices import unit_name, units
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.people.admin_forms import Filled, filled_in

key_admin = Pages("key_admin", entry=Entry.ADMIN)

UNFIT: Final = 422


@key_admin.get("/keys")
def show() -> Response:
    """Show all keys, and the form for one more."""
    return _page(None)


@key_admin.post("/keys")
def add() -> Response:
    """Make a key and show it, once."""
    now = clock.now()
    filled = filled_in(KEY_ROLES, days=(clock.day_of(now), _last_day()))
    if filled.fault is not None:
        return _page(filled)
    role, unit = Role(filled.role), filled.unit or None
    with parts().database.transaction(OFFICE) as session:
        record, key = people_keys.add_key(
            session,
            filled.name,
            role=role,
            unit=unit,
            by=visiting().actor,
            now=now,
            expires_at=people_keys.end_of(
                filled.last_day, longest=parts().settings.credentials.key_longest, now=now
            ),
        )
        tell_of_key(session, record, by=visiting().actor, now=now)
    page = rendered_beside_menu(
        "shown_once.html",
        crumbs=[(say("admin.keys"), url_for(".show")), (record.name, None)],
        told=say("admin.key_once", name=record.name),
        secret=key,
        back=url_for(".show"),
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@key_admin.get("/keys/<id:number>/revoke")
def ask(number: int) -> Response:
    """Ask whether it is meant."""
    with parts().database.transaction(OFFICE) as session:
        found = next((key for key in people_keys.list_keys(session) if key.id == number), None)
    if found is None or found.revoked_at is not None:
        raise NotFound
    return rendered_beside_menu(
        "confirm.html",
        crumbs=[(say("admin.keys"), url_for(".show")), (say("do.revoke"), None)],
        question=say("sure.revoke", name=found.name),
        refused=None,
        back=url_for(".show"),
    )


@key_admin.post("/keys/<id:number>/revoke")
def revoke(number: int) -> BaseResponse:
    """Put a key out of force for ever."""
    now = clock.now()
    with parts().database.transaction(OFFICE) as session:
        try:
            people_keys.revoke_key(session, KeyId(number), by=visiting().actor, now=now)
        except KeyUnknown:
            raise NotFound from None
    return redirect(url_for(".show", done=number), 303)


def _last_day() -> date:
    return clock.day_of(clock.now()) + parts().settings.credentials.key_longest


def _page(filled: Filled | None) -> Response:
    now, spoken = clock.now(), language()
    last = _last_day()
    with parts().database.transaction(OFFICE) as session:
        keys = people_keys.list_keys(session)
        holders = {user.id: user for user in accounts.list_users(session)}
    fault = say(filled.fault, last=last) if filled is not None and filled.fault else None
    named = next((key.name for key in keys if str(key.id) == request.args.get("done", "")), None)
    return rendered_beside_menu(
        "keys.html",
        UNFIT if fault else 200,
        crumbs=[(say("admin.keys"), None)],
        keys=[
            (
                key,
                unit_name(key.city_code, spoken),
                KeyState.ACTIVE.value if is_in_force(key, now=now) else state_of(key, now=now).value,
                holders.get(key.holder_id),
            )
            for key in reversed(keys)
        ],
        roles=[(role.value, say(f"role.{role.value}")) for role in KEY_ROLES],
        units=units(spoken),
        last=last,
        filled=filled,
        fault=fault,
        done=say("admin.done", what=say("do.revoke"), name=named) if named else None,
    )
