"""Rulebook editions: one in force, a draft compared over all registrations, re-judging that keeps the old."""

import copy
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from sqlmodel import col, select

from fleetsvc.books import book_mapping, shipped_book
from fleetsvc.database.migrate import _config, migrate
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.models import DecisionRecord, RulebookEdition
from fleetsvc.services.law import enactment, rulebooks
from fleetsvc.services.law.rulebooks import Flip
from rules.rulebook import RulebookBroken, build
from tests.signing import two_signatures
from tests.upload_cases import NOW, a_file, a_row, send, settled, with_rulebook

LATER = datetime(2025, 7, 1, tzinfo=UTC)


def a_draft_without_the_bus_rule() -> Mapping[str, Any]:
    """The shipped book, its rule on new buses ending on 2025-03-15."""
    draft = copy.deepcopy(dict(book_mapping()))
    bus_rule = next(rule for rule in draft["rules"] if rule["id"] == "13-bus-new")
    bus_rule["effective_until"] = "2025-03-15"
    return draft


@pytest.fixture
def database(own_database: Database) -> Database:
    """Three new diesel buses: two before the draft's end of the rule, one after."""
    with_rulebook(own_database)
    days = ("2025-03-01", "2025-03-14", "2025-03-15")
    rows = [a_row(n, energy="柴油", plate=f"豫A0000{n}", day=day) for n, day in enumerate(days, 1)]
    settled(own_database, send(own_database, a_file(*rows)))
    return own_database


_DUTIES = "SELECT energy_verdict, energy_rule, emission_stage_verdict, emission_stage_rule FROM decision ORDER BY id"


def duties(database: Database) -> list[tuple[str | None, ...]]:
    with database.transaction(OFFICE) as session:
        return [tuple(row) for row in session.connection().exec_driver_sql(_DUTIES)]


def test_what_was_decided_before_duties_were_stored_gets_them_by_the_edition_that_decided(
    own_database: Database, own_owner_url: str
) -> None:
    with_rulebook(own_database)
    rows = [a_row(1, energy="柴油", plate="豫A00001"), a_row(2), a_row(3, day="2023-02-28")]
    settled(own_database, send(own_database, a_file(*rows)))
    expected = duties(own_database)
    assert {found[0] for found in expected} == {"non_compliant", "compliant", "not_governed"}
    own_database.close()
    command.downgrade(_config(own_owner_url), "0015")
    migrate(own_owner_url)
    assert duties(own_database) == expected


def load_draft(database: Database) -> int:
    with database.transaction(OFFICE) as session:
        edition, _ = rulebooks.load(session, a_draft_without_the_bus_rule(), now=LATER)
        assert edition.id is not None
        return edition.id


def test_a_draft_is_compared_over_all_registrations_without_changing_any(database: Database) -> None:
    draft = load_draft(database)
    with database.transaction(OFFICE) as session:
        flips = rulebooks.compare(session, draft)
        assert flips == [Flip("410100", "bus", "non_compliant", "not_governed", 1)]
    with database.transaction(OFFICE) as session:
        verdicts = session.exec(select(DecisionRecord.verdict, DecisionRecord.superseded_at)).all()
        assert verdicts == [("non_compliant", None)] * 3
        assert rulebooks.compare(session, draft) == flips  # asking twice is the same question


def test_activating_judges_again_what_changes_and_keeps_the_old_verdicts(database: Database) -> None:
    draft = load_draft(database)
    with database.transaction(OFFICE) as session:
        assert (
            enactment.activate(session, draft, by=two_signatures(session, draft, now=LATER), now=LATER) == 1
        )
    with database.transaction(OFFICE) as session:
        history = session.exec(
            select(DecisionRecord.verdict, DecisionRecord.rule, DecisionRecord.superseded_at)
            .where(DecisionRecord.registered_on == datetime(2025, 3, 15, tzinfo=UTC).date())
            .order_by(col(DecisionRecord.id))
        ).all()
        assert history == [
            ("non_compliant", "henan-2023/13-bus-new", LATER),
            ("not_governed", None, None),
        ]
        statuses = session.exec(select(RulebookEdition.status).order_by(col(RulebookEdition.id))).all()
        assert statuses == ["retired", "active"]
        assert rulebooks.active_book(session).book.edition == build(a_draft_without_the_bus_rule()).edition


def test_later_uploads_are_judged_by_the_edition_then_in_force(database: Database) -> None:
    draft = load_draft(database)
    with database.transaction(OFFICE) as session:
        enactment.activate(session, draft, by=two_signatures(session, draft, now=LATER), now=LATER)
    reading = settled(
        database, send(database, a_file(a_row(9, energy="柴油", plate="豫A00009", day="2025-04-01")))
    )
    assert dict(reading.verdicts) == {"not_governed": 1}


def test_loading_the_same_edition_twice_is_one_edition(database: Database) -> None:
    assert load_draft(database) == load_draft(database)


def test_setting_up_again_leaves_the_edition_in_force(database: Database) -> None:
    draft = load_draft(database)
    with database.transaction(OFFICE) as session:
        enactment.activate(session, draft, by=two_signatures(session, draft, now=LATER), now=LATER)
    with_rulebook(database)
    with database.transaction(OFFICE) as session:
        assert rulebooks.active_book(session).edition_id == draft


def test_a_broken_book_is_not_stored(database: Database) -> None:
    broken = copy.deepcopy(dict(book_mapping()))
    broken["rules"][0]["force"] = "perhaps"
    with pytest.raises(RulebookBroken), database.transaction(OFFICE) as session:
        rulebooks.load(session, broken, now=NOW)
    with database.transaction(OFFICE) as session:
        assert session.exec(select(RulebookEdition.edition)).all() == [shipped_book().edition]


def test_without_any_edition_nothing_is_judged(own_database: Database) -> None:
    with own_database.transaction(OFFICE) as session, pytest.raises(rulebooks.NoActiveRulebook):
        rulebooks.active_book(session)
