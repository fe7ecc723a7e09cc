"""Stored registrations of a unit: filters that live in the address, page by page, and exports of the same list."""

from functools import partial
from typing import Any, Final

from flask import Response, url_for
from sqlalchemy import Row
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.database.transactions import ScopedSession
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.common.masked_documents import masked_registration
from fleetsvc.services.documents.list_exports import Form, ListExport
from fleetsvc.services.documents.requests import DocumentKind
from fleetsvc.services.registrations.filters import Order, RegistrationFilter
from fleetsvc.services.registrations.lists import (
    count_most_by_verdict,
    list_registrations,
    listed_json,
    narrowed,
    page_of_registrations,
    place_of,
)
from fleetsvc.web.desks.desk import desk_of, shelf, usual_filter
from fleetsvc.web.frame.bureau_frame import chosen_unit, is_masked, of_unit, rendered_in_frame, unit_scope
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.registrations import list_view, pagination
from fleetsvc.web.registrations.fact_words import heading
from fleetsvc.web.registrations.list_form import (
    OF_VEHICLES,
    ListKind,
    ListQuery,
    along_list,
    as_arranged,
    list_query,
)
from rules.units import UNITS

registration_pages = Pages("registration_pages", entry=Entry.REPORTING)

NAME: Final = "registrations"
"""What the list is called where its readers keep anything of it."""
_KIND: Final = ListKind(
    filters=OF_VEHICLES,
    orders=(Order.NEWEST, Order.OLDEST),
    columns=list_view.CHOSEN,
    usual=("vin", "owner", "source"),
)
COLUMNS: Final = ("vehicle", "registered_on", "verdict", "category", "event", "energy")
"""Columns that always stand."""


@registration_pages.get("/registrations")
def show_all() -> BaseResponse:
    """Show a page of the unit's registrations; where nothing is asked, what its reader has it open with."""
    return usual_filter(NAME) or _page()


def asked(args: MultiDict[str, str] | None = None) -> ListQuery:
    """Return what an address asks of the list as its reader has it; that of the request unless another's is given."""
    return list_query(as_arranged(_KIND, desk_of(NAME)), args)


def _page() -> Response:
    query = asked()
    address = partial(address_of, query)
    with parts().database.transaction(unit_scope()) as session:
        wanted = narrowed(session, wanted_of(query))
        counted, is_more = count_most_by_verdict(session, wanted)
        total = sum(counted.values())
        query = pagination.jumped(session, query, wanted, total=total)
        page = page_of_registrations(
            session, wanted, after=query.after, before=query.before, limit=query.rows
        )
    total = max(total, len(page.rows))
    bar = list_view.fields(query, any_verdict=say("list.any"))
    return rendered_in_frame(
        "registrations.html",
        422 if query.faults else 200,
        place="registrations",
        query=query,
        desk=shelf(NAME, query.parameters(), faults=bool(query.faults), is_rearranged=query.is_rearranged),
        action=url_for(".show_all"),
        bar=bar,
        said=list_view.filters_text(bar),
        head=heading,
        now=list_view.now_text(),
        items=[_shown(query, row) for row in page.rows],
        heads=list_view.heads(query, COLUMNS),
        total=f"{total:,}" + ("+" if is_more else ""),
        verdicts=[(*one, address(verdict=one[0])) for one in list_view.counted(counted, ())],
        sorts=list_view.sorts(query, address),
        pager=pagination.pager(query, page, total=total, address=address),
        paper=url_for(".on_paper", **of_unit(), **query.parameters()),
        files={
            suffix: url_for(f".as_{suffix}", **of_unit(), **query.parameters()) for suffix in ("xlsx", "csv")
        },
    )


def _shown(query: ListQuery, found: Row[Any]) -> dict[str, Any]:
    document = masked_registration(listed_json(found)) if is_masked() else listed_json(found)
    return list_view.row(document, of_unit(), along_list(NAME, query, place_of(found)))


def wanted_of(query: ListQuery) -> RegistrationFilter:
    """Return which vehicles of the unit an address asks for."""
    unit, upload = chosen_unit(), query.upload
    return query.filter(unit=unit, upload=None if upload is None else (int(unit), upload))


def address_of(query: ListQuery, **changed: object) -> str:
    """Return the address of the list, with what is asked for otherwise."""
    values: dict[str, Any] = of_unit() | query.parameters() | changed
    return url_for("registration_pages.show_all", **values)


@registration_pages.get("/registrations.csv")
def as_csv() -> BaseResponse:
    """Hand out all registrations of the filter as CSV."""
    return _download("csv")


@registration_pages.get("/registrations.xlsx")
def as_xlsx() -> BaseResponse:
    """Hand out all registrations of the filter as a workbook."""
    return _download("xlsx")


@registration_pages.get("/registrations/print")
def on_paper() -> BaseResponse:
    """Show the list of the filter on one page, as it is printed."""
    query = asked()
    if query.faults:
        return list_view.back_to(url_for(".show_all"))
    with parts().database.transaction(unit_scope()) as session:
        wanted = narrowed(session, wanted_of(query))
        counted, is_more = count_most_by_verdict(session, wanted)
        rows, further = list_registrations(session, wanted, after=None, limit=list_view.MOST_PRINTED)
    is_cut = further is not None
    return rendered_in_frame(
        "printed_list.html",
        place="registrations",
        below=[(say("act.print"), None)],
        title=_name(),
        said=list_view.filters_text(list_view.fields(query, any_verdict=say("list.any"))),
        now=list_view.now_text(),
        is_cut=is_cut,
        total=list_view.printed_total(sum(counted.values()), rows, is_cut=is_cut, is_more=is_more),
        most=f"{len(rows):,}",
        items=[_shown(query, row) for row in rows],
        heads=list_view.heads(query, COLUMNS),
        back=address_of(query),
    )


def _download(form: Form) -> BaseResponse:
    query = asked()

    def export(_: ScopedSession, form: Form) -> ListExport:
        name = list_view.file_name(_name(), form)
        paper = list_view.paper_of(query, title=_name(), columns=COLUMNS, any_verdict=say("list.any"))
        return ListExport(
            DocumentKind.REGISTRATIONS, wanted_of(query), form, language(), is_masked(), name, paper
        )

    # What is masked is shown in full to nobody here: there is nothing to be noted.
    taken = list_view.Download(export, note=lambda _: None, personal=False, page=url_for(".show_all"))
    return list_view.download_answer(query, form, taken)


def _name() -> str:
    return f"{UNITS[chosen_unit()].name.in_language(language())}{say('reg.title')}"
