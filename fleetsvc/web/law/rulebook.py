"""The rulebook as a page: clauses as quoted, rules by force, interpretations with their status, coverage."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from flask import Response, request
from sqlmodel import Session

from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.callers import current_person
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import RulebookEdition
from fleetsvc.services.drafts.activations import activation_json, activations_of, draft_json
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.book_view import book_answer
from fleetsvc.services.law.editions import edition_of_hash, list_editions
from fleetsvc.services.law.rulebooks import EditionUnknown, NoActiveRulebook, editions_in_force
from fleetsvc.web.frame.access import is_office
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, minute, say
from fleetsvc.web.law.rules_view import by_force
from fleetsvc.web.law.values_view import values_text
from rules.wording import Language

rulebook_pages = Pages("rulebook_pages", entry=Entry.ANYONE)

MOST_EDITIONS: Final = 500


@dataclass(frozen=True, slots=True)
class Found:
    """An edition with its header, and each time it came into force, the last first.

    ``asked_in_vain`` where another one was asked for that does not exist.
    """

    document: Mapping[str, Any]
    activations: Sequence[Mapping[str, Any]]
    editions: Sequence[Mapping[str, Any]]
    asked_in_vain: bool
    in_force: Sequence[Mapping[str, str]]


@rulebook_pages.get("/rulebook")
def show() -> Response:
    """Show the edition in force, or the one named by ``?edition=sha256:…``; drafts are shown to the office alone."""
    spoken = language()
    crumbs, person = [(say("book.title"), None)], current_person()
    with parts().database.transaction(PUBLISHED if person is None else person.scope) as session:
        try:
            found = _found(session, request.args.get("edition", ""), spoken)
        except NoActiveRulebook:
            return rendered_beside_menu("rulebook.html", crumbs=crumbs, book=None)
    return rendered_beside_menu(
        "rulebook.html",
        crumbs=crumbs,
        book=found.document,
        activations=found.activations,
        editions=found.editions,
        asked_in_vain=found.asked_in_vain,
        in_force=found.in_force,
        rules_by_force=by_force(found.document["rules"], spoken),
        coverage=[
            (passage, list(lines))
            for passage, lines in groupby(found.document["coverage"], key=lambda line: line["passage"])
        ],
        answers={entry["id"]: entry for entry in found.document["interpretations"]},
        rests=_rests(found.document["rules"]),
        open_answers=sum(entry["status"] == "assumed" for entry in found.document["interpretations"]),
        values_text=values_text,
        is_office=is_office(),
        told=minute,
    )


def _found(session: Session, name: str, spoken: Language) -> Found:
    """Return what is asked for, else what is in force. Raises NoActiveRulebook."""
    editions, _ = list_editions(session, after=None, limit=MOST_EDITIONS)
    headers = {str(one["edition"]): one for one in editions}
    wanted, in_force = _stored(session, name, headers), editions_in_force(session)
    edition = in_force[0] if wanted is None else wanted
    known = headers.get(edition.edition)
    header = dict(known) if known else draft_json(session, edition) | {"activated_at": None}
    return Found(
        book_answer(header, book_of(edition), spoken),
        [activation_json(one) for one in reversed(activations_of(session, edition))],
        editions,
        asked_in_vain=bool(name) and wanted is None,
        in_force=[_named(one, spoken) for one in in_force],
    )


def _named(edition: RulebookEdition, spoken: Language) -> Mapping[str, str]:
    title = book_of(edition).title.in_language(spoken)
    return {"edition": edition.edition, "name": edition.name, "title": title}


def _stored(session: Session, name: str, public: Collection[str]) -> RulebookEdition | None:
    """Return the edition of that name that may be read: a draft by the office alone, whole names only by others."""
    if name not in public and not is_office():
        return None
    try:
        return edition_of_hash(session, name)
    except EditionUnknown:
        return None


def _rests(rules: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the rules that rest on each interpretation."""
    found: dict[str, list[str]] = {}
    for rule in rules:
        for name in rule["interpretations"]:
            found.setdefault(name, []).append(rule["id"])
    return found
