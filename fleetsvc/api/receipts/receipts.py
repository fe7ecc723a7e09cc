"""``/receipts``: signed documents of answers and of accepted uploads."""

from typing import Any

from flask import Response

from fleetsvc import clock
from fleetsvc.api.frame.answers import etag_of, language, tagged, uncached, worded
from fleetsvc.api.frame.callers import known_caller
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import PREFIX, Answers, Resource
from fleetsvc.api.law.requirements import question_of
from fleetsvc.api.receipts.schemas import HeldQuery, ReceiptBody, ReceiptShape, ReceiptsShape
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.callers import current_caller
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.edge.signing import signing_key
from fleetsvc.services.receipts.issuing import holder_of, issue_for_answer, issue_for_upload
from fleetsvc.services.receipts.lists import find_receipt, list_receipts, receipt_json

resource = Resource("receipts", entry=Entry.ANYONE, description="Receipts, which anybody can check")
held = Resource("held_receipts", entry=Entry.ANY_KEY, description="Receipts of one's own")


@held.operation(
    "POST",
    "/receipts",
    zh="出具回执：对某一问题的答复（question）或已接收的批次（upload）签名；同一批次再要仍是同一回执（200）",
    body=ReceiptBody,
    answer=Answers(ReceiptShape, statuses=(201, 200)),
)
def post_receipt(body: dict[str, Any]) -> Response:
    """Sign the answer to a question, or what was accepted of an upload; asked again an upload has the same (200)."""
    by, now, key = known_caller(), clock.now(), signing_key()
    with parts().database.transaction(by.scope) as session:
        if body["upload"] is not None:
            issued = issue_for_upload(session, body["upload"], key=key, by=by.actor, now=now)
        else:
            asked = body["question"]
            issued = issue_for_answer(
                session,
                question_of(asked, today=clock.day_of(now)),
                known_on=asked.get("known_on"),
                language=language(),
                key=key,
                by=by.actor,
                now=now,
            )
        document = receipt_json(issued.receipt)
    status, location = 201 if issued.new else 200, f"{PREFIX}/receipts/{document['id']}"
    return worded(uncached(document, status, location=location))


@held.operation("GET", "/receipts", zh="自己要过的回执，由近到远", query=HeldQuery, answer=ReceiptsShape)
def get_receipts(query: dict[str, Any]) -> Response:
    """The receipts that the caller asked for, newest first."""
    by = known_caller()
    with parts().database.transaction(by.scope) as session:
        found, following = list_receipts(
            session, [holder_of(by.actor)], after=query.get("cursor") or None, limit=query["limit"]
        )
        items = [receipt_json(one) for one in found]
    return list_answer(items, following)


@resource.operation(
    "GET",
    "/receipts/<number>",
    zh="凭编号查回执：答复的回执人人可查，批次的回执只有本单位和省级可查",
    answer=ReceiptShape,
)
def get_receipt(number: str) -> Response:
    """One receipt by its number: those of answers are for everybody, those of uploads for the unit and the office."""
    by = current_caller()
    with parts().database.transaction(PUBLISHED if by is None else by.scope) as session:
        document = receipt_json(find_receipt(session, number))
    return tagged(etag_of("receipt", document["jws"], language()), lambda: document)
