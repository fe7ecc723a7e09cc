"""What a manuscript would change, before anything is stored."""

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.manuscripts import manuscripts
from fleetsvc.services.manuscripts.checking import checked, previewed
from fleetsvc.web.drafts.view import flip_tables, text_changes
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say, when
from fleetsvc.web.manuscripts.saving import crumbs
from rules.labels import label
from rules.periods import PeriodKind, period_of
from rules.vocabulary import Verdict

manuscript_preview = Pages("manuscript_preview", entry=Entry.OFFICE)


@manuscript_preview.get("/rulebook/manuscripts/<id:number>/preview")
def show(number: int) -> BaseResponse:
    """Show how many stored vehicles would be judged otherwise, per unit and category, and which cases fail."""
    now = clock.now()
    with parts().database.snapshot(visiting().scope) as session:
        manuscript = manuscripts.find(session, number)
        found = checked(session, manuscript.text)
        if found.book is None:
            return redirect(url_for("manuscript_pages.show", number=number, _anchor="problems"), 303)
        period = period_of(clock.day_of(now), PeriodKind.YEAR)
        document = previewed(session, found, period=period, language=language(), now=now)
    return rendered_beside_menu(
        "manuscript_preview.html",
        crumbs=crumbs(number, say("manuscript.preview")),
        manuscript=manuscript,
        made=when(now),
        sums=document["registrations"],
        flips=flip_tables(document["flips"]),
        law=document["law"],
        changes=text_changes(document["rules"], document["interpretations"]),
        failing_cases=document["failing_cases"],
        changed_cases=document["changed_cases"],
        said_verdicts={word.value: label(word).in_language(language()) for word in Verdict},
    )
