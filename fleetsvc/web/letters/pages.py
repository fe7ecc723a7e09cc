"""Letters about a ranking edition, for the office: the circular, letters to units, and the talks that are proposed."""

from flask import Response, url_for

from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.documents.letters import LetterUnknown
from fleetsvc.services.letters.contents import EditionProvisional
from fleetsvc.services.letters.measures import counted_by_unit
from fleetsvc.services.letters.proposals import proposals_of, talk_rule
from fleetsvc.services.rankings.lists import EditionMissing, current_edition
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.letters.letter_form import edition_asked
from fleetsvc.web.letters.letter_view import unit_rows
from importers.letters.fields import TITLES, LetterKind
from rules.editions import EditionStatus

letter_pages = Pages("letter_pages", entry=Entry.OFFICE)


@letter_pages.get("/rankings/<text>/letters")
def show(text: str) -> Response:
    """Show the letters that can be written about the latest edition of a period, and with whom a talk is proposed."""
    period, category = edition_asked(text)
    with parts().database.transaction(visiting().scope) as session:
        try:
            edition = current_edition(session, period, category=category)
        except EditionMissing:
            raise LetterUnknown(text) from None
        if edition["status"] == EditionStatus.PROVISIONAL:
            raise EditionProvisional(period.key)
        proposals = proposals_of(session, edition)
        measures = counted_by_unit(session)
    name = period.name.in_language(language())
    of = category.value if category else None
    return rendered_beside_menu(
        "letters.html",
        crumbs=[
            (say("rankings.title"), url_for("rankings_pages.show_all")),
            (name, url_for("rankings_pages.show", text=period.key, category=of)),
            (say("letters.title"), None),
        ],
        name=name,
        edition=edition,
        of=of,
        is_preview=edition["status"] == EditionStatus.PREVIEW,
        titles={kind.value: TITLES[kind].in_language(language()) for kind in LetterKind},
        rule=talk_rule(edition),
        measures=measures,
        rows=unit_rows(edition, proposals),
    )
