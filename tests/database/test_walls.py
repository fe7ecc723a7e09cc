"""The database keeps units apart, whatever a query forgets."""

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from fleetsvc.database.transactions import (
    OFFICE,
    PUBLISHED,
    Database,
    ScopedSession,
    UnitScope,
    open_unpooled,
)
from fleetsvc.models import UploadRecord, metadata
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.uploads import deliveries
from rules.units import UnitUnknown
from tests.actors import SETTINGS, TESTER

NOW = datetime(2025, 6, 1, 8, tzinfo=UTC)
TENANT_TABLES = sorted(name for name in metadata.tables if "upload" in name or "handout" in name or name in {
    "attachment", "case_record", "case_step", "decision", "finding", "idempotency_key", "layout_memory",
    "nil_report", "receipt", "registration", "registration_repair", "replacement_use", "retirement",
    "webhook_delivery", "webhook_endpoint",
})  # fmt: skip


def deliver(session: ScopedSession, unit: str, content: bytes = b"x") -> UploadRecord:
    """Queue one upload of a unit."""
    delivery = deliveries.Delivery(content, "登记表.xlsx", received_by="test")
    return deliveries.deliver(session, delivery, city=int(unit), by=TESTER, settings=SETTINGS, now=NOW)[0]


def test_a_query_without_its_filter_sees_only_the_own_unit(own_database: Database) -> None:
    for unit in ("410100", "410200"):
        with own_database.transaction(UnitScope(unit)) as session:
            deliver(session, unit)
    with own_database.transaction(UnitScope("410200")) as session:
        assert [found.city_code for found in session.exec(select(UploadRecord))] == [410200]
    with own_database.transaction(OFFICE) as session:
        assert sorted(found.city_code for found in session.exec(select(UploadRecord))) == [410100, 410200]


def test_a_unit_cannot_write_for_another(own_database: Database) -> None:
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        own_database.transaction(UnitScope("410200")) as session,
    ):
        deliver(session, "410100")


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_a_transaction_without_scope_is_refused(database: Database, table: str) -> None:
    with database.engine.connect() as connection, pytest.raises(DBAPIError, match="permission denied"):
        connection.execute(text(f"SELECT * FROM {table}"))


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_who_reads_what_is_published_sees_no_units_rows(own_database: Database, table: str) -> None:
    with own_database.transaction(UnitScope("410100")) as session:
        deliver(session, "410100")
    with own_database.transaction(PUBLISHED) as session:
        assert session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


@pytest.mark.parametrize("unit", ["410100", "410200"])
def test_who_reads_what_is_published_stores_nothing_for_a_unit(own_database: Database, unit: str) -> None:
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        own_database.transaction(PUBLISHED) as session,
    ):
        deliver(session, unit)


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_every_table_with_a_unit_has_row_level_security(database: Database, table: str) -> None:
    query = text("SELECT relrowsecurity FROM pg_class WHERE oid = to_regclass(:table)")
    with database.engine.connect() as connection:
        assert connection.execute(query, {"table": table}).scalar_one() is True


@pytest.mark.parametrize("table", ["registration", "decision"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "UPDATE {} SET case_key = 0", "TRUNCATE {}"])
def test_versions_can_be_closed_but_never_changed(session: ScopedSession, table: str, act: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        session.connection().execute(text(act.format(table)))


OF_OTHERS = sorted(
    act
    for act in Act
    if act.partition("-")[0] in {
        "access", "account", "clock", "holidays", "job", "key", "letter", "log", "manuscript", "measure", "password",
        "rulebook", "second", "session", "sign", "signal", "source",
    }
    or act in (Act.RANKING_RELEASED, Act.RANKING_CORRECTED, Act.RECEIPT_KEY_MADE)
)  # fmt: skip
OF_ZHENGZHOU = Actor("key", 1, "z", "bureau", "410100", "key/1")
OF_KAIFENG = Actor("key", 2, "k", "bureau", "410200", "key/2")


@pytest.mark.parametrize("act", OF_OTHERS)
@pytest.mark.parametrize("scope", [UnitScope("410100"), PUBLISHED], ids=["unit", "published"])
def test_a_unit_enters_no_event_in_the_log_that_only_others_bring_about(
    database: Database, act: Act, scope: UnitScope
) -> None:
    with (
        pytest.raises(DBAPIError, match="no event of the unit"),
        database.transaction(scope) as session,
    ):
        record(session, TESTER, act, None, {}, NOW)


def test_a_unit_enters_no_event_in_anothers_name_but_of_a_record_that_looks_wrong(
    own_database: Database,
) -> None:
    with (
        pytest.raises(DBAPIError, match="no event of the unit"),
        own_database.transaction(UnitScope("410100")) as session,
    ):
        record(session, OF_KAIFENG, Act.UPLOAD_WITHDRAWN, "upload/410100/1", {}, NOW)
    with own_database.transaction(UnitScope("410100")) as session:
        record(session, OF_KAIFENG, Act.WRONG_RECORD_REPORTED, None, {}, NOW)
        record(session, OF_ZHENGZHOU, Act.UPLOAD_WITHDRAWN, "upload/410100/1", {}, NOW)
        record(session, TESTER, Act.UPLOAD_REFUSED, "upload/410100/1", {}, NOW)


def test_every_event_can_be_entered_for_all(own_database: Database) -> None:
    with own_database.transaction(OFFICE) as session:
        numbers = [record(session, TESTER, act, None, {}, NOW) for act in Act]
    assert numbers == list(range(1, len(Act) + 1))


def test_a_scope_is_one_of_the_19_units() -> None:
    with pytest.raises(UnitUnknown):
        UnitScope("410100'; DROP TABLE upload; --")


def test_the_models_say_what_the_migrations_made(owner_url: str) -> None:
    with open_unpooled(owner_url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    # Indexes, unique keys and keys of several columns live in the migrations alone.
    theirs = {"remove_index", "remove_constraint", "remove_fk"}
    unexpected = [change for change in differences if change[0] not in theirs]
    assert unexpected == []
