"""What an upload holds: its findings, its rows, the file itself and its annotated copy."""

from typing import Any, Final

from flask import Response

from fleetsvc import clock
from fleetsvc.api.documents.documents import PROMISED, handed, me
from fleetsvc.api.frame.answers import language
from fleetsvc.api.frame.callers import RevealNeeded, known_caller
from fleetsvc.api.frame.cursors import cursor_of
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Answers, Resource
from fleetsvc.api.frame.reveal import masked_finding, masks, note_reveal, shows_all
from fleetsvc.api.uploads.schemas import (
    FindingsQuery,
    RevealQuery,
    RowsQuery,
    RowsShape,
    TemplateQuery,
    UploadFindingsShape,
)
from fleetsvc.database.transactions import ScopedSession
from fleetsvc.edge import document_answers
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.every_answer import disposition
from fleetsvc.edge.parts import parts
from fleetsvc.models import UploadRecord
from fleetsvc.services.documents import annotated_copies
from fleetsvc.services.documents.requests import XLSX
from fleetsvc.services.uploads import deliveries
from fleetsvc.services.uploads.findings import FindingFilter, list_findings
from fleetsvc.services.uploads.lists import find_upload
from fleetsvc.services.uploads.report import finding_json
from fleetsvc.services.uploads.rows import list_rows, masked_rows
from fleetsvc.services.uploads.template import template_for
from fleetsvc.settings import secret_key
from importers.results import RowFate

resource = Resource("upload_contents", entry=Entry.REPORTING, description="What a delivery holds")

ANY_FILE: Final = "application/octet-stream"


@resource.operation(
    "GET",
    "/uploads/<id:number>/findings",
    zh="一个批次的问题清单，按发现顺序",
    query=FindingsQuery,
    answer=UploadFindingsShape,
)
def get_findings(query: dict[str, Any], number: int) -> Response:
    """The findings of an upload in the order of discovery, each at its cell with its repair."""
    wanted = FindingFilter(query.get("code"), query.get("severity"), query["cursor"], query["limit"])
    with parts().database.transaction(known_caller().scope) as session:
        upload = find_upload(session, number)
        findings, further = list_findings(session, wanted, upload=upload)
        is_masked = _is_masked(session, query, upload)
    shown = map(masked_finding, findings) if is_masked else findings
    return list_answer([finding_json(finding, language()) for finding in shown], further)


@resource.operation(
    "GET",
    "/uploads/<id:number>/rows",
    zh="报告中每个数字背后的行：按处理结果列出",
    query=RowsQuery,
    answer=RowsShape,
)
def get_rows(query: dict[str, Any], number: int) -> Response:
    """The rows behind each number of the report: held, ignored, unchanged; accepted ones once they are stored."""
    fate, after, limit = RowFate(query["fate"]), query["cursor"], query["limit"]
    with parts().database.transaction(known_caller().scope) as session:
        upload = find_upload(session, number)
        rows, further = list_rows(session, fate, upload=upload, after=after, limit=limit)
        is_masked = _is_masked(session, query, upload)
    shown = masked_rows(rows, upload=upload) if is_masked else rows
    return list_answer(shown, None if further is None else cursor_of(further))


def _is_masked(session: ScopedSession, query: dict[str, Any], upload: UploadRecord) -> bool:
    """Return whether to mask what was read of an upload; a caller who asks for all of it is entered in the log."""
    if not shows_all(query):
        return masks()
    note_reveal(session, deliveries.subject_of(upload), {"shown": "rows"}, clock.now())
    return False


@resource.operation(
    "GET",
    "/uploads/<id:number>/original",
    zh="报送的原文件，一字节不改",
    query=RevealQuery,
    answer=Answers(files=(ANY_FILE,)),
)
def get_original(query: dict[str, Any], number: int) -> Response:
    """The file as it was sent, byte for byte. The office asks with reveal=true."""
    with parts().database.transaction(known_caller().scope) as session:
        upload = _shown_whole(session, query, number)
        content = deliveries.content(session, city=upload.city_code, number=number)
        _note_whole(session, query, upload)
    return attachment(content, upload.name, ANY_FILE)


@resource.operation(
    "GET",
    "/uploads/<id:number>/annotated",
    zh="标注了问题的副本（xlsx），可更正后再次报送",
    query=RevealQuery,
    answer=Answers(files=(XLSX,), promised=PROMISED),
)
def get_annotated(query: dict[str, Any], number: int) -> Response:
    """The sender's workbook with each problem at its cell, to be corrected and sent again. Office: reveal=true.

    A worker makes it: 202 with the address to ask again where that takes longer than a few seconds.
    """
    by, secret, spoken = me(), secret_key(parts().settings), language()
    with parts().database.transaction(by.scope) as session:
        upload = _shown_whole(session, query, number)
        question = annotated_copies.question(
            session,
            city=upload.city_code,
            number=number,
            language=spoken,
            secret=secret,
            personal=shows_all(query),
        )
        record = document_answers.ask(session, question, by=by)
        _note_whole(session, query, upload)
    return handed(record, by=by)


def _shown_whole(session: ScopedSession, query: dict[str, Any], number: int) -> UploadRecord:
    """Return an upload whose file the caller may have. Raises UploadUnknown, RevealNeeded."""
    upload = find_upload(session, number)
    if masks() and not shows_all(query):
        raise RevealNeeded
    return upload


def _note_whole(session: ScopedSession, query: dict[str, Any], upload: UploadRecord) -> None:
    if shows_all(query):
        note_reveal(session, deliveries.subject_of(upload), {"shown": "file"}, clock.now())


@resource.operation(
    "GET",
    "/templates/registrations.xlsx",
    zh="填报模板：下拉选项、文本格式和填表说明",
    query=TemplateQuery,
    answer=Answers(files=(XLSX,)),
)
def get_template(query: dict[str, Any]) -> Response:
    """The workbook to fill in, for a unit and, if given, one category: drop-downs, formats, instructions."""
    content, name = template_for(unit=query["unit"], category=query.get("category"), language=language())
    return attachment(content, name, XLSX)


def attachment(content: bytes, name: str, media: str) -> Response:
    """Return a file to be saved under a name (RFC 6266, RFC 8187), never to be shown in place."""
    response = Response(content, content_type=media)
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Cache-Control"] = "no-store"
    return response
