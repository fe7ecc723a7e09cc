"""Somebody outside says that a record looks wrong: its unit and the office see it, who says so learns nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from fleetsvc.database.transactions import ScopedSession
from fleetsvc.models import CaseRecord
from fleetsvc.services.audit.events import NOBODY, Actor
from fleetsvc.services.cases import wrong_records
from fleetsvc.services.cases.guards import ReasonNeeded
from fleetsvc.services.cases.lists import history
from fleetsvc.services.cases.wrong_records import TooManyReports, WrongRecord, report_wrong
from tests.ranking_data import DAY, register
from tests.upload_cases import a_vin

NOW = datetime(2025, 10, 9, 2, tzinfo=UTC)
DEALER = Actor("key", 1, "门店系统", "dealer", None, "key/1")


def cases(session: ScopedSession) -> list[CaseRecord]:
    query = select(CaseRecord).where(CaseRecord.kind == "wrong_record").order_by(col(CaseRecord.id))
    return list(session.exec(query))


def report(session: ScopedSession, vin: str, reason: str = "是纯电动", by: Actor = NOBODY) -> None:
    report_wrong(session, WrongRecord("410100", vin, reason), by=by, now=NOW)


def test_the_unit_learns_whether_the_vehicle_is_known_and_who_says_so_nothing(session: ScopedSession) -> None:
    (vin,) = register(session, "410100", compliant=1, vins=[a_vin(1)])
    for one in (vin, a_vin(2)):
        report(session, one, by=DEALER)
    known, unknown = cases(session)
    assert (known.vin, known.registered_on, known.state, known.opened_by) == (vin, DAY, "open", "dealer")
    assert (unknown.vin, unknown.registered_on, unknown.state) == (None, None, "open")
    assert [case.details["registration"] is None for case in (known, unknown)] == [False, True]
    assert [case.details["vin_given"] for case in (known, unknown)] == [vin, a_vin(2)]
    assert [(line.actor, line.reason) for line in history(session, known)] == [("dealer", "是纯电动")]


def test_what_is_said_again_of_a_vehicle_is_noted_in_its_case_and_never_without_end(
    session: ScopedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wrong_records, "MOST_NOTES", 3)
    for number in range(5):
        report(session, a_vin(1), f"第 {number} 次")
    (case,) = cases(session)
    assert [line.reason for line in history(session, case)] == ["第 0 次", "第 1 次", "第 2 次"]
    case.state = "closed"
    session.add(case)
    session.flush()
    report(session, a_vin(1))
    assert len(cases(session)) == 2


def test_other_vehicles_named_in_the_words_are_masked(session: ScopedSession) -> None:
    report(session, a_vin(1), f"应为 {a_vin(2)}，豫A12345")
    (line,) = history(session, cases(session)[0])
    assert a_vin(2) not in (line.reason or "")
    assert "豫A12345" not in (line.reason or "")


def test_of_a_unit_only_so_much_is_taken_a_day_from_each_kind_of_sender(
    session: ScopedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wrong_records, "MOST_A_DAY", 2)
    for number in range(2):
        report(session, a_vin(number))
    for number in (0, 7):  # known by now or not: the answer is the same
        with pytest.raises(TooManyReports):
            report(session, a_vin(number))
    report(session, a_vin(8), by=DEALER)
    report_wrong(session, WrongRecord("410200", a_vin(9), "x"), by=NOBODY, now=NOW)
    report_wrong(session, WrongRecord("410100", a_vin(9), "x"), by=NOBODY, now=NOW + timedelta(days=1))
    with pytest.raises(ReasonNeeded):
        report(session, a_vin(10), " ", by=DEALER)
