"""The whole application over a real database, for tests that speak HTTP to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg
from flask import Flask
from flask.testing import FlaskClient

from fleetsvc.app import create_app
from fleetsvc.books import book_mapping
from fleetsvc.db import OFFICE, Database, as_login_role, open_database
from fleetsvc.models import CatalogueModel
from fleetsvc.services import catalogues
from fleetsvc.services.accounts import Role, add_key
from fleetsvc.services.rankings import publish_final
from fleetsvc.services.rulebooks import ensure_shipped
from fleetsvc.settings import read_settings
from rules.periods import parse_period
from tests.conftest import PRISTINE, url_of

ACTIVATED = datetime(2025, 1, 1, 4, tzinfo=UTC)
PUBLISHED = datetime(2025, 10, 5, 1, tzinfo=UTC)
PERIOD = "2025-09"


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
def a_service(owner_url: str, name: str, **environment: str) -> Iterator[Service]:
    """A service over a database of its own with the shipped rulebook, one model and the ranking of September 2025.

    ``environment``: settings of the test's own.
    """
    with psycopg.connect(url_of(owner_url, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {PRISTINE}")
        url = url_of(owner_url, name)
        database = open_database(as_login_role(url))
        with database.transaction(OFFICE) as session:
            ensure_shipped(session, book_mapping(), now=ACTIVATED)
            catalogues.load(session, [a_model()], now=ACTIVATED)
            publish_final(session, parse_period(PERIOD), now=PUBLISHED)
            keys = {
                role: add_key(
                    session,
                    role.value,
                    role=role,
                    unit="410100" if role is Role.BUREAU else None,
                    now=ACTIVATED,
                )[1]
                for role in (Role.BUREAU, Role.OFFICE, Role.DEALER)
            }
        told = {"FLEETSVC_DATABASE_URL": url, "FLEETSVC_SECRET_KEY": "of no worth"}
        settings = read_settings(told | environment)
        yield Service(create_app(settings, database), database, keys)
        database.close()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


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
