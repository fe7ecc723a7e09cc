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
from fleetsvc.services.registrations.lists import (
    count_by_verdict,
    count_most_by_verdict,
    listed_json,
    narrowed,
    page_of_registrations,
)
from fleetsvc.services.uploads.deliveries import UploadUnknown
from fleetsvc.services.uploads.lists import find_upload
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.frame.phrases import minute_text
from fleetsvc.web.registrations import list_view
from fleetsvc.web.registrations.fact_words import heading
from fleetsvc.web.registrations.list_form import OF_VEHICLES, ListKind, ListQuery, list_query
from rules.vocabulary import OPEN_VERDICTS

noncompliance = Pages("noncompliance", entry=Entry.OFFICE)

KIND: Final = ListKind(
    filters=("unit", *OF_VEHICLES),
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
    query = list_query(KIND)
    address = partial(_address, query)
    with parts().database.transaction(visiting().scope) as session:
        wanted = narrowed(session, _wanted(session, query))
        counted, is_more = _counted(session, wanted)
        page = page_of_registrations(
            session, wanted, after=query.after, before=query.before, limit=list_view.PAGE
        )
        _note(session, query, "noncompliance")
    total, bar = sum(counted.values()), list_view.fields(query, any_verdict=say("list.open"))
    return rendered_beside_menu(
        "noncompliance.html",
        422 if query.faults else 200,
        crumbs=[(say("menu.noncompliance"), None)],
        query=query,
        action=url_for(".show"),
        bar=bar,
        said=list_view.filters_text(bar),
        head=heading,
        now=minute_text(clock.now()),
        items=[_shown(query, listed_json(row)) for row in page.rows],
        heads=list_view.heads(query, COLUMNS),
        total=f"{total:,}" + ("+" if is_more else ""),
        verdicts=[(*one, address(verdict=one[0])) for one in list_view.counted(counted, OPEN_VERDICTS)],
        sorts=list_view.sorts(query, address),
        pager=list_view.pager(query, page, total=total, address=address),
        reveal=address(reveal="true"),
        files={suffix: url_for(f".as_{suffix}", **query.parameters()) for suffix in ("xlsx", "csv")},
    )


def _counted(session: ScopedSession, wanted: RegistrationFilter) -> tuple[dict[str, int], bool]:
    """Return how many vehicles there are by verdict, and whether there are more: all but those of a frequent text."""
    if wanted.frequent:
        return count_most_by_verdict(session, wanted)
    return count_by_verdict(session, wanted), False


def _address(query: ListQuery, **changed: object) -> str:
    values: dict[str, Any] = query.parameters() | changed
    return url_for(".show", **values)


def _wanted(session: ScopedSession, query: ListQuery) -> RegistrationFilter:
    upload = None if query.upload is None else _upload(session, query.upload)
    return query.filter(unit=query.written.get("unit"), upload=upload)


def _upload(session: ScopedSession, number: int) -> tuple[int, int]:
    try:
        return find_upload(session, number).city_code, number
    except UploadUnknown:
        return _NO_UPLOAD


def _shown(query: ListQuery, document: dict[str, object]) -> dict[str, Any]:
    shown = document if query.reveals else masked_registration(document)
    return list_view.row(shown, {"unit": document["unit"]})


@noncompliance.get("/noncompliance.csv")
def as_csv() -> BaseResponse:
    """Hand out the whole list of the filter as CSV."""
    return _download("csv")


@noncompliance.get("/noncompliance.xlsx")
def as_xlsx() -> BaseResponse:
    """Hand out the whole list of the filter as a workbook."""
    return _download("xlsx")


def _download(form: Form) -> BaseResponse:
    query = list_query(KIND)

    def export(session: ScopedSession, form: Form) -> ListExport:
        title, wanted = say("menu.noncompliance"), _wanted(session, query)
        name = list_view.file_name(title, form)
        paper = list_view.paper_of(query, title=title, columns=COLUMNS, any_verdict=say("list.open"))
        return ListExport(
            DocumentKind.NONCOMPLIANCE, wanted, form, language(), not query.reveals, name, paper
        )

    def note(session: ScopedSession) -> None:
        _note(session, query, "noncompliance-export")

    return list_view.download_answer(
        query, form, list_view.Download(export, note, personal=query.reveals, page=url_for(".show"))
    )


def _note(session: ScopedSession, query: ListQuery, subject: str) -> None:
    """Enter in the audit log that plates and VINs were shown in full, and by which filter."""
    if query.reveals:
        reveal(session, subject, query.noted(), by=visiting().actor, now=clock.now())
