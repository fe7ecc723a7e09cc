"""A publication and what is stored at the same instant: counted by it, or held to it and told beside it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event

import pytest
from sqlmodel import Session

from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.models import UploadRecord, UploadStatus, stored_id
from fleetsvc.services.law import rejudging
from fleetsvc.services.rankings import drift, locks, publishing, releasing
from fleetsvc.services.rankings.dependents import correct_onwards
from fleetsvc.services.uploads import shortfalls, steps
from rules.editions import Edition
from rules.periods import Period, parse_period
from tests.actors import TESTER
from tests.patience import PATIENCE_SECONDS, wait_for_lock
from tests.upload_cases import a_file, a_row, deliver, send, settled, stored, with_rulebook

MARCH = parse_period("2025-03")
BEFORE = datetime(2025, 7, 7, 1, tzinfo=UTC)
"""When the publication begins: before what it has to wait for is stored."""
NOW = datetime(2025, 7, 7, 2, tzinfo=UTC)
AFTER = datetime(2025, 7, 7, 3, tzinfo=UTC)


@pytest.fixture
def database(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(locks, "WAITS_SECONDS", PATIENCE_SECONDS)  # however busy the machine is
    return with_rulebook(own_database)


def publish(session: Session, *, now: datetime = BEFORE) -> Edition:
    return publishing.publish_final(session, MARCH, now=now)[0]


def in_transaction(database: Database, step: Callable[[Session], Edition]) -> Edition:
    with database.transaction(OFFICE) as session:
        return step(session)


def counted(edition: Edition, unit: str = "410100") -> int:
    return next(line.counts.decided for line in edition.lines if line.unit == unit)


def changes(database: Database, edition: Edition) -> int:
    with database.transaction(OFFICE) as session:
        return drift.count_changes(session, MARCH, computed_at=edition.computed_at)


def withdraw(database: Database, upload: UploadRecord) -> UploadStatus:
    with database.transaction(UnitScope("410100")) as session:
        steps.withdraw(session, city=410100, number=stored_id(upload), by=TESTER, reason="错报", now=AFTER)
    return stored(database, upload).status


def held_at_the_end(monkeypatch: pytest.MonkeyPatch) -> tuple[Event, Event]:
    """Have whoever stores tell, once all is written, and wait before it commits until it may go on."""
    stored_all, go_on = Event(), Event()

    def review_shortfalls(*_: object, **__: object) -> None:
        stored_all.set()
        assert go_on.wait(PATIENCE_SECONDS)

    monkeypatch.setattr(shortfalls, "review_shortfalls", review_shortfalls)
    return stored_all, go_on


def test_a_publication_counts_what_is_being_stored_when_it_begins(
    database: Database, own_owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(database, a_row(1), now=BEFORE)
    upload = send(database, a_file(a_row(2), a_row(3)), now=BEFORE)
    stored_all, go_on = held_at_the_end(monkeypatch)
    with ThreadPoolExecutor(2) as pool:
        storing = pool.submit(settled, database, upload, now=NOW)
        assert stored_all.wait(PATIENCE_SECONDS)
        publication = pool.submit(in_transaction, database, publish)
        wait_for_lock(own_owner_url)
        go_on.set()
        storing.result(PATIENCE_SECONDS)
        edition = publication.result(PATIENCE_SECONDS)
    assert counted(edition) == 3
    assert edition.computed_at >= NOW  # what it counted was on record by then
    assert changes(database, edition) == 0
    assert withdraw(database, upload) is UploadStatus.ACCEPTED  # it asks the office: they are published


def test_what_comes_while_a_period_is_published_waits_and_is_told_beside_it(
    database: Database, own_owner_url: str
) -> None:
    first = deliver(database, a_row(1), now=BEFORE)
    late = send(database, a_file(a_row(2)), unit="410200", now=BEFORE)
    with ThreadPoolExecutor(2) as pool:
        with database.transaction(OFFICE) as session:
            edition = publish(session)
            withdrawal = pool.submit(withdraw, database, first)
            wait_for_lock(own_owner_url)
            storing = pool.submit(settled, database, late, now=NOW)
        assert withdrawal.result(PATIENCE_SECONDS) is UploadStatus.ACCEPTED
        storing.result(PATIENCE_SECONDS)
    assert counted(edition) == 1
    assert changes(database, edition) == 1


def test_a_publication_that_would_wait_long_keeps_nobody_waiting(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever would store next stands behind it: a clerk would have waited until the large file before was stored."""
    monkeypatch.setattr(locks, "WAITS_SECONDS", 0.1)
    upload = deliver(database, a_row(1), now=BEFORE)
    with database.transaction(OFFICE) as storing:
        rejudging.hold_edition(storing)
        with database.transaction(OFFICE) as session:
            session.connection().exec_driver_sql("SET LOCAL lock_timeout = '7s'")
            with pytest.raises(locks.VerdictsBeingStored):
                publish(session)
            assert session.connection().exec_driver_sql("SHOW lock_timeout").scalar_one() == "7s"
        assert withdraw(database, upload) is UploadStatus.WITHDRAWN


def test_a_clock_set_back_hides_nothing_from_what_is_told_beside_a_publication(database: Database) -> None:
    deliver(database, a_row(1), now=BEFORE)
    edition = in_transaction(database, lambda session: publish(session, now=AFTER))
    deliver(database, a_row(2), now=BEFORE)
    assert changes(database, edition) == 1


def test_a_correction_counts_what_is_being_stored_when_it_begins(
    database: Database, own_owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(database, a_row(1), now=BEFORE)
    in_transaction(database, publish)
    upload = send(database, a_file(a_row(2)), now=BEFORE)
    stored_all, go_on = held_at_the_end(monkeypatch)

    def correct(session: Session) -> Edition:
        return correct_onwards(session, MARCH, reason="补报", by=TESTER, now=BEFORE)[0]

    with ThreadPoolExecutor(2) as pool:
        storing = pool.submit(settled, database, upload, now=NOW)
        assert stored_all.wait(PATIENCE_SECONDS)
        correction = pool.submit(in_transaction, database, correct)
        wait_for_lock(own_owner_url)
        go_on.set()
        storing.result(PATIENCE_SECONDS)
        edition = correction.result(PATIENCE_SECONDS)
    assert (counted(edition), changes(database, edition)) == (2, 0)


def test_two_releases_at_once_do_not_wait_for_each_other_for_ever(database: Database) -> None:
    deliver(database, a_row(1), a_row(2, day="2025-04-01"), now=BEFORE)
    periods = (MARCH, parse_period("2025-04"))
    for period in periods:
        with database.transaction(OFFICE) as session:
            publishing.publish_preview(session, period, now=BEFORE)
    together = Barrier(2)

    def release(period: Period) -> int:
        with database.transaction(OFFICE) as session:
            together.wait()
            return len(releasing.release(session, period, by=TESTER, now=NOW))

    with ThreadPoolExecutor(2) as pool:
        assert all(pool.map(release, periods))
