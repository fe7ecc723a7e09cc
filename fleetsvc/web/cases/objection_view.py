"""What the page of objections shows: a unit's line of a preview, and what it has objected to."""

from datetime import date

from flask import Response, request, url_for
from sqlmodel import Session

from fleetsvc.edge.audience import audience_of
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json
from fleetsvc.services.cases.objections import MOST_VEHICLES
from fleetsvc.services.rankings.lists import EditionMissing, current_edition
from fleetsvc.services.rankings.open_objections import holds, objections
from fleetsvc.web.cases.case_form import LONGEST_REASON
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import language, say
from fleetsvc.web.rankings.rows import edition_row
from rules.editions import EditionStatus
from rules.labels import label
from rules.periods import Period
from rules.vocabulary import Category


def objection_page(period: Period, status: int, *, today: date, fault: str = "") -> Response:
    """Return the page; of a period that is not in preview it says so, without a form."""
    name = period.name.in_language(language())
    with parts().database.transaction(visiting().scope) as session:
        line = _own_line(session, period)
        made = objections(session, period)
    return rendered_beside_menu(
        "objection.html",
        status,
        crumbs=[
            (say("rankings.title"), url_for("rankings_pages.show_all")),
            (name, url_for("rankings_pages.show", text=period.key)),
            (say("objection.title"), None),
        ],
        title=name,
        period=period.key,
        row=None if line is None else edition_row(line, {}),
        objections=made,
        is_open=any(holds(case, today=today) for case in made),
        categories=[(one.value, label(one).in_language(language())) for one in Category],
        fault=fault,
        typed=request.form,
        most=LONGEST_REASON,
        most_vehicles=MOST_VEHICLES,
    )


def _own_line(session: Session, period: Period) -> Json | None:
    try:
        edition = current_edition(session, period, audience=audience_of(visiting()))
    except EditionMissing:
        return None
    return edition["lines"][0] if edition["status"] == EditionStatus.PREVIEW else None
