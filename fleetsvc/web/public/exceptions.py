"""Exceptions in public: what the law excepts, how often that is approved, and the models there are instead."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from flask import Response, url_for

from fleetsvc import clock
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.exception_counts import exceptions_json, of_unit
from fleetsvc.services.law.catalogues import list_models
from fleetsvc.web.frame.choices import unit_name, units, words
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.public.list_filters import narrowed_to, page_asked
from rules.labels import label
from rules.vocabulary import Category, Energy, Event

exceptions_page = Pages("exceptions_page", entry=Entry.ANYONE)

PAGE: Final = 100


@exceptions_page.get("/exceptions")
def show() -> Response:
    """Show the grounds of a category, or of all, with the figures of the province and of a unit."""
    spoken, today, book = language(), clock.day_of(clock.now()), parts().in_force.find()
    asked, unknown = narrowed_to("unit", "category")
    unit, category = asked.get("unit"), asked.get("category")
    with parts().database.transaction(PUBLISHED) as session:
        counts = parts().exceptions.on(session, today)
        models = Counter(one.category for one in list_models(session, category=None, energy=None))
    told = [] if book is None else exceptions_json(book, counts, on=today, language=spoken)
    shown = [of_unit(one, unit or "") for one in told if category in (None, one["category"])]
    return rendered_beside_menu(
        "exceptions.html",
        422 if unknown else 200,
        crumbs=[(say("needs.title"), url_for("requirements_page.show")), (say("excepted.title"), None)],
        chosen={"unit": unit, "category": category},
        unknown=unknown,
        unit_name=unit_name(int(unit), spoken) if unit else None,
        units=units(spoken),
        categories=words(Category, spoken),
        groups=[
            (word.value, label(word).in_language(spoken), models[word], grounds)
            for word in Category
            for grounds in [[one for one in shown if one["category"] == word]]
            if grounds or category == word
        ],
        events=dict(words(Event, spoken)),
        band=band,
        since=today.replace(day=1).isoformat(),
        is_any=book is not None,
    )


@exceptions_page.get("/models")
def show_models() -> Response:
    """Show the catalogued models of a category, page by page."""
    spoken = language()
    asked, unknown = narrowed_to("category")
    category = asked.get("category")
    with parts().database.transaction(PUBLISHED) as session:
        found = list_models(session, category=category, energy=None)
    page, after = page_asked(found, PAGE)
    return rendered_beside_menu(
        "models.html",
        422 if unknown else 200,
        crumbs=[(say("excepted.title"), url_for(".show")), (say("models.title"), None)],
        category=category,
        unknown=unknown,
        categories=words(Category, spoken),
        names={
            word: dict(words(kind, spoken)) for word, kind in (("category", Category), ("energy", Energy))
        },
        models=page,
        count=len(found),
        following=after and url_for(".show_models", category=category, after=after),
    )


def band(told: Mapping[str, Any]) -> str:
    """Return a count as people read its band."""
    if told["most"] is None:
        return say("excepted.many", least=told["least"])
    return f"{told['least']}–{told['most']}" if told["least"] else say("excepted.few", most=told["most"] + 1)
