"""Where one wants to be written to: the address, its confirmation by a link, and an end of it."""

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.notices import mail_addresses
from fleetsvc.services.notices.mail_addresses import AddressUnfit, ConfirmationUnfit
from fleetsvc.services.notices.subscriptions import begin_mail
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, say
from rules.wording import Language

mail_pages = Pages("mail_pages", entry=Entry.SIGNED_IN)


@mail_pages.post("/notices/mail")
def change() -> BaseResponse:
    """Keep an address and have its confirmation asked for; without one, write to the person no more."""
    person, address, now = visiting(), written_in("address").strip(), clock.now()
    if parts().settings.outward.mail is None:
        return redirect(url_for("notice_pages.settings"), 303)
    language: Language = "en" if written_in("language") == "en" else "zh"
    fault = None
    try:
        with parts().database.transaction(OFFICE) as session:
            if address:
                mail_addresses.ask(session, person.account, address, language, now=now)
            else:
                mail_addresses.forget(session, person.account, now=now)
    except AddressUnfit as unfit:
        fault = unfit.why
    return redirect(url_for("notice_pages.settings", fault=fault, done=None if fault else 1), 303)


@mail_pages.get("/notices/mail/confirm")
def show() -> Response:
    """Show what a link is for: it is opened by a button, for programs that look at links open them as well."""
    return _page(200)


@mail_pages.post("/notices/mail/confirm")
def confirm() -> BaseResponse:
    """Have the person written to at the address that the link was sent to."""
    person = visiting()
    try:
        with parts().database.transaction(OFFICE) as session:
            mail_addresses.confirm(
                session, person.account, written_in("token"), secret=parts().secret_key, now=clock.now()
            )
            begin_mail(session, person.account, person.role)
    except ConfirmationUnfit:
        return _page(422)
    return redirect(url_for("notice_pages.settings", begun=1), 303)


def _page(status: int) -> Response:
    with parts().database.transaction(OFFICE) as session:
        address = mail_addresses.find_address(session, visiting().account)
    is_waiting = address is not None and address.confirmed_at is None
    return rendered_beside_menu(
        "mail_confirm.html",
        status,
        crumbs=[(say("notices.title"), url_for("notice_pages.show")), (say("mail.confirm"), None)],
        token=request.args.get("token", ""),
        address=address,
        is_refused=status != 200 or not is_waiting,
    )
