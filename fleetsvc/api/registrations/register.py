"""``/registrations``: lists, exports and dossiers of what is stored, now or as known on an earlier day."""

import hashlib
from datetime import date
from typing import Any, Final

from flask import Response, request
from werkzeug.exceptions import NotAcceptable

from fleetsvc import clock
from fleetsvc.api.documents.documents import CSV, PROMISED, handed, me
from fleetsvc.api.frame.answers import encoded, etag_of, language, tagged
from fleetsvc.api.frame.callers import known_caller
from fleetsvc.api.frame.cursors import NOT_CURSOR, cursor_of
from fleetsvc.api.frame.faults import InputRefused, PlacedFault
from fleetsvc.api.frame.lists import list_answer, page_of
from fleetsvc.api.frame.resources import Answers, Resource
from fleetsvc.api.frame.reveal import masked_registration, masks, note_reveal, shows_all
from fleetsvc.api.registrations.schemas import (
    OLDEST,
    DecisionsQuery,
    DecisionsShape,
    DossierShape,
    RegistrationQuery,
    RegistrationsQuery,
    RegistrationsShape,
)
from fleetsvc.database.transactions import ScopedSession
from fleetsvc.edge import document_answers
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.every_answer import disposition
from fleetsvc.edge.parts import parts
from fleetsvc.services.documents import list_exports
from fleetsvc.services.documents.list_exports import Form, ListExport
from fleetsvc.services.documents.requests import XLSX, DocumentKind
from fleetsvc.services.registrations import exports
from fleetsvc.services.registrations.dossier import dossier
from fleetsvc.services.registrations.dossier_json import decisions_on, dossier_json
from fleetsvc.services.registrations.filters import GOVERNED, Order, Place, RegistrationFilter
from fleetsvc.services.registrations.lists import list_registrations, listed_json
from fleetsvc.services.uploads.deliveries import UploadUnknown
from fleetsvc.services.uploads.lists import find_upload
from rules.vocabulary import Duty, Replacement

resource = Resource("registrations", entry=Entry.REPORTING, description="Stored registrations and verdicts")


_JSON: Final = "application/json"
_FORMS: Final[dict[str, Form]] = {CSV: "csv", XLSX: "xlsx"}


@resource.operation(
    "GET",
    "/registrations",
    zh="登记及核查结论：按条件筛选；Accept 为 text/csv 或 xlsx 时导出全部结果",
    query=RegistrationsQuery,
    answer=Answers(RegistrationsShape, files=(CSV, XLSX), promised=PROMISED),
)
def get_registrations(query: dict[str, Any]) -> Response:
    """Registrations with their verdicts, by filter; with Accept text/csv or the xlsx type all of them as a file.

    The file is written while it is sent. One of more than 100,000 rows is made by a worker: 202 with the address to
    ask again until it is ready.
    """
    media, by = _media(), me()
    is_masked = masks() and not shows_all(query)
    if media == _JSON:
        with parts().database.transaction(by.scope) as session:
            return _page(session, query, _filter(session, query), is_masked=is_masked)

    def asked(session: ScopedSession) -> ListExport:
        _note(session, query)
        return _export(_filter(session, query), media=media, is_masked=is_masked)

    export, taken = document_answers.list_taken(asked, by=by, personal=shows_all(query))
    response = _written(export, taken) if isinstance(taken, document_answers.Stream) else handed(taken, by=by)
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def _media() -> str:
    """Return in which form the caller wants the list. Raises NotAcceptable."""
    accepted = request.accept_mimetypes
    media = accepted.best_match([_JSON, CSV, XLSX]) if accepted else _JSON
    if media is None:
        raise NotAcceptable
    return media


_NONE: Final = RegistrationFilter(upload=(0, 0))
"""Fits nothing: what is asked for is not there for this caller."""


def _filter(session: ScopedSession, query: dict[str, Any]) -> RegistrationFilter:
    """Return what is asked for: of a bureau's own unit, unless it names one."""
    upload = None
    if query["upload"] is not None:
        try:
            upload = find_upload(session, query["upload"]).city_code, query["upload"]
        except UploadUnknown:
            return _NONE
    verdict, duty, replaces = (query.get(name) for name in ("verdict", "duty", "replaces"))
    return RegistrationFilter(
        unit=query.get("unit") or known_caller().unit,
        category=query.get("category"),
        event=query.get("event"),
        energy=query.get("energy"),
        verdicts=(verdict,) if verdict else GOVERNED if duty else (),
        duty=Duty(duty) if duty else None,
        replaces=Replacement(replaces) if replaces else None,
        overridden=query["overridden"] == "true" if "overridden" in query else None,
        from_on=query.get("from_on"),
        until_on=query.get("until_on"),
        owner=query.get("owner"),
        upload=upload,
        known_at=query.get("known_on"),
        order=Order.OLDEST if query.get("sort") == OLDEST else Order.NEWEST,
    )


def _page(
    session: ScopedSession, query: dict[str, Any], wanted: RegistrationFilter, *, is_masked: bool
) -> Response:
    mark = hashlib.sha256(repr(wanted).encode()).hexdigest()[:12]
    after = _after(query["cursor"], mark)
    rows, further = list_registrations(session, wanted, after=after, limit=query["limit"])
    _note(session, query)
    items = [listed_json(row) for row in rows]
    cursor = (
        None if further is None else cursor_of((further.unit, further.day.isoformat(), further.number, mark))
    )
    return list_answer([masked_registration(item) for item in items] if is_masked else items, cursor)


def _after(cursor: tuple[int, str, int, str] | None, mark: str) -> Place | None:
    if cursor is None:
        return None
    try:
        place = Place(cursor[0], date.fromisoformat(cursor[1]), cursor[2])
    except ValueError:
        raise InputRefused([PlacedFault("query", "/cursor", NOT_CURSOR)]) from None
    if cursor[3] != mark:
        raise InputRefused([PlacedFault("query", "/cursor", NOT_CURSOR)])
    return place


def _note(session: ScopedSession, query: dict[str, Any]) -> None:
    """Enter in the audit log that vehicles were shown in full, and by which filter (owners are left out)."""
    if shows_all(query):
        asked = {name: str(query[name]) for name in _NOTED if query.get(name) is not None}
        note_reveal(session, "registrations", asked, clock.now())


_NOTED: Final = (
    "unit",
    "category",
    "event",
    "energy",
    "verdict",
    "duty",
    "replaces",
    "from_on",
    "until_on",
    "upload",
    "known_on",
)


def _export(wanted: RegistrationFilter, *, media: str, is_masked: bool) -> ListExport:
    form, spoken = _FORMS[media], language()
    name = f"{exports.NAME.in_language(spoken)}.{form}"
    return ListExport(DocumentKind.REGISTRATIONS, wanted, form, spoken, is_masked, name)


def _written(export: ListExport, content: document_answers.Stream) -> Response:
    response = Response(content, content_type=list_exports.MEDIA[export.form])
    response.headers["Content-Disposition"] = disposition(export.name)
    response.headers["Cache-Control"] = "no-store"
    return response


@resource.operation(
    "GET",
    "/registrations/<id:number>",
    zh="一辆车的登记档案：各项事实及来源单元格、结论及依据条文、判定步骤、历次版本",
    query=RegistrationQuery,
    answer=DossierShape,
)
def get_registration(query: dict[str, Any], number: int) -> Response:
    """One registration whole: each fact with its cell, the verdict with its clause and steps, all versions."""
    with parts().database.transaction(known_caller().scope) as session:
        found = dossier_json(dossier(session, number, known_at=query.get("known_on")), language())
        if shows_all(query):
            note_reveal(session, f"registration/{found['unit']}/{found['id']}", {}, clock.now())
    document = masked_registration(found) if masks() and not shows_all(query) else found
    return tagged(etag_of(encoded(document).decode(), language()), lambda: document)


@resource.operation(
    "GET",
    "/registrations/<id:number>/decisions",
    zh="一辆车的历次核查结论，由近到远",
    query=DecisionsQuery,
    answer=DecisionsShape,
)
def get_decisions(query: dict[str, Any], number: int) -> Response:
    """All decisions on a registration, newest first: each with its rulebook edition and when it held."""
    with parts().database.transaction(known_caller().scope) as session:
        decisions = decisions_on(session, number, known_at=query.get("known_on"))
    return list_answer(*page_of(decisions, query))
