"""The list of cases to be taken away: as a workbook to be handed in, and on paper."""

from collections.abc import Sequence
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.document_answers import place_held
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.lists import said_number
from fleetsvc.services.cases.taken import MOST_PRINTED, MOST_TAKEN, take
from fleetsvc.web.cases.case_form import asked, choices, faults, hand, wanted
from fleetsvc.web.cases.case_view import CaseView, case_view
from fleetsvc.web.cases.ground_view import grounds
from fleetsvc.web.cases.taken_sheet import cases_xlsx
from fleetsvc.web.frame.bureau_frame import is_masked, visiting
from fleetsvc.web.frame.downloads import as_workbook
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, minute, say
from fleetsvc.web.frame.phrases import clauses, minute_text

case_taken = Pages("case_taken", entry=Entry.REPORTING)


@case_taken.get("/cases.xlsx")
def as_xlsx() -> BaseResponse:
    """Hand out the cases of the filter as a workbook. Raises PlacesTaken."""
    if faults():
        return _back()
    title, now = say("menu.cases"), clock.now()
    with place_held():
        rows, _, said, cut = _taken(MOST_TAKEN)
        content = cases_xlsx(rows, title, said, cut=cut, now=now)
    return as_workbook(content, f"{title}{clock.day_of(now):%Y%m%d}.xlsx")


@case_taken.get("/cases/print")
def on_paper() -> BaseResponse:
    """Show the cases of the filter on one page, as they are printed."""
    if faults():
        return _back()
    rows, total, said, cut = _taken(MOST_PRINTED)
    return rendered_beside_menu(
        "printed_cases.html",
        crumbs=[(say("menu.cases"), _address()), (say("act.print"), None)],
        said=said,
        as_of=say("cases.as_of", instant=minute_text(clock.now())),
        rows=rows,
        cut=cut,
        total=total,
        back=_address(),
    )


def _taken(most: int) -> tuple[list[CaseView], str, str, str]:
    """Return the cases asked for as rows show them, how many there are, the filter in words, and what was cut."""
    query, now, masked = asked(), clock.now(), is_masked()
    filtered = wanted(query, today=clock.day_of(now))
    with parts().database.transaction(visiting().scope) as session:
        known = grounds(session, language=language())
        total = said_number(session, filtered)
        found, is_cut = take(session, filtered, most=most, masked=masked, by=visiting().actor, now=now)
    rows = [case_view(case, known, language=language(), masked=masked, say=say, now=now) for case in found]
    said = say("cases.filters", filters=_filters(query, [(one.ground, one.text) for one in known]))
    return rows, total, said, say("cases.cut", most=f"{most:,}", count=total) if is_cut else ""


def _filters(query: dict[str, Any], known: Sequence[tuple[str, str]]) -> str:
    """Return what is asked, in words."""
    offered = choices(hand()) | {"ground": list(known)}
    said = [
        f"{say(f'cases.{name}')} {dict(words)[query[name]]}"
        for name, words in offered.items()
        if query.get(name) in dict(words)
    ]
    since = [say(f"cases.since.{name}", at=minute(query[name])) for name in query if name.endswith("_since")]
    return clauses([*said, *since]) or say("cases.any")


def _address() -> str:
    return url_for("case_pages.show", **asked())


def _back() -> Response | BaseResponse:
    """Lead to the list, which says what of the address means nothing."""
    return redirect(f"{url_for('case_pages.show')}?{request.query_string.decode('ascii', 'replace')}", 303)
