"""Fixtures of the acceptance tests."""

from datetime import UTC, datetime

import pytest

from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.services.law import enactment


@pytest.fixture
def with_rulebook(own_database: Database) -> None:
    """The shipped rulebook, in force in the test's own database."""
    with own_database.transaction(OFFICE) as session:
        enactment.ensure_shipped(session, book_mapping(), now=datetime(2026, 3, 2, tzinfo=UTC))
