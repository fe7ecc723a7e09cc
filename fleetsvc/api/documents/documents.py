"""``/handouts``: documents that workers make, and the way every answer of them is given: 200 with it, or 202."""

from datetime import timedelta
from typing import Final

from flask import Response, url_for
from marshmallow import Schema, fields

from fleetsvc import clock
from fleetsvc.api.frame.answers import is_held, uncached
from fleetsvc.api.frame.callers import known_caller
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Answers, Promised, Resource
from fleetsvc.api.frame.shapes import PageShape
from fleetsvc.clock import rfc3339, rfc3339_if_any
from fleetsvc.edge import document_answers
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.every_answer import disposition
from fleetsvc.edge.parts import parts
from fleetsvc.models import DocumentRecord
from fleetsvc.services.documents import requests
from fleetsvc.services.documents.failures import failure_of
from fleetsvc.services.documents.requests import READY, XLSX, DocumentKind, Party, party_of

resource = Resource("handouts", entry=Entry.REPORTING, description="Documents made in the background")

CSV: Final = "text/csv"
AT_MOST: Final = timedelta(seconds=10)
"""So long a request may wait for its document."""
_RETRY_AFTER: Final = "2"


class HandoutShape(Schema):
    """A document and where it stands; ``content`` is its address, which answers 202 until it is ready."""

    id = fields.Integer()
    kind = fields.String(metadata={"enum": [kind.value for kind in DocumentKind]})
    status = fields.String(metadata={"enum": ["waiting", "working", "ready", "failed"]})
    name = fields.String()
    asked_by = fields.String()
    asked_at = fields.DateTime()
    settled_at = fields.DateTime(allow_none=True)
    expires_at = fields.DateTime()
    bytes = fields.Integer(allow_none=True)
    sha256 = fields.String(allow_none=True)
    failure = fields.String(allow_none=True)
    content = fields.String(metadata={"format": "uri-reference"})


class HandoutsShape(PageShape):
    """Documents, newest first."""

    items = fields.List(fields.Nested(HandoutShape))


PROMISED: Final = Promised(
    HandoutShape,
    "还在准备：请在 Retry-After 秒后再取，或访问 Location / It is being made: ask again after Retry-After"
    " seconds, here or at Location",
)
"""What an operation that hands out such a document answers until it is ready."""


def me() -> Party:
    """Return on whose behalf the caller asks. Raises KeyMissing, DocumentUnknown."""
    return party_of(known_caller().actor)


def handed(record: DocumentRecord, *, by: Party) -> Response:
    """Return a document: after a short wait where it is not ready, else the promise of it (202).

    Raises why it could not be made.
    """
    settled = document_answers.awaited(record, by=by, at_most=AT_MOST)
    if settled.status == requests.FAILED:
        raise failure_of(settled)
    return _file(settled, by) if settled.status == READY else _promise(settled, by)


def _file(record: DocumentRecord, by: Party) -> Response:
    etag = f'"{record.sha256}"'
    if is_held(etag):
        return Response(status=304, headers={"ETag": etag, "Cache-Control": "no-store"})
    response = Response(document_answers.fetched(record, by=by), content_type=record.media)
    response.headers["Content-Length"] = str(record.size_bytes)
    response.headers["Content-Disposition"] = disposition(record.name)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-store"
    return response


def _promise(record: DocumentRecord, by: Party) -> Response:
    document = document_json(record, document_answers.standing(record, by=by))
    response = uncached(document, 202, location=str(document["content"]))
    response.headers["Retry-After"] = _RETRY_AFTER
    return response


def document_json(record: DocumentRecord, standing: str) -> dict[str, object]:
    """Return a document without its content."""
    return {
        "id": record.id,
        "kind": record.kind,
        "status": standing,
        "name": record.name,
        "asked_by": record.asked_by,
        "asked_at": rfc3339(record.asked_at),
        "settled_at": rfc3339_if_any(record.settled_at),
        "expires_at": rfc3339(record.expires_at),
        "bytes": record.size_bytes,
        "sha256": record.sha256,
        "failure": record.failure,
        "content": url_for("handouts.get_handout", number=record.id),
    }


@resource.operation("GET", "/handouts", zh="准备好的和正在准备的下载文件，由近到远", answer=HandoutsShape)
def get_handouts() -> Response:
    """Your unit's documents, those being made and those ready; the office's, and one's own shown in full."""
    by = me()
    with parts().database.transaction(by.scope) as session:
        listed = requests.list_documents(session, by=by, now=clock.now())
        items = [document_json(record, requests.standing(session, record)) for record in listed]
    return list_answer(items, None)


@resource.operation(
    "GET",
    "/handouts/<id:number>",
    zh="一个下载文件：已就绪为 200，还在准备为 202",
    answer=Answers(files=(XLSX, CSV), promised=PROMISED),
)
def get_handout(number: int) -> Response:
    """A document: 200 with its bytes once it is ready, 202 with its standing before."""
    by = me()
    return handed(document_answers.found(number, by=by), by=by)
