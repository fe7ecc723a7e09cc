from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from fleetsvc.database.transactions import OFFICE, Database, ScopedSession, UnitScope
from fleetsvc.services.law.ranking_method import current_method
from fleetsvc.services.law.rulebooks import NoActiveRulebook
from fleetsvc.services.rankings import lists, publishing, seals
from fleetsvc.services.rankings.dependents import correct_onwards
from rules.editions import CorrectionReasonMissing, EditionStatus, method_document, published
from rules.periods import parse_period
from rules.ranking_method import method_of
from rules.units import UNITS
from rules.vocabulary import Category
from tests.actors import TESTER
from tests.ranking_data import BOOK_EDITION, put_rulebook_in_force, register, sign_nil

SEPTEMBER = parse_period("2025-09")
NOW = datetime(2025, 10, 5, 18, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def counted(session: ScopedSession) -> ScopedSession:
    """Some registrations of September under a rulebook in force."""
    put_rulebook_in_force(session)
    register(session, "410100", compliant=118, needs_justification=2)
    register(session, "410200", category=Category.TAXI, compliant=4)
    for unit in ("410100", "410200"):
        sign_nil(session, unit, months=("2025-09", "2025-10"))
    return session


def summary(session: Session, **which: Any) -> tuple[int, str, str | None]:
    document = lists.current_edition(session, SEPTEMBER, **which)
    return document["revision"], document["status"], document["reason"]


def test_a_published_edition_is_read_back_as_it_was_sealed(counted: ScopedSession) -> None:
    stored = publishing.publish_final(counted, SEPTEMBER, now=NOW)
    assert [edition.category for edition in stored] == [None, *Category]
    document = lists.current_edition(counted, SEPTEMBER)
    assert document == published(stored[0])
    assert {
        name: value for name, value in document.items() if name not in ("lines", "inputs_sha256", "sha256")
    } == {
        "period": "2025-09",
        "category": None,
        "revision": 0,
        "status": "final",
        "reason": None,
        "computed_at": "2025-10-05T18:30:00+00:00",
        "method": method_document(current_method()),
        "rulebook": {"id": "henan", "edition": BOOK_EDITION},
        "rulebooks": [{"id": "henan", "edition": BOOK_EDITION}],
        "previous_sha256": None,
        "compared_with": None,
    }
    assert {name: document["lines"][0][name] for name in list(document["lines"][0])[:12]} == {
        "unit": "410100",
        "name": "郑州市",
        "status": "ranked",
        "rank": 1,
        "governed": 120,
        "verdicts": {"compliant": 118, "needs_justification": 2},
        "held": 0,
        "rate": 0.9833,
        "rate_low": 0.9833,
        "rate_high": 1.0,
        "rate_change": None,
        "rank_change": None,
    }
    assert [(line["unit"], line["status"]) for line in document["lines"][1:3]] == [
        ("410200", "too_few"),
        ("410300", "not_reported"),
    ]
    assert sorted(line["unit"] for line in document["lines"]) == sorted(UNITS)


def test_computing_an_edition_stores_nothing(counted: ScopedSession) -> None:
    edition = publishing.compute_edition(counted, SEPTEMBER, category=Category.TAXI, now=NOW)
    assert (edition.category, edition.revision, edition.status) == (
        Category.TAXI,
        0,
        EditionStatus.PROVISIONAL,
    )
    with pytest.raises(lists.EditionMissing):
        lists.current_edition(counted, SEPTEMBER, category=Category.TAXI)


def test_a_provisional_ranking_is_stored_again_only_where_something_changed(counted: ScopedSession) -> None:
    assert len(publishing.publish_provisional(counted, SEPTEMBER, now=NOW)) == 11
    assert publishing.publish_provisional(counted, SEPTEMBER, now=LATER) == ()
    register(counted, "410300", compliant=5)
    changed = publishing.publish_provisional(counted, SEPTEMBER, now=LATER)
    assert {edition.revision for edition in changed} == {1}
    assert [edition.category for edition in changed] == [None, Category.BUS]
    register(counted, "410300", compliant=1)
    again = publishing.publish_provisional(counted, SEPTEMBER, now=LATER)
    assert [edition.category for edition in again] == [None, Category.BUS]


def test_the_final_edition_follows_the_provisional_one_even_when_nothing_changed(
    counted: ScopedSession,
) -> None:
    (provisional, *_) = publishing.publish_provisional(counted, SEPTEMBER, now=NOW)
    (final, *_) = publishing.publish_final(counted, SEPTEMBER, now=NOW)
    assert (final.revision, final.status, final.previous_sha256) == (
        1,
        EditionStatus.FINAL,
        provisional.sha256,
    )


def test_a_period_is_not_published_before_it_is_over(counted: ScopedSession) -> None:
    last_minute = datetime(2025, 9, 30, 15, 59, tzinfo=UTC)
    with pytest.raises(publishing.PeriodNotOver):
        publishing.publish_final(counted, SEPTEMBER, now=last_minute)
    assert publishing.publish_final(counted, SEPTEMBER, now=last_minute + timedelta(minutes=1))


def test_a_published_period_is_changed_by_a_correction_only(counted: ScopedSession) -> None:
    publishing.publish_final(counted, SEPTEMBER, now=NOW)
    with pytest.raises(publishing.EditionAlreadyFinal):
        publishing.publish_final(counted, SEPTEMBER, now=LATER)
    with pytest.raises(publishing.EditionAlreadyFinal):
        publishing.publish_provisional(counted, SEPTEMBER, now=LATER)


def test_a_correction_is_a_new_revision_with_its_reason_and_the_old_one_stays(counted: ScopedSession) -> None:
    (first, *_) = publishing.publish_final(counted, SEPTEMBER, now=NOW)
    register(counted, "410100", non_compliant=30)
    corrected = publishing.correct(
        counted, SEPTEMBER, reason=" 410100 sent a late file ", by=TESTER, now=LATER
    )
    assert [edition.category for edition in corrected] == [None, Category.BUS]
    assert corrected[0].previous_sha256 == first.sha256
    assert summary(counted) == (1, "final", "410100 sent a late file")
    assert summary(counted, revision=0) == (0, "final", None)
    assert lists.current_edition(counted, SEPTEMBER, revision=0) == published(first)
    assert seals.verify(counted).broken == ()


def test_a_correction_without_a_change_stores_nothing(counted: ScopedSession) -> None:
    publishing.publish_final(counted, SEPTEMBER, now=NOW)
    assert publishing.correct(counted, SEPTEMBER, reason="checked again", by=TESTER, now=LATER) == ()


def test_a_pending_correction_is_what_a_correction_then_stores_and_stores_nothing_itself(
    counted: ScopedSession,
) -> None:
    with pytest.raises(publishing.NothingToCorrect):
        publishing.pending_correction(counted, SEPTEMBER, now=LATER)
    publishing.publish_final(counted, SEPTEMBER, now=NOW)
    assert publishing.pending_correction(counted, SEPTEMBER, now=LATER) == ()
    register(counted, "410100", non_compliant=5)
    pending = publishing.pending_correction(counted, SEPTEMBER, now=LATER)
    assert summary(counted) == (0, "final", None)
    made = publishing.correct(counted, SEPTEMBER, reason="补报", by=TESTER, now=LATER)
    assert [edition.category for edition in pending] == [None, Category.BUS]
    assert [(edition.revision, edition.lines) for edition in pending] == [
        (edition.revision, edition.lines) for edition in made
    ]


def test_a_correction_carries_to_the_quarter_and_to_what_was_compared_with_it_in_one_act(
    counted: ScopedSession,
) -> None:
    year_end = datetime(2026, 1, 8, tzinfo=UTC)
    register(counted, "410100", day=SEPTEMBER.until_day, compliant=9)
    periods = [parse_period(key) for key in ("2025-09", "2025-Q3", "2025-10")]
    for period in periods:
        publishing.publish_final(counted, period, now=year_end)
    register(counted, "410100", non_compliant=30)
    made = correct_onwards(counted, SEPTEMBER, reason="补报", by=TESTER, now=year_end)
    assert {edition.period for edition in made} == {"2025-09", "2025-Q3", "2025-10"}
    october = lists.current_edition(counted, periods[2])
    assert (october["revision"], october["compared_with"]["revision"]) == (1, 1)
    assert all(publishing.pending_correction(counted, period, now=year_end) == () for period in periods)
    assert correct_onwards(counted, SEPTEMBER, reason="补报", by=TESTER, now=year_end) == ()
    assert seals.verify(counted).broken == ()


def test_an_edition_is_read_as_it_was_known_at_an_instant(counted: ScopedSession) -> None:
    publishing.publish_final(counted, SEPTEMBER, now=NOW)
    register(counted, "410100", non_compliant=30)
    publishing.correct(counted, SEPTEMBER, reason="补报", by=TESTER, now=LATER)
    for known_at, revision in ((NOW, 0), (LATER - timedelta(seconds=1), 0), (LATER, 1)):
        assert lists.current_edition(counted, SEPTEMBER, known_at=known_at)["revision"] == revision
    with pytest.raises(lists.EditionMissing):
        lists.current_edition(counted, SEPTEMBER, known_at=NOW - timedelta(seconds=1))
    assert lists.list_editions(counted, known_at=NOW - timedelta(seconds=1)) == ([], None)


def test_a_correction_needs_a_reason_and_a_published_edition(counted: ScopedSession) -> None:
    with pytest.raises(publishing.NothingToCorrect):
        publishing.correct(counted, SEPTEMBER, reason="late file", by=TESTER, now=NOW)
    publishing.publish_final(counted, SEPTEMBER, now=NOW)
    with pytest.raises(CorrectionReasonMissing):
        publishing.correct(counted, SEPTEMBER, reason="  ", by=TESTER, now=NOW)


def test_another_rulebook_in_force_makes_another_edition(counted: ScopedSession) -> None:
    publishing.publish_provisional(counted, SEPTEMBER, now=NOW)
    counted.connection().execute(text("UPDATE rulebook_edition SET status = 'retired'"))
    put_rulebook_in_force(counted, edition="sha256:" + "c" * 64)
    assert len(publishing.publish_provisional(counted, SEPTEMBER, now=LATER)) == 11


def test_changes_are_measured_against_the_edition_of_the_period_before(counted: ScopedSession) -> None:
    (august, *_) = publishing.publish_final(counted, SEPTEMBER.previous, now=NOW)
    assert {line.status.value for line in august.lines} == {"not_reported"}
    (september, *_) = publishing.publish_final(counted, SEPTEMBER, now=NOW)
    register(counted, "410100", day=SEPTEMBER.until_day, compliant=9, non_compliant=1)
    register(counted, "410300", day=SEPTEMBER.until_day, compliant=10)
    sign_nil(counted, "410300", months=("2025-10",))
    october = publishing.compute_edition(counted, SEPTEMBER.following, category=None, now=NOW)
    document = published(october)
    assert (september.previous_sha256, document["previous_sha256"]) == (august.sha256, september.sha256)
    assert document["compared_with"] == {
        "period": "2025-09",
        "revision": 0,
        "sha256": september.sha256,
        "rulebook_changed": False,
        "method_changed": False,
    }
    assert [
        (line["unit"], line["rank"], line["rank_change"], line["rate_change"])
        for line in document["lines"][:2]
    ] == [("410300", 1, None, None), ("410100", 2, -1, -0.0833)]


def test_an_edition_of_a_method_before_keeps_it_is_verified_and_is_corrected_by_it(
    counted: ScopedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = method_of(
        {"id": "compliance-rate-2", "minimum_decided": 5, "rate": "(compliant + exempt) / decided"}
    )
    with monkeypatch.context() as then:
        then.setattr(publishing, "current_method", lambda: before)
        (old, *_) = publishing.publish_final(counted, SEPTEMBER, now=NOW)
    document = lists.current_edition(counted, SEPTEMBER)
    assert (document, list(document["lines"][0])[-1]) == (published(old), "rank_change")
    assert publishing.pending_correction(counted, SEPTEMBER, now=LATER) == ()
    register(counted, "410100", undetermined=30)
    (corrected, *_) = publishing.correct(counted, SEPTEMBER, reason="补报", by=TESTER, now=LATER)
    assert (corrected.method.id, corrected.lines[0].rate) == ("compliance-rate-2", Fraction(118, 120))
    october = publishing.compute_edition(counted, SEPTEMBER.following, category=None, now=LATER)
    assert published(october)["compared_with"] == {
        "period": "2025-09",
        "revision": 1,
        "sha256": corrected.sha256,
        "rulebook_changed": False,
        "method_changed": True,
    }
    assert seals.verify(counted).broken == ()


def test_without_a_rulebook_in_force_there_is_nothing_to_rank(session: ScopedSession) -> None:
    with pytest.raises(NoActiveRulebook):
        publishing.publish_final(session, SEPTEMBER, now=NOW)


def test_editions_are_listed_newest_first_in_pages(counted: ScopedSession) -> None:
    for period in ("2025-07", "2025-08", "2025-09"):
        publishing.publish_final(counted, parse_period(period), now=NOW)
    first, cursor = lists.list_editions(counted, limit=2)
    rest, end = lists.list_editions(counted, before=cursor, limit=2)
    assert [edition["period"] for edition in first] == ["2025-09", "2025-08"]
    assert [edition["period"] for edition in rest] == ["2025-07"]
    assert end is None
    assert {edition["category"] for edition in first + rest} == {None}
    assert "lines" not in first[0]


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE ranking_line SET rate = 1 WHERE city_code = 410100",
        "UPDATE ranking_line SET rank = 2 WHERE city_code = 410100",
        "UPDATE ranking_line SET held = 1 WHERE city_code = 419001",
        "DELETE FROM ranking_line WHERE city_code = 419001",
        "UPDATE ranking_edition SET reason = 'x'",
        "UPDATE ranking_edition SET computed_at = computed_at + interval '1 second'",
    ],
)
def test_an_edition_changed_by_the_owner_of_the_database_is_found_by_its_seal(
    own_database: Database, own_owner_url: str, forgery: str
) -> None:
    with own_database.transaction(OFFICE) as session:
        put_rulebook_in_force(session)
        register(session, "410100", compliant=9, non_compliant=1)
        publishing.publish_final(session, SEPTEMBER, now=NOW)
        assert seals.verify(session).broken == ()
    with psycopg.connect(own_owner_url) as connection:
        connection.execute(forgery)
    with own_database.transaction(OFFICE) as session:
        assert ("", 0) in {(one.category, one.revision) for one in seals.verify(session).broken}


def test_no_role_of_the_service_may_change_or_remove_an_edition(own_database: Database) -> None:
    with own_database.transaction(OFFICE) as session:
        put_rulebook_in_force(session)
        publishing.publish_final(session, SEPTEMBER, now=NOW)
    for scope in (OFFICE, UnitScope("410100")):
        for statement in ("UPDATE ranking_line SET rank = 1", "DELETE FROM ranking_edition"):
            with (
                pytest.raises(DBAPIError, match="permission denied"),
                own_database.transaction(scope) as session,
            ):
                session.connection().execute(text(statement))


def test_every_unit_may_read_the_whole_edition(own_database: Database) -> None:
    with own_database.transaction(OFFICE) as session:
        put_rulebook_in_force(session)
        (edition, *_) = publishing.publish_final(session, SEPTEMBER, now=NOW)
    with own_database.transaction(UnitScope("410100")) as session:
        assert lists.current_edition(session, SEPTEMBER) == published(edition)
