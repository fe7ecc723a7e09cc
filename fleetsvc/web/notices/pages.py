"""What one was told: the inbox, by day; and what one wants to be told of."""

from datetime import datetime
from itertools import groupby
from typing import Final

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.clock import rfc3339
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.notices import subscriptions
from fleetsvc.services.notices.events import EVENTS
from fleetsvc.services.notices.inbox import find_told, list_told, mark_read, mark_told_by
from fleetsvc.services.notices.mail_addresses import MOST_A_DAY, MOST_TO_ONE, find_address
from fleetsvc.services.notices.mails import MAIL
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, number_of, say
from fleetsvc.web.frame.phrases import day_text

notice_pages = Pages("notice_pages", entry=Entry.SIGNED_IN)

PAGE: Final = 50


@notice_pages.get("/notices")
def show() -> Response:
    """Show a page of what one was told, the newest first, by day."""
    person, unread = visiting(), request.args.get("show") == "unread"
    with parts().database.transaction(OFFICE) as session:
        told, following = list_told(
            session,
            person.account,
            person.role,
            unread=unread,
            before=number_of(request.args.get("before")),
            limit=PAGE,
        )
    return rendered_beside_menu(
        "notices.html",
        crumbs=[(say("notices.title"), None)],
        days=[
            (day_text(day), list(of_day)) for day, of_day in groupby(told, lambda one: clock.day_of(one.at))
        ],
        shown_by=rfc3339(max(one.told_at for one in told)) if told else None,
        any_unread=any(one.read_at is None for one in told),
        only_unread=unread,
        following=following and url_for(".show", before=following, show="unread" if unread else None),
    )


@notice_pages.post("/notices/read")
def read() -> BaseResponse:
    """Note what was read, and lead back; or to the page of a notice that is opened, which is read by that."""
    person, now = visiting(), clock.now()
    opened, one, shown_by = (
        number_of(written_in("open")),
        number_of(written_in("one")),
        _instant(written_in("shown_by")),
    )
    with parts().database.transaction(OFFICE) as session:
        if shown_by is not None:
            mark_told_by(session, person.account, shown_by, now=now)
        chosen = opened if one is None else one
        told = None if chosen is None else find_told(session, person.account, person.role, chosen)
        if told is not None:
            mark_read(session, person.account, [told.number], now=now)
    back = url_for(".show", show="unread" if written_in("show") == "unread" else None)
    return redirect(told.page if told is not None and one is None else back, 303)


@notice_pages.get("/notices/settings")
def settings() -> Response:
    """Show what one is told of, each to be ticked."""
    person, fault = visiting(), request.args.get("fault")
    with parts().database.transaction(OFFICE) as session:
        wanted = subscriptions.wanted_by(session, person.account, person.role)
        mailed = subscriptions.wanted_by(session, person.account, person.role, MAIL)
        address = find_address(session, person.account)
    return rendered_beside_menu(
        "notice_settings.html",
        crumbs=[(say("notices.title"), url_for(".show")), (say("notices.settings"), None)],
        wanted=[
            (event, EVENTS[event].name.in_language(language()), is_wanted)
            for event, is_wanted in wanted.items()
        ],
        done="done" in request.args,
        is_begun="begun" in request.args,
        mailed=mailed,
        address=address,
        is_mail_on=parts().settings.outward.mail is not None,
        fault=fault if fault in ("form", "soon", "often") else None,
        most={"person": MOST_A_DAY, "address": MOST_TO_ONE},
    )


@notice_pages.post("/notices/settings")
def choose() -> BaseResponse:
    """Keep what one wants to be told of from now on."""
    person = visiting()
    with parts().database.transaction(OFFICE) as session:
        address = find_address(session, person.account)
        is_mailed = address is not None and address.confirmed_at is not None
        mailed = request.form.getlist("mail") if is_mailed else None
        subscriptions.choose(session, person.account, person.role, request.form.getlist("event"), mailed)
    return redirect(url_for(".settings", done=1), 303)


def _instant(text: str) -> datetime | None:
    """Return the instant that a form names; None where it names none."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else None
