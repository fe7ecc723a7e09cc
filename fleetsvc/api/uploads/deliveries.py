"""``/uploads``: send a file, see where it stands, settle how it is read, confirm it, take it back."""

import hashlib
import re
from datetime import datetime
from typing import Any, Final

from flask import Response, request

from fleetsvc import clock
from fleetsvc.api.frame.answers import encoded, etag_of, language, tagged
from fleetsvc.api.frame.callers import Caller, UnitNotYours, known_caller
from fleetsvc.api.frame.faults import Fault, InputRefused, PlacedFault
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import PREFIX, Answers, Resource
from fleetsvc.api.frame.reveal import masked_report, shows_all
from fleetsvc.api.uploads.schemas import (
    MappingBody,
    RevealQuery,
    UploadForm,
    UploadShape,
    UploadsQuery,
    UploadsShape,
)
from fleetsvc.database.transactions import ScopedSession, UnitScope
from fleetsvc.disk import require_room
from fleetsvc.edge.bodies import A_FILE, takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import UploadRecord
from fleetsvc.services.audit.events import Act
from fleetsvc.services.audit.recording import record
from fleetsvc.services.common.idempotency import Name, fingerprint, once
from fleetsvc.services.uploads import deliveries
from fleetsvc.services.uploads.corrections import with_carried_over
from fleetsvc.services.uploads.file_names import label_of
from fleetsvc.services.uploads.lists import UploadFilter, find_upload, list_uploads, upload_document
from fleetsvc.services.uploads.quotas import UploadLimits, hold_to
from fleetsvc.settings import secret_key
from rules.wording import Text

resource = Resource("uploads", entry=Entry.REPORTING, description="A unit's deliveries")

Json = dict[str, object]

_NAME: Final = re.compile(r'"?([\x21\x23-\x5b\x5d-\x7e]{1,200})"?').fullmatch
_NOT_NAME: Final = Fault(
    "not-idempotency-key",
    Text(
        "应为 1 至 200 个可见 ASCII 字符（不含引号和反斜杠）",
        "this must be 1 to 200 visible ASCII characters, without quotes and backslashes",
    ),
)

_IDEMPOTENCY_KEY: Final = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "您给此次请求的名称：重发同一请求不会重复办理，保留 7 天 / "
    "Your own name of the request: sent again it is not done again; kept for 7 days",
    "schema": {"type": "string", "pattern": r'^"?[!#-\[\]-~]{1,200}"?$'},
}


@resource.operation(
    "POST",
    "/uploads",
    zh="报送一个表格文件；由后台读取、核查，结果见 Location。相同内容再次报送得到原批次（200），原批次已退回或撤回的除外",
    body=UploadForm,
    answer=Answers(UploadShape, statuses=(202, 200)),
)
@resource.doc(parameters=[_IDEMPOTENCY_KEY])  # type: ignore[untyped-decorator]  # published without types
@takes(A_FILE)
def post_upload(form: dict[str, Any]) -> Response:
    """Send a spreadsheet: it is read in the background. The same bytes again give the earlier upload (200).

    Bytes whose upload was refused or withdrawn make a new one (202).
    With an Idempotency-Key, sending the request again gives the upload that it made the first time.
    """
    sender, unit = known_caller(), str(form["unit"])
    if not sender.acts_for(unit):
        raise UnitNotYours
    delivery = _delivery(form, sender)
    require_room(parts().settings, len(delivery.content))
    named, now, city = _named(form, delivery, sender), clock.now(), int(unit)
    with parts().database.transaction(UnitScope(unit)) as session:
        new = False

        def work() -> int:
            nonlocal new
            whole = with_carried_over(session, delivery, city=city, secret=secret_key(parts().settings))
            upload, new = deliveries.receive(session, whole, city=city, now=now)
            if new:
                hold_to(session, _upload_limits(), city=city, now=now)
            return _number(upload)

        number = once(session, named, work, city=city, now=now) if named else work()
        document = _document(session, deliveries.upload(session, city=city, number=number), now=now)
        if new:
            _note(session, sender, Act.UPLOAD_RECEIVED, document, now=now)
    return _answer(document, status=202 if new else 200)


def _upload_limits() -> UploadLimits:
    settings = parts().settings
    return UploadLimits(settings.max_uploads_waiting, settings.max_uploads_per_day)


def _delivery(form: dict[str, Any], sender: Caller) -> deliveries.Delivery:
    limit = parts().settings.max_upload_bytes
    content = form["file"].stream.read(limit + 1)
    if len(content) > limit:
        raise deliveries.UploadTooLarge(limit)
    return deliveries.Delivery(
        content=content,
        name=label_of(form["file"].filename),
        received_by=sender.name,
        category=form.get("category"),
        event=form.get("event"),
        confirmed=form.get("confirm") == "true",
    )


def _named(form: dict[str, Any], delivery: deliveries.Delivery, sender: Caller) -> Name | None:
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    key = _NAME(given)
    if key is None:
        raise InputRefused([PlacedFault("header", "/Idempotency-Key", _NOT_NAME)])
    said = (str(form["unit"]), str(form.get("category")), str(form.get("event")), str(delivery.confirmed))
    asked = fingerprint(*said, delivery.name, hashlib.sha256(delivery.content).hexdigest())
    return Name(sender.mark, key[1], asked)


@resource.operation("GET", "/uploads", zh="各批次及状态，由近到远", query=UploadsQuery, answer=UploadsShape)
def get_uploads(query: dict[str, Any]) -> Response:
    """The uploads, newest first: a bureau's own, the office's all."""
    wanted = UploadFilter(query.get("unit"), query.get("status"), query["cursor"], query["limit"])
    with parts().database.transaction(known_caller().scope) as session:
        page = list_uploads(session, wanted, now=clock.now())
    return list_answer(*page)


@resource.operation(
    "GET",
    "/uploads/<int:number>",
    zh="一个批次的状态、进度和核查报告（问题清单另见 findings）",
    query=RevealQuery,
    answer=UploadShape,
)
def get_upload(query: dict[str, Any], number: int) -> Response:
    """One upload: where it stands, how far it was read, and the report on it (its findings apart)."""
    full = shows_all(query)
    with parts().database.transaction(known_caller().scope) as session:
        document = _document(session, find_upload(session, number), now=clock.now(), full=full)
        if full:
            _note(session, known_caller(), Act.REVEALED, document, now=clock.now())
    return tagged(etag_of(encoded(document).decode(), language()), lambda: document)


@resource.operation(
    "POST",
    "/uploads/<int:number>/mapping",
    zh="指定各列含义并重新读取（预览阶段）",
    body=MappingBody,
    answer=Answers(UploadShape, statuses=(202,)),
)
def post_mapping(body: dict[str, Any], number: int) -> Response:
    """Say which column holds what, and have an upload in review read again."""
    return _step(number, Act.UPLOAD_MAPPED, mapping=body["mapping"])


@resource.operation(
    "POST",
    "/uploads/<int:number>/confirm",
    zh="确认入库；已入库的批次原样返回",
    answer=Answers(UploadShape, statuses=(202, 200)),
)
def post_confirm(number: int) -> Response:
    """Have an upload's registrations stored. One that is stored already is answered as it is."""
    return _step(number, Act.UPLOAD_CONFIRMED)


@resource.operation(
    "POST",
    "/uploads/<int:number>/withdraw",
    zh="撤回批次：其登记版本关闭，此前的版本恢复；已撤回的批次原样返回",
    answer=UploadShape,
)
def post_withdraw(number: int) -> Response:
    """Take an upload back: what it stored is closed, what it replaced returns. Once taken back, it stays so."""
    return _step(number, Act.UPLOAD_WITHDRAWN)


@resource.operation(
    "POST",
    "/uploads/<int:number>/read-again",
    zh="重新读取：用于退回的批次和读取一再失败的批次；已在排队的批次原样返回",
    answer=Answers(UploadShape, statuses=(202, 200)),
)
def post_read_again(number: int) -> Response:
    """Have an upload read again that was refused or keeps failing. One that waits already is answered as it is."""
    return _step(number, Act.UPLOAD_READ_AGAIN)


_REACHED: Final = {Act.UPLOAD_CONFIRMED: deliveries.ACCEPTED, Act.UPLOAD_WITHDRAWN: deliveries.WITHDRAWN}
"""Where a step leads: asking for it again there changes nothing and is no mistake."""


def _step(number: int, act: Act, *, mapping: Json | None = None) -> Response:
    acting, now = known_caller(), clock.now()
    with parts().database.transaction(acting.scope) as session:
        found = find_upload(session, number)
        reached = found.status == _REACHED.get(act) or (
            act is Act.UPLOAD_READ_AGAIN and deliveries.is_to_be_read(session, found)
        )
        if not reached:
            _take(session, act, found.city_code, number, mapping, now=now)
            session.flush()
        document = _document(
            session, deliveries.upload(session, city=found.city_code, number=number), now=now
        )
        if not reached:
            _note(session, acting, act, document, now=now)
    return _answer(document, status=200 if reached or act is Act.UPLOAD_WITHDRAWN else 202)


def _take(
    session: ScopedSession, act: Act, city: int, number: int, mapping: Json | None, *, now: datetime
) -> None:
    match act:
        case Act.UPLOAD_CONFIRMED:
            deliveries.confirm(session, city=city, number=number)
        case Act.UPLOAD_WITHDRAWN:
            deliveries.withdraw(session, city=city, number=number, now=now)
        case Act.UPLOAD_READ_AGAIN:
            deliveries.read_again(session, city=city, number=number)
        case _:
            deliveries.set_mapping(session, mapping or {}, city=city, number=number)


def _document(session: ScopedSession, upload: UploadRecord, *, now: datetime, full: bool = False) -> Json:
    document = upload_document(session, upload, language=language(), now=now)
    return document if full or not known_caller().sees_masked else masked_report(document)


def _number(upload: UploadRecord) -> int:
    assert upload.id is not None  # noqa: S101 (a stored upload)
    return upload.id


def _note(session: ScopedSession, acting: Caller, act: Act, document: Json, *, now: datetime) -> None:
    subject = f"upload/{document['unit']}/{document['id']}"
    record(session, acting.actor, act, subject, {"status": str(document["status"])}, now)


def _answer(document: Json, *, status: int) -> Response:
    response = Response(encoded(document), status, content_type="application/json")
    response.headers["Location"] = f"{PREFIX}/uploads/{document['id']}"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = "en" if language() == "en" else "zh-CN"
    return response
