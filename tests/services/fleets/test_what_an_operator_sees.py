"""An operator sees the vehicles of its confirmed owners and no others: the database holds that, whatever is asked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fleetsvc.database.transactions import OFFICE, Database, OperatorScope, UnitScope
from fleetsvc.models import AccountId, metadata
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.fleets import bindings, vehicles
from fleetsvc.services.fleets.bindings import (
    MOST_ALIVE,
    BindingNotOpen,
    BindingState,
    BindingUnknown,
    OwnerUnsaid,
    OwnerWithoutVehicles,
    TooManyBindings,
)
from fleetsvc.services.fleets.known_owners import Known, known_of
from fleetsvc.services.fleets.vehicles import VehicleUnknown
from fleetsvc.services.uploads import steps
from tests.actors import TESTER, noted
from tests.fleets import (
    ACME,
    BUREAU,
    OTHER,
    OURS,
    THEIRS,
    a_vehicle,
    an_operator,
    applied,
    as_operator,
    bound,
    seen_by,
    store,
)
from tests.upload_cases import NOW, with_rulebook

pytestmark = pytest.mark.slow(12)

LATER = NOW + timedelta(days=1)
GRANTED = {
    "registration", "decision", "restatement", "given_decision",
    "owner_binding", "case_record", "case_step", "attachment", "receipt",
}  # fmt: skip


@pytest.fixture
def fleet(own_database: Database) -> tuple[Database, AccountId]:
    """Two vehicles of one owner, one of another with nearly its name; an operator without any binding."""
    with_rulebook(own_database)
    store(own_database, a_vehicle(1), a_vehicle(2, energy="柴油", plate="豫A00002"), a_vehicle(3, OTHER))
    return own_database, an_operator(own_database)


def test_nothing_is_seen_before_a_bureau_has_confirmed_the_owner(fleet: tuple[Database, AccountId]) -> None:
    database, account = fleet
    assert seen_by(database, account) == []
    applied(database, account)
    assert seen_by(database, account) == []


def test_an_operator_sees_its_owners_vehicles_with_their_verdicts_and_no_others(
    fleet: tuple[Database, AccountId],
) -> None:
    database, account = fleet
    bound(database, account)
    assert seen_by(database, account) == ["豫A00001D", "豫A00002"]
    with database.transaction(OperatorScope(account)) as session:
        assert vehicles.count_vehicles(session) == {"compliant": 1, "non_compliant": 1}
        assert session.connection().execute(text("SELECT count(*) FROM decision")).scalar_one() == 2


def test_an_owner_confirmed_in_one_unit_opens_no_vehicle_of_the_same_name_in_another(
    fleet: tuple[Database, AccountId],
) -> None:
    database, account = fleet
    store(database, a_vehicle(9, plate="豫B00009D"), unit=THEIRS)
    bound(database, account)
    assert seen_by(database, account) == ["豫A00001D", "豫A00002"]
    bound(database, account, unit=THEIRS)
    assert seen_by(database, account) == ["豫A00001D", "豫A00002", "豫B00009D"]


@pytest.mark.parametrize(
    "written",
    ["郑州甲运输有限公司", "　郑州甲运输有限公司 ", "郑州甲\u200b运输有限公司", "郑州甲运输有限公司\t"],
)
def test_a_name_is_read_as_the_reader_of_files_reads_it(
    fleet: tuple[Database, AccountId], written: str
) -> None:
    database, account = fleet
    bound(database, account, written)
    assert seen_by(database, account) == ["豫A00001D", "豫A00002"]


@pytest.mark.parametrize(
    "nearly",
    [
        "郑州甲运输公司",
        "郑州甲运输有限公司.",
        "郑州甲 运输有限公司",
        "郑州曱运输有限公司",
        "%",
        "郑州_运输有限公司",
        "甲",
    ],
)
def test_a_name_that_is_nearly_the_same_is_none(fleet: tuple[Database, AccountId], nearly: str) -> None:
    database, account = fleet
    made = applied(database, account, nearly)
    with pytest.raises(OwnerWithoutVehicles), database.transaction(UnitScope(OURS)) as session:
        bindings.confirm(session, made.id or 0, until=None, by=TESTER, now=NOW)
    assert seen_by(database, account) == []


def test_full_width_and_half_width_brackets_are_one_name(own_database: Database) -> None:
    with_rulebook(own_database)
    store(own_database, a_vehicle(1, "郑州（甲）公司"))
    account = an_operator(own_database)
    bound(own_database, account, "郑州(甲)公司")
    assert seen_by(own_database, account) == ["豫A00001D"]


def test_a_binding_that_is_ended_shows_nothing_from_that_moment_on(
    fleet: tuple[Database, AccountId],
) -> None:
    database, account = fleet
    made = bound(database, account)
    with database.transaction(OperatorScope(account)) as session:
        (row, _), _ = vehicles.list_vehicles(session, verdict=None, after=None, limit=9)
    with database.transaction(UnitScope(OURS)) as session:
        bindings.end(
            session, bindings.find_binding(session, made.id or 0), reason="不再合作", by=BUREAU, now=LATER
        )
    assert seen_by(database, account) == []
    with pytest.raises(VehicleUnknown), database.transaction(OperatorScope(account)) as session:
        vehicles.vehicle(session, row.id)
    with database.transaction(OperatorScope(account)) as session:
        assert vehicles.count_vehicles(session) == {}
        (one,) = bindings.list_bindings(session, before=None, limit=9)[0]
        assert bindings.state_of(one, now=LATER) is BindingState.ENDED


def test_a_binding_shows_nothing_after_its_last_day(fleet: tuple[Database, AccountId]) -> None:
    database, account = fleet
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    bound(database, account, until=date(2020, 1, 31), now=long_ago)
    assert seen_by(database, account) == []
    bound(database, account, now=NOW)  # what has expired is applied for anew
    assert seen_by(database, account) == ["豫A00001D", "豫A00002"]


def test_a_vehicle_whose_owner_is_corrected_is_its_new_owners_alone(
    fleet: tuple[Database, AccountId],
) -> None:
    """The operator of the first owner sees neither the version that stands nor the one that stood."""
    database, account = fleet
    bound(database, account)
    store(database, a_vehicle(1, OTHER), now=LATER, name="更正.csv")
    assert seen_by(database, account) == ["豫A00002"]
    with database.transaction(OperatorScope(account)) as session:
        held = session.connection().execute(text("SELECT vin FROM registration")).scalars().all()
    assert len(held) == 1
    theirs = an_operator(database, "other")
    bound(database, theirs, OTHER, name="other", now=LATER)
    assert seen_by(database, theirs) == ["豫A00001D", "豫A00003D"]


def test_a_vehicle_that_somebody_else_has_registered_since_is_no_longer_shown(
    fleet: tuple[Database, AccountId],
) -> None:
    """Sold to another unit: the first registration stands, but its owner holds the vehicle no more."""
    database, account = fleet
    bound(database, account)
    store(database, a_vehicle(1, OTHER, plate="豫B00777D", day="2025-05-01"), unit=THEIRS, now=LATER)
    assert seen_by(database, account) == ["豫A00002"]


def test_a_vehicle_that_is_withdrawn_is_no_longer_shown(fleet: tuple[Database, AccountId]) -> None:
    database, account = fleet
    bound(database, account)
    with database.transaction(UnitScope(OURS)) as session:
        steps.withdraw(session, city=int(OURS), number=1, by=TESTER, now=LATER, reason="错报")
    assert seen_by(database, account) == []


def test_another_operators_binding_is_not_there(fleet: tuple[Database, AccountId]) -> None:
    database, account = fleet
    made, other = bound(database, account), an_operator(database, "other")
    assert seen_by(database, other) == []
    with database.transaction(OperatorScope(other)) as session:
        assert bindings.list_bindings(session, before=None, limit=9) == ([], None)
        with pytest.raises(BindingUnknown):
            bindings.find_binding(session, made.id or 0, account=other)
    with pytest.raises(BindingUnknown), database.transaction(UnitScope(THEIRS)) as session:
        bindings.confirm(session, made.id or 0, until=None, by=TESTER, now=NOW)


@pytest.mark.parametrize(
    "act",
    [
        "INSERT INTO owner_binding (city_code, account_id, account_name, owner, said, applied_at)"
        " VALUES (410100, {other}, 'other', 'x', 'x', now())",
        "INSERT INTO owner_binding (city_code, account_id, account_name, owner, said, applied_at, confirmed_by,"
        " confirmed_at) VALUES (410100, {own}, 'fleet', 'x', 'x', now(), 'me', now())",
        "UPDATE owner_binding SET confirmed_at = now(), confirmed_by = 'me'",
        "UPDATE owner_binding SET until_at = null",
        "UPDATE owner_binding SET ended_at = null, ended_by = null, ended_reason = null",
        "UPDATE registration SET superseded_at = now()",
        "DELETE FROM owner_binding",
    ],
)
def test_an_operator_confirms_nothing_and_changes_nothing_of_others(
    fleet: tuple[Database, AccountId], act: str
) -> None:
    database, account = fleet
    applied(database, account)
    other = an_operator(database, "other")
    told = pytest.raises(DBAPIError, match=r"permission denied|row-level security")
    with told, database.transaction(OperatorScope(account)) as session:
        session.connection().execute(text(act.format(own=account, other=other)))


@pytest.mark.parametrize("table", sorted(set(metadata.tables) - GRANTED))
def test_no_other_table_is_open_to_an_operator(database: Database, table: str) -> None:
    """Also one that a later migration adds, until it is granted on purpose."""
    with (
        pytest.raises(DBAPIError, match="permission denied"),
        database.transaction(OperatorScope(1)) as session,
    ):
        session.connection().execute(text(f"SELECT FROM {table}"))


@pytest.mark.parametrize("number", [0, -1, "1; RESET ROLE", True, None])
def test_a_scope_of_an_operator_is_a_number_of_an_account(number: object) -> None:
    with pytest.raises(ValueError, match=r".*"):
        OperatorScope(number)  # type: ignore[arg-type]


def test_applying_again_is_the_same_application(fleet: tuple[Database, AccountId]) -> None:
    database, account = fleet
    assert applied(database, account).id == applied(database, account, f" {ACME}　").id
    made = bound(database, account)
    assert applied(database, account).id == made.id
    with pytest.raises(BindingNotOpen), database.transaction(UnitScope(OURS)) as session:
        bindings.confirm(session, made.id or 0, until=None, by=TESTER, now=NOW)


@pytest.mark.parametrize("owner", ["", "  ", "无", "/", "甲" * 201])
def test_an_application_names_an_owner(fleet: tuple[Database, AccountId], owner: str) -> None:
    database, account = fleet
    with pytest.raises(OwnerUnsaid):
        applied(database, account, owner)


def test_an_account_does_not_guess_through_a_register(fleet: tuple[Database, AccountId]) -> None:
    database, account = fleet
    for number in range(MOST_ALIVE):
        applied(database, account, f"公司{number}")
    with pytest.raises(TooManyBindings):
        applied(database, account, ACME)


def test_a_bureau_sees_what_it_confirms(fleet: tuple[Database, AccountId]) -> None:
    database, account = fleet
    store(database, a_vehicle(7, "郑州甲运输有限公司郑东分公司"), now=LATER, name="又.csv")
    other = an_operator(database, "other")
    bound(database, other, name="other")
    made = applied(database, account)
    with database.transaction(UnitScope(OURS)) as session:
        (known,) = known_of(session, [made], now=NOW).values()
    assert known == Known(2, ("other",), ("郑州甲运输有限公司郑东分公司",))


def test_each_step_is_entered_in_the_log_with_the_owner_masked(fleet: tuple[Database, AccountId]) -> None:
    database, account = fleet
    made = bound(database, account)
    with database.transaction(OperatorScope(account)) as session:
        found = bindings.find_binding(session, made.id or 0, account=account)
        bindings.end(session, found, reason="不再代表", by=as_operator(account), now=LATER)
    with database.transaction(OFFICE) as session:
        found_events = [(one.act, one.actor_name, one.details) for one in noted(session, limit=3)]
    masked = "郑州**公司"
    assert found_events == [
        ("owner-ended", "fleet", {"owner": masked, "reason": "不再代表"}),
        ("owner-confirmed", "tester", {"owner": masked, "until": None}),
        ("owner-applied", "fleet", {"owner": masked}),
    ]


@pytest.mark.parametrize(
    ("by", "act"),
    [
        (Actor("user", 999, "x", "operator", None, "session/1"), Act.OWNER_APPLIED),
        (TESTER, Act.OWNER_APPLIED),
        (None, Act.OWNER_CONFIRMED),
        (None, Act.CASE_DECIDED),
    ],
)
def test_an_operator_enters_no_event_but_its_own(
    fleet: tuple[Database, AccountId], by: Actor | None, act: Act
) -> None:
    database, account = fleet
    told = pytest.raises(DBAPIError, match="no event of the operator")
    with told, database.transaction(OperatorScope(account)) as session:
        record(session, by or as_operator(account), act, None, {}, NOW)
