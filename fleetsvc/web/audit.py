"""The audit log, for auditors: the newest events first, with filters."""

from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode

from flask import Response, request, url_for

from fleetsvc.clock import SHANGHAI
from fleetsvc.db import OFFICE
from fleetsvc.entry import Entry
from fleetsvc.parts import parts
from fleetsvc.services.audit import Act, Filter, list_events
from fleetsvc.web.menu import rendered_beside_menu
from fleetsvc.web.pages import Pages, say

audit = Pages("audit", entry=Entry.AUDIT)

PAGE: Final = 100
FIELDS: Final = ("act", "outcome", "name", "from", "until")


@audit.get("/audit")
def show() -> Response:
    """Show a page of the log."""
    asked = {name: request.args.get(name, "").strip().replace("\0", "") for name in FIELDS}
    wanted = Filter(
        act=asked["act"] or None,
        outcome=asked["outcome"] or None,
        name=asked["name"] or None,
        from_at=_midnight(asked["from"], later=timedelta()),
        until_at=_midnight(asked["until"], later=timedelta(days=1)),
        before=_number(request.args.get("before", "")),
        limit=PAGE + 1,
    )
    with parts().database.transaction(OFFICE) as session:
        found = list_events(session, wanted)
    return rendered_beside_menu(
        "audit.html",
        crumbs=[(say("audit.title"), None)],
        events=found[:PAGE],
        asked=asked,
        acts=[(act.value, say(f"act.{act.value}")) for act in Act],
        older=_older(asked, found[PAGE - 1].number) if len(found) > PAGE else None,
    )


def _older(asked: dict[str, str], number: int) -> str:
    """Return the address of the page before an event, with the same filters."""
    return f"{url_for('audit.show')}?{urlencode(asked | {'before': str(number)})}"


def _midnight(text: str, *, later: timedelta) -> datetime | None:
    """Return the beginning of a day (Asia/Shanghai), or of one so much later; None for what is no day."""
    try:
        return datetime.combine(date.fromisoformat(text) + later, time(), tzinfo=SHANGHAI)
    except (ValueError, OverflowError):
        return None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
