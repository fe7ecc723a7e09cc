"""The rulebook as a page: clauses as quoted, rules by force, interpretations with their status, coverage."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from flask import Response, request
from sqlmodel import Session

from fleetsvc.callers import current_caller
from fleetsvc.db import OFFICE
from fleetsvc.entry import Entry
from fleetsvc.models import RulebookEdition
from fleetsvc.parts import parts
from fleetsvc.services.accounts import Role
from fleetsvc.services.activations import draft_json
from fleetsvc.services.book_pages import book_answer
from fleetsvc.services.editions import edition_of_hash, find_edition, list_editions
from fleetsvc.services.rulebooks import EditionUnknown, NoActiveRulebook, active_book
from fleetsvc.web.menu import rendered_beside_menu
from fleetsvc.web.pages import Pages, language, minute, say
from rules.labels import label
from rules.rulebook import build
from rules.units import UNITS
from rules.vocabulary import Category, EmissionStage, Energy, Event, Force
from rules.wording import Language

rulebook_pages = Pages("rulebook_pages", entry=Entry.ANYONE)

MOST_EDITIONS: Final = 500


@dataclass(frozen=True, slots=True)
class Found:
    """An edition with its header; ``asked_in_vain`` where another one was asked for that does not exist."""

    document: Mapping[str, Any]
    editions: Sequence[Mapping[str, Any]]
    asked_in_vain: bool


@rulebook_pages.get("/rulebook")
def show() -> Response:
    """Show the edition in force, or the one named by ``?edition=sha256:…``."""
    spoken = language()
    crumbs = [(say("book.title"), None)]
    with parts().database.transaction(OFFICE) as session:
        try:
            found = _found(session, request.args.get("edition", ""), spoken)
        except NoActiveRulebook:
            return rendered_beside_menu("rulebook.html", crumbs=crumbs, book=None)
    return rendered_beside_menu(
        "rulebook.html",
        crumbs=crumbs,
        book=found.document,
        editions=found.editions,
        asked_in_vain=found.asked_in_vain,
        rules_by_force=_by_force(found.document["rules"], spoken),
        coverage=[
            (number, list(lines))
            for number, lines in groupby(found.document["coverage"], key=lambda line: line["number"])
        ],
        answers={entry["id"]: entry for entry in found.document["interpretations"]},
        open_answers=sum(entry["status"] == "assumed" for entry in found.document["interpretations"]),
        told=minute,
    )


def _found(session: Session, name: str, spoken: Language) -> Found:
    """Return what is asked for, else what is in force. Raises NoActiveRulebook."""
    editions, _ = list_editions(session, after=None, limit=MOST_EDITIONS)
    if name in {one["edition"] for one in editions}:
        header, book = find_edition(session, name)
        return Found(book_answer(header, book, spoken), editions, asked_in_vain=False)
    draft = _draft(session, name)
    if draft is not None:
        head = draft_json(session, draft) | {"activated_at": None}
        return Found(book_answer(head, build(draft.content), spoken), editions, asked_in_vain=False)
    active = active_book(session)
    header = next((one for one in editions if one["edition"] == active.book.edition), {})
    return Found(book_answer(header, active.book, spoken), editions, asked_in_vain=bool(name))


def _draft(session: Session, name: str) -> RulebookEdition | None:
    """Return the draft of that name, where the office asks."""
    caller = current_caller()
    if caller is None or caller.role is not Role.OFFICE:
        return None
    try:
        return edition_of_hash(session, name)
    except EditionUnknown:
        return None


def _by_force(
    rules: Sequence[Mapping[str, Any]], spoken: Language
) -> list[tuple[Force, str, list[dict[str, Any]]]]:
    """Return the rules under their force, the strictest first."""
    shown = [dict(rule) | _said(rule, spoken) for rule in rules]
    groups = ((force, [rule for rule in shown if rule["force"] == force]) for force in Force)
    return [(force, label(force).said_in(spoken), found) for force, found in groups if found]


def _said(rule: Mapping[str, Any], spoken: Language) -> dict[str, str]:
    return {
        "anchor": anchor(rule["id"]),
        "about": _about(rule, spoken),
        "demand": said_demand(rule["requires"], spoken),
        "places": _joined((UNITS[code].name.said_in(spoken) for code in rule["units"] or ()), spoken),
    }


def _about(rule: Mapping[str, Any], spoken: Language) -> str:
    events = "或" if spoken == "zh" else " or "
    came = events.join(label(Event(name)).said_in(spoken) for name in rule["events"])
    kinds = _joined((label(Category(name)).said_in(spoken) for name in rule["categories"]), spoken)
    return f"{came}：{kinds}" if spoken == "zh" else f"{came}: {kinds}"


def said_demand(requires: Mapping[str, Any], spoken: Language) -> str:
    """Return a rule's demand, as ``rules.requirements.requires`` gives it, in a sentence."""
    if "emission_stage" in requires:
        stages = _joined(
            (label(EmissionStage(name)).said_in(spoken) for name in requires["emission_stage"]), spoken
        )
        return say("book.stage", mass=f"{requires['gross_mass_above_kg']:,}", stages=stages)
    energies = _joined((label(Energy(name)).said_in(spoken) for name in requires["energy"]), spoken)
    if "share" not in requires:
        return energies
    share = requires["share"]
    word = "book.share_more" if share["exclusive"] else "book.share_least"
    return say(word, percent=f"{share['percent']:g}", energy=energies)


def anchor(rule_id: str) -> str:
    """Return where on the page a rule stands.

    >>> anchor("henan-2023/13-bus-new")
    'rule-henan-2023-13-bus-new'
    """
    return f"rule-{rule_id.replace('/', '-')}"


def _joined(words: Iterable[str], spoken: Language) -> str:
    return ("、" if spoken == "zh" else ", ").join(words)
