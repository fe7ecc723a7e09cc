"""``/uploads``: send a file, see where it stands, settle how it is read, confirm it, take it back."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final

from flask import Response, request

from fleetsvc import clock
from fleetsvc.api.frame.answers import (
    IF_MATCH,
    encoded,
    etag_of,
    language,
    require_held,
    tagged,
    uncached,
    worded,
)
from fleetsvc.api.frame.callers import Caller, UnitNotYours, known_caller
from fleetsvc.api.frame.faults import Fault, InputRefused, PlacedFault
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import PREFIX, Answers, Resource
from fleetsvc.api.frame.reveal import masked_report, note_reveal, shows_all
from fleetsvc.api.preparations.answers import drafts, prepared, waits
from fleetsvc.api.uploads.meaning_schemas import MeaningsBody
from fleetsvc.api.uploads.schemas import (
    MappingBody,
    RevealQuery,
    UploadForm,
    UploadShape,
    UploadsQuery,
    UploadsShape,
    WithdrawalBody,
)
from fleetsvc.database.transactions import ScopedSession, UnitScope
from fleetsvc.edge.bodies import A_FILE, takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json, UploadRecord, UploadStatus
from fleetsvc.services.common.idempotency import Name, fingerprint, once
from fleetsvc.services.uploads import deliveries, steps, word_answers
from fleetsvc.services.uploads.file_names import label_of
from fleetsvc.services.uploads.lists import UploadFilter, find_upload, list_uploads, upload_document
from rules.wording import Language, Text

resource = Resource("uploads", entry=Entry.REPORTING, description="A unit's deliveries")


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
    named, now, city = _named(form, delivery, sender), clock.now(), int(unit)
    with parts().database.transaction(UnitScope(unit)) as session:
        new = False

        def work() -> int:
            nonlocal new
            upload, new = deliveries.deliver(
                session, delivery, city=city, by=sender.actor, settings=parts().settings, now=now
            )
            return upload.number

        number = once(session, named, work, city=city, now=now) if named else work()
        document = _document(session, deliveries.upload(session, city=city, number=number), now=now)
    return _answer(document, status=202 if new else 200)


def _delivery(form: dict[str, Any], sender: Caller) -> deliveries.Delivery:
    return deliveries.Delivery(
        content=form["file"].stream.read(parts().settings.max_upload_bytes + 1),
        name=label_of(form["file"].filename),
        received_by=sender.name,
        category=form.get("category"),
        event=form.get("event"),
        kind=deliveries.kind_of(form.get("kind")),
        confirmed=form.get("confirm") == "true",
    )


def _named(form: dict[str, Any], delivery: deliveries.Delivery, sender: Caller) -> Name | None:
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    key = _NAME(given)
    if key is None:
        raise InputRefused([PlacedFault("header", "/Idempotency-Key", _NOT_NAME)])
    asked = fingerprint(str(form["unit"]), *delivery.said, delivery.name, delivery.sha256)
    return Name(sender.mark, key[1], asked)


@resource.operation("GET", "/uploads", zh="各批次及状态，由近到远", query=UploadsQuery, answer=UploadsShape)
def get_uploads(query: dict[str, Any]) -> Response:
    """The uploads, newest first: a bureau's own, the office's all."""
    status = UploadStatus(query["status"]) if "status" in query else None
    wanted = UploadFilter(query.get("unit"), status, query["cursor"], query["limit"])
    with parts().database.transaction(known_caller().scope) as session:
        page = list_uploads(session, wanted, now=clock.now())
    return list_answer(*page)


@resource.operation(
    "GET",
    "/uploads/<id:number>",
    zh="一个批次的状态、进度和核查报告（问题清单另见 findings）",
    query=RevealQuery,
    answer=UploadShape,
)
def get_upload(query: dict[str, Any], number: int) -> Response:
    """One upload: where it stands, how far it was read, and the report on it (its findings apart)."""
    full = shows_all(query)
    with parts().database.transaction(known_caller().scope) as session:
        upload = find_upload(session, number)
        document = _document(session, upload, now=clock.now(), full=full)
        if full:
            note_reveal(session, deliveries.subject_of(upload), {"shown": "report"}, clock.now())
    return tagged(etag_of(encoded(document).decode(), language()), lambda: document)


@resource.operation(
    "POST",
    "/uploads/<id:number>/mapping",
    zh="指定各列含义并重新读取（预览阶段）",
    body=MappingBody,
    answer=Answers(UploadShape, statuses=(202,)),
)
@resource.doc(parameters=[IF_MATCH])  # type: ignore[untyped-decorator]  # published without types
def post_mapping(body: dict[str, Any], number: int) -> Response:
    """Say which column holds what, and have an upload in review read again."""
    mapping = body["mapping"]
    return _step(number, lambda session, **of: steps.set_mapping(session, mapping, **of))


@resource.operation(
    "POST",
    "/uploads/<id:number>/meanings",
    zh="说明某列中看不懂的词各是什么意思，并重新读取（预览阶段；已认识的词不得另作解释）",
    body=MeaningsBody,
    answer=Answers(UploadShape, statuses=(202,)),
)
@resource.doc(parameters=[IF_MATCH])  # type: ignore[untyped-decorator]  # published without types
def post_meanings(body: dict[str, Any], number: int) -> Response:
    """Say what unknown words of a column mean, and have an upload in review read again."""
    said = word_answers.WordsSaid(body["sheet"], body["column"], body["words"])
    return _step(number, lambda session, **of: word_answers.answer_words(session, said, **of))


@resource.operation(
    "POST",
    "/uploads/<id:number>/confirm",
    zh="确认入库；已入库的批次原样返回",
    answer=Answers(UploadShape, statuses=(202, 200)),
)
@resource.doc(parameters=[IF_MATCH])  # type: ignore[untyped-decorator]  # published without types
def post_confirm(number: int) -> Response:
    """Have an upload's registrations stored. One that is stored already is answered as it is."""
    return _step(number, steps.confirm)


@resource.operation(
    "POST",
    "/uploads/<id:number>/withdraw",
    zh="撤回批次：其登记版本关闭，此前的版本恢复；已入库的须写明原因；车辆多的由后台撤回（202）；有车辆在正式通报里或另行认定的须经省级部门核准（202）",
    body=WithdrawalBody,
    answer=Answers(UploadShape, statuses=(200, 202)),
)
@resource.doc(parameters=[IF_MATCH])  # type: ignore[untyped-decorator]  # published without types
def post_withdraw(body: dict[str, Any], number: int) -> Response:
    """Take an upload back, with a reason once it is stored: what it stored is closed, what it replaced returns.

    Of many vehicles a worker does it (202): ``withdrawing`` says so until it is withdrawn. Where vehicles of it stand
    in a published edition, or by an override, it is a request (202), which the office decides. Where two
    persons of the unit hand in, it waits for the other one (202).
    """
    reason = body.get("reason") or ""
    return _step(number, partial(steps.withdraw, reason=reason), partial(drafts.withdrawal, reason=reason))


@resource.operation(
    "POST",
    "/uploads/<id:number>/read-again",
    zh="重新读取：用于退回的批次和读取一再失败的批次；已在排队的批次原样返回",
    answer=Answers(UploadShape, statuses=(202, 200)),
)
@resource.doc(parameters=[IF_MATCH])  # type: ignore[untyped-decorator]  # published without types
def post_read_again(number: int) -> Response:
    """Have an upload read again that was refused or keeps failing. One that waits already is answered as it is."""
    return _step(number, steps.read_again)


_Take = Callable[..., steps.Taken]
"""A step of ``services.uploads.steps``."""


def _step(number: int, take: _Take, draft: Callable[[int], drafts.Draft] | None = None) -> Response:
    """Take a step and answer with the upload: 202 where a worker or the office is to go on with it, 200 otherwise.

    ``draft``: the step as another person of the unit submits it, where two do and something of it is submitted: 202.
    """
    now = clock.now()
    with parts().database.transaction(known_caller().scope) as session:
        found = find_upload(session, number)
        city = found.city_code
        if "If-Match" in request.headers:
            found = deliveries.claim_allowed(session, city=city, number=number, allows=lambda _: True)
            require_held(lambda: _tags(session, found, now=now))
        is_prepared = found.is_submitted and found.withdrawing is None
        kept = prepared(session, draft(number)) if draft and is_prepared else None
        if kept is not None:
            return waits(kept[0], _document(session, found, now=now))
        taken = take(session, city=city, number=number, by=known_caller().actor, now=now)
        document = _document(session, taken.upload, now=now)
        is_waited_for = document["withdrawal"] is not None or document["withdrawing"] is not None
        is_pending = (taken.changed and taken.upload.is_waiting) or is_waited_for
    return _answer(document, status=202 if is_pending else 200)


def _tags(session: ScopedSession, upload: UploadRecord, *, now: datetime) -> Iterator[str]:
    """Yield the tags of all answers that tell how an upload stands: in either language, masked and in full."""
    languages: tuple[Language, ...] = ("zh", "en")
    for spoken in languages:
        document = upload_document(session, upload, language=spoken, now=now)
        for told in (document, masked_report(document)):
            yield etag_of(encoded(told).decode(), spoken)


def _document(session: ScopedSession, upload: UploadRecord, *, now: datetime, full: bool = False) -> Json:
    document = upload_document(session, upload, language=language(), now=now)
    return document if full or not known_caller().sees_masked else masked_report(document)


def _answer(document: Json, *, status: int) -> Response:
    return worded(uncached(document, status, location=f"{PREFIX}/uploads/{document['id']}"))
