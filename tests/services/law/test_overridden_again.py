"""What the office decided otherwise stands on under another edition, which judges again what stands beside it."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import col, select

from fleetsvc.books import book_mapping
from fleetsvc.commands.law.drafts import comparison_lines
from fleetsvc.database.transactions import OFFICE, Database, ScopedSession
from fleetsvc.models import CaseRecord, CaseStep, DecisionRecord, Occurrence, RegistrationRecord, stored_id
from fleetsvc.services.cases.nightly import tend
from fleetsvc.services.cases.override_checks import OverrideOutdated, find_outdated_proposal
from fleetsvc.services.cases.overrides import CHOOSABLE, Override, OverrideUnfit
from fleetsvc.services.cases.proposals import find_proposal
from fleetsvc.services.cases.signing import sign
from fleetsvc.services.drafts import comparison
from fleetsvc.services.law import enactment, replay, rulebooks
from fleetsvc.services.law.duties import OUTCOME_COLUMNS, outcome_values, overridden
from rules.judge import severity
from rules.periods import parse_period
from rules.rulebook import build
from rules.tallies import UNGOVERNED
from rules.vocabulary import Duty, Verdict
from tests.signed_overrides import SECOND, proposed_override, signed_override
from tests.signing import in_session, two_signatures
from tests.upload_cases import NOW, a_row, a_vin, deliver, with_rulebook

Book = dict[str, Any]
LATER = datetime(2025, 7, 1, tzinfo=UTC)


def first_day(day: str) -> Callable[[Book], None]:
    def changed(book: Book) -> None:
        entry = next(one for one in book["interpretations"] if one["id"] == "effective-day")
        entry["sets"]["first_day"] = day

    return changed


def worded_otherwise(book: Book) -> None:
    book["clauses"][0]["translation"] = "All buses and sanitation vehicles newly added are new-energy."


def all_without_exception(book: Book) -> None:
    rule = next(one for one in book["rules"] if one["id"] == "13-in-principle")
    rule["force"] = "all"
    del rule["exceptions"]


def unchanged(book: Book) -> None:
    book["clauses"][-1]["translation"] = "What no bus is judged by, worded otherwise."


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def enacted(database: Database, change: Callable[[Book], None], *, now: datetime = LATER) -> int:
    book: Book = copy.deepcopy(dict(book_mapping()))
    change(book)
    with database.transaction(OFFICE) as session:
        draft = rulebooks.load(session, book, now=NOW)[0]
        signatures = two_signatures(session, stored_id(draft), now=now)
        return enactment.activate(session, stored_id(draft), by=signatures, now=now)


def a_broken_one(database: Database, number: int = 1, *, verdict: str = "exempt") -> int:
    """A new diesel bus of March 2025, of which the office has decided otherwise; the number of the case."""
    deliver(database, a_row(number, energy="柴油", plate=f"豫A{number:05d}"))
    with database.transaction(OFFICE) as session:
        said = Override(vehicle(session, number), Duty.ENERGY, verdict, "emergency-use", "防汛抢险专用")
        return signed_override(session, said, now=NOW)


def vehicle(session: ScopedSession, number: int) -> int:
    query = select(RegistrationRecord.id).where(
        RegistrationRecord.vin == a_vin(number), col(RegistrationRecord.superseded_at).is_(None)
    )
    return session.exec(query).one() or 0


def standing(session: ScopedSession, number: int) -> DecisionRecord:
    query = select(DecisionRecord).where(
        DecisionRecord.registration_id == vehicle(session, number),
        col(DecisionRecord.superseded_at).is_(None),
    )
    return session.exec(query).one()


def ruled_now(session: ScopedSession, one: DecisionRecord) -> dict[str, str | None]:
    outcome = rulebooks.active_book(session).table.outcome(
        one.case_key, str(one.city_code), one.registered_on
    )
    return dict(zip(OUTCOME_COLUMNS, outcome_values(outcome), strict=True))


def test_a_comparison_tells_how_many_stay_whatever_the_draft_says(database: Database) -> None:
    """The one that is overridden flips by no draft; the other one, of the same facts, does."""
    a_broken_one(database, verdict="exempt")
    deliver(database, a_row(2, energy="柴油", plate="豫A00002"))
    book: Book = copy.deepcopy(dict(book_mapping()))
    first_day("2025-04-01")(book)
    with database.snapshot(OFFICE) as session:
        told = comparison.comparison(
            session, build(book), status=None, period=parse_period("2025"), language="en", now=LATER
        )
    assert told["registrations"] == {
        "judged": 2,
        "changed": 1,
        "cited_otherwise": 0,
        "restated": 0,
        "overridden": 1,
    }
    assert [(one["before"], one["after"], one["registrations"]) for one in told["flips"]] == [
        ("non_compliant", "not_governed", 1)
    ]
    assert "decided otherwise by the office, which stays: 1" in comparison_lines(told, "en")
    told["registrations"]["overridden"] = 0
    assert not any("decided otherwise" in line for line in comparison_lines(told, "en"))


def test_the_rules_verdict_beside_it_is_that_of_the_new_edition_and_the_override_stands(
    database: Database,
) -> None:
    case = a_broken_one(database, verdict="undetermined")
    with database.transaction(OFFICE) as session:
        before = standing(session, 1)
        session.expunge(before)
    assert enacted(database, worded_otherwise) == 1
    with database.transaction(OFFICE) as session:
        after = standing(session, 1)
        assert after.edition_id == rulebooks.active_book(session).edition_id != before.edition_id
        assert after.defence_sha256 != before.defence_sha256
        assert (after.override_id, after.verdict, after.ruled_verdict) == (
            case,
            "undetermined",
            "non_compliant",
        )
        assert replay.replay_all(session).differ == 0
    assert (
        enacted(database, unchanged, now=LATER + timedelta(days=1)) == 1
    )  # the words are the shipped ones again


def test_an_edition_that_says_nothing_else_leaves_it_alone(database: Database) -> None:
    a_broken_one(database)
    assert enacted(database, unchanged) == 0


def test_where_the_duty_is_governed_no_more_it_is_settled_and_its_unit_is_told(database: Database) -> None:
    number = a_broken_one(database)
    assert enacted(database, first_day("2025-04-01")) == 1
    with database.transaction(OFFICE) as session:
        one, case = (
            standing(session, 1),
            session.exec(select(CaseRecord).where(CaseRecord.id == number)).one(),
        )
        assert (one.override_id, one.verdict, one.ruled_verdict) == (None, "not_governed", None)
        assert (case.state, case.outcome, case.decision_reason) == ("corrected", "corrected", "ungoverned")
        last = session.exec(
            select(CaseStep).where(CaseStep.case_id == number).order_by(col(CaseStep.id).desc())
        ).first()
        assert last is not None
        assert (last.action, last.from_state, last.hand, last.at) == ("settle", "approved", "service", LATER)
        told = session.exec(
            select(Occurrence).where(Occurrence.subject == f"case/410100/{number}", Occurrence.at == LATER)
        ).one()
        assert (told.kind, told.city_code) == ("cases-decided", 410100)
        assert replay.replay_all(session).differ == 0


def test_one_that_is_settled_does_not_come_back_with_the_edition_before(database: Database) -> None:
    a_broken_one(database)
    enacted(database, first_day("2025-04-01"))
    enacted(database, first_day("2023-03-01"), now=LATER + timedelta(days=1))
    with database.transaction(OFFICE) as session:
        one = standing(session, 1)
        assert (one.override_id, one.verdict) == (None, "non_compliant")
        assert replay.replay_all(session).differ == 0


def test_who_is_lifting_it_at_that_moment_is_not_waited_for(database: Database) -> None:
    number = a_broken_one(database)
    with database.transaction(OFFICE) as holding:
        holding.connection().execute(
            text("SELECT FROM case_record WHERE id = :n FOR NO KEY UPDATE"), {"n": number}
        )
        enacted(database, first_day("2025-04-01"))
    with database.transaction(OFFICE) as session:
        one = standing(session, 1)
        assert (one.override_id, one.verdict, one.ruled_duty_verdict) == (number, "exempt", "not_governed")
        assert replay.replay_all(session).differ == 0
    tended(database, now=LATER + timedelta(hours=1))
    with database.transaction(OFFICE) as session:
        assert standing(session, 1).override_id is None
        assert (
            session.exec(select(CaseRecord).where(CaseRecord.id == number)).one().decision_reason
            == "ungoverned"
        )
        assert replay.replay_all(session).differ == 0


def test_one_that_was_not_waited_for_is_settled_by_the_next_edition_though_that_says_nothing_else(
    database: Database,
) -> None:
    number, later = a_broken_one(database), first_day("2025-04-01")
    with database.transaction(OFFICE) as holding:
        holding.connection().execute(
            text("SELECT FROM case_record WHERE id = :n FOR NO KEY UPDATE"), {"n": number}
        )
        enacted(database, later)

    def both(book: Book) -> None:
        later(book)
        unchanged(book)

    assert enacted(database, both, now=LATER + timedelta(days=1)) == 1
    with database.transaction(OFFICE) as session:
        assert standing(session, 1).override_id is None
        assert replay.replay_all(session).differ == 0


def tended(database: Database, *, now: datetime) -> None:
    with database.transaction(OFFICE) as session:
        tend(session, now=now)


def a_proposal(database: Database, **row: str) -> int:
    """Of a vehicle proposed to be undetermined, the number of the proposal."""
    deliver(database, a_row(1, **row))
    with database.transaction(OFFICE) as session:
        said = Override(vehicle(session, 1), Duty.ENERGY, "undetermined", "facts-false", "查实")
        return proposed_override(session, said, now=NOW)


@pytest.mark.parametrize(
    ("change", "row", "why"),
    [
        (first_day("2025-04-01"), {}, "ungoverned"),
        (all_without_exception, {"category": "出租车", "energy": "汽油", "plate": "豫A00001"}, "judged"),
    ],
)
def test_who_signs_after_another_edition_is_told_what_it_changed(
    database: Database, change: Callable[[Book], None], row: dict[str, str], why: str
) -> None:
    number = a_proposal(database, **row)
    enacted(database, change)
    with database.transaction(OFFICE) as session:
        assert find_outdated_proposal(session, number) == why
        signatory = in_session(session, "second", now=LATER)
        with pytest.raises(OverrideOutdated) as refused:
            sign(session, number, by=SECOND, signatory=signatory, now=LATER)
        assert refused.value.why == why
    with database.transaction(OFFICE) as session:
        assert standing(session, 1).override_id is None
        assert find_proposal(session, number).status == "proposed"


ROWS: list[dict[str, Any]] = [
    {"energy": "柴油", "plate": "豫A0000{n}"},
    {"energy": "柴油", "plate": "豫A0000{n}", "day": "2025-05-01"},
    {"category": "出租车", "energy": "汽油", "plate": "豫A0000{n}"},
    {"category": "渣土车", "energy": "柴油", "plate": "豫A0000{n}", "mass": "25000"},
    {},
]


def test_whatever_was_decided_otherwise_and_whatever_comes_into_force_all_hold(database: Database) -> None:
    """Each kind of vehicle with each verdict on each duty, through a row of editions."""
    wanted = [(row, duty, verdict) for row in ROWS for duty in Duty for verdict in CHOOSABLE]
    rows = [
        a_row(n, **{name: value.replace("0000{n}", f"{n:05d}") for name, value in row.items()})
        for n, (row, _, _) in enumerate(wanted, 1)
    ]
    deliver(database, *rows)
    made: dict[int, tuple[Duty, str]] = {}
    with database.transaction(OFFICE) as session:
        for n, (_, duty, verdict) in enumerate(wanted, 1):
            said = Override(vehicle(session, n), duty, verdict, "other", "逐一试过")
            try:
                signed_override(session, said, now=NOW)
            except OverrideUnfit:
                continue
            made[n] = (duty, verdict)
    assert len(made) > len(wanted) / 3
    changes = (worded_otherwise, first_day("2025-04-01"), unchanged, first_day("2023-03-01"))
    for day, change in enumerate(changes):
        enacted(database, change, now=LATER + timedelta(days=day))
        with database.transaction(OFFICE) as session:
            assert replay.replay_all(session).differ == 0
            for n, (duty, decided) in list(made.items()):
                one = standing(session, n)
                ruled = ruled_now(session, one)
                if ruled[f"{duty}_verdict"] in UNGOVERNED:
                    del made[n]
                    assert one.override_id is None
                    assert one.verdict == ruled["verdict"]
                    continue
                assert (one.ruled_verdict, one.ruled_duty_verdict) == (
                    ruled["verdict"],
                    ruled[f"{duty}_verdict"],
                )
                assert getattr(one, f"{duty}_verdict") == decided
                assert one.energy_rule == ruled["energy_rule"]
    assert made


VERDICTS = st.sampled_from([one.value for one in Verdict])
OUTCOMES = st.tuples(*(st.tuples(VERDICTS, st.sampled_from(["a", "b", None])) for _ in Duty))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(OUTCOMES, st.sampled_from(list(Duty)), st.sampled_from([one.value for one in CHOOSABLE]))
def test_what_stands_differs_from_the_rules_on_the_one_duty_and_by_the_strictest(
    outcomes: tuple[tuple[str, str | None], ...], duty: Duty, verdict: str
) -> None:
    first = min(outcomes, key=lambda one: severity(Verdict(one[0])))
    ruled = (*first, *(value for one in outcomes for value in one))
    stands = dict(zip(OUTCOME_COLUMNS, overridden(ruled, duty, verdict), strict=True))
    differing = {
        name
        for name, before in zip(OUTCOME_COLUMNS, ruled, strict=True)
        if stands[name] != before and name not in ("verdict", "rule")
    }
    assert differing <= {f"{duty}_verdict"}
    assert stands[f"{duty}_verdict"] == verdict
    severities = [severity(Verdict(stands[f"{one}_verdict"] or "")) for one in Duty]
    assert severity(Verdict(stands["verdict"] or "")) == min(severities)
