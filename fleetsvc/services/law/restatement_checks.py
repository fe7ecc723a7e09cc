"""Whether a stored decision was given again as often as what it cites was changed while it stood, and when that was.

Of what stands with its outcome one row says so for hundreds of vehicles: whoever alters such a row, or takes it away,
changes the history of each. So each is held against the acts of law by itself.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from fleetsvc.models import RulebookEdition
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.editions import laws_in_force
from fleetsvc.services.law.judged_again import DECIDED, GIVEN, OVERRIDE, Why
from fleetsvc.services.law.restatements import Compared


class InTime:
    """The acts by which the law changed, and what was compared of two laws already."""

    def __init__(self, session: Session) -> None:
        self._session = session
        acts = laws_in_force(session)
        self._laws, self._instants = [law for law, _ in acts], [span.since for _, span in acts]
        self._compared: dict[tuple[int, int], Compared] = {}

    def why_not(self, row: Sequence[Any]) -> Why | None:
        """Return why a row's decision is not given when it had to be, or None.

        What is disputed waits for the office, and what the office decided is given again each by itself.
        """
        edition, key, day, disputed = row[DECIDED][:4]
        since, until, is_again = row[GIVEN]
        if disputed or row[OVERRIDE][0] is not None:
            return None
        if is_again and not self._is_act(edition, since):
            return Why.RESTATED
        end = len(self._instants) if until is None else bisect_left(self._instants, until)
        passed = self._laws[bisect_right(self._instants, since) : end]
        missed = (law for law in passed if self._cites_otherwise(edition, law, key, str(row[0]), day))
        return Why.RESTATED if any(True for _ in missed) else None

    def _is_act(self, law: int, instant: datetime) -> bool:
        place = bisect_left(self._instants, instant)
        return (instant, law) in zip(self._instants[place : place + 1], self._laws[place:], strict=False)

    def _cites_otherwise(self, before: int, law: int, key: int, unit: str, day: date) -> bool:
        if (before, law) not in self._compared:
            old, new = (self._session.get_one(RulebookEdition, number) for number in (before, law))
            self._compared[before, law] = Compared(book_of(new), {before: book_of(old)})
        return self._compared[before, law].at(before, key, unit=unit, day=day)
