"""What may be registered, by unit, category and event, on one sheet that can be printed."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import Response, request, url_for

from fleetsvc import clock
from fleetsvc.edge.callers import current_person
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.law.requirements import find_day, requirement_answer
from fleetsvc.web.frame.choices import units
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.law.rules_view import anchor
from rules.labels import label
from rules.questions import Question
from rules.rulebook import Rulebook
from rules.units import UNITS
from rules.vocabulary import Category, Energy, Event, Force
from rules.wording import Language

requirements_page = Pages("requirements_page", entry=Entry.ANYONE)

FIRST_UNIT: Final = next(iter(UNITS))


@dataclass(frozen=True, slots=True)
class TableQuery:
    """The unit and day of the table; ``faults`` say what was asked for and could not be taken."""

    unit: str
    on: date
    faults: tuple[str, ...]


Demand = tuple[str, str, str]
"""Where a rule stands, its force, and what it demands."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: what binds on the energy, by which rules, and what else is asked.

    ``asked``: the address of the same question with its answer; ``first``: whether its category begins with it;
    ``rules``: where each stands, the number of its clause, its title; ``excepted``: whether reasons may be given.
    """

    category: str
    event: str
    asked: str
    first: bool
    force: str | None
    said_force: str | None
    energies: tuple[str, ...]
    rules: tuple[tuple[str, str, str], ...]
    also: tuple[Demand, ...]
    excepted: bool


@requirements_page.get("/requirements")
def show() -> Response:
    """Show the table of a unit and day: by default that of the visitor's unit, today."""
    spoken, asked = language(), _asked()
    book = parts().in_force.find()
    answers = [] if book is None else _answers(book, asked, spoken)
    shared = _of_all(answers)
    return rendered_beside_menu(
        "requirements.html",
        422 if asked.faults else 200,
        crumbs=[(say("needs.title"), None)],
        asked=asked,
        unit_name=UNITS[asked.unit].name.in_language(spoken),
        units=units(spoken),
        edition=book.edition if book else None,
        rows=[_line(answer, spoken, but=shared) for answer in answers],
        shared=[_demand(rule, spoken) for rule in shared],
        clauses={
            rule["clause"]["id"]: rule["clause"] for answer in answers for rule in answer["rules"]
        }.values(),
    )


def _asked() -> TableQuery:
    person = current_person()
    unit = request.args.get("unit", "").strip() or (person.unit if person else None) or FIRST_UNIT
    on, today = request.args.get("on", "").strip(), clock.day_of(clock.now())
    faults = []
    if unit not in UNITS:
        unit = FIRST_UNIT
        faults.append(say("needs.wrong_unit", unit=UNITS[unit].name.in_language(language())))
    day = find_day(on) if on else today
    if day is None:
        day = today
        faults.append(say("needs.wrong_on", value=on, on=today.isoformat()))
    return TableQuery(unit, day, tuple(faults))


def _answers(book: Rulebook, asked: TableQuery, spoken: Language) -> list[dict[str, Any]]:
    return [
        requirement_answer(book, Question(category, event, asked.unit, asked.on), language=spoken)
        for category in Category
        for event in Event
    ]


def _of_all(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rules that every line is under: they are told once, above the table."""
    first = answers[0]["rules"] if answers else []
    return [
        rule
        for rule in first
        if all((rule["id"] in {other["id"] for other in answer["rules"]}) for answer in answers)
    ]


def _demand(rule: dict[str, Any], spoken: Language) -> Demand:
    force = label(Force(rule["force"])).in_language(spoken)
    return anchor(rule["id"]), force, rule["demand"]


def _line(answer: dict[str, Any], spoken: Language, *, but: list[dict[str, Any]]) -> Line:
    """Return a line of the table: what binds on the energy, its clause, and what else is asked ``but`` those."""
    told = {rule["id"] for rule in but}
    deciding = [
        rule
        for rule in answer["rules"]
        if rule["force"] == answer["force"] and set(rule["requires"]) == {"energy"}
    ]
    return Line(
        category=label(Category(answer["category"])).in_language(spoken),
        event=label(Event(answer["event"])).in_language(spoken),
        asked=url_for(
            "ask.show",
            unit=answer["unit"],
            category=answer["category"],
            event=answer["event"],
            on=answer["on"],
        ),
        first=answer["event"] == Event.NEW,
        force=answer["force"],
        said_force=label(Force(answer["force"])).in_language(spoken) if answer["force"] else None,
        energies=tuple(label(Energy(name)).in_language(spoken) for name in answer["allowed_energy"] or ()),
        rules=tuple((anchor(rule["id"]), rule["clause"]["number"], rule["title"]) for rule in deciding),
        also=tuple(
            _demand(rule, spoken)
            for rule in answer["rules"]
            if rule not in deciding and rule["id"] not in told
        ),
        excepted=bool(answer["exceptions"]),
    )
