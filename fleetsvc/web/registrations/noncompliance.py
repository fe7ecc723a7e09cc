"""The list of vehicles that fall short, for the office: filters and order in the address, pages of 20, exports."""

from functools import partial
from typing import Any, Final

from flask import Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import ScopedSession
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.audit.reveals import reveal
from fleetsvc.services.common.masked_documents import masked_registration
from fleetsvc.services.documents.list_exports import Form, ListExport
from fleetsvc.services.documents.requests import DocumentKind
from fleetsvc.services.registrations.filters import Order, RegistrationFilter
from fleetsvc.services.registrations.lists import count_by_verdict, page_of_registrations, registration_json
from fleetsvc.services.uploads.deliveries import UploadUnknown
from fleetsvc.services.uploads.lists import find_upload
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.frame.phrases import said_minute
from fleetsvc.web.registrations import list_view
from fleetsvc.web.registrations.fact_words import heading
from fleetsvc.web.registrations.list_form import ListKind, ListQuery, asked_for
from rules.vocabulary import OPEN_VERDICTS

noncompliance = Pages("noncompliance", entry=Entry.OFFICE)

KIND: Final = ListKind(
    filters=(
        "unit",
        "category",
        "event",
        "energy",
        "duty",
        "verdict",
        "rule",
        "from",
        "until",
        "known_on",
        "text",
        "upload",
    ),
    orders=tuple(Order),
    columns=list_view.CHOSEN,
    usual=("vin", "rule"),
    verdicts=OPEN_VERDICTS,
)
COLUMNS: Final = ("vehicle", "registered_on", "unit_name", "verdict", "category", "event", "energy")
"""Columns that always stand: which vehicle, when, where and why."""
_NO_UPLOAD: Final = (0, 0)
"""No delivery has this number: nothing fits."""


@noncompliance.get("/noncompliance")
def show() -> Response:
    """Show a page of the list."""
    asked = asked_for(KIND)
    address = partial(_address, asked)
    with parts().database.transaction(visiting().scope) as session:
        wanted = _wanted(session, asked)
        counted = count_by_verdict(session, wanted)
        page = page_of_registrations(
            session, wanted, after=asked.after, before=asked.before, limit=list_view.PAGE
        )
        _note(session, asked, "noncompliance")
    total, bar = sum(counted.values()), list_view.fields(asked, any_verdict=say("list.open"))
    return rendered_beside_menu(
        "noncompliance.html",
        422 if asked.faults else 200,
        crumbs=[(say("menu.noncompliance"), None)],
        asked=asked,
        action=url_for(".show"),
        bar=bar,
        said=list_view.said_filters(bar),
        head=heading,
        now=said_minute(clock.now()),
        items=[_shown(asked, registration_json(row, decided=row)) for row in page.rows],
        heads=list_view.heads(asked, COLUMNS),
        total=f"{total:,}",
        verdicts=[(*one, address(verdict=one[0])) for one in list_view.counted(counted, OPEN_VERDICTS)],
        sorts=list_view.sorts(asked, address),
        pager=list_view.pager(asked, page, total=total, address=address),
        reveal=address(reveal="true"),
        files={suffix: url_for(f".as_{suffix}", **asked.parameters()) for suffix in ("xlsx", "csv")},
    )


def _address(asked: ListQuery, **changed: object) -> str:
    values: dict[str, Any] = asked.parameters() | changed
    return url_for(".show", **values)


def _wanted(session: ScopedSession, asked: ListQuery) -> RegistrationFilter:
    upload = None if asked.upload is None else _upload(session, asked.upload)
    return asked.filter(unit=asked.written.get("unit"), upload=upload)


def _upload(session: ScopedSession, number: int) -> tuple[int, int]:
    try:
        return find_upload(session, number).city_code, number
    except UploadUnknown:
        return _NO_UPLOAD


def _shown(asked: ListQuery, document: dict[str, object]) -> dict[str, Any]:
    shown = document if asked.reveals else masked_registration(document)
    return list_view.row(shown, {"unit": document["unit"]})


@noncompliance.get("/noncompliance.csv")
def as_csv() -> BaseResponse:
    """Hand out the whole list of the filter as CSV."""
    return _handed_out("csv")


@noncompliance.get("/noncompliance.xlsx")
def as_xlsx() -> BaseResponse:
    """Hand out the whole list of the filter as a workbook."""
    return _handed_out("xlsx")


def _handed_out(form: Form) -> BaseResponse:
    asked = asked_for(KIND)

    def export(session: ScopedSession, form: Form) -> ListExport:
        name = list_view.file_name(say("menu.noncompliance"), form)
        return ListExport(
            DocumentKind.NONCOMPLIANCE, _wanted(session, asked), form, language(), not asked.reveals, name
        )

    def note(session: ScopedSession) -> None:
        _note(session, asked, "noncompliance-export")

    return list_view.handed_out(
        asked, form, list_view.Taken(export, note, personal=asked.reveals, page=url_for(".show"))
    )


def _note(session: ScopedSession, asked: ListQuery, subject: str) -> None:
    """Enter in the audit log that plates and VINs were shown in full, and by which filter."""
    if asked.reveals:
        reveal(session, subject, asked.noted(), by=visiting().actor, now=clock.now())
