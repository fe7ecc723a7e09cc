"""The whole application over a real database, for tests that speak HTTP to it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import psycopg
from flask import Flask
from flask.testing import FlaskClient

from fleetsvc.app import create_app
from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE, Database, ScopedSession, as_login_role, open_database
from fleetsvc.models import CatalogueModel
from fleetsvc.services.law import catalogues
from fleetsvc.services.law.enactment import ensure_shipped
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.keys import add_key
from fleetsvc.services.rankings.publishing import publish_final
from fleetsvc.settings import read_settings
from rules.periods import parse_period
from tests.actors import TESTER
from tests.conftest import PRISTINE, a_copy, make_copy, url_of

ACTIVATED = datetime(2025, 1, 1, 4, tzinfo=UTC)
PUBLISHED = datetime(2025, 10, 5, 1, tzinfo=UTC)
PERIOD = "2025-09"
FURNISHED = "furnished"


@dataclass(frozen=True)
class Service:
    """An application with its database and one key of each role that has keys."""

    app: Flask
    database: Database
    keys: dict[Role, str]

    def client(self) -> FlaskClient:
        """A client without cookies."""
        return self.app.test_client()

    def bearer(self, role: Role = Role.DEALER) -> dict[str, str]:
        """The header of a key."""
        return {"Authorization": f"Bearer {self.keys[role]}"}


@contextmanager
def a_service(owner_url: str, name: str, *, of: str = FURNISHED, **environment: str) -> Iterator[Service]:
    """A service over a database of its own with the shipped rulebook, one model and the ranking of September 2025.

    ``of``: what its database is a copy of; ``environment``: settings of the test's own.
    """
    keys = furnished(owner_url)
    with a_copy(owner_url, name, of) as url:
        database = open_database(as_login_role(url))
        told = {"FLEETSVC_DATABASE_URL": url, "FLEETSVC_SECRET_KEY": "of no worth " * 3}
        settings = read_settings(told | environment)
        yield Service(create_app(settings, database), database, dict(keys))
        database.close()


@cache
def furnished(owner_url: str) -> Mapping[Role, str]:
    """Make, once for a server, the database that those of services are copies of; the keys that open it."""
    with filling(owner_url, FURNISHED, of=PRISTINE) as session:
        ensure_shipped(session, book_mapping(), now=ACTIVATED)
        catalogues.load(session, [a_model()], now=ACTIVATED)
        publish_final(session, parse_period(PERIOD), now=PUBLISHED)
        return {role: _a_key(session, role) for role in (Role.BUREAU, Role.OFFICE, Role.DEALER)}


@contextmanager
def filling(owner_url: str, name: str, *, of: str) -> Iterator[ScopedSession]:
    """Make a database to copy, and fill it."""
    make_copy(owner_url, name, of)
    database = open_database(as_login_role(url_of(owner_url, name)))
    with database.transaction(OFFICE) as session:
        yield session
    database.close()
    empty_log(owner_url, name)


def empty_log(owner_url: str, name: str) -> None:
    """Take out of a database's audit log what filling it has entered: tests begin with an empty log."""
    with psycopg.connect(url_of(owner_url, name), autocommit=True) as owner:
        owner.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        owner.execute("TRUNCATE audit_event")
        owner.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")


def _a_key(session: ScopedSession, role: Role) -> str:
    unit = "410100" if role is Role.BUREAU else None
    return add_key(session, role.value, role=role, unit=unit, by=TESTER, now=ACTIVATED)[1]


def a_model() -> CatalogueModel:
    """A catalogued battery bus."""
    return CatalogueModel(
        code="ZK6105BEVG25",
        energy="bev",
        product_name="纯电动城市客车",
        enterprise="某客车公司",
        batches=["第70批"],
        loaded_at=ACTIVATED,
    )
