"""Whoever owns the database can change, exchange or remove an edition; each is found by its name."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session, select

from fleetsvc.database.transactions import OFFICE, open_database
from fleetsvc.jobs import ledger
from fleetsvc.jobs.nightly_seals import SealsBroken, again, due
from fleetsvc.jobs.schedule import CALENDAR
from fleetsvc.models import JobRun, RankingEdition
from fleetsvc.services.rankings import publishing, seals
from fleetsvc.services.rankings.seals import Fault
from fleetsvc.services.rankings.store import document_of, stored_lines
from rules.editions import seal
from rules.periods import parse_period
from rules.vocabulary import Category
from tests.actors import TESTER
from tests.conftest import a_copy
from tests.ranking_data import put_rulebook_in_force, register

AUGUST, SEPTEMBER = parse_period("2025-08"), parse_period("2025-09")
NOW = datetime(2025, 10, 5, 18, 30, tzinfo=UTC)


def publish(session: Session) -> None:
    """August, then a provisional and the final September, with a correction of the buses."""
    put_rulebook_in_force(session)
    register(session, "410100", compliant=9, non_compliant=1)
    publishing.publish_final(session, AUGUST, now=NOW)
    publishing.publish_provisional(session, SEPTEMBER, now=NOW)
    publishing.publish_final(session, SEPTEMBER, now=NOW)
    register(session, "410100", compliant=9)
    publishing.correct(session, SEPTEMBER, reason="late file", by=TESTER, now=NOW)


@pytest.fixture(scope="module")
def owners_url(owner_url: str) -> Iterator[str]:
    with a_copy(owner_url, "ranking_seals") as url:
        yield url


@pytest.fixture(scope="module")
def engine(owners_url: str) -> Iterator[Engine]:
    """A database of the module's own with published editions, opened by its owner."""
    engine = create_engine(owners_url.replace("postgresql://", "postgresql+psycopg://"))
    with Session(engine) as session:
        publish(session)
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def owner(engine: Engine) -> Iterator[Session]:
    """A session of the owner's; whatever is forged in it is rolled back."""
    with Session(engine) as session:
        yield session
        session.rollback()


def names_after(owner: Session, *forgeries: str) -> list[tuple[str, str]]:
    for forgery in forgeries:
        assert owner.connection().execute(text(forgery)).rowcount > 0
    owner.expire_all()
    return [(one.name, one.fault.value) for one in seals.verify(owner).broken]


def sealed_anew(owner: Session, period: str, category: str, revision: int, forgery: str) -> str:
    """Forge an edition and give it the seal of its new content, as a careful forger would; return the seal."""
    where = RankingEdition.period == period, RankingEdition.category == category
    statement = select(RankingEdition).where(*where, RankingEdition.revision == revision)
    edition = owner.exec(statement).one()
    owner.connection().execute(text(f"UPDATE ranking_edition SET {forgery} WHERE id = {edition.id}"))
    owner.expire_all()
    lines = stored_lines(owner, [edition])
    edition.sha256 = seal(document_of(edition, lines[edition.id or 0]))
    owner.flush()
    return edition.sha256


LINE = (
    "FROM ranking_edition e WHERE e.id = edition_id AND (period, category, revision) = ('2025-09', 'bus', 1)"
)
EDITION = "WHERE (period, category, revision) = ('2025-09', 'bus', {})"
REMOVED = "DELETE FROM ranking_edition "
NO_LINES = "DELETE FROM ranking_line USING ranking_edition e WHERE e.id = edition_id AND (period, category, revision)"


def removed(period: str, category: str, revision: int) -> tuple[str, str]:
    which = f"('{period}', '{category}', {revision})"
    return f"{NO_LINES} = {which}", f"{REMOVED} WHERE (period, category, revision) = {which}"


def test_what_was_published_holds(owner: Session) -> None:
    assert seals.verify(owner) == seals.Verified(11 + 11 + 11 + 2, ())


@pytest.mark.parametrize(
    "change",
    [
        "held = held + 1",
        "rate = 1",
        "rate = 'NaN'",
        "rank = 7",
        "city_code = 999999",
        """verdicts = verdicts || '{"nonsense": 1}'""",
        """verdicts = '[]'""",
        """details = details || '{"fcev": 1}'""",
        """details = jsonb_set(details, '{quality,score}', '1')""",
        "details = NULL",
    ],
)
def test_one_altered_number_of_a_line_is_found(owner: Session, change: str) -> None:
    one = f"UPDATE ranking_line SET {change} {LINE} AND city_code = 410100"
    assert names_after(owner, one) == [("2025-09/bus/1", "altered")]


@pytest.mark.parametrize(
    "change", ["method = '{}'", "compared_with = '[]'", "computed_at = now()", "reason = 'x'"]
)
def test_one_altered_value_of_an_edition_is_found(owner: Session, change: str) -> None:
    one = f"UPDATE ranking_edition SET {change} {EDITION.format(1)}"
    assert names_after(owner, one) == [("2025-09/bus/1", "altered")]


@pytest.mark.parametrize(
    ("gone", "found"),
    [
        (("2025-09", "bus", 0), "2025-09/bus/0"),
        (("2025-09", "bus", 1), "2025-09/bus/1"),
        (("2025-08", "", 0), "2025-08/all/0"),
        (
            ("2025-09", "taxi", 1),
            "2025-09/taxi/1",
        ),  # the last one of its kind: others were published beside it
    ],
)
def test_one_removed_edition_is_found(owner: Session, gone: tuple[str, str, int], found: str) -> None:
    assert names_after(owner, *removed(*gone)) == [(found, "missing")]


def test_a_whole_removed_period_is_found_by_the_one_after_it(owner: Session) -> None:
    forgeries = [each for category in ("", *Category) for each in removed("2025-08", category, 0)]
    assert names_after(owner, *forgeries) == [
        (f"2025-08/{category or 'all'}/0", "missing") for category in sorted(["", *Category])
    ]


def test_one_exchanged_predecessor_is_found_though_the_edition_was_sealed_anew(owner: Session) -> None:
    other = "previous_sha256 = repeat('a', 64)"
    sealed_anew(owner, "2025-09", "bus", 2, other)
    assert names_after(owner) == [("2025-09/bus/2", "unlinked")]


def test_a_first_revision_names_the_edition_that_it_is_compared_with(owner: Session) -> None:
    new = sealed_anew(owner, "2025-09", "bus", 0, "previous_sha256 = repeat('a', 64)")
    sealed_anew(owner, "2025-09", "bus", 1, f"previous_sha256 = '{new}'")
    assert names_after(owner) == [("2025-09/bus/0", "unlinked"), ("2025-09/bus/2", "unlinked")]


def test_an_edition_sealed_anew_no_longer_fits_what_follows_it(owner: Session) -> None:
    sealed_anew(owner, "2025-08", "bus", 0, "reason = 'forged'")
    assert names_after(owner) == [(f"2025-09/bus/{revision}", "unlinked") for revision in (0, 1, 2)]


def test_a_comparison_with_what_cannot_be_read_is_found(owner: Session) -> None:
    sealed_anew(owner, "2025-09", "bus", 2, "compared_with = '{}'")
    assert names_after(owner) == [("2025-09/bus/2", "altered")]


def test_nothing_is_due_before_there_is_an_edition(session: Session) -> None:
    assert due(session, NOW) == ()
    assert seals.verify(session) == seals.Verified(0, ())


def test_broken_seals_fail_the_nights_job_which_names_the_kind(
    own_owner_url: str, own_database_url: str
) -> None:
    database = open_database(own_database_url)
    (job,) = (job for job in CALENDAR if job.name == "nightly-seals")
    with database.transaction(OFFICE) as session:
        publish(session)
    assert ledger.run_due(database, job, worker="one", now=lambda: NOW) == {"2025-10-05": ledger.Outcome.DONE}
    owners = create_engine(own_owner_url.replace("postgresql://", "postgresql+psycopg://"))
    with owners.begin() as connection:
        connection.execute(text(f"UPDATE ranking_line SET held = 99 {LINE}"))
        connection.execute(text("DELETE FROM job_run"))
    assert ledger.run_due(database, job, worker="one", now=lambda: NOW) == {
        "2025-10-05": ledger.Outcome.FAILED
    }
    with database.transaction(OFFICE) as session:
        run = session.exec(select(JobRun)).one()
        assert (run.job, run.status, run.failure) == ("nightly-seals", "failed", "SealsBroken")
        with pytest.raises(SealsBroken):
            again(session, NOW)
        assert [one.fault for one in seals.verify(session).broken] == [Fault.ALTERED]
    owners.dispose()
    database.close()
