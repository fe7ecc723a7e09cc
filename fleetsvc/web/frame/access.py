"""Who may enter a page: persons whom its group lets in; others are shown the way, and keys are refused."""

from typing import Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from fleetsvc.edge.callers import GIVEN, current_person, signed_in
from fleetsvc.edge.entry import Entry, EntryRefused, Refusal, admits
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.sessions import Step
from fleetsvc.web.frame.kept_forms import kept_address, page_of_form

STEP_PAGES: Final = {
    Step.CODE: "sign_in.code",
    Step.OFFICE: "sign_in.wait",
    Step.PASSWORD: "account.password",
    Step.ENROL: "factor.show",
}
"""Where a person does what is still to be done."""

STEP_FORMS: Final = {Step.PASSWORD: "account.change_password", Step.ENROL: "factor.change"}
"""Where that page's form goes."""


WORK_PAGES: Final = {
    Role.BUREAU: "bureau_home.show",
    Role.OFFICE: "office_home.show",
    Role.DEALER: "ask.show",
    Role.AUDITOR: "audit.show",
    Role.ADMIN: "account_admin.show",
    Role.OPERATOR: "fleet_pages.show",
}
"""Where a role's work begins: one lands there after signing in, unless one was on the way elsewhere."""


class PageNotAdmitted(EntryRefused):
    """The person is signed in, but the page is not for their role: its argument says whom it is for."""

    why = Refusal.ROLE


class KeyOnPage(EntryRefused):
    """A page was asked for with a key, or what may be meant as one: pages know sessions only."""

    why = Refusal.KEY


def refuse_key() -> None:
    """Refuse a request for a page that carries a key, of whatever form, before anything of it is looked at.

    A page that took the person from the cookie and the rights from the key would let each lend the other what
    neither has. Raises KeyOnPage.
    """
    if GIVEN in request.environ:
        raise KeyOnPage


def is_office() -> bool:
    """Tell whether somebody of the office is signed in."""
    person = current_person()
    return person is not None and person.role is Role.OFFICE


def admit_page(entry: Entry) -> Response | None:
    """Let a visitor in (None), or answer with the page to go to first. Raises PageNotAdmitted.

    Called before each page; a page of a step is open to whoever has that step to do.
    """
    if entry is Entry.ANYONE:
        return None
    found = signed_in()
    if found is None:
        return redirect(url_for("sign_in.show", next=_wanted()))
    if found.step is not None:
        page = STEP_PAGES[found.step]
        is_open = request.endpoint in (page, STEP_FORMS.get(found.step))
        return None if is_open else redirect(url_for(page, next=_wanted()))
    person = current_person()
    if person is None or not admits(entry, person.role):
        raise PageNotAdmitted(entry)
    return None


def _wanted() -> str:
    """Return the address to come back to: what was asked for; for a form, what was typed into it, or its page."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return kept_address() or page_of_form() or "/"


def safe_address(text: str) -> str:
    """Return an address on this site to go on to; whatever leads elsewhere becomes the start page.

    >>> safe_address("/uploads?unit=410100"), safe_address("//evil.example/"), safe_address("https://evil.example")
    ('/uploads?unit=410100', '/', '/')
    >>> safe_address("http://["), safe_address("//["), safe_address("/" + chr(92) + "evil.example")
    ('/', '/', '/')
    """
    is_ours = text.startswith("/") and not text.startswith("//") and text.isprintable() and "\\" not in text
    return text if is_ours else "/"
