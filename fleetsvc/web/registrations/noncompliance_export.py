"""The list of vehicles that fall short, or what is chosen of it, to be taken away: as files and on paper."""

from flask import Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.database.transactions import ScopedSession
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.documents.list_exports import Form, ListExport
from fleetsvc.services.documents.requests import DocumentKind
from fleetsvc.services.registrations.filters import RegistrationFilter
from fleetsvc.services.registrations.lists import list_registrations, narrowed
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.registrations import list_view
from fleetsvc.web.registrations import noncompliance_list as the_list
from fleetsvc.web.registrations.list_form import ListQuery
from fleetsvc.web.registrations.noncompliance import UNFIT, page

noncompliance_taken = Pages("noncompliance_taken", entry=Entry.OFFICE)


@noncompliance_taken.get("/noncompliance.csv")
def as_csv() -> BaseResponse:
    """Hand out the whole list of the filter as CSV."""
    return _download("csv", whole=True)


@noncompliance_taken.get("/noncompliance.xlsx")
def as_xlsx() -> BaseResponse:
    """Hand out the whole list of the filter as a workbook."""
    return _download("xlsx", whole=True)


@noncompliance_taken.post("/noncompliance.xlsx")
def chosen_as_xlsx() -> BaseResponse:
    """Hand out the chosen vehicles as a workbook."""
    return _download("xlsx", whole=False)


@noncompliance_taken.get("/noncompliance/print")
def whole_on_paper() -> BaseResponse:
    """Show the list of the filter on one page, as it is printed."""
    return _on_paper(whole=True)


@noncompliance_taken.post("/noncompliance/print")
def chosen_on_paper() -> BaseResponse:
    """Show the chosen vehicles on one page, as they are printed."""
    return _on_paper(whole=False)


def _on_paper(*, whole: bool) -> Response:
    query = the_list.asked()
    if _is_refused(query, whole=whole):
        return page(UNFIT, fault=_why(query))
    with parts().database.transaction(visiting().scope) as session:
        wanted = _wanted(session, query, whole=whole)
        counted, is_more = the_list.counted(session, wanted)
        rows, further = list_registrations(session, wanted, after=None, limit=list_view.MOST_PRINTED)
        the_list.note(session, query, "noncompliance")
    total = list_view.printed_total(sum(counted.values()), rows, is_cut=further is not None, is_more=is_more)
    title = say("menu.noncompliance")
    return rendered_beside_menu(
        "printed_list.html",
        crumbs=[(title, the_list.address(query)), (say("act.print"), None)],
        title=title,
        said=list_view.filters_text(list_view.fields(query, any_verdict=say("list.open"))),
        now=list_view.now_text(),
        is_cut=further is not None,
        is_chosen=not whole and not the_list.are_all_chosen(),
        total=total,
        most=f"{len(rows):,}",
        verdicts=list_view.counted(counted, ()),
        items=[the_list.shown(query, row) for row in rows],
        heads=list_view.heads(query, the_list.COLUMNS),
        back=the_list.address(query),
    )


def _download(form: Form, *, whole: bool) -> BaseResponse:
    query = the_list.asked()
    if not whole and _is_refused(query, whole=whole):
        return page(UNFIT, fault=_why(query))

    def export(session: ScopedSession, form: Form) -> ListExport:
        title, wanted = say("menu.noncompliance"), _wanted(session, query, whole=whole)
        name = list_view.file_name(title, form)
        paper = list_view.paper_of(query, title=title, columns=the_list.COLUMNS, any_verdict=say("list.open"))
        return ListExport(
            DocumentKind.NONCOMPLIANCE, wanted, form, language(), not query.reveals, name, paper
        )

    def note(session: ScopedSession) -> None:
        the_list.note(session, query, "noncompliance-export")

    return list_view.download_answer(
        query,
        form,
        list_view.Download(export, note, personal=query.reveals, page=url_for("noncompliance.show")),
    )


def _is_refused(query: ListQuery, *, whole: bool) -> bool:
    return bool(query.faults) or not (whole or the_list.is_anything_chosen())


def _why(query: ListQuery) -> str:
    """Return why nothing is taken away; of a filter that means nothing the page tells by itself."""
    return "" if query.faults else say("list.nothing_chosen")


def _wanted(session: ScopedSession, query: ListQuery, *, whole: bool) -> RegistrationFilter:
    return narrowed(session, the_list.asked_for(session, query)) if whole else the_list.chosen(session, query)
