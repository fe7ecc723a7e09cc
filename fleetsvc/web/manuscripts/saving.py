"""What all pages of manuscripts do: read one, change it by edits, and tell a writer who saw an older version."""

import difflib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Final, TypedDict

from flask import request, url_for

from fleetsvc import clock
from fleetsvc.books import parsed
from fleetsvc.database.transactions import ScopedSession
from fleetsvc.edge.parts import parts
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.manuscripts import manuscripts
from fleetsvc.services.manuscripts.book_edits import Edit, rewritten
from fleetsvc.services.manuscripts.checking import Checked, checked
from fleetsvc.services.manuscripts.manuscripts import Manuscript, ManuscriptChanged, ManuscriptUnknown
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import Crumb
from fleetsvc.web.frame.pages import language, number_of, say
from rules.rulebook import Problem

UNFIT: Final = 422
CHANGED: Final = 409
MOST_LINES_TOLD: Final = 60


class EntryUnfit(Exception):
    """What a form says has problems of its own: ``problems``, their paths within the entry. Nothing was saved."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(len(problems))
        self.problems = problems


def office() -> AbstractContextManager[ScopedSession]:
    """Return a transaction in which whoever is signed in, of the office, reads and writes."""
    return parts().database.transaction(visiting().scope)


class Whose(TypedDict):
    """Who does something, and when."""

    by: Actor
    now: datetime


def whose() -> Whose:
    """Return who is signed in, and the time."""
    return {"by": visiting().actor, "now": clock.now()}


def today() -> date:
    """Return the legal day."""
    return clock.day_of(clock.now())


@dataclass(frozen=True, slots=True)
class Opened:
    """A manuscript as it stands, with the book that it makes or its problems."""

    manuscript: Manuscript
    checked: Checked

    @property
    def mapping(self) -> Mapping[str, Any]:
        """What its file says."""
        return self.checked.mapping


def opened(number: int) -> Opened:
    """Return a manuscript as it stands. Raises ManuscriptUnknown."""
    with office() as session:
        found = manuscripts.find(session, number)
        return Opened(found, checked(session, found.text))


def seen() -> int:
    """Return the version that the form was made from."""
    return number_of(request.form.get("version")) or 0


def saved(
    number: int,
    edits_of: Callable[[Mapping[str, Any]], list[Edit]],
    *,
    what: str,
    entry: Callable[[Mapping[str, Any]], str] | None = None,
) -> Manuscript:
    """Change a manuscript and return it; ``entry``: the path of what must have no problem of its own then.

    Raises ManuscriptUnknown, ManuscriptChanged, NotEditable, EntryUnfit, RulebookBroken.
    """
    with office() as session:
        latest = manuscripts.find(session, number)
        if latest.version != seen():
            raise ManuscriptChanged(latest)
        text = rewritten(latest.text, edits_of(parsed(latest.text.encode())))
        if entry is not None:
            found = checked(session, text)
            own = [*within(found.problems, entry(found.mapping))]
            if own:
                raise EntryUnfit(own)
        return manuscripts.change(session, number, text, seen=latest.version, what=what, **whose())


def within(problems: tuple[Problem, ...], path: str) -> list[Problem]:
    """Return the problems of an entry, their paths counted from it.

    >>> from rules.wording import Text
    >>> problems = Problem("rules[1].id", Text("", "")), Problem("rules[10]", Text("", ""))
    >>> [one.path for one in within(problems, "rules[1]")]
    ['id']
    """
    own = [one for one in problems if one.path == path or one.path.startswith(f"{path}.")]
    return [Problem(one.path.removeprefix(path).removeprefix("."), one.message) for one in own]


def meanwhile(changed: ManuscriptChanged) -> dict[str, Any]:
    """Return what a writer is told of what another one has changed: who, when, and the lines."""
    latest = changed.latest
    with office() as session:
        try:
            before = manuscripts.find(session, latest.number, version=seen()).text
        except ManuscriptUnknown:
            before = latest.text
    told = difflib.unified_diff(before.splitlines(), latest.text.splitlines(), n=0, lineterm="")
    lines = [line for line in islice(told, 2, MOST_LINES_TOLD) if not line.startswith("@@")]
    return {"who": latest.written_by, "at": latest.written_at, "version": latest.version, "lines": lines}


def crumbs(number: int | None = None, *last: str) -> list[Crumb]:
    """Return the way to the list of manuscripts, to one of them, or to a page below it."""
    way: list[Crumb] = [
        (say("book.title"), url_for("rulebook_pages.show")),
        (say("drafts.title"), url_for("draft_pages.show_all")),
        (say("manuscripts.title"), url_for("beginning_pages.show_all")),
    ]
    if number is not None:
        way.append((say("manuscript.name", number=number), url_for("manuscript_pages.show", number=number)))
    way += [(name, None) for name in last]
    return [*way[:-1], (way[-1][0], None)]


def told_by_field(problems: list[Problem], field_of: Callable[[str], str]) -> dict[str, list[str]]:
    """Return sentences by the field that they are told at; those of no field by none."""
    found: dict[str, list[str]] = {}
    for one in problems:
        found.setdefault(field_of(one.path), []).append(one.message.in_language(language()))
    return found
