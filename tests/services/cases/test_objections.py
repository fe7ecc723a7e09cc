"""A unit objects to its own line of a preview: nothing of the period is final until that is settled."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from fleetsvc.clock import day_of, over_at
from fleetsvc.database.transactions import OFFICE, Database, Scope, ScopedSession, UnitScope
from fleetsvc.jobs import daily_release
from fleetsvc.models import CaseRecord, stored_id
from fleetsvc.services.cases.acting import act
from fleetsvc.services.cases.attachments import AttachmentUnknown, bring
from fleetsvc.services.cases.guards import NotDone, ReasonNeeded, Said, TimeOver
from fleetsvc.services.cases.lists import find_case, history
from fleetsvc.services.cases.objections import (
    MOST_OBJECTIONS,
    ObjectedAlready,
    Objection,
    VehicleNotInLine,
    object_to,
)
from fleetsvc.services.cases.steps import CaseNotOpen
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.rankings import lists, publishing, releasing
from fleetsvc.services.rankings.open_objections import EditionObjected, holds, objections
from fleetsvc.services.uploads import current_versions
from rules.periods import parse_period
from rules.vocabulary import Category
from tests.actors import TESTER
from tests.cases import A_PDF
from tests.patience import wait_for_lock
from tests.ranking_data import put_rulebook_in_force, register, sign_nil

SEPTEMBER = parse_period("2025-09")
NOW = datetime(2025, 10, 9, 2, tzinfo=UTC)
CITY = 410100


@pytest.fixture
def previewed(session: ScopedSession) -> ScopedSession:
    """September of two units in preview."""
    put_rulebook_in_force(session)
    for unit, met in (("410100", 8), ("410200", 9)):
        register(session, unit, compliant=met, non_compliant=10 - met)
        sign_nil(session, unit)
    publishing.publish_preview(session, SEPTEMBER, now=NOW)
    return session


def objecting(
    session: Session, now: datetime = NOW, reason: str = "two of them are ours no more"
) -> CaseRecord:
    return object_to(session, Objection(SEPTEMBER, reason), city=CITY, by=TESTER, now=now)


def handle(session: Session, case: CaseRecord, action: CaseAction, hand: Hand, now: datetime) -> None:
    act(session, stored_id(case), Said(action, "a reason"), by=TESTER, hand=hand, now=now)


def status(session: Session) -> str:
    return str(lists.current_edition(session, SEPTEMBER)["status"])


def test_an_open_objection_holds_the_release_of_its_period_and_of_no_other(previewed: ScopedSession) -> None:
    case = objecting(previewed)
    assert (case.state, case.subject, case.reason) == (
        "open",
        "ranking/410100/2025-09/",
        "two of them are ours no more",
    )
    assert case.details["line"] | {"sha256": ""} == {
        "status": "ranked",
        "rank": 2,
        "governed": 10,
        "verdicts": {"compliant": 8, "non_compliant": 2},
        "held": 0,
        "rate": 0.8,
        "sha256": "",
        "revision": 0,
    }
    with pytest.raises(EditionObjected) as told:
        releasing.release(previewed, SEPTEMBER, by=TESTER, now=NOW)
    assert (told.value.period, told.value.cases) == ("2025-09", f"{case.id} (410100)")
    sign_nil(previewed, "410100", months=("2025-08",))
    publishing.publish_preview(previewed, SEPTEMBER.previous, now=NOW)
    assert releasing.release(previewed, SEPTEMBER.previous, by=TESTER, now=NOW)
    handle(previewed, case, CaseAction.APPROVE, Hand.OFFICE, NOW)
    assert releasing.release(previewed, SEPTEMBER, by=TESTER, now=NOW)
    assert (case.state, status(previewed)) == ("closed", "final")
    assert [line.action for line in history(previewed, case)] == ["answer", "approve", "close"]


def test_an_accepted_objection_shows_the_period_as_its_data_stand_now(previewed: ScopedSession) -> None:
    case = objecting(previewed)
    register(previewed, "410100", compliant=30)
    handle(previewed, case, CaseAction.APPROVE, Hand.OFFICE, NOW)
    edition = lists.current_edition(previewed, SEPTEMBER)
    assert (edition["status"], edition["revision"]) == ("preview", 1)
    assert [(line["unit"], line["rank"], line["governed"]) for line in edition["lines"][:2]] == [
        ("410100", 1, 40),
        ("410200", 2, 10),
    ]


def test_a_refusal_may_be_appealed_once_within_its_time_and_holds_until_then(
    previewed: ScopedSession,
) -> None:
    case = objecting(previewed)
    handle(previewed, case, CaseAction.REFUSE, Hand.OFFICE, NOW)
    # 9 October is a Thursday; Saturday the 11th is worked.
    assert str(case.due_on) == "2025-10-13"
    with pytest.raises(EditionObjected):
        releasing.release(previewed, SEPTEMBER, by=TESTER, now=NOW)
    handle(previewed, case, CaseAction.APPEAL, Hand.BUREAU, NOW)
    assert [case.state, case.due_on] == ["open", None]
    handle(previewed, case, CaseAction.REFUSE, Hand.OFFICE, NOW)
    with pytest.raises(NotDone):
        handle(previewed, case, CaseAction.APPEAL, Hand.BUREAU, NOW)
    assert releasing.release(previewed, SEPTEMBER, by=TESTER, now=NOW)


def test_no_unit_holds_a_period_back_for_ever(previewed: ScopedSession) -> None:
    heard = []
    for number in range(MOST_OBJECTIONS):
        heard.append(objecting(previewed))
        register(previewed, "410100", compliant=number + 1)
        handle(previewed, heard[-1], CaseAction.APPROVE, Hand.OFFICE, NOW)
    with pytest.raises(ObjectedAlready) as told:
        objecting(previewed)
    assert told.value.case == heard[-1].id
    other = object_to(previewed, Objection(SEPTEMBER, "theirs"), city=410200, by=TESTER, now=NOW)
    assert other.state == "open"


def test_an_objection_is_decided_while_its_unit_delivers(
    previewed: ScopedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = objecting(previewed)
    monkeypatch.setattr(current_versions, "hold", lambda *_, **__: None)  # its register is being changed
    handle(previewed, case, CaseAction.REFUSE, Hand.OFFICE, NOW)
    assert case.state == "refused"


def test_after_its_time_a_refusal_is_appealed_no_more(previewed: ScopedSession) -> None:
    case = objecting(previewed)
    handle(previewed, case, CaseAction.REFUSE, Hand.OFFICE, NOW)
    later = NOW + timedelta(days=5)
    with pytest.raises(TimeOver, match="2025-10-13"):
        handle(previewed, case, CaseAction.APPEAL, Hand.BUREAU, later)
    assert releasing.release(previewed, SEPTEMBER, by=TESTER, now=later)
    assert case.state == "closed"


def test_release_by_itself_waits_for_what_is_objected_to(
    previewed: ScopedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLEETSVC_RELEASE_AFTER_WORKING_DAYS", "2")
    case, later = objecting(previewed), NOW + timedelta(days=6)
    daily_release.work(previewed, "", later)
    assert status(previewed) == "preview"
    handle(previewed, case, CaseAction.APPROVE, Hand.OFFICE, later)
    daily_release.work(previewed, "", later)
    assert status(previewed) == "final"


def test_a_line_is_heard_once_as_it_stands(previewed: ScopedSession) -> None:
    case = objecting(previewed)
    for _ in range(2):
        with pytest.raises(ObjectedAlready) as told:
            objecting(previewed)
        assert told.value.case == case.id
        if case.state == "open":
            handle(previewed, case, CaseAction.APPROVE, Hand.OFFICE, NOW)
    register(previewed, "410200", compliant=90)
    publishing.publish_preview(previewed, SEPTEMBER, now=NOW)
    with pytest.raises(ObjectedAlready):  # that others gained does not change what is said of this unit
        objecting(previewed)
    register(previewed, "410100", non_compliant=1)
    publishing.publish_preview(previewed, SEPTEMBER, now=NOW)
    assert objecting(previewed).id != case.id


def test_what_is_objected_to_is_in_preview_and_in_the_units_own_line(previewed: ScopedSession) -> None:
    with pytest.raises(releasing.NotInPreview):
        object_to(previewed, Objection(SEPTEMBER.previous, "why"), city=CITY, by=TESTER, now=NOW)
    (own,), (others,) = (register(previewed, unit, compliant=1) for unit in ("410100", "410200"))
    (earlier,) = register(previewed, "410100", compliant=1, day=SEPTEMBER.previous.from_day)
    for vin in (others, earlier, "nothing"):
        with pytest.raises(VehicleNotInLine) as told:
            object_to(
                previewed,
                Objection(SEPTEMBER, "why", vehicles=(own, vin)),
                city=CITY,
                by=TESTER,
                now=NOW,
            )
        assert told.value.place == 2
    said = Objection(SEPTEMBER, "why", category=Category.BUS, vehicles=(own,))
    case = object_to(previewed, said, city=CITY, by=TESTER, now=NOW)
    assert (len(case.details["registrations"]), case.details["category"]) == (1, "bus")


@pytest.mark.parametrize("reason", ["", " \n"])
def test_an_objection_says_why(previewed: ScopedSession, reason: str) -> None:
    with pytest.raises(ReasonNeeded):
        objecting(previewed, reason=reason)


def test_an_objection_brings_evidence_of_its_own_unit_alone(previewed: ScopedSession) -> None:
    numbers = [
        bring(previewed, A_PDF, name="x.pdf", city=city, by=TESTER, now=NOW).id for city in (CITY, 410200)
    ]
    case = object_to(
        previewed, Objection(SEPTEMBER, "why", evidence=(numbers[0],)), city=CITY, by=TESTER, now=NOW
    )
    assert [line.evidence for line in history(previewed, case)] == [[numbers[0]]]
    handle(previewed, case, CaseAction.APPROVE, Hand.OFFICE, NOW)
    register(previewed, "410100", compliant=1)
    publishing.publish_preview(previewed, SEPTEMBER, now=NOW)
    with pytest.raises(AttachmentUnknown):
        object_to(
            previewed, Objection(SEPTEMBER, "why", evidence=(numbers[1],)), city=CITY, by=TESTER, now=NOW
        )


ACTS = st.sampled_from(["object", "approve", "refuse", "appeal", "close", "comment", "release", "night"])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(ACTS, st.integers(0, 4)), max_size=12))
def test_in_no_history_is_an_edition_final_while_an_objection_may_still_be_heard(
    previewed: ScopedSession, acts: list[tuple[str, int]]
) -> None:
    now, past = NOW, previewed.begin_nested()
    for name, days in acts:
        now += timedelta(days=days)
        with previewed.begin_nested() as tried:
            try:
                _do(previewed, name, now)
            except (NotDone, EditionObjected, ObjectedAlready, publishing.EditionAlreadyFinal):
                tried.rollback()
            except releasing.NotInPreview:
                tried.rollback()
                assert status(previewed) == "final"
        if status(previewed) == "final":
            assert not [one for one in objections(previewed, SEPTEMBER) if one.state != "closed"]
    _come_to_an_end(previewed, now)
    past.rollback()


def _come_to_an_end(session: ScopedSession, now: datetime) -> None:
    """Whatever was done, once the office has decided and time has passed the period can be released."""
    for one in objections(session, SEPTEMBER):
        if one.state == "open":
            handle(session, one, CaseAction.REFUSE, Hand.OFFICE, now)
    now += timedelta(days=30)
    assert not any(holds(one, today=day_of(now)) for one in objections(session, SEPTEMBER))
    if status(session) == "preview":
        assert releasing.release(session, SEPTEMBER, by=TESTER, now=now)


def _do(session: ScopedSession, name: str, now: datetime) -> None:
    if name == "object":
        register(session, "410100", non_compliant=1)
        publishing.publish_preview(session, SEPTEMBER, now=now)
        objecting(session, now)
    elif name == "release":
        releasing.release(session, SEPTEMBER, by=TESTER, now=now)
    elif name == "night":
        daily_release.work(session, "", now)
    else:
        hand = Hand.BUREAU if name in ("appeal", "comment") else Hand.OFFICE
        for one in objections(session, SEPTEMBER):
            handle(session, one, CaseAction(name), hand, now)


@pytest.fixture
def refused(own_database: Database) -> tuple[Database, int, datetime]:
    """A refused objection to September that may be appealed until a midnight: its number, and that instant."""
    with own_database.transaction(OFFICE) as session:
        put_rulebook_in_force(session)
        for unit, met in (("410100", 8), ("410200", 9)):
            register(session, unit, compliant=met, non_compliant=10 - met)
            sign_nil(session, unit)
        publishing.publish_preview(session, SEPTEMBER, now=NOW)
        case = objecting(session)
        handle(session, case, CaseAction.REFUSE, Hand.OFFICE, NOW)
        assert case.due_on is not None
        return own_database, stored_id(case), over_at(case.due_on)


@pytest.mark.parametrize("first", ["appeal", "release"])
def test_at_midnight_an_appeal_or_a_release_comes_first_and_the_other_is_told(
    refused: tuple[Database, int, datetime], own_owner_url: str, first: str
) -> None:
    database, number, midnight = refused
    in_time = midnight - timedelta(microseconds=1)
    told: list[str] = []

    def appeal(session: Session) -> None:
        by = replace(TESTER, unit="410100")
        act(session, number, Said(CaseAction.APPEAL, "look again"), by=by, hand=Hand.BUREAU, now=in_time)

    def release(session: Session) -> None:
        releasing.release(session, SEPTEMBER, by=TESTER, now=midnight)

    acts: dict[str, tuple[Scope, Callable[[Session], None]]] = {
        "appeal": (UnitScope("410100"), appeal),
        "release": (OFFICE, release),
    }
    (scope, leading), (other_scope, following) = acts.pop(first), *acts.values()

    def follow() -> None:
        try:
            with database.transaction(other_scope) as session:
                following(session)
        except (CaseNotOpen, EditionObjected) as why:
            told.append(type(why).__name__)

    thread = threading.Thread(target=follow)
    with database.transaction(scope) as session:
        leading(session)
        thread.start()
        wait_for_lock(own_owner_url)
    thread.join()
    with database.transaction(OFFICE) as session:
        case = find_case(session, number)
        assert (told, case.state, status(session)) == (
            (["EditionObjected"], "open", "preview")
            if first == "appeal"
            else (["CaseNotOpen"], "closed", "final")
        )
