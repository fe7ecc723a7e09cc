"""Mails that were given up, for administrators: to whom, of what, why, and trying them again."""

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.notices import mails
from fleetsvc.services.notices.events import EVENTS, Event
from fleetsvc.services.notices.mails import MailUnknown
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, number_of, say

mail_admin = Pages("mail_admin", entry=Entry.ADMIN)


@mail_admin.get("/mail")
def show() -> Response:
    """Show how mail is set up, how many mails stand where, and those that were given up."""
    with parts().database.transaction(OFFICE) as session:
        dead, counted = mails.list_dead(session), mails.counted(session)
    return rendered_beside_menu(
        "mail.html",
        crumbs=[(say("mail.title"), None)],
        server=parts().settings.outward.mail,
        counted=counted,
        dead=[
            (mail, name, EVENTS[Event(kind)].name.in_language(language()) if kind in tuple(Event) else "")
            for mail, name, kind in dead
        ],
    )


@mail_admin.post("/mail/again")
def again() -> BaseResponse:
    """Have a mail that was given up tried anew; one that no longer is was done by somebody else."""
    number = number_of(written_in("mail"))
    try:
        with parts().database.transaction(OFFICE) as session:
            mails.send_again(session, number or 0, now=clock.now())
    except MailUnknown:
        return redirect(url_for(".show"), 303)
    return redirect(url_for(".show"), 303)
