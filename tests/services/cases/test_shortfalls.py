"""What falls short has its case, from the stored verdict to the decision that goes into the next verdict."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.models import CaseRecord, CaseStep
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.acting import act, act_on
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.nightly import Tended, tend
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.law.replay import replay_all
from fleetsvc.services.uploads import steps
from tests.upload_cases import NOW, a_row, a_vin, deliver, with_rulebook

UNIT = "410100"
OFFICER, CLERK = (
    Actor("command", name="officer", role="office"),
    Actor("command", name="clerk", role="bureau", unit=UNIT),
)
PETROL: dict[str, Any] = {"category": "出租车", "energy": "汽油", "plate": "豫A0000{number}"}


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def taxis(*numbers: int, **more: Any) -> list[str]:
    return [a_row(number, **{**PETROL, "plate": f"豫A{number:05d}", **more}) for number in numbers]


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T08:00:00+08:00").astimezone(UTC)


def cases(database: Database) -> list[CaseRecord]:
    with database.transaction(OFFICE) as session:
        return list(session.exec(select(CaseRecord).order_by(col(CaseRecord.id))))


def states(database: Database) -> list[tuple[str, str]]:
    return [(case.kind, case.state) for case in cases(database)]


def handle(
    database: Database, case: CaseRecord, said: Said, *, day: str, hand: Hand = Hand.OFFICE
) -> CaseRecord:
    assert case.id is not None
    scope, by = (OFFICE, OFFICER) if hand is Hand.OFFICE else (UnitScope(UNIT), CLERK)
    with database.transaction(scope) as session:
        return act(session, case.id, said, by=by, hand=hand, now=at(day))


def answer(database: Database, case: CaseRecord, *, day: str) -> CaseRecord:
    said = Said(
        CaseAction.ANSWER, "no such model is sold", ground="no-suitable-model", missing="asked for by letter"
    )
    return handle(database, case, said, day=day, hand=Hand.BUREAU)


def night(database: Database, day: str) -> Tended:
    with database.transaction(OFFICE) as session:
        return tend(session, now=at(day))


def steps_of(database: Database, case: CaseRecord) -> list[tuple[str, datetime]]:
    with database.transaction(OFFICE) as session:
        query = select(CaseStep).where(CaseStep.case_id == case.id).order_by(col(CaseStep.id))
        return [(one.action, one.at) for one in session.exec(query)]


def verdicts(database: Database) -> list[str]:
    """Those of one vehicle that ever stood, oldest first; none of them may differ when it is judged again."""
    with database.transaction(OFFICE) as session:
        assert replay_all(session).differ == 0
        found = session.connection().exec_driver_sql("SELECT verdict FROM decision ORDER BY recorded_at, id")
        return [row[0] for row in found]


def test_what_is_stored_and_falls_short_has_its_case(database: Database) -> None:
    upload = deliver(
        database, *taxis(1), a_row(2, energy="柴油", plate="豫A00002"), a_row(3, energy="混合动力"), a_row(4)
    )
    found = {case.kind: case for case in cases(database)}
    assert {kind: (case.vin, case.state, case.upload_id) for kind, case in found.items()} == {
        "justification": (a_vin(1), "open", upload.id),
        "non_compliance": (a_vin(2), "open", upload.id),
        "undetermined": (a_vin(3), "open", upload.id),
    }
    assert found["justification"].details["rule"] == "henan-2023/13-in-principle"
    assert night(database, "2025-07-01") == Tended(opened=0, settled=0, moved=3)
    assert {(case.state, case.due_on) for case in cases(database)} == {("notified", date(2025, 7, 22))}


def test_an_approval_exempts_until_it_expires_and_then_the_verdict_returns(database: Database) -> None:
    deliver(database, *taxis(1))
    case = answer(database, cases(database)[0], day="2025-07-01")
    said = Said(CaseAction.APPROVE, "seen", valid_until=date(2026, 1, 1), conditions="until one is sold")
    approved = handle(database, case, said, day="2025-07-02")
    assert (approved.state, approved.valid_from, approved.valid_until, approved.conditions) == (
        "approved",
        date(2025, 7, 2),
        date(2026, 1, 1),
        "until one is sold",
    )
    assert verdicts(database) == ["needs_justification", "exempt"]
    night(database, "2025-12-01")
    assert [action for action, _ in steps_of(database, case)] == ["answer", "approve"]
    for day in ("2025-12-02", "2025-12-03", "2025-12-31"):
        night(database, day)
    assert verdicts(database) == ["needs_justification", "exempt"]
    night(database, "2026-01-01")
    assert verdicts(database) == ["needs_justification", "exempt", "needs_justification"]
    assert states(database) == [("justification", "closed"), ("justification", "notified")]
    with database.transaction(OFFICE) as session:
        lines = session.exec(select(CaseStep).where(CaseStep.case_id == case.id).order_by(col(CaseStep.id)))
        assert [
            (one.action, one.from_state, one.to_state, one.hand, one.actor, one.reason) for one in lines
        ] == [
            ("answer", "open", "answered", "bureau", "clerk", "no such model is sold"),
            ("approve", "answered", "approved", "office", "officer", "seen"),
            ("remind", "approved", "approved", "service", "nightly-cases", None),
            ("expire", "approved", "closed", "service", "nightly-cases", None),
        ]
        assert dict(steps_of(database, case))["remind"] == at("2025-12-02")


def test_an_approval_that_begins_later_exempts_from_its_day(database: Database) -> None:
    deliver(database, *taxis(1))
    case = answer(database, cases(database)[0], day="2025-07-01")
    said = Said(CaseAction.APPROVE, valid_from=date(2025, 8, 1), valid_until=date(2026, 1, 1))
    handle(database, case, said, day="2025-07-02")
    night(database, "2025-07-31")
    assert verdicts(database) == ["needs_justification"]
    night(database, "2025-08-01")
    assert verdicts(database) == ["needs_justification", "exempt"]


def test_a_refusal_makes_non_compliant_and_an_appeal_lifts_it_until_it_is_decided(database: Database) -> None:
    deliver(database, *taxis(1))
    case = answer(database, cases(database)[0], day="2025-07-01")
    handle(database, case, Said(CaseAction.REFUSE, "one is sold"), day="2025-07-02")
    assert verdicts(database) == ["needs_justification", "non_compliant"]
    handle(database, case, Said(CaseAction.APPEAL, "not of this size"), day="2025-07-03", hand=Hand.BUREAU)
    assert verdicts(database)[-1] == "needs_justification"
    handle(database, case, Said(CaseAction.REFUSE, "of this size too"), day="2025-07-04")
    handle(database, case, Said(CaseAction.CLOSE, "decided twice"), day="2025-07-05")
    night(database, "2025-07-06")
    assert (verdicts(database)[-1], states(database)) == ("non_compliant", [("justification", "closed")])


def test_who_does_not_answer_in_time_is_overdue_and_non_compliant(database: Database) -> None:
    deliver(database, *taxis(1))
    night(database, "2025-07-01")
    night(database, "2025-07-22")
    assert (verdicts(database), states(database)) == (
        ["needs_justification"],
        [("justification", "notified")],
    )
    night(database, "2025-07-23")
    assert (verdicts(database), states(database)) == (
        ["needs_justification", "non_compliant"],
        [("justification", "overdue")],
    )


def test_what_is_corrected_or_withdrawn_settles_its_case(database: Database) -> None:
    deliver(database, *taxis(1), a_row(2, energy="混合动力"))
    second = deliver(database, a_row(2, energy="柴油", plate="豫A00002"), now=at("2025-07-02"))
    found = cases(database)
    assert {(case.kind, case.state, case.decision_reason) for case in found} == {
        ("justification", "open", None),
        ("undetermined", "corrected", "changed"),
        ("non_compliance", "open", None),
    }
    with database.transaction(UnitScope(UNIT)) as session:
        steps.withdraw(
            session,
            city=int(UNIT),
            number=second.number,
            by=CLERK,
            now=at("2025-07-03"),
            reason="sent in error",
        )
    assert sorted(states(database)) == [
        ("justification", "open"),
        ("non_compliance", "corrected"),
        ("undetermined", "corrected"),
        ("undetermined", "open"),
    ]


def test_a_vehicle_reported_again_keeps_its_approval_while_the_facts_are_the_same(database: Database) -> None:
    deliver(database, *taxis(1))
    case = answer(database, cases(database)[0], day="2025-07-01")
    handle(database, case, Said(CaseAction.APPROVE), day="2025-07-02")
    deliver(database, *taxis(1, plate="豫A00009"), now=at("2025-07-03"))
    assert (verdicts(database)[-1], states(database)) == ("exempt", [("justification", "approved")])
    deliver(database, *taxis(1, energy="柴油"), now=at("2025-07-04"))
    assert (verdicts(database)[-1], states(database)) == (
        "needs_justification",
        [("justification", "corrected"), ("justification", "open")],
    )


def test_many_are_decided_in_one_act_and_those_that_do_not_stand_so_are_told(database: Database) -> None:
    deliver(database, *taxis(1, 2, 3))
    numbers = [case.id for case in cases(database) if case.id is not None]

    def all_of(said: Said, hand: Hand, numbers: Sequence[int]) -> tuple[int, dict[int, str]]:
        with database.transaction(OFFICE) as session:
            found = act_on(session, numbers, said, by=OFFICER, hand=hand, now=at("2025-07-01"))
        return len(found.done), {number: type(why).__name__ for number, why in found.passed.items()}

    ground = Said(CaseAction.ANSWER, "none is sold", ground="no-suitable-model", missing="to follow")
    assert all_of(ground, Hand.BUREAU, numbers[:2]) == (2, {})
    assert all_of(Said(CaseAction.APPROVE, "seen"), Hand.OFFICE, [*numbers, 99]) == (
        2,
        {numbers[2]: "CaseNotOpen", 99: "CaseUnknown"},
    )
    assert sorted(verdicts(database)) == ["exempt"] * 2 + ["needs_justification"] * 3
    assert at("2025-07-01") > NOW
