"""What changes for whom from which day: the same list as the feed of the API, for people."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, url_for

from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.addresses import tag_authority, with_query
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.law.change_log import Announced, Log, find_log
from fleetsvc.services.law.change_log_json import entry_json, said_units
from fleetsvc.web.frame.choices import find_category, units, words
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.public.list_filters import narrowed_to, page_asked
from rules.labels import label
from rules.vocabulary import Category

changes_page = Pages("changes_page", entry=Entry.ANYONE)

PAGE: Final = 30


@changes_page.get("/changes")
def show() -> Response:
    """Show a page of what changed, the newest act first, for all or for a unit and a category."""
    spoken = language()
    asked, unknown = narrowed_to("unit", "category")
    with parts().database.transaction(PUBLISHED) as session:
        log = find_log(session)
    category = find_category(asked.get("category", ""))
    entries = [] if log is None else log.about(unit=asked.get("unit"), category=category)
    page, after = page_asked(entries, PAGE)
    shown = [] if log is None else [_shown(log, one, asked.get("unit")) for one in page]
    return rendered_beside_menu(
        "changes.html",
        422 if unknown else 200,
        crumbs=[(say("needs.title"), url_for("requirements_page.show")), (say("changes.title"), None)],
        asked=asked,
        unknown=unknown,
        units=units(spoken),
        categories=words(Category, spoken),
        is_any=log is not None,
        entries=shown,
        count=len(entries),
        feed=with_query("/api/v1/changes.atom", asked | {"lang": spoken}),
        api=with_query("/api/v1/changes", asked),
        following=after
        and url_for(".show", after=after, unit=asked.get("unit"), category=asked.get("category")),
    )


def _shown(log: Log, one: Announced, unit: str | None) -> Mapping[str, Any]:
    """Return an entry as the API tells it, with its words for people and the way to the answer of its day."""
    spoken, change = language(), one.change
    told = entry_json(one, authority=tag_authority(), language=spoken)
    return told | {
        "stands": log.stands(one),
        "said_units": said_units(one).in_language(spoken),
        "said_category": label(change.category).in_language(spoken),
        "said_event": label(change.event).in_language(spoken),
        "ask": url_for(
            "ask.show",
            unit=unit or change.units[0],
            category=change.category.value,
            event=change.event.value,
            on=change.since.isoformat(),
        ),
    }
