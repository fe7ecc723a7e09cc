"""A verdict whose outcome, clause or interpretation an edition changes is given again; the one before it is kept."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.models import DecisionRecord, GivenDecision
from fleetsvc.services.law import enactment, replay, rulebooks
from fleetsvc.services.law.book_cache import table_of
from fleetsvc.services.law.impact import foretell
from fleetsvc.services.registrations.dossier import dossier
from fleetsvc.services.registrations.dossier_json import dossier_json
from tests.signing import two_signatures
from tests.upload_cases import NOW, a_row, deliver, with_rulebook

Book = dict[str, Any]
LATER = datetime(2025, 7, 1, tzinfo=UTC)
BETWEEN = datetime(2025, 6, 30, 20, tzinfo=UTC)


def entry(book: Book, name: str) -> Book:
    return next(one for one in book["interpretations"] if one["id"] == name)


def outcomes_change(book: Book) -> None:
    entry(book, "effective-day")["sets"]["first_day"] = "2025-04-01"


def a_clause_changes(book: Book) -> None:
    book["clauses"][0]["translation"] = (
        "All buses and municipal sanitation vehicles newly added are new-energy."
    )


def an_interpretation_is_confirmed(book: Book) -> None:
    letter = {"number": "豫环函 2025 年第 7 号", "dated": "2025-06-20"}
    entry(book, "taxis-are-cruising").update(status="confirmed", letter=letter)


@pytest.fixture
def database(own_database: Database) -> Database:
    """A new diesel bus, a new electric taxi, and a vehicle of another kind."""
    with_rulebook(own_database)
    deliver(
        own_database,
        a_row(1, energy="柴油", plate="豫A00001", day="2025-03-01"),
        a_row(2, category="出租车", day="2025-05-01"),
        a_row(3, category="其他", energy="汽油", plate="豫A00003", day="2025-05-01"),
    )
    return own_database


def decided_again(database: Database, change: Callable[[Book], None]) -> tuple[int, dict[str, int]]:
    """Put the changed book in force; how many decisions it changed, and what the comparison had foretold."""
    book: Book = copy.deepcopy(dict(book_mapping()))
    change(book)
    with database.transaction(OFFICE) as session:
        draft, _ = rulebooks.load(session, book, now=NOW)
        assert draft.id is not None
        found = foretell(session, table_of(draft)).differences
        foretold = {
            "differ": sum(one.registrations for one in found),
            "restated": sum(one.restated for one in found),
        }
        changed = enactment.activate(
            session, draft.id, by=two_signatures(session, draft.id, now=LATER), now=LATER
        )
    return changed, foretold


def history(database: Database, category: str) -> list[tuple[str, datetime, datetime | None]]:
    with database.transaction(OFFICE) as session:
        query = select(GivenDecision.verdict, GivenDecision.recorded_at, GivenDecision.superseded_at)
        found = session.exec(
            query.where(GivenDecision.category == category).order_by(col(GivenDecision.recorded_at))
        )
        return [(verdict, since, until) for verdict, since, until in found]


def test_a_verdict_whose_outcome_changes_is_given_again(database: Database) -> None:
    changed, foretold = decided_again(database, outcomes_change)
    assert history(database, "bus") == [("non_compliant", NOW, LATER), ("not_governed", LATER, None)]
    # All answers are given from that day on: what they defend is told again, also where no outcome changes.
    assert (changed, foretold) == (3, {"differ": 3, "restated": 2})
    assert history(database, "taxi") == [("compliant", NOW, LATER), ("compliant", LATER, None)]


def test_a_verdict_whose_clause_is_worded_otherwise_is_given_again(database: Database) -> None:
    assert decided_again(database, a_clause_changes) == (1, {"differ": 1, "restated": 1})
    assert history(database, "bus") == [("non_compliant", NOW, LATER), ("non_compliant", LATER, None)]
    assert history(database, "taxi") == [("compliant", NOW, None)]
    assert history(database, "other") == [("not_governed", NOW, None)]


def test_a_verdict_whose_interpretation_is_confirmed_is_given_again_and_the_old_one_is_kept(
    database: Database,
) -> None:
    assert decided_again(database, an_interpretation_is_confirmed) == (1, {"differ": 1, "restated": 1})
    assert history(database, "taxi") == [("compliant", NOW, LATER), ("compliant", LATER, None)]
    assert history(database, "bus") == [("non_compliant", NOW, None)]
    with database.transaction(OFFICE) as session:
        taxi = session.exec(select(DecisionRecord).where(DecisionRecord.category == "taxi")).first()
        assert taxi is not None
        told = [
            dossier_json(dossier(session, taxi.registration_id, known_at=known_at), "en")["decision"]
            for known_at in (BETWEEN, None)
        ]
    steps = [[step for step in one["steps"] if "Cruising taxis" in step] for one in told]
    question = "Which vehicles are taxis? Cruising taxis, since ride-hailing cars are named beside them."
    assert steps == [
        [f"Interpretation (assumed): {question}"],
        [f"Interpretation (confirmed, 豫环函 2025 年第 7 号): {question}"],
    ]
    assert told[0]["rulebook"] != told[1]["rulebook"]


@pytest.mark.parametrize("change", [outcomes_change, a_clause_changes, an_interpretation_is_confirmed])
def test_what_was_decided_again_holds_when_it_is_replayed_and_is_not_decided_a_third_time(
    database: Database, change: Callable[[Book], None]
) -> None:
    decided_again(database, change)
    with database.transaction(OFFICE) as session:
        assert replay.replay_all(session).differ == 0
        assert foretell(session, rulebooks.active_book(session).table).differences == ()
