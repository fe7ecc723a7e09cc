"""One file never stops another: attempts are counted, paused and ended; units take turns, small files go first."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fleetsvc.database.transactions import OFFICE, Database, RawConnection, UnitScope
from fleetsvc.jobs.reading_uploads import settle, waiting, work_once
from fleetsvc.models import UploadFailure, UploadRecord
from fleetsvc.services.law.rulebooks import NoActiveRulebook
from fleetsvc.services.uploads import attempts, deliveries, queue, staging, steps
from fleetsvc.services.uploads.attempts import MAX_ATTEMPTS, PAUSES
from fleetsvc.services.uploads.deliveries import Delivery
from fleetsvc.services.uploads.queue import YIELDS_BY_MEBIBYTE
from fleetsvc.services.uploads.quotas import UploadLimits, UploadsWaiting, hold_to
from importers.sandbox import reader
from tests.actors import SETTINGS, TESTER
from tests.failing_reader import Breaker, a_failing_reader
from tests.poisoned_files import POISONED
from tests.upload_cases import (
    NOW,
    a_file,
    a_row,
    failure_of,
    send,
    settled,
    stored,
    time_passes,
    with_rulebook,
    worked_through,
)

pytestmark = pytest.mark.slow(10)

ROOT = Path(__file__).resolve().parents[2]
UNIT = 410100


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Breaker:
    """Let reading files of a name fail: with an exception, or after something is done."""
    return a_failing_reader(monkeypatch)


def a_good_one(database: Database, number: int, *, unit: str = "410100") -> UploadRecord:
    return send(database, a_file(a_row(number, plate=f"豫A{number:05d}D")), unit=unit)


def named(database: Database, name: str, *, unit: str = "410100", number: int = 900) -> UploadRecord:
    """A sound file under a name by which the tests let its reading fail."""
    delivery = deliveries.Delivery(a_file(a_row(number)), name, received_by="test", confirmed=True)
    with database.transaction(UnitScope(unit)) as session:
        return deliveries.deliver(session, delivery, city=int(unit), by=TESTER, settings=SETTINGS, now=NOW)[0]


def tried_to_the_end(database: Database) -> None:
    """Let all attempts be made, each after its pause."""
    for pause in (*PAUSES, timedelta(0)):
        worked_through(database)
        time_passes(database, pause)


def said_of(upload: UploadRecord) -> dict[str, str]:
    assert upload.report is not None
    refused: Any = upload.report["refused"]
    return dict(refused)


# --- no file stops another


def test_poisoned_files_keep_no_good_one_waiting_and_end_in_words(database: Database) -> None:
    good, poisoned = [], []
    assert len(POISONED) == 10
    for number, (made, unit) in enumerate(
        zip(POISONED.values(), cycle(("410100", "410200", "410100", "410300")))
    ):
        poisoned.append(send(database, made(100 + 2 * number), unit=unit))
        good.append(a_good_one(database, number, unit=unit))
    worked_through(database)
    assert {stored(database, upload).status for upload in good} == {"accepted"}
    tried_to_the_end(database)
    for upload in poisoned:
        ended = stored(database, upload)
        assert ended.status in {"refused", "accepted"}
        if ended.status == "refused":
            assert {"code", "message", "message_en"} == set(said_of(ended))
            assert "重新上传" in said_of(ended)["message"] or "另存为" in said_of(ended)["message"]
    assert waiting(database) == []


def test_what_the_store_refuses_is_tried_three_times_after_pauses_and_then_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = staging.keep_review

    def keep(connection: RawConnection, *, city: int, upload: int) -> None:
        if upload == poisoned.id:
            connection.execute("SELECT convert_from('\\xff', 'UTF8')")
        real(connection, city=city, upload=upload)

    monkeypatch.setattr(staging, "keep_review", keep)
    poisoned, good = a_good_one(database, 1), a_good_one(database, 2)
    pauses = []
    for count in range(1, MAX_ATTEMPTS):
        worked_through(database)
        failed = failure_of(database, poisoned)
        assert failed is not None
        assert failed.next_attempt_at is not None
        assert (failed.failures, failed.file_failures, failed.failure) == (count, count, "not-storable")
        assert (failed.problem, failed.set_aside_at) == ("CharacterNotInRepertoire 22021", None)
        assert "fleetsvc/services/uploads/processing.py" not in failed.place.splitlines()[-1]
        pauses.append(failed.next_attempt_at - failed.failed_at)
        assert stored(database, poisoned).status == "received"
        time_passes(database, pauses[-1] - timedelta(seconds=1))
        assert waiting(database) == []
        time_passes(database, timedelta(seconds=1))
        assert waiting(database) == [(UNIT, poisoned.id)]
    assert pauses == [timedelta(seconds=10), timedelta(minutes=1)]
    assert stored(database, good).status == "accepted"
    worked_through(database)
    assert stored(database, poisoned).status == "refused"
    assert said_of(stored(database, poisoned))["code"] == "unreadable-here"
    assert waiting(database) == []
    kept = failure_of(database, poisoned)
    assert kept is not None
    assert (kept.failures, kept.next_attempt_at) == (MAX_ATTEMPTS, None)


def test_a_file_that_breaks_its_reading_three_times_is_refused(database: Database, broken: Breaker) -> None:
    broken("poison", KeyError("豫A12345"))
    upload, good = named(database, "poison"), a_good_one(database, 2)
    worked_through(database)
    assert stored(database, good).status == "accepted"
    failed = failure_of(database, upload)
    assert failed is not None
    assert (failed.failure, failed.problem, failed.file_failures) == ("unforeseen", "KeyError", 1)
    assert "豫A12345" not in failed.place
    tried_to_the_end(database)
    assert stored(database, upload).status == "refused"
    assert said_of(stored(database, upload))["code"] == "unreadable-here"
    assert said_of(stored(database, upload))["message_en"].startswith("Reading the file failed several times")


def test_what_is_the_machines_fault_sets_a_file_aside_and_never_refuses_it(
    database: Database, broken: Breaker
) -> None:
    broken("unlucky", reader.ReaderStopped("killed"))
    upload = named(database, "unlucky")
    for pause in PAUSES[:-1]:
        worked_through(database)
        time_passes(database, pause)
    before = failure_of(database, upload)
    assert before is not None
    assert before.set_aside_at is None
    worked_through(database)
    aside = failure_of(database, upload)
    assert aside is not None
    assert aside.next_attempt_at is not None
    assert aside.set_aside_at is not None
    assert (aside.failure, aside.failures, aside.file_failures) == ("reader-killed", MAX_ATTEMPTS, 0)
    assert aside.next_attempt_at - aside.failed_at == timedelta(minutes=15)
    for _ in range(2):
        time_passes(database, PAUSES[-1])
        assert worked_through(database) == 1
    later = failure_of(database, upload)
    assert later is not None
    assert later.set_aside_at == aside.set_aside_at - 2 * PAUSES[-1], "since when stays known"
    assert stored(database, upload).status == "received"
    broken("unlucky", lambda: None)
    time_passes(database, PAUSES[-1])
    worked_through(database)
    assert stored(database, upload).status == "accepted"
    assert failure_of(database, upload) is None


def test_without_a_rulebook_files_wait_and_are_stored_once_there_is_one(own_database: Database) -> None:
    upload = a_good_one(own_database, 1)
    with pytest.raises(NoActiveRulebook):
        settled(own_database, upload)
    for pause in (*PAUSES, *PAUSES):
        time_passes(own_database, pause)
        worked_through(own_database)
    assert stored(own_database, upload).status == "received"
    with_rulebook(own_database)
    time_passes(own_database, PAUSES[-1])
    worked_through(own_database)
    assert stored(own_database, upload).status == "accepted"


def test_what_is_set_aside_keeps_no_other_file_of_its_unit_out(database: Database, broken: Breaker) -> None:
    def send_one_more() -> None:
        with database.transaction(UnitScope("410100")) as session:
            deliveries.deliver(
                session,
                Delivery(a_file(a_row(1)), "a", "test"),
                city=UNIT,
                by=TESTER,
                settings=SETTINGS,
                now=NOW,
            )
            hold_to(session, UploadLimits(waiting=1, per_day=0), city=UNIT, now=NOW)

    broken("unlucky", reader.ReaderStopped("killed"))
    named(database, "unlucky")
    for pause in PAUSES:
        with pytest.raises(UploadsWaiting):
            send_one_more()
        worked_through(database)
        time_passes(database, pause)
    send_one_more()


def test_a_lost_connection_is_counted_and_leaves_the_upload_free(database: Database, broken: Breaker) -> None:
    upload = named(database, "cut off")

    def cut() -> None:
        with database.engine.connect() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(:pid)"), {"pid": pid_of_the_claim(database, upload)}
            )

    broken("cut off", cut)
    with pytest.raises((psycopg.Error, DBAPIError)):
        settled(database, upload)
    failed = failure_of(database, upload)
    assert failed is not None
    assert (failed.failure, failed.file_failures) == ("database", 0)
    with database.transaction(UnitScope("410100")) as session:
        taken = steps.withdraw(
            session, city=UNIT, number=upload.number, by=TESTER, reason="mistaken", now=NOW
        )
        assert taken.upload.status == "withdrawn"


def pid_of_the_claim(database: Database, upload: UploadRecord) -> int:
    with database.transaction(OFFICE) as session:
        query = text("SELECT backend_pid FROM upload_progress WHERE upload_id = :number")
        return int(session.connection().execute(query, {"number": upload.id}).scalar_one())


# --- workers that end without a word

_KILLED_BY_ITS_FILE = """
import os, signal, sys
from fleetsvc import clock
from fleetsvc.database.transactions import open_database
from fleetsvc.jobs.reading_uploads import work_once
from fleetsvc.services.uploads.queue import YIELDS_BY_MEBIBYTE
from importers.sandbox import reader

reader.stream = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
work_once(open_database(sys.argv[1]), worker=sys.argv[2], now=clock.now)
"""


def test_a_file_that_kills_its_worker_three_times_is_refused_and_others_pass(
    database: Database, own_database_url: str
) -> None:
    deadly = a_good_one(database, 1)
    for number in range(MAX_ATTEMPTS):
        if number == 2:  # the second loss asks for a pause
            assert settle(database, city=UNIT, number=deadly.id or 0, worker="test", now=NOW) is None
            time_passes(database, PAUSES[1])
        command = [sys.executable, "-c", _KILLED_BY_ITS_FILE, own_database_url, f"worker {number}"]
        ended = subprocess.run(command, cwd=ROOT, check=False, env=dict(os.environ))
        assert ended.returncode == -signal.SIGKILL
    good = [a_good_one(database, 2), a_good_one(database, 3, unit="410200")]
    worked_through(database)
    assert stored(database, deadly).status == "refused"
    assert said_of(stored(database, deadly))["code"] == "unreadable-here"
    assert [stored(database, upload).status for upload in good] == ["accepted", "accepted"]


def leave_behind(database: Database, upload: UploadRecord, *, worker: str = "gone", seen: str = "0") -> None:
    """What a worker that is no more has left: its attempt, which nobody ended."""
    with database.transaction(OFFICE) as session:
        session.connection().execute(
            text(
                "INSERT INTO upload_progress VALUES (:city, :number, :worker, 0, 0, clock_timestamp() -"
                " cast(:seen AS interval))"
            ),
            {"city": upload.city_code, "number": upload.id, "worker": worker, "seen": seen},
        )


def test_what_a_lost_worker_had_is_taken_up_at_once_and_from_the_second_loss_on_after_a_pause(
    database: Database, broken: Breaker
) -> None:
    broken("unlucky", reader.ReaderStopped("killed"))
    upload = named(database, "unlucky")
    leave_behind(database, upload)
    with pytest.raises(reader.ReaderStopped):
        settled(database, upload)
    leave_behind(database, upload)
    assert settle(database, city=UNIT, number=upload.number, worker="test", now=NOW) is None
    failed = failure_of(database, upload)
    assert failed is not None
    assert (failed.failures, failed.failure, failed.file_failures) == (3, "worker-lost", 2)
    assert failed.next_attempt_at is not None
    assert failed.next_attempt_at - failed.failed_at == PAUSES[-1]


def test_a_worker_that_went_down_with_the_database_is_not_laid_to_its_file(database: Database) -> None:
    upload = a_good_one(database, 1)
    leave_behind(database, upload, seen="10 years")
    for _ in range(2):
        settle(database, city=UNIT, number=upload.number, worker="test", now=NOW)
    assert stored(database, upload).status == "accepted"


def test_an_attempt_that_could_not_be_counted_is_counted_by_the_same_worker_later(
    database: Database, broken: Breaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken("poison", KeyError())
    upload = named(database, "poison")

    def away(*_: object, **__: object) -> None:
        raise psycopg.OperationalError("away")

    with monkeypatch.context() as patched:
        patched.setattr(attempts, "fail", away)
        with pytest.raises(psycopg.OperationalError):
            work_once(database, worker="test", now=lambda: NOW)
    assert failure_of(database, upload) is None
    broken("poison", lambda: None)
    worked_through(database, worker="test")
    assert stored(database, upload).status == "accepted"


# --- what a sender may do meanwhile


def test_a_failing_file_is_busy_while_it_is_tried_and_may_be_withdrawn_a_moment_later(
    database: Database, broken: Breaker
) -> None:
    upload, seen = named(database, "poison"), []

    def withdraw() -> None:
        with database.transaction(UnitScope("410100")) as session:
            steps.withdraw(session, city=UNIT, number=upload.number, by=TESTER, reason="mistaken", now=NOW)

    def tried() -> None:
        with pytest.raises(deliveries.UploadBusy):
            withdraw()
        seen.append("busy")
        raise KeyError

    broken("poison", tried)
    worked_through(database)
    withdraw()
    assert (seen, stored(database, upload).status) == (["busy"], "withdrawn")
    assert failure_of(database, upload) is None
    assert waiting(database) == []


def test_reading_again_gives_a_refused_file_all_its_attempts(database: Database, broken: Breaker) -> None:
    broken("poison", KeyError())
    upload = named(database, "poison")
    tried_to_the_end(database)
    assert stored(database, upload).status == "refused"
    with database.transaction(UnitScope("410100")) as session:
        again = steps.read_again(session, city=UNIT, number=upload.number, by=TESTER, now=NOW).upload
    assert (again.status, again.report, again.settled_at) == ("received", None, None)
    assert failure_of(database, upload) is None
    worked_through(database)
    failed = failure_of(database, upload)
    assert failed is not None
    assert failed.failures == 1
    broken("poison", lambda: None)
    with database.transaction(UnitScope("410100")) as session:
        steps.read_again(session, city=UNIT, number=upload.number, by=TESTER, now=NOW)
    worked_through(database)
    assert stored(database, upload).status == "accepted"


def test_what_is_settled_or_waits_for_its_sender_is_not_read_again(database: Database) -> None:
    accepted = a_good_one(database, 1)
    settled(database, accepted)
    review = send(database, a_file(a_row(2)), confirmed=False)
    settled(database, review)
    for upload, status in ((accepted, "accepted"), (review, "in_review")):
        with (
            database.transaction(UnitScope("410100")) as session,
            pytest.raises(deliveries.UploadNotOpen) as no,
        ):
            steps.read_again(session, city=UNIT, number=upload.number, by=TESTER, now=NOW)
        assert no.value.status == status


def test_refused_bytes_may_be_sent_again_and_only_one_upload_of_them_is_read(database: Database) -> None:
    content = b"%PDF-1.7 this is no spreadsheet"
    refused = send(database, content)
    settled(database, refused)
    again = send(database, content)
    assert again.id != refused.id
    assert send(database, content).id == again.id, "while it waits the same bytes are the same upload"
    with (
        pytest.raises(deliveries.UploadSentAgain) as sent,
        database.transaction(UnitScope("410100")) as session,
    ):
        steps.read_again(session, city=UNIT, number=refused.number, by=TESTER, now=NOW)
    assert sent.value.number == again.id
    assert stored(database, refused).status == "refused"
    settled(database, again)
    assert send(database, content).id not in {refused.id, again.id}
    good = a_good_one(database, 1)
    settled(database, good)
    assert a_good_one(database, 1).id == good.id


def test_new_columns_given_by_hand_begin_anew(database: Database, broken: Breaker) -> None:
    broken("poison", KeyError())
    upload = named(database, "poison")
    worked_through(database)
    with database.transaction(UnitScope("410100")) as session:
        steps.set_mapping(session, {}, city=UNIT, number=upload.number, by=TESTER, now=NOW)
    assert failure_of(database, upload) is None


# --- whose turn it is


def place(
    database: Database,
    *,
    unit: str = "410100",
    size: int = 1,
    minutes_ago: float = 0,
    count: int = 1,
) -> list[int]:
    """Put files of a size into the queue that came some minutes ago."""
    with database.transaction(OFFICE) as session:
        found = session.connection().execute(
            text(
                "INSERT INTO upload (city_code, status, name, sha256, size_bytes, confirmed, mapping, received_at,"
                " received_by, queued_at) SELECT :city, 'received', 'a', encode(sha256(gen_random_uuid()::text::bytea),"
                " 'hex'), :size, false, '{}', clock_timestamp(), 't', clock_timestamp()"
                " - :minutes * interval '1 minute' + :size * :yields / 1048576.0"
                " FROM generate_series(1, :count) RETURNING id"
            ),
            {
                "city": int(unit),
                "size": size,
                "minutes": minutes_ago,
                "count": count,
                "yields": YIELDS_BY_MEBIBYTE,
            },
        )
        return [int(row[0]) for row in found]


def take_turn(database: Database, unit: str) -> None:
    with database.transaction(OFFICE) as session:
        session.connection().execute(
            text(
                "INSERT INTO upload_turn VALUES (:city, clock_timestamp())"
                " ON CONFLICT (city_code) DO UPDATE SET served_at = excluded.served_at"
            ),
            {"city": int(unit)},
        )


def test_a_unit_with_500_files_does_not_delay_anothers_single_one(own_database: Database) -> None:
    place(own_database, unit="410100", count=500, minutes_ago=60)
    take_turn(own_database, "410100")
    (single,) = place(own_database, unit="410200")
    assert waiting(own_database)[0] == (410200, single)
    take_turn(own_database, "410200")
    assert waiting(own_database)[0][0] == 410100, "and then it is the other's turn again"


def test_units_take_turns(own_database: Database) -> None:
    for unit in ("410100", "410200", "410300"):
        place(own_database, unit=unit, count=3)
    served = []
    for _ in range(6):
        city, _number = waiting(own_database)[0]
        take_turn(own_database, str(city))
        served.append(city)
    assert served == [410100, 410200, 410300] * 2


def test_small_files_go_first_and_a_large_one_is_not_passed_for_ever(own_database: Database) -> None:
    mebibyte = 1024 * 1024
    (large,) = place(own_database, size=20 * mebibyte, minutes_ago=15)
    (small,) = place(own_database, size=1000)
    (middle,) = place(own_database, size=2 * mebibyte)
    assert [number for _, number in waiting(own_database)] == [small, middle, large]
    (aged,) = place(own_database, size=20 * mebibyte, minutes_ago=21)
    assert [number for _, number in waiting(own_database)] == [aged, small, middle, large]


def test_a_received_file_takes_its_place_by_its_size(database: Database) -> None:
    long = send(database, a_file(*(a_row(number) for number in range(4000))))
    short = a_good_one(database, 5000)
    yields = {}
    for upload in (long, short):
        kept = stored(database, upload)
        yields[upload.id] = kept.size_bytes / 1048576 * YIELDS_BY_MEBIBYTE
    assert yields[long.id] - yields[short.id] > timedelta(seconds=10)
    apart = stored(database, long).queued_at - stored(database, short).queued_at
    assert apart > timedelta(seconds=5)
    assert [number for _, number in waiting(database)] == [short.id, long.id]


def test_a_file_that_failed_takes_its_place_anew_when_its_pause_is_over(
    database: Database, broken: Breaker
) -> None:
    broken("poison", KeyError())
    failing = named(database, "poison")
    worked_through(database)
    (before,) = place(database, minutes_ago=1)
    time_passes(database, PAUSES[0])
    (after,) = place(database)
    assert [number for _, number in waiting(database)] == [before, failing.id, after]


def test_the_queue_goes_along_its_indexes(own_database: Database) -> None:
    place(own_database, count=200)
    with own_database.transaction(OFFICE) as session:
        connection = session.connection()
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = connection.execute(text(f"EXPLAIN {queue.QUEUE}"), {"cities": [410100, 410200], "each": 20})
        said = "\n".join(str(row[0]) for row in plan)
    assert "ix_upload_queue" in said
    assert "ix_upload_failure_next" in said


def test_failures_of_a_unit_are_seen_by_itself_and_the_office_only(
    database: Database, broken: Breaker
) -> None:
    broken("poison", KeyError())
    upload = named(database, "poison")
    worked_through(database)
    with database.transaction(UnitScope("410200")) as session:
        assert session.get(UploadFailure, (UNIT, upload.id)) is None
