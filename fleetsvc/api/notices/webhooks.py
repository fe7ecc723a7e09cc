"""``/webhooks``: addresses of other systems that are told what happens, and what they were told."""

from typing import Any, Final

from flask import Response
from sqlmodel import Session

from fleetsvc import clock
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import Caller, known_caller
from fleetsvc.api.frame.faults import Fault, InputRefused, PlacedFault, not_among
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import PREFIX, Answers, Resource
from fleetsvc.api.notices.webhook_shapes import (
    DeliveriesQuery,
    DeliveriesShape,
    DeliveryShape,
    SecretShape,
    WebhookBody,
    WebhookShape,
    WebhooksShape,
    delivery_json,
    endpoint_json,
)
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import DeliveryStatus, Json, WebhookDelivery, WebhookEndpoint, stored_id
from fleetsvc.services.common.paging import first_of
from fleetsvc.services.notices import deliveries, endpoints
from fleetsvc.services.notices.endpoints import EndpointUnfit, choosable
from fleetsvc.settings import secret_key
from rules.wording import Text

resource = Resource(
    "webhooks", entry=Entry.REPORTING, description="Systems that are told what happens (Standard Webhooks)"
)

_NOT_URL: Final = Fault(
    "not-webhook-url",
    Text(
        "须为完整的 https 地址，不含用户名和空格",
        "this must be a whole https address, without a user name or blanks",
    ),
)


@resource.operation("GET", "/webhooks", zh="本单位（省级为省级）的推送地址", answer=WebhooksShape)
def get_webhooks() -> Response:
    """Addresses that are told what happens: of the caller's unit, or of the office."""
    with parts().database.transaction(known_caller().scope) as session:
        found = endpoints.list_endpoints(session, city=_city(known_caller()))
    return list_answer([endpoint_json(one) for one in found], None)


@resource.operation(
    "POST",
    "/webhooks",
    zh="增加推送地址：此后发生的即推送；密钥只在此回答里给出",
    body=WebhookBody,
    answer=Answers(SecretShape, statuses=(201,)),
)
def post_webhook(body: dict[str, Any]) -> Response:
    """Have an address told what happens from now on; its secret is told in this answer alone."""
    acting = known_caller()
    events = tuple(event.value for event in choosable(acting.role))
    strange = [place for place, event in enumerate(body["events"]) if event not in events]
    if strange:
        raise InputRefused([PlacedFault("body", f"/events/{place}", not_among(events)) for place in strange])
    try:
        with parts().database.transaction(acting.scope) as session:
            endpoint = endpoints.add_endpoint(
                session,
                body["url"].strip(),
                body["events"],
                city=_city(acting),
                role=acting.role,
                by=acting.actor,
                now=clock.now(),
            )
    except EndpointUnfit as unfit:
        if unfit.why == "url":
            raise InputRefused([PlacedFault("body", "/url", _NOT_URL)]) from None
        raise
    document = _with_secret(endpoint)
    return uncached(document, 201, location=f"{PREFIX}/webhooks/{document['id']}")


@resource.operation("GET", "/webhooks/<id:number>", zh="一个推送地址", answer=WebhookShape)
def get_webhook(number: int) -> Response:
    """One address."""
    with parts().database.transaction(known_caller().scope) as session:
        return uncached(endpoint_json(_found(session, number)))


@resource.operation(
    "POST",
    "/webhooks/<id:number>/rotate",
    zh="更换密钥：新密钥只在此回答里给出，一天内两个并用",
    answer=SecretShape,
)
def post_rotate(number: int) -> Response:
    """Give an address another secret, told in this answer alone; for a day the one before signs along."""
    acting = known_caller()
    with parts().database.transaction(acting.scope) as session:
        endpoint = endpoints.held(session, number, city=_city(acting))
        endpoints.rotate(session, endpoint, by=acting.actor, now=clock.now())
    return uncached(_with_secret(endpoint))


@resource.operation(
    "POST", "/webhooks/<id:number>/test", zh="试发", answer=Answers(WebhookShape, statuses=(202,))
)
def post_test(number: int) -> Response:
    """Have an address told that this is a test."""
    with parts().database.transaction(known_caller().scope) as session:
        endpoint = _found(session, number)
        deliveries.tell_test(session, endpoint, now=clock.now())
        return uncached(endpoint_json(endpoint), 202)


@resource.operation(
    "POST",
    "/webhooks/<id:number>/disable",
    zh="停用：未送达的随即取消，停用期间发生的不推送",
    answer=WebhookShape,
)
def post_disable(number: int) -> Response:
    """Tell an address nothing more; what waits for it is dropped."""
    return _switched(number, why="by-hand")


@resource.operation("POST", "/webhooks/<id:number>/enable", zh="启用：只推送此后发生的", answer=WebhookShape)
def post_enable(number: int) -> Response:
    """Tell an address again what happens from now on."""
    return _switched(number, why=None)


@resource.operation(
    "GET",
    "/webhook-deliveries",
    zh="推送记录，由近到远；status=dead 为未送达，dropped 为停用时取消",
    query=DeliveriesQuery,
    answer=DeliveriesShape,
)
def get_deliveries(query: dict[str, Any]) -> Response:
    """What addresses were told, the newest first; dead ones were tried too often, dropped ones were off."""
    status, limit = DeliveryStatus(query["status"]) if "status" in query else None, query["limit"]
    with parts().database.transaction(known_caller().scope) as session:
        found = deliveries.list_deliveries(
            session, city=_city(known_caller()), status=status, before=query["cursor"], limit=limit + 1
        )
    page, following = first_of(found, limit, stored_id)
    return list_answer([delivery_json(one) for one in page], following)


@resource.operation(
    "POST",
    "/webhook-deliveries/<id:number>/again",
    zh="重发一条未送达或已取消的推送",
    answer=Answers(DeliveryShape, statuses=(202,)),
)
def post_again(number: int) -> Response:
    """Have a delivery that was given up tried anew, under the same webhook-id."""
    acting = known_caller()
    with parts().database.transaction(acting.scope) as session:
        deliveries.send_again(session, number, city=_city(acting), now=clock.now())
        document = delivery_json(session.get_one(WebhookDelivery, (_city(acting), number)))
    return uncached(document, 202)


def _city(acting: Caller) -> int:
    return int(acting.unit or 0)


def _found(session: Session, number: int) -> WebhookEndpoint:
    return endpoints.find_endpoint(session, number, city=_city(known_caller()))


def _switched(number: int, *, why: str | None) -> Response:
    with parts().database.transaction(known_caller().scope) as session:
        endpoint = _found(session, number)
        endpoints.switch(session, endpoint, why=why, by=known_caller().actor, now=clock.now())
        session.refresh(endpoint)
        return uncached(endpoint_json(endpoint))


def _with_secret(endpoint: WebhookEndpoint) -> Json:
    secret = endpoints.secret_of(endpoint, secret=secret_key(parts().settings))
    return endpoint_json(endpoint) | {"secret": secret}
