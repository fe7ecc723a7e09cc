"""By which edition the decisions that stand were given last, where only what they cite said otherwise since.

Such a change is one row a kind (``Restatement``), whatever number of vehicles it is of; ``GivenDecision`` shows each
decision as it was given, first and again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from rules.table import FIRST_DAY, LAST_DAY

Kind = tuple[int, int, int]
"""The edition that gave decisions first, their case and their unit."""
Span = tuple[date, date, int]
"""Days (``until`` exclusive), and the edition by which decisions on vehicles of these days were given last."""

# Where an edition comes into force again, what it gave before cites since then what it says: it was given again, or
# nothing of it had changed. So rows before that say nothing of what it gave first after it, and are needed no more.
_LATEST: Final = text("""
SELECT given_by, case_key, city_code, since, until, edition_id FROM (
    SELECT DISTINCT ON (city_code, given_by, case_key, since, until) * FROM restatement r
    WHERE NOT EXISTS (
        SELECT FROM rulebook_activation a WHERE a.law_id = r.given_by AND a.activated_at > r.recorded_at)
    ORDER BY city_code, given_by, case_key, since, until, recorded_at DESC
) AS latest
ORDER BY recorded_at
""")


class LastGiven:
    """By which edition each kind of decision was given last. ``rows``: what was given again, the oldest first."""

    def __init__(self, rows: Iterable[tuple[int, int, int, date, date, int]] = ()) -> None:
        self._again = defaultdict[Kind, list[Span]](list)
        for given_by, case_key, city, since, until, edition in rows:
            self._again[given_by, case_key, city].append((since, until, edition))
        self.editions = frozenset(edition for spans in self._again.values() for _, _, edition in spans)

    def by(self, kind: Kind, day: date) -> int:
        """Return the edition by which decisions of a kind, on vehicles of a day, were given last."""
        spans = reversed(self._again.get(kind, ()))
        return next((edition for since, until, edition in spans if since <= day < until), kind[0])

    def spans(self, kind: Kind) -> Iterator[Span]:
        """Yield all days, in order, with the edition by which decisions of a kind were given last."""
        again = self._again.get(kind, ())
        days = sorted({FIRST_DAY, LAST_DAY, *(day for span in again for day in span[:2])})
        for since, until in pairwise(days):
            yield since, until, self.by(kind, since)


def last_given(session: Session) -> LastGiven:
    """Return by which edition the decisions that stand were given last; of those that are disputed it says nothing."""
    found = session.connection().execute(_LATEST)
    return LastGiven((given_by, key, city, *span) for given_by, key, city, *span in found)
