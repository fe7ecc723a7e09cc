"""Counts that stop: a page says how many there are, and of very many only that they are more than that."""

from typing import Final

from sqlalchemy import func
from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

MOST_COUNTED: Final = 10_000
"""A page counts no further: whoever has more in view narrows the filter, not the number."""


def count_up_to_most(session: Session, query: SelectOfScalar[str]) -> int:
    """Return how many rows a query finds, counted no further than one beyond ``MOST_COUNTED``."""
    some = query.limit(MOST_COUNTED + 1).subquery()
    return session.exec(select(func.count()).select_from(some)).one()


def said_count(count: int) -> str:
    """Return such a count as a page says it.

    >>> said_count(1234), said_count(MOST_COUNTED), said_count(MOST_COUNTED + 1)
    ('1,234', '10,000', '10,000+')
    """
    return f"{min(count, MOST_COUNTED):,}" + ("+" if count > MOST_COUNTED else "")
