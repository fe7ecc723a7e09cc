"""``/upload-sources``: addresses that units' workbooks are fetched from, for administrators."""

from typing import Any, Final

from flask import Response
from marshmallow import Schema, fields
from sqlmodel import Session

from fleetsvc import clock
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import known_caller
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import PREFIX, Answers, Resource
from fleetsvc.api.frame.schemas import SOME_WORDS, UNIT_CODES, JsonNumber, OneOf, Words, words_of
from fleetsvc.api.frame.shapes import PageShape
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json, UploadSource, UploadStatus, stored_id
from fleetsvc.services.uploads import sources
from fleetsvc.services.uploads.deliveries import KINDS, kind_of
from fleetsvc.services.uploads.sources import Asked, source_json
from fleetsvc.settings import secret_key

resource = Resource(
    "upload_sources", entry=Entry.ADMIN, description="Addresses that workbooks are fetched from"
)

_CREDENTIAL: Final = (
    "二者之一：user、password，或 header、value；不填为不带 / Either user and password, or header and value"
)


class CredentialBody(Schema):
    """What is sent along to the address: a user with a password, or a header; neither for none."""

    user = Words(200, description=_CREDENTIAL)
    password = Words(500, description=_CREDENTIAL)
    header = Words(100, description=_CREDENTIAL)
    value = Words(sources.LONGEST_CREDENTIAL, description=_CREDENTIAL)


class SourceBody(CredentialBody):
    """An address."""

    unit = OneOf(UNIT_CODES, required=True, description="报送单位代码 / Reporting unit")
    name = Words(
        sources.LONGEST_NAME, required=True, pattern=SOME_WORDS, description="名称 / What it is called"
    )
    url = Words(
        sources.LONGEST_URL,
        required=True,
        pattern=SOME_WORDS,
        description="完整的 https 地址，给出一个表格文件 / A whole https address, which gives one workbook",
    )
    kind = OneOf(KINDS, description="内容，不填为登记 / What it lists, registrations unless given")
    every_hours = JsonNumber(
        1, sources.MOST_HOURS, load_default=24, description="每隔几小时 / Hours from one time to the next"
    )


class SourceShape(Schema):
    """An address and what came of it last; its credential is never told."""

    id = fields.Integer()
    unit = fields.String()
    name = fields.String()
    url = fields.String()
    kind = fields.String(metadata={"enum": list(KINDS)})
    every_hours = fields.Integer()
    has_credential = fields.Boolean()
    enabled = fields.Boolean()
    outcome = fields.String(allow_none=True)
    failures = fields.Integer()
    asked_at = fields.DateTime(allow_none=True)
    next_at = fields.DateTime(allow_none=True)
    upload = fields.Integer(allow_none=True)
    upload_status = fields.String(allow_none=True, metadata={"enum": [*words_of(UploadStatus), None]})
    made_by = fields.String()
    made_at = fields.DateTime()


class SourcesShape(PageShape):
    """All addresses, by unit in the order they were made."""

    items = fields.List(fields.Nested(SourceShape))


@resource.operation("GET", "/upload-sources", zh="全部取数地址及最近结果（管理员登录）", answer=SourcesShape)
def get_sources() -> Response:
    """All addresses with what came of them last, for an administrator who is signed in."""
    with parts().database.transaction(OFFICE) as session:
        found = sources.list_sources(session)
        statuses = sources.brought_by(session, found)
    return list_answer([source_json(one, statuses.get(stored_id(one))) for one in found], None)


@resource.operation(
    "POST",
    "/upload-sources",
    zh="登记一个单位的取数地址：随即取，之后按间隔取，内容变了才成为新批次，由单位核对确认",
    body=SourceBody,
    answer=Answers(SourceShape, statuses=(201,)),
)
def post_source(body: dict[str, Any]) -> Response:
    """Have a unit's workbook fetched from an address: at once, then at intervals; what is new becomes an upload."""
    with parts().database.transaction(OFFICE) as session:
        asked = Asked(
            body["name"].strip(),
            body["url"].strip(),
            kind_of(body.get("kind")),
            body["every_hours"],
            sources.credential_said(**_said(body)),
        )
        source = sources.add_source(
            session,
            asked,
            city=int(body["unit"]),
            secret=secret_key(parts().settings),
            by=known_caller().actor,
            now=clock.now(),
        )
        document = _document(session, source)
    return uncached(document, 201, location=f"{PREFIX}/upload-sources/{document['id']}")


@resource.operation("GET", "/upload-sources/<id:number>", zh="一个取数地址及最近结果", answer=SourceShape)
def get_source(number: int) -> Response:
    """One address with what came of it last."""
    with parts().database.transaction(OFFICE) as session:
        document = _document(session, sources.held(session, number))
    return uncached(document)


@resource.operation(
    "POST", "/upload-sources/<id:number>/ask", zh="现在就取", answer=Answers(SourceShape, statuses=(202,))
)
def post_ask(number: int) -> Response:
    """Ask an address as soon as a worker is free."""
    with parts().database.transaction(OFFICE) as session:
        source = sources.held(session, number)
        sources.ask_now(session, source, by=known_caller().actor, now=clock.now())
        document = _document(session, source)
    return uncached(document, 202)


@resource.operation("POST", "/upload-sources/<id:number>/disable", zh="停用", answer=SourceShape)
def post_disable(number: int) -> Response:
    """Ask an address no more; an upload that it brought stays."""
    return _switched(number, is_on=False)


@resource.operation("POST", "/upload-sources/<id:number>/enable", zh="启用，随即取", answer=SourceShape)
def post_enable(number: int) -> Response:
    """Ask an address again, at once and at its intervals."""
    return _switched(number, is_on=True)


@resource.operation(
    "POST",
    "/upload-sources/<id:number>/credential",
    zh="更换或取消访问凭据，随即取；加密保存，不再显示",
    body=CredentialBody,
    answer=SourceShape,
)
def post_credential(body: dict[str, Any], number: int) -> Response:
    """Send another credential along, or none, and ask at once. It is sealed and never told."""
    with parts().database.transaction(OFFICE) as session:
        source = sources.held(session, number)
        sources.set_credential(
            session,
            source,
            sources.credential_said(**_said(body)),
            secret=secret_key(parts().settings),
            by=known_caller().actor,
            now=clock.now(),
        )
        document = _document(session, source)
    return uncached(document)


def _said(body: dict[str, Any]) -> dict[str, str]:
    return {name: body.get(name) or "" for name in ("user", "password", "header", "value")}


def _switched(number: int, *, is_on: bool) -> Response:
    with parts().database.transaction(OFFICE) as session:
        source = sources.held(session, number)
        sources.switch(session, source, is_on=is_on, by=known_caller().actor, now=clock.now())
        document = _document(session, source)
    return uncached(document)


def _document(session: Session, source: UploadSource) -> Json:
    return source_json(source, sources.brought_by(session, [source]).get(stored_id(source)))
