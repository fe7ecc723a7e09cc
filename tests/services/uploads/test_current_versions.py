"""The register tells the truth: the newest report of a vehicle stands, among deliveries that are not withdrawn."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.models import RegistrationRecord, UploadRecord
from fleetsvc.services.registrations.filters import RegistrationFilter
from fleetsvc.services.registrations.lists import list_registrations
from fleetsvc.services.uploads import current_versions, deliveries, processing, steps
from importers.results import FileFacts
from importers.sandbox.reader import Frame
from tests.actors import SETTINGS, TESTER
from tests.row_data import a_row, a_vin, read
from tests.upload_cases import with_rulebook

pytestmark = pytest.mark.slow(10)

CITY = 410100
START = datetime(2025, 6, 30, 8, tzinfo=UTC)
FUELS = {"电": "bev", "柴油": "diesel", "汽油": "petrol"}
_FIRST = itertools.count(1, 10)

Report = dict[int, str]
"""Vehicle -> fuel."""


@dataclass(frozen=True)
class Sent:
    """A delivery of some vehicles is stored."""

    report: Report


@dataclass(frozen=True)
class Withdrawn:
    """One of the deliveries stored before is withdrawn, counted round."""

    which: int


Act = Sent | Withdrawn
REPORTS = st.dictionaries(st.integers(0, 2), st.sampled_from(sorted(FUELS)), min_size=1)
HISTORIES = st.lists(st.one_of(st.builds(Sent, REPORTS), st.builds(Withdrawn, st.integers(0, 7))), max_size=9)


@dataclass
class Played:
    """A history as it was played: what each delivery reported, which were withdrawn, and the state after each act."""

    first: int
    reports: dict[int, Report] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)
    states: list[tuple[datetime, dict[str, str]]] = field(default_factory=list)

    def folded(self) -> dict[str, str]:
        """The naive answer: go through all that is not withdrawn, in its order; the last word stands."""
        standing: dict[str, str] = {}
        for upload, report in self.reports.items():
            if upload not in self.withdrawn:
                standing |= {a_vin(self.first + vehicle): FUELS[fuel] for vehicle, fuel in report.items()}
        return standing


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def deliver(database: Database, first: int, report: Report, *, now: datetime, city: int = CITY) -> int:
    """Store a delivery, without a file and without a sandbox."""
    rows = [a_row(first + vehicle, fuel=fuel, powertrain="", plate="", model="", emission_stage="")
            for vehicle, fuel in report.items()]  # fmt: skip
    delivery = deliveries.Delivery(f"{now} {rows}".encode(), "list.csv", received_by="test", confirmed=True)
    with database.transaction(UnitScope(str(city))) as session:
        upload = deliveries.deliver(session, delivery, city=city, by=TESTER, settings=SETTINGS, now=now)[0]
        instant = current_versions.hold(session, city=city, now=now)
        assert instant is not None
        frames: list[Frame] = [FileFacts("list.csv", "0" * 64, 1, "csv", None), read(*rows)]
        processing.process(session, upload, frames, progress=lambda _rows: None, now=instant)
        assert upload.status == "accepted"
        assert upload.id is not None
        return upload.id


def withdraw(database: Database, number: int, *, now: datetime, city: int = CITY) -> None:
    with database.transaction(UnitScope(str(city))) as session:
        steps.withdraw(session, city=city, number=number, by=TESTER, reason="mistaken", now=now)


def registered(session: Session, first: int, known_at: datetime | None) -> dict[str, str]:
    """VIN -> energy of the vehicles of one history, as they stand or as known at an instant."""
    found, _ = list_registrations(
        session, RegistrationFilter(unit=str(CITY), known_at=known_at), after=None, limit=500
    )
    ours = {a_vin(first + vehicle) for vehicle in range(3)}
    names = [row.vin for row in found if row.vin in ours]
    assert len(names) == len(set(names))
    return {row.vin: row.energy for row in found if row.vin in ours}


def play(database: Database, history: Sequence[Act]) -> Played:
    played, now = Played(next(_FIRST)), START + timedelta(days=next(_FIRST))
    for act in history:
        now += timedelta(minutes=1)
        if isinstance(act, Sent):
            played.reports[deliver(database, played.first, act.report, now=now)] = act.report
        elif open_ := [one for one in played.reports if one not in played.withdrawn]:
            number = open_[act.which % len(open_)]
            withdraw(database, number, now=now)
            played.withdrawn.add(number)
        played.states.append((now, played.folded()))
    return played


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(history=HISTORIES)
# The delivery that first stored a row is withdrawn, another one reported it unchanged.
@example(history=[Sent({0: "电"}), Sent({0: "电"}), Withdrawn(0)])
# Two are withdrawn in the order in which they came: what the first had brought must not come back with the second.
@example(history=[Sent({0: "电"}), Sent({0: "柴油"}), Withdrawn(0), Withdrawn(0)])
@example(history=[Sent({0: "电"}), Sent({0: "柴油"}), Sent({0: "汽油"}), Withdrawn(1), Withdrawn(1)])
@example(
    history=[Sent({0: "电"}), Sent({0: "柴油"}), Sent({0: "柴油"}), Withdrawn(1), Withdrawn(1), Withdrawn(0)]
)
@example(
    history=[Sent({0: "电"}), Sent({0: "柴油"}), Sent({0: "电"}), Withdrawn(0), Withdrawn(1), Withdrawn(0)]
)
def test_the_newest_report_that_is_not_withdrawn_stands_at_every_instant(
    database: Database, history: list[Act]
) -> None:
    played = play(database, history)
    with database.transaction(OFFICE) as session:
        assert [registered(session, played.first, at) for at, _ in played.states] == [
            state for _, state in played.states
        ]
        assert registered(session, played.first, None) == played.folded()
        found, _ = list_registrations(session, RegistrationFilter(unit=str(CITY)), after=None, limit=500)
        sources = {row.upload_id for row in found}
        withdrawn = select(UploadRecord.id).where(col(UploadRecord.status) == "withdrawn")
        assert not sources & set(session.exec(withdrawn))


def test_what_returns_is_said_to_come_from_the_row_that_reported_it_unchanged(database: Database) -> None:
    first = deliver(database, 1, {0: "电"}, now=START)
    second = deliver(database, 1, {1: "柴油", 0: "电"}, now=START + timedelta(hours=1))
    withdraw(database, first, now=START + timedelta(hours=2))
    with database.transaction(OFFICE) as session:
        found, _ = list_registrations(session, RegistrationFilter(unit=str(CITY)), after=None, limit=9)
    assert {(row.vin, row.upload_id, row.row_number) for row in found} == {
        (a_vin(1), second, 3),
        (a_vin(2), second, 2),
    }


def test_what_returns_is_told_in_the_words_of_its_own_row_or_in_none(database: Database) -> None:
    first = deliver(database, 1, {0: "电"}, now=START)
    deliver(database, 1, {0: "电"}, now=START + timedelta(hours=1))
    third = deliver(database, 1, {0: "柴油"}, now=START + timedelta(hours=2))
    said = []
    for number, hour in ((third, 3), (first, 4)):
        withdraw(database, number, now=START + timedelta(hours=hour))
        with database.transaction(OFFICE) as session:
            standing = select(RegistrationRecord).where(col(RegistrationRecord.superseded_at).is_(None))
            said.append(session.exec(standing).one().said)
    # The second delivery was found unchanged: what its row said was not kept.
    assert said == [None, None]
    own = deliver(database, 1, {0: "汽油"}, now=START + timedelta(hours=5))
    last = deliver(database, 1, {0: "柴油"}, now=START + timedelta(hours=6))
    withdraw(database, last, now=START + timedelta(hours=7))
    with database.transaction(OFFICE) as session:
        standing = select(RegistrationRecord).where(col(RegistrationRecord.superseded_at).is_(None))
        found = session.exec(standing).one()
        assert (found.upload_id, "汽油" in (found.said or "")) == (own, True)


def test_no_two_acts_of_a_unit_fall_on_one_instant_whatever_the_clocks_say(database: Database) -> None:
    later = deliver(database, 1, {0: "电"}, now=START + timedelta(hours=1))
    earlier = deliver(database, 1, {0: "柴油"}, now=START)
    withdraw(database, earlier, now=START)
    with database.transaction(OFFICE) as session:
        kept = {one.id: one.settled_at for one in session.exec(select(UploadRecord))}
        states = [registered(session, 1, at) for at in sorted(at for at in kept.values() if at)]
        assert kept[later] == START + timedelta(hours=1)
        assert kept[earlier] == START + timedelta(hours=1, microseconds=2)
    assert states == [{a_vin(1): "bev"}, {a_vin(1): "bev"}]


def test_while_a_worker_stores_for_the_unit_nothing_is_withdrawn_and_nothing_else_is_stored(
    database: Database,
) -> None:
    number = deliver(database, 1, {0: "电"}, now=START)
    with database.transaction(UnitScope(str(CITY))) as storing:
        assert current_versions.hold(storing, city=CITY, now=START) is not None
        with database.transaction(UnitScope(str(CITY))) as other:
            assert current_versions.hold(other, city=CITY, now=START) is None
        with database.transaction(UnitScope("410200")) as other:
            assert current_versions.hold(other, city=410200, now=START) is not None
        with pytest.raises(deliveries.UploadBusy):
            withdraw(database, number, now=START)
