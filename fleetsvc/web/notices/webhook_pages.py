"""Endpoints of other systems: told of what one chooses, tested, given another secret, switched off and on."""

from collections.abc import Callable
from typing import Final

from flask import Response, redirect, request, url_for
from sqlmodel import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.callers import Person
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import WebhookEndpoint
from fleetsvc.services.notices import deliveries, endpoints
from fleetsvc.services.notices.endpoints import EndpointUnfit, EndpointUnknown
from fleetsvc.services.notices.events import EVENTS
from fleetsvc.settings import secret_key
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.notices.webhook_words import NOT_REACHED

webhook_pages = Pages("webhook_pages", entry=Entry.REPORTING)

UNFIT: Final = 422
Act = Callable[[Session, WebhookEndpoint, Person], None]


@webhook_pages.get("/webhooks")
def show() -> Response:
    """Show one's endpoints with what they were told last, and the form for one more."""
    return _page(200)


@webhook_pages.post("/webhooks")
def add() -> Response:
    """Have an address told of events, and show its secret."""
    person, url = visiting(), written_in("url").strip()
    try:
        with parts().database.transaction(person.scope) as session:
            endpoint = endpoints.add_endpoint(
                session,
                url,
                request.form.getlist("event"),
                city=_city(person),
                role=person.role,
                by=person.actor,
                now=clock.now(),
            )
    except EndpointUnfit as unfit:
        return _page(UNFIT, fault=say(f"webhooks.unfit.{unfit.why}", most=endpoints.MOST), typed=url)
    return _secret_page(endpoint)


@webhook_pages.post("/webhooks/<id:number>/<action>")
def act(number: int, action: str) -> BaseResponse:
    """Do something with an endpoint, or (``again``) with a delivery that is dead."""
    person = visiting()
    try:
        with parts().database.transaction(person.scope) as session:
            endpoint = _acted(session, number, action, person)
    except (deliveries.DeliveryUnknown, EndpointUnknown):
        raise NotFound from None
    except EndpointUnfit as unfit:
        return _page(UNFIT, fault=say(f"webhooks.unfit.{unfit.why}", most=endpoints.MOST))
    return _secret_page(endpoint) if endpoint else redirect(url_for(".show", done=action), 303)


def _acted(session: Session, number: int, action: str, person: Person) -> WebhookEndpoint | None:
    """Do it; return the endpoint where its secret is to be shown. Raises DeliveryUnknown, EndpointUnknown, -Unfit."""
    if action == "again":
        deliveries.send_again(session, number, city=_city(person), now=clock.now())
        return None
    if action not in ACTS:
        raise EndpointUnknown(action)
    endpoint = endpoints.find_endpoint(session, number, city=_city(person))
    ACTS[action](session, endpoint, person)
    return endpoint if action == "rotate" else None


def _rotate(session: Session, endpoint: WebhookEndpoint, person: Person) -> None:
    endpoints.rotate(session, endpoint, by=person.actor, now=clock.now())


def _disable(session: Session, endpoint: WebhookEndpoint, person: Person) -> None:
    endpoints.switch(session, endpoint, why="by-hand", by=person.actor, now=clock.now())


def _enable(session: Session, endpoint: WebhookEndpoint, person: Person) -> None:
    endpoints.switch(session, endpoint, why=None, by=person.actor, now=clock.now())


def _test(session: Session, endpoint: WebhookEndpoint, _person: Person) -> None:
    deliveries.tell_test(session, endpoint, now=clock.now())


ACTS: Final[dict[str, Act]] = {"test": _test, "rotate": _rotate, "disable": _disable, "enable": _enable}


def _city(person: Person) -> int:
    return int(person.unit or 0)


def _secret_page(endpoint: WebhookEndpoint) -> Response:
    page = rendered_beside_menu(
        "shown_once.html",
        crumbs=[(say("menu.webhooks"), url_for(".show")), (endpoint.url, None)],
        told=say("webhooks.secret", url=endpoint.url),
        secret=endpoints.secret_of(endpoint, secret=secret_key(parts().settings)),
        back=url_for(".show"),
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _said(answer: str | None) -> str:
    """Return what the other side answered, in words where it is none of the numbers of HTTP."""
    if answer is None or answer.isdecimal():
        return answer or "–"
    return say(f"webhooks.answer.{answer}" if answer in NOT_REACHED else "webhooks.answer.other")


def _page(status: int, *, fault: str = "", typed: str = "") -> Response:
    person, spoken, done, now = visiting(), language(), request.args.get("done", ""), clock.now()
    with parts().database.transaction(person.scope) as session:
        found = endpoints.list_endpoints(session, city=_city(person))
        told = deliveries.list_deliveries(session, city=_city(person))
    urls = {one.id: one for one in found}
    names = {
        event.value: EVENTS[event].name.in_language(spoken) for event in endpoints.choosable(person.role)
    }
    return rendered_beside_menu(
        "webhooks.html",
        status,
        crumbs=[(say("menu.webhooks"), None)],
        endpoints=found,
        deliveries=[
            (one, urls[one.endpoint_id], _said(one.answer), one.status in deliveries.GIVEN_UP) for one in told
        ],
        sending=[one.id for one in told if one.sending and one.next_at > now],
        names=names,
        fault=fault,
        typed=typed,
        done=say(f"webhooks.done.{done}") if done in (*ACTS, "again") else "",
    )
