"""Stored editions as rulebooks and decision tables, each built once a process: an edition never changes."""

from typing import Final

import structlog

from fleetsvc.models import RulebookEdition
from fleetsvc.services.law.defences import Defences
from rules.law import build_law
from rules.rulebook import Rulebook, RulebookBroken
from rules.table import Table

_BOOKS: Final[dict[str, Rulebook]] = {}
_TABLES: Final[dict[str, Table]] = {}
_DEFENCES: Final[dict[str, Defences]] = {}
_MOST_LOGGED: Final = 10

_LOG: Final = structlog.get_logger()


class StoredEditionBroken(Exception):
    """A stored edition builds no rulebook: a fault of the service, whoever asked for what."""


def book_of(edition: RulebookEdition) -> Rulebook:
    """Return the rulebook of a stored edition, or that which the books of a law are composed into.

    Raises StoredEditionBroken.
    """
    if edition.edition not in _BOOKS:
        try:
            _BOOKS[edition.edition] = build_law(edition.content)
        except RulebookBroken as broken:
            problems = [f"{one.path}: {one.message.en}" for one in broken.problems[:_MOST_LOGGED]]
            _LOG.error("stored edition builds no more", edition=edition.edition, problems=problems)
            raise StoredEditionBroken(edition.edition) from broken
    return _BOOKS[edition.edition]


def table_of(edition: RulebookEdition) -> Table:
    """Return the decision table of a stored edition."""
    if edition.edition not in _TABLES:
        _TABLES[edition.edition] = Table(book_of(edition))
    return _TABLES[edition.edition]


def defences_of(edition: RulebookEdition) -> Defences:
    """Return the defences of the verdicts of a stored edition."""
    if edition.edition not in _DEFENCES:
        _DEFENCES[edition.edition] = Defences(table_of(edition))
    return _DEFENCES[edition.edition]
