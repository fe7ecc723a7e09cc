"""What changed for dealers: a log of all that acts in force have changed, from the first one on.

An entry is made by an act that put an edition in force or out of it, and never changes: what becomes of it later is
another entry. So nothing is stored: the log follows from the acts, which are only ever added to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.models import RulebookActivation, RulebookEdition, stored_id
from fleetsvc.services.law.editions import books_of
from fleetsvc.services.law.rulebooks import NoActiveRulebook
from rules.asked import Asked, asked
from rules.changes import Change, changes_between, changes_of
from rules.questions import Question
from rules.rulebook import Rulebook
from rules.table import periods_of
from rules.vocabulary import Category, Event

MINTED: Final = 2026
"""The year in which ids of entries were first given: it is part of a tag (RFC 4151), and stays."""


@dataclass(frozen=True)
class Announced:
    """A change, and the act that made it: its number, when, and the ``edition`` it put in force or took out.

    ``law``: what judges since; ``former``: what judged until then, None for the first act.
    """

    change: Change
    act: int
    at: datetime
    edition: Rulebook
    law: Rulebook
    former: Rulebook | None

    def tag(self, authority: str) -> str:
        """Return the id of the entry as a tag URI: the same for ever, also where the service moves."""
        change = self.change
        place = f"{change.category}/{change.event}/{change.since}/{change.units[0]}"
        return f"tag:{authority},{MINTED}:changes/{self.act}/{place}"


@dataclass(frozen=True, slots=True)
class Log:
    """All entries, the newest first. ``begun_at``: of the first act; ``law``: what judges now."""

    entries: tuple[Announced, ...]
    begun_at: datetime
    law: Rulebook

    def about(
        self, *, unit: str | None = None, category: Category | None = None, event: Event | None = None
    ) -> list[Announced]:
        """Return the entries that concern a unit, a category and an event; None for any."""
        return [
            one
            for one in self.entries
            if (unit is None or unit in one.change.units)
            and (category is None or category is one.change.category)
            and (event is None or event is one.change.event)
        ]

    def stands(self, one: Announced) -> bool:
        """Tell whether the law in force still asks in all its units what an entry says, of all its days."""
        change = one.change
        begun = [period.since for period in periods_of(self.law)]
        days = [change.since, *(day for day in begun if change.since < day and _is_before(day, change.until))]
        return all(self._asks(change, unit, day) == change.after for unit in change.units for day in days)

    def _asks(self, change: Change, unit: str, day: date) -> Asked:
        return asked(self.law, Question(change.category, change.event, unit, day))


def _is_before(day: date, end: date | None) -> bool:
    return end is None or day < end


_Acts = tuple[tuple[int, int, int, datetime, str], ...]
"""Number of each act, of the edition it is about, of what judges since; when it was, and the hash of what judges."""
_KNOWN: Final[dict[_Acts, Log]] = {}
"""The log of the acts last asked for: while none is added it is not computed again."""


def find_log(session: Session) -> Log | None:
    """Return all that changed until now; None where nothing was ever in force."""
    found = session.exec(
        select(RulebookActivation, RulebookEdition.edition)
        .join(RulebookEdition, col(RulebookEdition.id) == col(RulebookActivation.law_id))
        .order_by(col(RulebookActivation.activated_at), col(RulebookActivation.id))
    )
    acts = tuple((stored_id(act), act.edition_id, act.law_id, act.activated_at, law) for act, law in found)
    if not acts:
        return None
    log = _KNOWN.get(acts) or _log_of(session, acts)
    if acts not in _KNOWN:
        _KNOWN.clear()
        _KNOWN[acts] = log
    return log


def log_until_now(session: Session) -> Log:
    """Return all that changed until now. Raises NoActiveRulebook."""
    found = find_log(session)
    if found is None:
        raise NoActiveRulebook
    return found


def _log_of(session: Session, acts: _Acts) -> Log:
    books = books_of(session, {number for act in acts for number in act[1:3]})
    entries = list(_entries(acts, books))
    return Log(tuple(reversed(entries)), acts[0][3], books[acts[-1][2]])


def _entries(acts: _Acts, books: dict[int, Rulebook]) -> Iterator[Announced]:
    former: Rulebook | None = None
    for number, edition, law_number, at, _ in acts:
        law = books[law_number]
        changes = changes_of(law) if former is None else changes_between(former, law)
        for change in reversed(changes):
            yield Announced(change, number, at, books[edition], law, former)
        former = law
