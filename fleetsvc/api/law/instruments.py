"""``GET /instruments``, ``/instruments/{id}``, ``/instruments/{id}/text``: the acts, to be read by anyone."""

import base64
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from fleetsvc.api.frame.answers import etag_of, is_held, language, tagged
from fleetsvc.api.frame.resources import Answers, Resource
from fleetsvc.api.frame.shapes import BookShape, ClauseShape
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.law.instruments import Held, find_held, instrument_answer, instruments_json
from fleetsvc.services.law.requirements import books_json

resource = Resource(
    "instruments", entry=Entry.ANYONE, description="Instruments: the acts, with their whole text"
)

TEXT_TYPE = "text/plain; charset=utf-8"


class MarkShape(Schema):
    """A damaged spot; offsets count characters of the text from 0."""

    kind = fields.String(metadata={"enum": ["insertion", "unreadable"]})
    offset = fields.Integer()
    length = fields.Integer()


class DamagedShape(Schema):
    """A paragraph that was damaged: how many readings were inserted, how many spots cannot be read."""

    offset = fields.Integer()
    length = fields.Integer()
    insertion = fields.Integer()
    unreadable = fields.Integer()


class SourceTextShape(Schema):
    """A text of an instrument; ``damage`` and ``characters`` are null where it is not at hand.

    ``address``: where it was found, null where the rulebook does not say.
    ``extent``: the whole act, or no more than the passages that are quoted.
    """

    sha256 = fields.String()
    description = fields.String()
    address = fields.String(allow_none=True)
    extent = fields.String(metadata={"enum": ["whole", "passages"]})
    characters = fields.Integer(allow_none=True)
    damage = fields.List(fields.Nested(DamagedShape), allow_none=True)


class InstrumentShape(Schema):
    """A published act; ``document``: its number, null where the rulebook does not say."""

    id = fields.String()
    title = fields.String()
    document = fields.String(allow_none=True)
    issuers = fields.List(fields.String())
    published_on = fields.Date()
    texts = fields.List(fields.Nested(SourceTextShape))


class InstrumentsShape(Schema):
    """The acts that the rulebook in force is made from."""

    items = fields.List(fields.Nested(InstrumentShape))
    rulebook = fields.Nested(BookShape)
    rulebooks = fields.List(fields.Nested(BookShape))


class ReviewShape(Schema):
    """Who held a passage against its source."""

    status = fields.String(metadata={"enum": ["reviewed", "unreviewed"]})
    by = fields.String()
    day = fields.Date()


class PassageShape(Schema):
    """A passage: the characters from ``offset`` up to, and without, ``offset + length``."""

    number = fields.String()
    name = fields.String()
    source_sha256 = fields.String()
    offset = fields.Integer()
    length = fields.Integer()
    review = fields.Nested(ReviewShape, allow_none=True)
    damage = fields.List(fields.Nested(MarkShape))


class FullInstrumentShape(InstrumentShape):
    """An act with the passages and quotes that a rulebook takes from it."""

    offsets = fields.String()
    passages = fields.List(fields.Nested(PassageShape))
    quotes = fields.List(fields.Nested(ClauseShape))
    rulebook = fields.Nested(BookShape)
    rulebooks = fields.List(fields.Nested(BookShape))


class TextQuery(Schema):
    """Which text of an act; without it, the one that is quoted first."""

    sha256 = fields.String(validate=validate.Regexp(r"^[0-9a-f]{64}$"))


@resource.operation("GET", "/instruments", zh="现行规则所依据的文件，及存有的原文", answer=InstrumentsShape)
def get_instruments() -> Response:
    """The acts that the rulebook in force is made from, with the texts held of each."""
    book = parts().in_force.get().book
    with parts().database.transaction(PUBLISHED) as session:
        items = instruments_json(session, book, language())
    tag = etag_of("instruments", book.edition, language())
    return tagged(tag, lambda: {"items": items, **books_json(book)})


@resource.operation(
    "GET",
    "/instruments/<name>",
    zh="一份文件：原文、引用的段落与引文的位置、核对情况、转码损坏处",
    answer=FullInstrumentShape,
)
def get_instrument(name: str) -> Response:
    """One act: its texts, the passages and quotes taken from them with their places, who reviewed them."""
    with parts().database.transaction(PUBLISHED) as session:
        held = find_held(session, name, sha256=None, drafts=False)
        document = instrument_answer(session, held, language())
    return tagged(etag_of("instrument", held.book.edition, name, language()), lambda: document)


@resource.operation(
    "GET",
    "/instruments/<name>/text",
    zh="一份文件的原文（纯文本，UTF-8）；引文位置即其中自 0 计的字符数",
    query=TextQuery,
    answer=Answers(files=("text/plain",)),
)
def get_text(query: dict[str, Any], name: str) -> Response:
    """The whole text of an act as it is kept: its SHA-256 is the ETag, offsets of quotes count its characters."""
    with parts().database.transaction(PUBLISHED) as session:
        held = find_held(session, name, sha256=query.get("sha256"), drafts=False)
    return text_response(held)


def text_response(held: Held) -> Response:
    """Return a text under its hash, or 304 where the caller holds it."""
    tag = f'"{held.source.sha256}"'
    is_known = is_held(tag)
    response = Response(b"" if is_known else held.text.encode(), 304 if is_known else 200)
    digest = base64.b64encode(bytes.fromhex(held.source.sha256)).decode()
    response.headers["Content-Type"] = TEXT_TYPE
    response.headers["ETag"] = tag
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"  # RFC 9530
    response.headers["Cache-Control"] = "no-cache"
    return response
