"""The list of vehicles that fall short, for the office: filters and order in the address, ticks, acts and exports."""

from functools import partial
from typing import Any, Final

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.words import Hand
from fleetsvc.services.registrations.lists import narrowed, page_of_registrations
from fleetsvc.web.cases.bulk import told, toolbar
from fleetsvc.web.cases.faults import NotDecided
from fleetsvc.web.desks.desk import usual_filter
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, say
from fleetsvc.web.registrations import list_view, noncompliance_list, pagination
from fleetsvc.web.registrations.bulk_acts import handle_chosen
from fleetsvc.web.registrations.fact_words import heading
from fleetsvc.web.registrations.noncompliance_list import COLUMNS, NAME
from rules.vocabulary import OPEN_VERDICTS

noncompliance = Pages("noncompliance", entry=Entry.OFFICE)

UNFIT: Final = 422
_WAYS: Final = (
    "noncompliance.act",
    "noncompliance_taken.as_xlsx",
    "noncompliance_taken.as_csv",
    "noncompliance_taken.chosen_as_xlsx",
    "noncompliance_taken.whole_on_paper",
    "noncompliance_taken.chosen_on_paper",
)
"""What can be done with the list and with what is chosen of it."""


@noncompliance.get("/noncompliance")
def show() -> BaseResponse:
    """Show a page of the list; where nothing is asked, what its reader has it open with."""
    return usual_filter(NAME) or page(200)


@noncompliance.post("/noncompliance")
def act() -> BaseResponse:
    """Handle the cases of the chosen vehicles; what cannot be handled holds up no other."""
    query = noncompliance_list.asked()
    try:
        handled = handle_chosen(query)
    except NotDecided as why:
        return page(UNFIT, fault=why.fault)
    return redirect(handled.waits_at or noncompliance_list.address(query, **handled.counts), 303)


def page(status: int, *, fault: str = "") -> Response:
    """Return a page of the list; ``fault``: why nothing was done."""
    query = noncompliance_list.asked()
    address = partial(noncompliance_list.address, query)
    with parts().database.transaction(visiting().scope) as session:
        wanted = narrowed(session, noncompliance_list.asked_for(session, query))
        counted, is_more = noncompliance_list.counted(session, wanted)
        query = pagination.jumped(session, query, wanted, total=sum(counted.values()))
        found = page_of_registrations(
            session, wanted, after=query.after, before=query.before, limit=query.rows
        )
        noncompliance_list.note(session, query, "noncompliance")
    total = max(sum(counted.values()), len(found.rows))
    bar = list_view.fields(query, any_verdict=say("list.open"))
    rows = [noncompliance_list.shown(query, row) for row in found.rows]
    return rendered_beside_menu(
        "noncompliance.html",
        UNFIT if query.faults else status,
        crumbs=[(say("menu.noncompliance"), None)],
        query=query,
        desk=noncompliance_list.shelf_of(query),
        action=url_for("noncompliance.show"),
        bar=bar,
        said=list_view.filters_text(bar),
        head=heading,
        now=list_view.now_text(),
        items=rows,
        heads=list_view.heads(query, COLUMNS),
        total=f"{total:,}" + ("+" if is_more else ""),
        verdicts=[(*one, address(verdict=one[0])) for one in list_view.counted(counted, OPEN_VERDICTS)],
        sorts=list_view.sorts(query, address),
        pager=pagination.pager(query, found, total=total, address=address),
        reveal=address(reveal="true"),
        fault=fault,
        told=told(),
        picked=_picked(rows),
        toolbar=toolbar(Hand.OFFICE),
        ways={name: url_for(name, **query.here()) for name in _WAYS},
        pick={word: url_for("noncompliance.show", **query.here(), pick=word) for word in ("all", "none")},
    )


def _picked(rows: list[dict[str, Any]]) -> set[str]:
    """Return which of the rows are ticked: all that are asked for, or those that a form had ticked."""
    if request.args.get("pick") == "all":
        return {row["choice"] for row in rows}
    return {noncompliance_list.choice(*one) for one in noncompliance_list.ticked()}
