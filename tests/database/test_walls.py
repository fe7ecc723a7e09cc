"""The database keeps units apart, whatever a query forgets."""

from contextlib import nullcontext
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
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
    "attachment", "case_proposal_item", "case_record", "case_step",
    "decision", "finding", "idempotency_key", "layout_memory",
    "nil_report", "two_persons_rule",
    "owner_binding", "receipt", "registration", "registration_repair", "replacement_use", "restatement", "retirement",
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


@pytest.mark.parametrize("table", sorted(set(TENANT_TABLES) - {"case_proposal_item"}))
def test_who_reads_what_is_published_sees_no_units_rows(own_database: Database, table: str) -> None:
    with own_database.transaction(UnitScope("410100")) as session:
        deliver(session, "410100")
    with own_database.transaction(PUBLISHED) as session:
        assert session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


@pytest.mark.parametrize("scope", [UnitScope("410100"), PUBLISHED], ids=["unit", "published"])
def test_only_the_office_reads_what_is_proposed(database: Database, scope: UnitScope) -> None:
    with pytest.raises(DBAPIError, match="permission denied"), database.transaction(scope) as session:
        session.connection().execute(text("SELECT * FROM case_proposal_item"))


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


OF_UNITS = {
    Act.UPLOAD_RECEIVED, Act.UPLOAD_MAPPED, Act.UPLOAD_CONFIRMED, Act.UPLOAD_WITHDRAWN, Act.UPLOAD_WITHDRAWAL_ASKED,
    Act.UPLOAD_READ_AGAIN, Act.UPLOAD_REFUSED, Act.UPLOAD_ROWS_DISMISSED, Act.UPLOAD_ROWS_REOPENED,
    Act.UPLOAD_LAYOUT_FORGOTTEN, Act.UPLOAD_PREPARED, Act.ACT_PREPARED, Act.ACT_SUBMITTED, Act.ACT_SENT_BACK,
    Act.ACT_TAKEN_BACK,
    Act.EVIDENCE_BROUGHT, Act.NIL_SIGNED, Act.RECEIPT_ISSUED, Act.REVEALED,
    Act.LIST_EXPORTED,
    Act.CASE_ANSWERED, Act.CASE_HANDLED, Act.RANKING_OBJECTED, Act.WEBHOOK_ADDED, Act.WEBHOOK_CHANGED,
    Act.WRONG_RECORD_REPORTED, Act.OWNER_CONFIRMED, Act.OWNER_ENDED,
}  # fmt: skip
OF_OTHERS = {
    Act.SIGN_IN, Act.SIGN_IN_REFUSED, Act.SIGN_OUT, Act.ACCOUNT_LOCKED, Act.ACCOUNT_ADDED,
    Act.ACCOUNT_CHANGED, Act.ACCOUNT_DISABLED,
    Act.ACCOUNT_ENABLED, Act.ACCOUNT_UNLOCKED, Act.SESSION_REVOKED, Act.PASSWORD_CHANGED, Act.PASSWORD_RESET,
    Act.FACTOR_ENROLLED, Act.FACTOR_DROPPED, Act.FACTOR_REQUIRED, Act.FACTOR_RELAXED, Act.KEY_ADDED, Act.KEY_REVOKED,
    Act.RECOVERY_CODES_MADE, Act.RECOVERY_CODE_USED, Act.OFFICE_ADMITTED, Act.OFFICE_REFUSED,
    Act.ACCESS_REFUSED, Act.RULEBOOK_LOADED, Act.MANUSCRIPT_BEGUN, Act.MANUSCRIPT_CHANGED, Act.MANUSCRIPT_DISCARDED,
    Act.SOURCE_TEXT_STORED, Act.RULEBOOK_PROPOSED, Act.RULEBOOK_ACTIVATED, Act.RULEBOOK_TAKING_OUT_PROPOSED,
    Act.RULEBOOK_REVIEWED, Act.RULEBOOK_TAKEN_OUT, Act.RANKING_RELEASED, Act.RANKING_CORRECTED, Act.TEMPLATE_CHANGED,
    Act.MEASURE_NOTED, Act.CASE_DECIDED, Act.CASES_PROPOSED, Act.CASES_SIGNED, Act.PROPOSAL_REFUSED,
    Act.PROPOSAL_WITHDRAWN, Act.AMOUNTS_SET, Act.HOLIDAYS_ANNOUNCED, Act.RECEIPT_KEY_MADE, Act.SIGNAL_NOTED,
    Act.OWNER_APPLIED, Act.CASE_EXPLAINED, Act.LOG_VERIFIED, Act.JOB_ASKED, Act.CLOCK_ACCEPTED, Act.SOURCE_ADDED,
    Act.SOURCE_CHANGED, Act.TWO_PERSONS_ASKED, Act.TWO_PERSONS_LIFTED,
}  # fmt: skip
OF_ZHENGZHOU = Actor("key", 1, "z", "bureau", "410100", "key/1")
OF_KAIFENG = Actor("key", 2, "k", "bureau", "410200", "key/2")


def test_every_act_is_of_units_or_of_others() -> None:
    assert set(Act) == OF_UNITS | OF_OTHERS
    assert not OF_UNITS & OF_OTHERS


@pytest.mark.parametrize("act", sorted(OF_OTHERS))
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


@pytest.mark.parametrize("act", sorted(OF_UNITS))
def test_a_unit_enters_its_own_events(own_database: Database, act: Act) -> None:
    with own_database.transaction(UnitScope("410100")) as session:
        assert record(session, OF_ZHENGZHOU, act, None, {}, NOW) > 0


@pytest.mark.parametrize("act", sorted(OF_UNITS - {Act.WRONG_RECORD_REPORTED}))
@pytest.mark.parametrize("by", [OF_KAIFENG, TESTER], ids=["another", "nobody's"])
def test_an_event_of_a_unit_names_it_or_none_but_no_other(
    own_database: Database, act: Act, by: Actor
) -> None:
    told = nullcontext() if by is TESTER else pytest.raises(DBAPIError, match="no event of the unit")
    with told, own_database.transaction(UnitScope("410100")) as session:
        record(session, by, act, None, {}, NOW)


def test_every_event_can_be_entered_for_all(own_database: Database) -> None:
    with own_database.transaction(OFFICE) as session:
        numbers = [record(session, TESTER, act, None, {}, NOW) for act in Act]
    assert numbers == list(range(1, len(Act) + 1))


def test_a_scope_is_one_of_the_19_units() -> None:
    with pytest.raises(UnitUnknown):
        UnitScope("410100'; DROP TABLE upload; --")


def test_the_models_say_what_the_migrations_made(owner_url: str) -> None:
    with open_unpooled(owner_url).connect() as connection:
        opts = {"compare_type": True, "include_object": lambda one, *_: not one.info.get("is_view", False)}
        context = MigrationContext.configure(connection, opts=opts)
        differences = compare_metadata(context, metadata)
    # Indexes, unique keys and keys of several columns live in the migrations alone.
    theirs = {"remove_index", "remove_constraint", "remove_fk"}
    unexpected = [change for change in differences if change[0] not in theirs]
    assert unexpected == []


def test_the_model_of_a_view_says_what_it_shows(owner_url: str) -> None:
    with open_unpooled(owner_url).connect() as connection:
        shown = {one["name"] for one in inspect(connection).get_columns("given_decision")}
    assert shown == set(metadata.tables["given_decision"].columns.keys())
