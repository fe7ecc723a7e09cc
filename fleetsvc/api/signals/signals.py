"""``/signals``: what may be a trick, or a slip, across all units; for the office alone."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from fleetsvc import clock
from fleetsvc.api.frame.answers import encoded, etag_of, language, tagged, uncached, worded
from fleetsvc.api.frame.callers import known_caller
from fleetsvc.api.frame.cursors import Cursor, cursor_of
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import MAX_PAGE, UNIT_CODES, Number, OneOf, Words, words_of
from fleetsvc.api.frame.shapes import PageShape
from fleetsvc.clock import rfc3339_if_any
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.signals.declared import SignalName
from fleetsvc.services.signals.listing import ItemFilter, counts, item_json, last_round, list_items
from fleetsvc.services.signals.masking import masked
from fleetsvc.services.signals.noting import find_signal, note

resource = Resource("signals", entry=Entry.OFFICE, description="What is worth a look, across all units")


class SignalCountShape(Schema):
    """How many items a signal has, and about how many nothing was done yet."""

    name = fields.String(metadata={"enum": list(words_of(SignalName))})
    items = fields.Integer()
    open = fields.Integer()


class SignalCountsShape(Schema):
    """All signals, and when their items were looked for last."""

    found_at = fields.DateTime(allow_none=True)
    items = fields.List(fields.Nested(SignalCountShape))


class ItemsQuery(Schema):
    """Which items."""

    unit = OneOf(UNIT_CODES, description="报送单位代码 / Reporting unit")
    status = OneOf(("open",), description="只列尚未处理的 / Only those about which nothing was done yet")
    limit = Number(1, MAX_PAGE, load_default=100, description="每页条数 / Items on the page")
    cursor = Cursor(int, str)


class SignalCaseShape(Schema):
    """The case that decides an item."""

    status = fields.String()
    reason = fields.String(allow_none=True)


class SignalItemShape(Schema):
    """One item: what it is about, and what was done about it. VINs, plates and owners are masked."""

    unit = fields.String()
    subject = fields.String()
    registration = fields.Integer(allow_none=True)
    vin = fields.String(allow_none=True)
    upload = fields.Integer(allow_none=True)
    on = fields.Date(allow_none=True)
    details = fields.Dict()
    found_at = fields.DateTime()
    case = fields.Nested(SignalCaseShape, allow_none=True)
    note = fields.String(allow_none=True)
    noted_by = fields.String(allow_none=True)
    noted_at = fields.DateTime(allow_none=True)
    open = fields.Boolean()


class SignalItemsShape(PageShape):
    """Items by unit."""

    items = fields.List(fields.Nested(SignalItemShape))


class NoteBody(Schema):
    """What was done about an item."""

    unit = OneOf(UNIT_CODES, required=True, description="报送单位代码 / Reporting unit")
    subject = Words(200, required=True, description="条目的 subject / subject of the item")
    note = Words(500, required=True, description="如何处理 / What was done")


class NotedShape(Schema):
    """What stands noted."""

    unit = fields.String()
    subject = fields.String()
    note = fields.String()


@resource.operation("GET", "/signals", zh="各类线索的数量及未处理的数量", answer=SignalCountsShape)
def get_signals() -> Response:
    """The signals, how many items each has, and about how many nothing was done yet."""
    with parts().database.transaction(known_caller().scope) as session:
        found, at = counts(session), last_round(session)
    items = [{"name": one.name.value, "items": one.items, "open": one.open} for one in found]
    document = {"found_at": rfc3339_if_any(at), "items": items}
    return tagged(etag_of(encoded(document).decode(), language()), lambda: document)


@resource.operation(
    "GET", "/signals/<name>", zh="一类线索的清单，按单位", query=ItemsQuery, answer=SignalItemsShape
)
def get_items(query: dict[str, Any], name: str) -> Response:
    """The items of a signal by unit, and what was done about each."""
    wanted = ItemFilter(query.get("unit"), "status" in query, query["cursor"], query["limit"])
    with parts().database.transaction(known_caller().scope) as session:
        found, following = list_items(session, find_signal(name), wanted)
    items = [item_json(masked(one)) for one in found]
    return list_answer(items, None if following is None else cursor_of(following))


@resource.operation(
    "POST", "/signals/<name>/notes", zh="记下如何处理了一条线索", body=NoteBody, answer=NotedShape
)
def post_note(body: dict[str, Any], name: str) -> Response:
    """Note what was done about an item; said again, the last words stand."""
    by, now, signal = known_caller(), clock.now(), find_signal(name)
    with parts().database.transaction(by.scope) as session:
        note(
            session, signal, body["subject"], city=int(body["unit"]), words=body["note"], by=by.actor, now=now
        )
    return worded(uncached(body))
