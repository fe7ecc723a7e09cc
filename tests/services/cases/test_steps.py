"""Whatever is done with a case, and in whatever order: nothing adverse unheard, nothing final while it is appealed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleetsvc.clock import day_of
from fleetsvc.documentation import cases_page
from fleetsvc.models import CaseRecord, CaseStep
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.guards import EvidenceNeeded, GroundNeeded, House, NotDone, Said
from fleetsvc.services.cases.lists import open_actions
from fleetsvc.services.cases.steps import ActionForOthers, CaseNotOpen, Step, step
from fleetsvc.services.cases.transitions import TRANSITIONS, Guard, find_transition
from fleetsvc.services.cases.words import ASKED, OVERRIDES, CaseAction, CaseKind, CaseState, Hand
from fleetsvc.services.common.working_days import CalendarMissing, working_days_after
from fleetsvc.services.rankings.open_objections import OBJECTION
from fleetsvc.services.uploads import shortfalls
from tests.architecture.test_budgets import ROOT

NOW = datetime(2025, 3, 3, 4, tzinfo=UTC)
ADVERSE = {CaseState.REFUSED, CaseState.OVERDUE}
FINAL = {*ADVERSE, CaseState.APPROVED, CaseState.CORRECTED, CaseState.ANSWERED}
HOUSE = House(grounds={"no-model": 0})
ENDLESS = House(grounds=HOUSE.grounds, calendar=lambda day: day.isoweekday() <= 5)
"""By a calendar without end: histories go on for years."""
SOMEBODY = Actor("command", name="somebody")


def a_case(kind: CaseKind) -> CaseRecord:
    return CaseRecord(
        city_code=410100,
        id=1,
        kind=kind.value,
        subject="x",
        state="open",
        details={},
        opened_by="",
        opened_at=NOW,
    )


def said(action: CaseAction, reason: str = "a reason") -> Said:
    return Said(action, reason, ground="no-model" if action is CaseAction.ANSWER else None, officer="officer")


def take(case: CaseRecord, one: Said, hand: Hand, now: datetime = NOW, house: House = HOUSE) -> CaseStep:
    return step(case, Step(one, SOMEBODY, hand, now, house))


HANDLED = st.lists(
    st.tuples(
        st.sampled_from(tuple(CaseAction)),
        st.sampled_from(tuple(Hand)),
        st.integers(0, 40),
        st.sampled_from(["", "why"]),
    ),
    max_size=14,
)


@settings(max_examples=150)
@given(st.sampled_from(tuple(CaseKind)), HANDLED)
def test_no_history_leads_to_anything_adverse_unheard_or_final_while_appealed(
    kind: CaseKind, handled: list[tuple[CaseAction, Hand, int, str]]
) -> None:
    case, now, lines = a_case(kind), NOW, list[CaseStep]()
    for action, hand, days, reason in handled:
        now += timedelta(days=days)
        known_until = case.due_on
        try:
            line = take(case, said(action, reason), hand, now, ENDLESS)
        except NotDone:
            continue
        lines.append(line)
        told = [one for one in lines[:-1] if one.to_state == CaseState.NOTIFIED]
        answered = [one for one in lines[:-1] if one.to_state == CaseState.ANSWERED]
        if kind in ASKED and line.to_state in ADVERSE and line.to_state != line.from_state:
            assert line.reason or line.to_state == CaseState.OVERDUE
            in_time = known_until is not None and known_until < day_of(now)
            assert answered or (told and in_time)
            assert case.notified_at is not None
        if line.to_state == CaseState.CLOSED:
            appealed = [place for place, one in enumerate(lines) if one.action == CaseAction.APPEAL]
            decided = (
                [one for one in lines[appealed[-1] + 1 :] if one.from_state != one.to_state]
                if appealed
                else lines
            )
            # What a stranger reported, or one person alone proposed, binds nobody: the office may leave it at that.
            assert decided[-1].from_state in FINAL or kind in {CaseKind.WRONG_RECORD, CaseKind.OVERRIDE}


@settings(max_examples=60)
@given(st.sampled_from(tuple(CaseKind)), HANDLED)
def test_every_history_can_go_on_to_the_end(
    kind: CaseKind, handled: list[tuple[CaseAction, Hand, int, str]]
) -> None:
    case, now = a_case(kind), NOW
    for action, hand, days, reason in handled:
        now += timedelta(days=days)
        try:
            take(case, said(action, reason), hand, now, ENDLESS)
        except NotDone:
            continue
    for action in (CaseAction.ANSWER, CaseAction.REFUSE, CaseAction.EXPIRE, CaseAction.CLOSE):
        for hand in Hand:
            if find_transition(kind, CaseState(case.state), action, hand) is not None:
                now += timedelta(days=400)
                take(case, said(action), hand, now, ENDLESS)
    assert case.state == CaseState.CLOSED


def test_what_is_not_in_the_table_is_not_done() -> None:
    case = a_case(CaseKind.JUSTIFICATION)
    with pytest.raises(CaseNotOpen, match="open"):
        take(case, said(CaseAction.APPROVE), Hand.OFFICE)
    with pytest.raises(ActionForOthers):
        take(case, said(CaseAction.APPROVE), Hand.BUREAU)
    with pytest.raises(GroundNeeded) as told:
        take(case, Said(CaseAction.ANSWER, "why", ground="whim"), Hand.BUREAU)
    assert (told.value.grounds, case.state) == ("no-model", "open")


LISTED = House(grounds={"no-model": 2})


@pytest.mark.parametrize(
    ("evidence", "brought", "missing", "left"),
    [
        ((), (), "", "1, 2"),
        ((7,), (), "", "1, 2"),
        ((7,), (1,), "", "2"),
        ((7,), (1, 9), "", "2"),
        ((), (1, 2), "", "1, 2"),
        ((), (1,), "the maker has not answered", "1, 2"),
        ((), (), " ", "1, 2"),
        ((7,), (1, 2), "", None),
        ((7,), (1,), "the maker has not answered", None),
        ((), (), "the maker has not answered", None),
    ],
)
def test_what_a_ground_asks_for_is_attached_or_it_is_said_why_not(
    evidence: tuple[int, ...], brought: tuple[int, ...], missing: str, left: str | None
) -> None:
    case = a_case(CaseKind.JUSTIFICATION)
    spoken = Said(
        CaseAction.ANSWER, "why", ground="no-model", evidence=evidence, brought=brought, missing=missing
    )
    if left is None:
        line = take(case, spoken, Hand.BUREAU, house=LISTED)
        assert line.details.get("missing", "") == missing
        return
    with pytest.raises(EvidenceNeeded) as told:
        take(case, spoken, Hand.BUREAU, house=LISTED)
    assert (told.value.items, case.state) == (left, "open")


def test_what_is_open_to_a_hand_is_told_as_the_case_stands() -> None:
    case = a_case(CaseKind.JUSTIFICATION)
    assert open_actions(case, Hand.BUREAU, now=NOW) == ("answer", "correct", "not_ours", "comment")
    take(case, said(CaseAction.ANSWER), Hand.BUREAU)
    assert open_actions(case, Hand.OFFICE, now=NOW) == ("approve", "refuse", "ask_again", "assign", "comment")
    take(case, said(CaseAction.REFUSE), Hand.OFFICE)
    assert (open_actions(case, Hand.BUREAU, now=NOW), case.due_on) == (
        ("appeal", "comment"),
        date(2025, 3, 17),
    )
    take(case, said(CaseAction.APPEAL), Hand.BUREAU)
    take(case, said(CaseAction.REFUSE), Hand.OFFICE)
    assert open_actions(case, Hand.BUREAU, now=NOW) == ("comment",)
    assert open_actions(case, Hand.OFFICE, now=NOW) == ("close", "assign", "comment")


def test_a_deadline_counts_working_days_with_those_that_are_moved() -> None:
    case = a_case(CaseKind.UNDETERMINED)
    before_the_holidays = datetime(2025, 9, 26, 4, tzinfo=UTC)
    line = take(case, said(CaseAction.NOTIFY), Hand.SERVICE, before_the_holidays)
    # 28 September and 11 October are worked, 1 to 8 October are not.
    days = ["2025-09-28", "2025-09-29", "2025-09-30", "2025-10-09", "2025-10-10", "2025-10-11"]
    assert (case.due_on, line.details["due_on"]) == (date(2025, 10, 23), "2025-10-23")
    assert (line.details["working_days"][:6], len(line.details["working_days"])) == (days, 15)
    take(case, said(CaseAction.EXTEND), Hand.OFFICE, before_the_holidays)
    assert case.due_on == date(2025, 11, 6)


def test_of_a_year_without_calendar_no_deadline_is_guessed() -> None:
    with pytest.raises(CalendarMissing) as told:
        working_days_after(date(2026, 12, 30), 5)
    assert told.value.year == 2027


def test_each_guard_is_asked_for_somewhere_and_each_state_is_reached() -> None:
    assert {guard for row in TRANSITIONS for guard in row.guards} == set(Guard)
    assert {row.leads_to for row in TRANSITIONS} == {None, *CaseState}


def test_what_settles_by_a_statement_of_its_own_is_what_the_table_says() -> None:
    rows = {row.kinds: row for row in TRANSITIONS if row.action is CaseAction.SETTLE}
    alive = {state for state in CaseState if state not in shortfalls.SETTLED}
    assert {kinds: (set(row.since), row.leads_to) for kinds, row in rows.items()} == {
        ASKED: (alive, CaseState.CORRECTED),
        OVERRIDES: (alive & reached_by(CaseKind.OVERRIDE), CaseState.CORRECTED),
    }


def reached_by(kind: CaseKind) -> set[CaseState]:
    """The states that cases of a kind come to stand in."""
    return {CaseState.OPEN, *(row.leads_to for row in TRANSITIONS if kind in row.kinds and row.leads_to)}


def test_what_a_release_closes_by_itself_is_what_the_table_says() -> None:
    rows = [row for row in TRANSITIONS if (row.action, row.hand) == (CaseAction.CLOSE, Hand.SERVICE)]
    assert {(state, row.leads_to) for row in rows for state in row.since} == {
        (CaseState.APPROVED, CaseState.CLOSED),
        (CaseState.REFUSED, CaseState.CLOSED),
    }
    assert {kind for row in rows for kind in row.kinds} == {CaseKind(OBJECTION)}


def test_the_drawing_is_what_the_table_says_now() -> None:
    written = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
    assert written == cases_page(), "run `make docs`"
