"""Random histories: what the service says was known at an instant is what a fold over the log of events says.

The reference closes no rows and stores no verdicts: it goes through the events until the instant, in their order, and
keeps of each vehicle what was reported by whom, and which of it counts: a change for the better waits for the office.
Then it judges by the edition in force. Every instant of a history is asked about, in any order.
``FLEETSVC_TEST_HISTORIES`` says how many histories are tried; ``make histories`` tries a thousand.
"""

import itertools
import os
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from fleetsvc import clock
from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE, Database, as_login_role, open_database
from fleetsvc.jobs.reading_uploads import Policy, settle
from fleetsvc.models import CaseRecord
from fleetsvc.services.cases import acting
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.drafts import activations
from fleetsvc.services.law import rulebooks
from fleetsvc.services.law.editions import NoEditionThen, book_known_at, list_editions
from fleetsvc.services.law.impact import foretell
from fleetsvc.services.law.standing_counts import counted_anew, differing, keep, standing
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.registrations.dossier import RegistrationUnknown, dossier
from fleetsvc.services.registrations.dossier_json import decisions_on
from fleetsvc.services.registrations.filters import RegistrationFilter
from fleetsvc.services.registrations.lists import list_registrations
from fleetsvc.services.uploads import steps
from fleetsvc.services.uploads.changes import KINDS
from importers.limits import limits_for
from importers.sandbox import child, reader
from rules.citations import citations
from rules.decide import decide
from rules.facts import VehicleFacts, mass_class
from rules.judge import judge
from rules.rulebook import Rulebook, build
from rules.table import Table
from rules.vocabulary import Category, EmissionStage, Energy, Event
from tests.actors import TESTER
from tests.conftest import a_copy
from tests.signing import in_session
from tests.upload_cases import a_file, a_row, a_vin, send, with_rulebook

HISTORIES = int(os.environ.get("FLEETSVC_TEST_HISTORIES", "4"))
UNIT, VEHICLES, EDITIONS = "410100", 3, 4
BEGIN = datetime(2025, 7, 1, 1, tzinfo=UTC)
_EXAMPLES = itertools.count()
KINDS_OF_VEHICLE = (
    ("纯电动", Energy.BEV, "公交车", Category.BUS),
    ("柴油", Energy.DIESEL, "公交车", Category.BUS),
    ("插电式混合动力", Energy.PHEV, "公交车", Category.BUS),
    ("柴油", Energy.DIESEL, "出租车", Category.TAXI),
)
PLATE_ENDS = {Energy.BEV: "D", Energy.PHEV: "F", Energy.DIESEL: ""}


@dataclass(frozen=True)
class Entry:
    """One event of the log: at an instant a delivery is stored or taken back, the office decides on a change, or an
    edition comes into force. ``at_once``: no change of the delivery waits for the office.
    """

    at: datetime
    delivery: int | None = None
    rows: dict[int, int] = field(default_factory=dict)
    withdrawn: bool = False
    edition: int | None = None
    at_once: bool = True
    vehicle: int | None = None
    accepted: bool = False


@dataclass(eq=False)
class Reported:
    """What a delivery said of a vehicle, and what of it counts: its kind, or the one before while that is decided."""

    delivery: int
    kind: int
    counts: int
    closed_as: str = ""


@dataclass
class Given:
    """A verdict as it was given on a vehicle, first or again: from when until when, and by which edition."""

    at: datetime
    edition: str
    verdict: str
    rule: str | None
    until: datetime | None = None

    def known(self, instant: datetime) -> tuple[Any, ...]:
        until = self.until if self.until is not None and self.until <= instant else None
        return self.at, until, self.edition, self.verdict, self.rule


@dataclass
class Register:
    """The register as the log of events makes it."""

    day: date
    books: Sequence[Rulebook]
    book: int = 0
    order: list[int] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    versions: dict[int, list[Reported]] = field(default_factory=dict)
    unchanged: dict[int, list[tuple[int, Reported]]] = field(default_factory=dict)
    standing: dict[int, Reported] = field(default_factory=dict)
    closed: dict[int, Reported] = field(default_factory=dict)
    reviews: set[int] = field(default_factory=set)
    given: dict[int, list[Given]] = field(default_factory=dict)
    rests_on: dict[int, tuple[Reported, Any]] = field(default_factory=dict)

    def verdict(self, kind: int) -> str:
        return str(judged(self.books[self.book], kind, self.day)[2])

    def follow(self, entry: Entry) -> None:
        if entry.edition is not None:
            self.book = entry.edition
        elif entry.vehicle is not None:
            self.reviews.discard(entry.vehicle)
            if entry.accepted:
                self.standing[entry.vehicle].counts = self.standing[entry.vehicle].kind
        elif entry.delivery is not None and entry.withdrawn:
            self.take_back(entry.delivery)
        elif entry.delivery is not None:
            self.order.append(entry.delivery)
            for vehicle, kind in entry.rows.items():
                self.store(vehicle, Reported(entry.delivery, kind, kind), at_once=entry.at_once)
        for vehicle in self.versions:
            self.note(vehicle, entry)

    def note(self, vehicle: int, entry: Entry) -> None:
        """Verdicts are given on what is reported and accepted, and again when outcome or words cited are others."""
        one, given = self.standing.get(vehicle), self.given.setdefault(vehicle, [])
        before = self.rests_on.pop(vehicle, None)
        if one is not None:
            self.rests_on[vehicle] = (one, self.said(one.counts))
            is_accepted = entry.vehicle == vehicle and entry.accepted
            if self.rests_on[vehicle] == before and not is_accepted:
                return
        if before is not None:
            given[-1].until = entry.at
        if one is not None:
            verdict, rule = judged(self.books[self.book], one.counts, self.day)[2:]
            given.append(Given(entry.at, self.books[self.book].edition, verdict, rule))

    def said(self, kind: int) -> tuple[Any, ...]:
        book, facts = self.books[self.book], facts_of(kind, self.day)
        return judge(book, facts).duties, citations(book, facts)

    def store(self, vehicle: int, new: Reported, *, at_once: bool) -> None:
        before, past = self.standing.get(vehicle), self.versions.setdefault(vehicle, [])
        if before is not None and before.kind == new.kind:
            self.unchanged.setdefault(vehicle, []).append((new.delivery, before))
            return
        last = before or self.closed.get(vehicle)
        was = "" if last is None else self.verdict(last.counts) if before else last.closed_as
        self.reviews.discard(vehicle)
        better = GOODNESS.get(self.verdict(new.kind), 3) > GOODNESS.get(was, 3)
        if last is not None and last.counts != new.kind and better and not at_once:
            new.counts = last.counts
            self.reviews.add(vehicle)
        past.append(new)
        self.standing[vehicle] = new

    def take_back(self, delivery: int) -> None:
        self.gone.add(delivery)
        for vehicle, version in list(self.standing.items()):
            if version.delivery != delivery:
                continue
            version.closed_as = self.verdict(version.counts)
            self.closed[vehicle] = version
            del self.standing[vehicle]
            self.reviews.discard(vehicle)
            said = [(one.delivery, one) for one in self.versions[vehicle]] + self.unchanged.get(vehicle, [])
            left = [(by, one) for by, one in said if by not in self.gone]
            if not left:
                continue
            past = self.versions[vehicle]
            by, one = max(left, key=lambda found: (self.order.index(found[0]), past.index(found[1])))
            back = Reported(by, one.kind, one.counts)
            past.append(back)
            self.standing[vehicle] = back
            if back.counts != back.kind:
                self.reviews.add(vehicle)


GOODNESS = {"non_compliant": 0, "needs_justification": 1, "undetermined": 2}
"""How good a verdict is; all others are alike."""


def register(log: Sequence[Entry], instant: datetime, day: date, books: Sequence[Rulebook]) -> Register:
    """The reference: the register as known at an instant."""
    found = Register(day, books)
    for entry in log:
        if entry.at <= instant:
            found.follow(entry)
    return found


def known(log: Sequence[Entry], instant: datetime, day: date, books: Sequence[Rulebook]) -> dict[int, Any]:
    """The reference: vehicle -> (energy, category, verdict, rule, whether its interpretations are confirmed)."""
    found = register(log, instant, day, books)
    book = books[found.book]
    return {
        vehicle: (
            *judged(book, one.kind, day)[:2],
            *judged(book, one.counts, day)[2:],
            cited(book, one.counts, day),
        )
        for vehicle, one in found.standing.items()
    }


def facts_of(kind: int, day: date) -> VehicleFacts:
    _, energy, _, category = KINDS_OF_VEHICLE[kind]
    stage = EmissionStage.ZERO if energy is Energy.BEV else EmissionStage.UNKNOWN
    return VehicleFacts(category, Event.NEW, UNIT, day, energy, stage, mass_class(3500))


@cache
def judged(book: Rulebook, kind: int, day: date) -> tuple[Any, ...]:
    facts = facts_of(kind, day)
    found = judge(book, facts)
    return facts.energy.value, facts.category.value, found.verdict.value, found.rule


@cache
def cited(book: Rulebook, kind: int, day: date) -> tuple[tuple[str, str], ...]:
    """The interpretations that a verdict rests on, each with its status."""
    return statuses(book, facts_of(kind, day))


def statuses(book: Rulebook, facts: VehicleFacts) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, book.interpretations[name].status.value) for name in decide(book, facts).interpretations
    )


def in_this_process(path: Path, *, name: str, expectation: Any, today: date, **_: Any) -> Iterator[Any]:
    """Read a file as the child does, without a process of its own."""
    job = {
        "path": str(path),
        "name": name,
        "expectation": vars_of(expectation),
        "today": today.isoformat(),
        "catalogue": {},
        "catalogues": [],
        "limits": vars_of(limits_for(path.stat().st_size)),
    }
    return child._frames(job)  # noqa: SLF001


def vars_of(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


class Running:
    """The service over one database, with its editions and two people who sign; its clock only runs forwards.

    The last edition is the first with an interpretation confirmed.
    """

    def __init__(self, database: Database) -> None:
        self.database = with_rulebook(database)
        self.now = BEGIN
        mappings = [deepcopy(dict(book_mapping())) for _ in range(EDITIONS)]
        _rule(mappings[1])["requirement"] = {"energy": ["bev", "fcev"]}
        _rule(mappings[2])["force"] = "encouraged"
        answer = next(one for one in mappings[3]["interpretations"] if one["id"] == "nev-kinds")
        answer.update(status="confirmed", letter={"number": "豫绿办〔2026〕1号", "dated": "2026-01-05"})
        self.books = [build(mapping) for mapping in mappings]
        with database.transaction(OFFICE) as session:
            for name in ("first", "second"):
                accounts.add_user(
                    session, name, role=Role.OFFICE, unit=None, password=None, by=TESTER, now=BEGIN
                )
            self.editions = [rulebooks.load(session, one, now=BEGIN)[0].id for one in mappings]
        self.in_force = 0

    def later(self) -> datetime:
        """Let time pass: three events or more fall on one day."""
        self.now += timedelta(hours=5)
        return self.now

    def activate(self, edition: int) -> None:
        with self.database.transaction(OFFICE) as session:
            stored = rulebooks.stored(session, self.editions[edition] or 0)
            first, second = (in_session(session, name, now=self.now) for name in ("first", "second"))
            foretold = foretell(session, Table(self.books[edition])).differences
            proposal, _ = activations.propose(session, stored, by=first, reason="a reason", now=self.now)
            act, _ = activations.sign(session, stored, proposal.id or 0, by=second, now=self.now)
            assert act.changed == sum(one.registrations for one in foretold)
        self.in_force = edition


def _rule(mapping: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(rule for rule in mapping["rules"] if rule["id"] == "13-bus-new")
    return found


# Whoever stores or closes a decision has marked its unit in the same transaction, or in a part of it.
_REFUSE_UNMARKED = """
CREATE FUNCTION refuse_unmarked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    ASSERT EXISTS (SELECT FROM standing_mark m WHERE m.city_code = NEW.city_code
        AND m.xmin::text::bigint >= pg_current_xact_id()::xid::text::bigint), 'the unit was not marked';
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER refuse_unmarked AFTER INSERT OR UPDATE ON decision DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION refuse_unmarked();
"""


@pytest.fixture(scope="module")
def running(owner_url: str) -> Iterator[Running]:
    with a_copy(owner_url, "histories") as url, pytest.MonkeyPatch.context() as patched:
        with psycopg.connect(url) as owner:
            owner.execute(_REFUSE_UNMARKED)
        patched.setattr(reader, "stream", in_this_process)
        database = open_database(as_login_role(url))
        yield Running(database)
        database.close()


class History:
    """One history: what is done to the service, and the log of it."""

    def __init__(self, running: Running) -> None:
        self.running, self.number = running, next(_EXAMPLES)
        self.day = date(2023, 3, 1) + timedelta(days=self.number % 800)
        self.first = self.number * 10
        self.log: list[Entry] = []
        self.activate(0)
        self.log = self.log or [Entry(running.later(), edition=0)]
        self.sent: dict[int, dict[int, int]] = {}
        self.at_once: dict[int, bool] = {}
        self.accepted: list[int] = []

    def send(self, rows: dict[int, int], *, confirmed: bool, at_once: bool = True) -> None:
        now = self.running.later()
        upload = send(self.running.database, self.file(rows), confirmed=confirmed, now=now)
        assert upload.id is not None
        self.sent[upload.id], self.at_once[upload.id] = rows, at_once
        self.settle(upload.id, now, stored=confirmed)

    def settle(self, number: int, now: datetime, *, stored: bool) -> None:
        policy = Policy(at_once=frozenset(KINDS) if self.at_once[number] else frozenset())
        settle(self.running.database, city=int(UNIT), number=number, worker="test", now=now, policy=policy)
        if stored:
            self.accepted.append(number)
            self.log.append(Entry(now, number, self.sent[number], at_once=self.at_once[number]))

    def file(self, rows: dict[int, int]) -> bytes:
        lines = []
        for vehicle, kind in sorted(rows.items()):
            energy, known_energy, category, _ = KINDS_OF_VEHICLE[kind]
            plate = f"豫A{self.first + vehicle:05d}{PLATE_ENDS[known_energy]}"
            values = {"energy": energy, "category": category, "plate": plate}
            lines.append(a_row(self.first + vehicle, day=self.day.isoformat(), **values))
        return a_file(*lines) + f"备注：第 {len(self.sent)} 份\n".encode()

    def confirm(self, choice: int) -> None:
        """Confirm one of the deliveries in review."""
        waiting = [number for number in self.sent if number not in self.accepted]
        if waiting:
            number, now = waiting[choice % len(waiting)], self.running.later()
            with self.running.database.transaction(OFFICE) as session:
                steps.confirm(session, city=int(UNIT), number=number, by=TESTER, now=now)
            self.settle(number, now, stored=True)

    def withdraw(self, choice: int) -> None:
        """Take back one of the deliveries that stand."""
        gone = {entry.delivery for entry in self.log if entry.withdrawn}
        standing = [number for number in self.accepted if number not in gone]
        if standing:
            number, now = standing[choice % len(standing)], self.running.later()
            with self.running.database.transaction(OFFICE) as session:
                steps.withdraw(session, city=int(UNIT), number=number, by=TESTER, reason="a reason", now=now)
            self.log.append(Entry(now, number, withdrawn=True))

    def review(self, choice: tuple[int, bool]) -> None:
        """Decide on one of the changes that wait for the office."""
        now = self.running.later()
        waiting = sorted(register(self.log, now, self.day, self.running.books).reviews)
        with self.running.database.transaction(OFFICE) as session:
            query = select(CaseRecord).where(CaseRecord.kind == "change_review", CaseRecord.state == "open")
            ours = {a_vin(self.first + vehicle): vehicle for vehicle in range(1, VEHICLES + 1)}
            open_ = {ours[one.vin]: one for one in session.exec(query) if one.vin in ours}
            assert sorted(open_) == waiting
            if waiting:
                which, accepted = choice
                vehicle = waiting[which % len(waiting)]
                action = CaseAction.APPROVE if accepted else CaseAction.REFUSE
                said = Said(action, reason="a reason")
                acting.act(session, open_[vehicle].id or 0, said, by=TESTER, hand=Hand.OFFICE, now=now)
                self.log.append(Entry(now, vehicle=vehicle, accepted=accepted))

    def activate(self, edition: int) -> None:
        now = self.running.later()
        if edition != self.running.in_force:
            self.running.activate(edition)
            self.log.append(Entry(now, edition=edition))


EVENTS = st.one_of(
    st.tuples(
        st.sampled_from(["send", "send for review"]),
        st.tuples(
            st.dictionaries(st.integers(1, VEHICLES), st.integers(0, len(KINDS_OF_VEHICLE) - 1), min_size=1),
            st.booleans(),
        ),
    ),
    st.tuples(st.just("review"), st.tuples(st.integers(0, 2), st.booleans())),
    st.tuples(st.sampled_from(["confirm", "withdraw"]), st.integers(0, 5)),
    st.tuples(st.just("activate"), st.integers(0, EDITIONS - 1)),
)


def happens(history: History, event: str, what: Any) -> None:
    if event in {"send", "send for review"}:
        history.send(what[0], confirmed=event == "send", at_once=what[1])
    else:
        getattr(history, event)(what)


@given(events=st.lists(EVENTS, min_size=3, max_size=10), order=st.integers(0, 2**32))
@settings(
    max_examples=HISTORIES,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    database=None,
)
def test_what_was_known_at_every_instant_is_what_the_log_of_events_says(
    running: Running, events: list[tuple[str, Any]], order: int
) -> None:
    history = History(running)
    for place, (event, what) in enumerate(events):
        happens(history, event, what)
        counts_hold(history, kept=order >> place & 1 == 1)
    around = (timedelta(microseconds=-1), timedelta(0), timedelta(hours=1))
    first = history.log[0].at  # before it another history's edition may have been in force
    instants = [one.at + offset for one in history.log for offset in around if one.at + offset >= first]
    Random(order).shuffle(instants)
    for instant in instants:
        assert told(history, instant) == told_by_the_log(history, instant), instant


def counts_hold(history: History, *, kept: bool) -> None:
    """What is kept of the decisions that stand is what is counted, whether or not the change was counted already."""
    with history.running.database.transaction(OFFICE) as session:
        assert differing(session) == ()
        if kept:
            keep(session, now=history.running.now)
        first = history.day.replace(day=1)
        until = (first + timedelta(days=32)).replace(day=1)
        found = set(standing(session, first=first, until=until))
        assert found == set(counted_anew(session, first=first, until=until))
        lines = "".join(session.connection().exec_driver_sql("SELECT lines FROM vehicle_names").scalars())
        query = "SELECT translate(id::text, '0123456789', 'abcdefghij'), vin, plate FROM registration"
        assert sorted(lines.split("y")[1:]) == sorted(
            map("z".join, session.connection().exec_driver_sql(query))
        )
        query = "SELECT city_code, owner FROM registration WHERE owner IS NOT NULL EXCEPT TABLE owner_name"
        assert session.connection().exec_driver_sql(query).all() == []
        noted = session.connection().exec_driver_sql("TABLE upload_month").all()
        assert noted
        assert sorted(noted) == sorted(session.connection().exec_driver_sql(STORED_MONTHS).all())


STORED_MONTHS = """
SELECT version.city_code, upload_id, date_trunc('month', registered_on)::date, version.category,
    count(*) FILTER (WHERE is_first), received_at
FROM (SELECT *, row_number() OVER (PARTITION BY city_code, vin, registered_on
        ORDER BY recorded_at, id) = 1 AS is_first
    FROM registration) AS version
JOIN upload ON upload.city_code = version.city_code AND upload.id = upload_id
GROUP BY 1, 2, 3, 4, received_at
"""


def told_by_the_log(history: History, instant: datetime) -> tuple[Any, ...]:
    book = history.running.books[
        next(one.edition for one in reversed(history.log) if one.at <= instant and one.edition is not None)
    ]
    found = known(history.log, instant, history.day, history.running.books)
    by_vin = {a_vin(history.first + vehicle): said for vehicle, said in found.items()}
    given = register(history.log, instant, history.day, history.running.books).given
    over_time = {
        vin: [one.known(instant) for one in reversed(given[vehicle])]
        for vehicle in found
        for vin in [a_vin(history.first + vehicle)]
    }
    return by_vin, by_vin, by_vin, over_time, book.edition, [book.edition]


def told(history: History, instant: datetime) -> tuple[Any, ...]:
    """What list, dossier and decisions say of each vehicle, which verdicts were given on it from when until when, and
    which edition was in force by the book and the list.
    """
    wanted = RegistrationFilter(
        unit=UNIT, from_on=history.day, until_on=history.day + timedelta(days=1), known_at=instant
    )
    with history.running.database.transaction(OFFICE) as session:
        rows, _ = list_registrations(session, wanted, after=None, limit=50)
        ours = {a_vin(history.first + number) for number in range(1, VEHICLES + 1)}
        listed: dict[str, tuple[Any, ...]] = {
            row.vin: (row.energy, row.category, row.verdict, row.rule) for row in rows if row.vin in ours
        }
        numbers = {row.vin: row.id for row in rows if row.vin in ours}
        files: dict[str, tuple[Any, ...]] = {}
        decided: dict[str, tuple[Any, ...]] = {}
        over_time: dict[str, list[tuple[Any, ...]]] = {}
        for vin, number in numbers.items():
            found = dossier(session, number, known_at=instant)
            version, decision = found.version, found.decision
            resting = statuses(found.book, found.facts)
            files[vin] = (version.energy, version.category, decision.verdict, decision.rule, resting)
            given = decisions_on(session, number, known_at=instant)
            over_time[vin], newest = [as_given(one) for one in given], given[0]
            assert newest["superseded_at"] is None
            listed[vin] = (*listed[vin], resting)
            decided[vin] = (*files[vin][:2], newest["verdict"], newest["rule"], resting)
        editions, _ = list_editions(session, after=None, limit=50, known_at=instant)
        active = [one["edition"] for one in editions if one["status"] == "active"]
        return listed, files, decided, over_time, book_known_at(session, instant).edition, active


def as_given(one: dict[str, Any]) -> tuple[Any, ...]:
    since, until = (
        None if one[name] is None else datetime.fromisoformat(one[name])
        for name in ("recorded_at", "superseded_at")
    )
    return since, until, one["rulebook"]["edition"], one["verdict"], one["rule"]


def test_before_anything_was_known_nothing_is_told(running: Running) -> None:
    early = datetime(2020, 1, 1, tzinfo=UTC)
    history = History(running)
    history.send({1: 0}, confirmed=True)
    with running.database.transaction(OFFICE) as session:
        wanted = RegistrationFilter(unit=UNIT, from_on=history.day)
        number = list_registrations(session, wanted, after=None, limit=50)[0][0].id
        assert list_registrations(session, RegistrationFilter(known_at=early), after=None, limit=5)[0] == []
        assert list_editions(session, after=None, limit=50, known_at=early) == ([], None)
        for asked in (
            lambda: dossier(session, number, known_at=early),
            lambda: decisions_on(session, number, known_at=early),
        ):
            with pytest.raises(RegistrationUnknown):
                asked()
        with pytest.raises(NoEditionThen):
            book_known_at(session, early)


def test_three_activations_on_one_day_are_told_apart_even_where_the_clock_stands_still(
    running: Running,
) -> None:
    first = running.in_force
    others = [edition for edition in range(EDITIONS) if edition != first]
    running.now = clock.start_of(clock.day_of(running.later()) + timedelta(days=1))
    order = [others[0], others[1], first]
    for edition in order:
        running.activate(edition)  # all three at the same reading of the clock
    with running.database.transaction(OFFICE) as session:
        headers, _ = list_editions(session, after=None, limit=50)
        times = sorted((one["since"], header["edition"]) for header in headers for one in header["in_force"])[
            -3:
        ]
        assert [edition for _, edition in times] == [running.books[one].edition for one in order]
        for since, edition in times:
            assert book_known_at(session, datetime.fromisoformat(since)).edition == edition
