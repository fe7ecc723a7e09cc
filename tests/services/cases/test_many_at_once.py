"""What an act makes of thousands is what it makes of each: stored by sets, reckoned by the one table."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session, col, select

from fleetsvc.database.transactions import OFFICE, Database, ScopedSession
from fleetsvc.models import CaseRecord, stored_id
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.accepted_claims import RivalChosen
from fleetsvc.services.cases.acting import Acted, act_on
from fleetsvc.services.cases.guards import House, NotDone, Said
from fleetsvc.services.cases.lists import find_case
from fleetsvc.services.cases.locks import hold
from fleetsvc.services.cases.position import position_of
from fleetsvc.services.cases.steps import Moved, Step, move, step
from fleetsvc.services.cases.words import CaseAction, CaseKind, CaseState, Hand
from fleetsvc.services.cases.writing import write
from tests.upload_cases import a_row, a_vin, deliver, with_rulebook

NOW = datetime(2025, 7, 1, 4, tzinfo=UTC)
CLAIMED = datetime(2025, 7, 2, tzinfo=UTC)
OURS, THEIRS = "410100", "410200"
BY = Actor("command", name="somebody")
HOUSE = House(grounds={"no-model": 0})
_NUMBERS = count(1)
_CASES = "SELECT * FROM case_record ORDER BY id"
_LINES = "SELECT * FROM case_step ORDER BY case_id"

INSTANTS = st.none() | st.sampled_from([NOW - timedelta(days=90), NOW - timedelta(days=9, seconds=3)])
DAYS = st.none() | st.dates(date(2025, 5, 1), date(2025, 9, 30))
CASES = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(CaseKind),
        "state": st.sampled_from(CaseState),
        "due_on": DAYS,
        "valid_until": DAYS,
        "notified_at": INSTANTS,
        "extended_at": INSTANTS,
        "appealed_at": INSTANTS,
        "answer": st.none() | st.sampled_from(["ground", "correction"]),
        "reason": st.none() | st.just("said before"),
        "outcome": st.none() | st.sampled_from(["approved", "refused"]),
        "officer": st.none() | st.just("officer"),
        "details": st.sampled_from([{"period": "2025-03"}, {"period": "2025-03", "published": True}]),
    }
)
HANDS = tuple(hand for hand in Hand if hand is not Hand.OPERATOR)
"""An operator says something of one case, by its account."""
ACTS = st.builds(
    Said,
    st.sampled_from(CaseAction),
    reason=st.sampled_from(["", "why", " 因为 "]),
    ground=st.none() | st.just("no-model"),
    evidence=st.sampled_from([(), (1, 2)]),
    brought=st.sampled_from([None, (), (1,)]),
    missing=st.sampled_from(["", "later"]),
    valid_until=st.none() | st.just(date(2026, 1, 1)),
    conditions=st.sampled_from(["", "until one is sold"]),
    officer=st.sampled_from(["", "officer"]),
    internal=st.booleans(),
    proposal=st.none() | st.just(7),
    proposed_by=st.just("another"),
)


def a_case(city: int, told: dict[str, Any]) -> CaseRecord:
    return CaseRecord(
        city_code=city,
        subject=f"x/{next(_NUMBERS)}",
        opened_by="",
        opened_at=NOW,
        valid_from=date(2025, 4, 1) if told.get("valid_until") else None,
        **{name: value.value if hasattr(value, "value") else value for name, value in told.items()},
    )


def stored(session: Session, query: str) -> list[dict[str, Any]]:
    """What the database holds, whatever the session knows."""
    return [dict(row) for row in session.connection().exec_driver_sql(query).mappings()]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(CASES, min_size=1, max_size=12), ACTS, st.sampled_from(HANDS))
def test_cases_written_as_a_set_are_what_each_would_be_by_itself(
    session: ScopedSession, told: list[dict[str, Any]], said: Said, hand: Hand
) -> None:
    taken = Step(said, BY, hand, NOW, HOUSE)
    with session.begin_nested() as nested:
        records = [a_case((410100, 410200)[place % 2], one) for place, one in enumerate(told)]
        session.add_all(records)
        session.flush()
        numbers = [one.id for one in records if one.id is not None]
        alone, expected = [CaseRecord(**one.model_dump()) for one in records], list[dict[str, Any]]()
        held, moved = hold(session, numbers), list[tuple[Any, Moved]]()
        for case in alone:
            assert case.id is not None
            assert held[case.id].position == position_of(case)
            try:
                expected.append(step(case, taken).model_dump(exclude={"id"}))
                moved.append((held[case.id], move(held[case.id].position, taken)))
            except NotDone:
                continue
        write(session, moved)
        assert [one.model_dump() for one in records] == [one.model_dump() for one in alone]
        cases, lines = stored(session, _CASES), stored(session, _LINES)
        assert cases == [one.model_dump() for one in alone]
        assert [{name: one[name] for name in one if name != "id"} for one in lines] == expected
        nested.rollback()


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements that are asked meanwhile."""
    asked: list[str] = []

    def note(*event_: Any) -> None:
        asked.append(event_[2])

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)


def test_an_act_on_many_asks_the_database_as_often_as_an_act_on_two(own_database: Database) -> None:
    with_rulebook(own_database)
    asked: list[int] = []
    for many in (2, 200):
        with own_database.transaction(OFFICE) as session:
            cases = [
                a_case(
                    410100, {"kind": CaseKind.UNDETERMINED, "state": CaseState.OPEN, "details": {"n": number}}
                )
                for number in range(many)
            ]
            session.add_all(cases)
            session.flush()
            numbers = [one.id for one in cases if one.id is not None]
            session.expunge_all()
            with statements(own_database) as found:
                done = act_on(
                    session, numbers, Said(CaseAction.NOTIFY), by=BY, hand=Hand.OFFICE, now=NOW
                ).done
            asked.append(len(found))
        assert len(done) == many
    assert asked[0] == asked[1]


def test_what_a_session_knows_of_a_case_is_as_the_act_left_it(own_database: Database) -> None:
    with_rulebook(own_database)
    with own_database.transaction(OFFICE) as session:
        case = a_case(410100, {"kind": CaseKind.UNDETERMINED, "state": CaseState.OPEN, "details": {}})
        session.add(case)
        session.flush()
        assert case.id is not None
        act_on(session, [case.id], Said(CaseAction.NOTIFY), by=BY, hand=Hand.OFFICE, now=NOW)
        assert (case.state, case.notified_at) == ("notified", NOW)
        assert find_case(session, case.id) is case


def claims(database: Database, *, unit: str) -> list[CaseRecord]:
    with database.transaction(OFFICE) as session:
        query = select(CaseRecord).where(CaseRecord.kind == "vin_conflict", CaseRecord.city_code == int(unit))
        return list(session.exec(query.order_by(col(CaseRecord.id))))


def approve(database: Database, cases: list[CaseRecord]) -> tuple[Acted, int]:
    """Approve claims; what became of them, and how often the database was asked."""
    with database.transaction(OFFICE) as session, statements(database) as asked:
        numbers = [stored_id(case) for case in cases]
        found = act_on(session, numbers, Said(CaseAction.APPROVE), by=BY, hand=Hand.OFFICE, now=CLAIMED)
    return found, len(asked)


_COUNTS = """
SELECT r.city_code::text, d.verdict, d.disputed, count(*) FROM registration r
JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id AND d.superseded_at IS NULL
WHERE r.superseded_at IS NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def counts(database: Database) -> list[tuple[Any, ...]]:
    with database.transaction(OFFICE) as session:
        return [tuple(row) for row in session.connection().exec_driver_sql(_COUNTS)]


def test_one_units_claims_are_approved_in_one_act_and_all_others_to_the_same_refused(
    own_database: Database,
) -> None:
    with_rulebook(own_database)
    for unit in (OURS, THEIRS):
        deliver(own_database, *(a_row(number) for number in range(1, 13)), unit=unit)
    theirs = claims(own_database, unit=THEIRS)
    asked = [approve(own_database, some)[1] for some in (theirs[:2], theirs[2:])]
    assert asked[0] == asked[1]
    assert counts(own_database) == [(OURS, "undetermined", True, 12), (THEIRS, "compliant", False, 12)]
    assert {(case.state, case.decision_reason) for case in claims(own_database, unit=OURS)} == {
        ("refused", "other_claim_approved")
    }
    assert {case.state for case in claims(own_database, unit=THEIRS)} == {"approved"}


def test_of_two_claims_to_a_vehicle_in_one_act_neither_is_approved(own_database: Database) -> None:
    with_rulebook(own_database)
    for unit in (OURS, THEIRS):
        deliver(own_database, a_row(1), a_row(2), unit=unit)
    ours, theirs = claims(own_database, unit=OURS), claims(own_database, unit=THEIRS)
    found, _ = approve(own_database, [ours[0], *theirs])
    (done,) = found.done
    assert (done.city_code, done.vin) == (int(THEIRS), a_vin(2))
    assert {number: type(why) for number, why in found.passed.items()} == {
        ours[0].id: RivalChosen,
        theirs[0].id: RivalChosen,
    }
    assert [case.state for case in claims(own_database, unit=OURS)] == ["open", "refused"]
    again, _ = approve(own_database, [ours[0]])
    assert [one.id for one in again.done] == [ours[0].id]
