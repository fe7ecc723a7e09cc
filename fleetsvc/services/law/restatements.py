"""Decisions whose words would change under an edition though their outcome may stand: what they cite says otherwise.

A verdict is defended by the sentences it cites. Where an interpretation is confirmed, or a clause is quoted anew, the
verdict is given again, so that what was told until then and what is told since can both be shown.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import product
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.database.transactions import raw_connection
from fleetsvc.models import RulebookEdition, stored_id
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.restated_editions import LastGiven, Span
from rules.citations import citations
from rules.facts import unpack_case
from rules.rulebook import Rulebook
from rules.table import periods_of, unit_classes_of
from rules.units import UNITS

_CITED: Final = """
DROP TABLE IF EXISTS pg_temp.cited, pg_temp.said;
CREATE TEMP TABLE cited (
    edition_id bigint, city_code integer, case_key integer, since date, until date, otherwise boolean
) ON COMMIT DROP
"""
# One table to join with, small with small: two joins by days over all decisions would be planned as nested loops.
_SAID: Final = """
ANALYZE cited;
CREATE TEMP TABLE said ON COMMIT DROP AS
    SELECT c.edition_id, o.*, c.otherwise, greatest(o.valid_from, c.since) AS said_from,
        least(o.valid_until, c.until) AS said_until
    FROM laid_out o JOIN cited c USING (city_code, case_key)
    WHERE o.valid_from < c.until AND c.since < o.valid_until;
ANALYZE said
"""


def lay_out_citations(
    session: Session, book: Rulebook, decided: Collection[tuple[int, int]], *, last: LastGiven
) -> None:
    """Make the table ``said`` from ``laid_out``: what the edition says, and whether it cites otherwise.

    ``decided``: the edition that gave each kind of decision on record first, and its case; of each, unit and day have
    one row, with ``otherwise`` where clauses or interpretations say something else than those cited ``last``.
    """
    numbers = {edition for edition, _ in decided} | last.editions
    found = session.exec(select(RulebookEdition).where(col(RulebookEdition.id).in_(numbers)))
    compared = Compared(book, {stored_id(edition): book_of(edition) for edition in found})
    with raw_connection(session).cursor() as cursor:
        cursor.execute(_CITED)
        with cursor.copy("COPY cited FROM STDIN") as copy:
            for (edition, case_key), unit in product(decided, UNITS):
                for span in last.spans((edition, case_key, int(unit))):
                    for days in compared.within(span, case_key, unit):
                        copy.write_row((edition, int(unit), case_key, *days))
        cursor.execute(_SAID)


def cites_otherwise(old: Rulebook, new: Rulebook, case_key: int, *, unit: str, day: date) -> bool:
    """Tell whether two editions cite otherwise on a case in a unit on a day."""
    facts = unpack_case(case_key, unit=unit, registered_on=day)
    return citations(old, facts) != citations(new, facts)


class Compared:
    """Whether an edition cites otherwise than those before it, each case, class of units and period once."""

    def __init__(self, new: Rulebook, before: Mapping[int, Rulebook]) -> None:
        self._new, self._before = new, before
        self._periods = {number: periods_of(old, new) for number, old in before.items()}
        self._first = {
            number: {unit: units[0] for units in unit_classes_of(old, new) for unit in units}
            for number, old in before.items()
        }
        self._found: dict[tuple[int, int, str], list[tuple[date, date, bool]]] = {}

    def within(self, span: Span, case_key: int, unit: str) -> Iterator[tuple[date, date, bool]]:
        """Yield the days of a span by whether the edition cites otherwise than the one that the span names."""
        first, end, number = span
        for since, until, otherwise in self._of(number, case_key, self._first[number][unit]):
            if since < end and first < until:
                yield max(since, first), min(until, end), otherwise

    def at(self, number: int, case_key: int, *, unit: str, day: date) -> bool:
        """Tell whether the edition cites otherwise than one before it on a case in a unit on a day."""
        of_case = self._of(number, case_key, self._first[number][unit])
        return next(otherwise for since, until, otherwise in of_case if since <= day < until)

    def _of(self, number: int, case_key: int, unit: str) -> list[tuple[date, date, bool]]:
        place = (number, case_key, unit)
        if place not in self._found:
            old = self._before[number]
            self._found[place] = [
                (one.since, one.until, cites_otherwise(old, self._new, case_key, unit=unit, day=one.since))
                for one in self._periods[number]
            ]
        return self._found[place]
