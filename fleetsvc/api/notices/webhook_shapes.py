"""What is sent to and answered by the routes of other systems' addresses."""

from marshmallow import Schema, fields, validate

from fleetsvc.api.frame.schemas import SOME_WORDS, OneOf, PageQuery, Words, words_of
from fleetsvc.api.frame.shapes import PageShape
from fleetsvc.clock import rfc3339, rfc3339_if_any
from fleetsvc.models import DeliveryStatus, Json, WebhookDelivery, WebhookEndpoint, stored_id
from fleetsvc.services.notices import endpoints
from fleetsvc.services.notices.events import Event


class WebhookBody(Schema):
    """An address, and what it is told."""

    url = Words(
        endpoints.LONGEST_URL,
        required=True,
        pattern=SOME_WORDS,
        description="完整的 https 地址 / A whole https address",
    )
    events = fields.List(
        OneOf(words_of(Event)),
        required=True,
        validate=validate.Length(min=1, max=len(Event)),
        metadata={
            "description": "推送哪些消息，须为该角色能收到的 / What it is told, of what the caller may be told of"
        },
    )


class WebhookShape(Schema):
    """An address; ``disabled_why`` is by-hand or gone (it answered 410)."""

    id = fields.Integer()
    url = fields.String()
    events = fields.List(fields.String())
    enabled = fields.Boolean()
    disabled_why = fields.String(allow_none=True)
    disabled_at = fields.DateTime(allow_none=True)
    rotated_at = fields.DateTime(allow_none=True)
    made_by = fields.String()
    made_at = fields.DateTime()


class SecretShape(WebhookShape):
    """An address with its secret, which is told in this answer alone."""

    secret = fields.String(metadata={"description": "whsec_…，只给这一次 / whsec_…, told this once"})


class WebhooksShape(PageShape):
    """All addresses of the caller's unit, or of the office."""

    items = fields.List(fields.Nested(WebhookShape))


class DeliveriesQuery(PageQuery):
    """Which deliveries."""

    status = OneOf(words_of(DeliveryStatus), description="状态 / Where it stands")


class DeliveryShape(Schema):
    """Something that an address is told; ``answer``: a status of HTTP, or in a word why it was not reached."""

    id = fields.Integer()
    webhook = fields.Integer()
    event = fields.String()
    status = fields.String(metadata={"enum": list(words_of(DeliveryStatus))})
    attempts = fields.Integer()
    answer = fields.String(allow_none=True)
    next_at = fields.DateTime(allow_none=True)
    settled_at = fields.DateTime(allow_none=True)
    body = fields.Dict()


class DeliveriesShape(PageShape):
    """Deliveries, the newest first."""

    items = fields.List(fields.Nested(DeliveryShape))


def endpoint_json(endpoint: WebhookEndpoint) -> Json:
    """Return an address as it is told; never its secret."""
    return {
        "id": stored_id(endpoint),
        "url": endpoint.url,
        "events": endpoint.events,
        "enabled": endpoint.disabled_at is None,
        "disabled_why": endpoint.disabled_why,
        "disabled_at": rfc3339_if_any(endpoint.disabled_at),
        "rotated_at": rfc3339_if_any(endpoint.rotated_at),
        "made_by": endpoint.made_by,
        "made_at": rfc3339(endpoint.made_at),
    }


def delivery_json(delivery: WebhookDelivery) -> Json:
    """Return something that an address is told."""
    waits = delivery.status is DeliveryStatus.WAITING
    return {
        "id": stored_id(delivery),
        "webhook": delivery.endpoint_id,
        "event": str(delivery.body["type"]),
        "status": delivery.status.value,
        "attempts": delivery.attempts,
        "answer": delivery.answer,
        "next_at": rfc3339(delivery.next_at) if waits else None,
        "settled_at": rfc3339_if_any(delivery.settled_at),
        "body": delivery.body,
    }
