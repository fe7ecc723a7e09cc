"""Mails that were not taken, for administrators: to whom, of what, why, what to do, and trying them again."""

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import MailDelivery
from fleetsvc.services.notices import mails
from fleetsvc.services.notices.events import EVENTS, Event
from fleetsvc.services.notices.mail_answers import reason_of
from fleetsvc.services.notices.mails import MailUnknown
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, number_of, say

mail_admin = Pages("mail_admin", entry=Entry.ADMIN)


@mail_admin.get("/mail")
def show() -> Response:
    """Show how mail is set up, how many mails stand where, and those that were given up."""
    with parts().database.transaction(OFFICE) as session:
        dead, retried = mails.list_dead(session), mails.list_retried(session)
        counted = mails.counted(session)
    return rendered_beside_menu(
        "mail.html",
        crumbs=[(say("mail.title"), None)],
        server=parts().settings.outward.mail,
        counted=counted,
        lists={"dead": _lines(dead), "retried": _lines(retried)},
        again=number_of(request.args.get("again")),
    )


def _lines(found: list[tuple[MailDelivery, str, str]]) -> list[tuple[MailDelivery, str, str, str]]:
    """Return each mail with the name of the person, of what it tells, and what to do about it."""
    now = clock.now()
    return [
        (
            mail,
            name,
            EVENTS[Event(kind)].name.in_language(language()) if kind in tuple(Event) else "",
            say("mail.lapsed" if mails.is_lapsed(mail, now=now) else f"mail.why.{reason_of(mail.answer)}"),
        )
        for mail, name, kind in found
    ]


@mail_admin.post("/mail/again")
def again() -> BaseResponse:
    """Have a mail that was given up tried anew, or all; one that no longer is, or whose link ran out, is left."""
    chosen, count = written_in("mail"), 1
    try:
        with parts().database.transaction(OFFICE) as session:
            if chosen == "all":
                count = mails.send_all_again(session, now=clock.now())
            else:
                mails.send_again(session, number_of(chosen) or 0, now=clock.now())
    except MailUnknown:
        count = 0
    return redirect(url_for(".show", again=count), 303)
