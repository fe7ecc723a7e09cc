"""Decisions whose words would change under an edition though their outcome may stand: what they cite says otherwise.

A verdict is defended by the sentences it cites. Where an interpretation is confirmed, or a clause is quoted anew, the
verdict is given again, so that what was told until then and what is told since can both be shown.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.database.transactions import raw_connection
from fleetsvc.models import RulebookEdition
from fleetsvc.services.law.built import book_of
from rules.citations import citations
from rules.facts import unpack_case
from rules.rulebook import Rulebook
from rules.table import periods_of, unit_classes_of

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


def lay_out_citations(session: Session, book: Rulebook, decided: Collection[tuple[int, int]]) -> None:
    """Make the table ``said`` from ``laid_out``: what the edition says, and whether it cites otherwise.

    ``decided``: the edition's number and the case of each kind of decision on record; of each, unit and day have one
    row, with ``otherwise`` where clauses or interpretations that are cited say something else.
    """
    numbers = {edition for edition, _ in decided}
    found = session.exec(select(RulebookEdition).where(col(RulebookEdition.id).in_(numbers)))
    books = {edition.id: book_of(edition) for edition in found}
    with raw_connection(session).cursor() as cursor:
        cursor.execute(_CITED)
        with cursor.copy("COPY cited FROM STDIN") as copy:
            for edition, case_key in decided:
                for place in _compared(books[edition], book, case_key):
                    copy.write_row((edition, *place))
        cursor.execute(_SAID)


def cites_otherwise(old: Rulebook, new: Rulebook, case_key: int, *, unit: str, day: date) -> bool:
    """Tell whether two editions cite otherwise on a case in a unit on a day."""
    facts = unpack_case(case_key, unit=unit, registered_on=day)
    return citations(old, facts) != citations(new, facts)


def _compared(old: Rulebook, new: Rulebook, case_key: int) -> Iterator[tuple[int, int, date, date, bool]]:
    """Yield units, case and days, and whether two editions cite otherwise on the case there and then."""
    for units in unit_classes_of(old, new):
        for period in periods_of(old, new):
            otherwise = cites_otherwise(old, new, case_key, unit=units[0], day=period.since)
            yield from ((int(unit), case_key, period.since, period.until, otherwise) for unit in units)
