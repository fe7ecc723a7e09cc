"""Documents in the background: one for the same question, turns by unit, places, quotas, failures, killed workers."""

import hashlib
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.jobs import making_documents as job
from fleetsvc.jobs import reaper
from fleetsvc.models import DocumentRecord, UploadRecord
from fleetsvc.services.documents import annotated_copies, lifecycle, requests
from fleetsvc.services.documents.annotated_copies import Order
from fleetsvc.services.documents.requests import (
    DocumentLimits,
    DocumentsUsedUp,
    DocumentsWaiting,
    DocumentUnknown,
    Party,
)
from fleetsvc.services.uploads import steps
from importers.sandbox.annotator import CopyNotMade
from tests.actors import TESTER
from tests.making import a_maker, make_all
from tests.patience import PATIENCE_SECONDS
from tests.upload_cases import NOW, a_file, a_row, send, settled, with_rulebook

ROOT = Path(__file__).resolve().parents[2]
OWN, COLLEAGUE, STRANGER = (
    Party(410100, "user:1", "own"),
    Party(410100, "key:1", "colleague"),
    Party(410200, "user:2", "stranger"),
)
OFFICER, DEPUTY = Party(requests.PROVINCE, "user:3", "office"), Party(requests.PROVINCE, "user:4", "deputy")
FREE = DocumentLimits(waiting=0, per_hour=0)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def an_upload(database: Database, number: int = 1, *, unit: str = "410100") -> UploadRecord:
    """A delivery with a row that is held, read and in review."""
    content = a_file(a_row(number), a_row(number + 500, day="x"))
    upload = send(database, content, unit=unit, confirmed=False)
    settled(database, upload)
    return upload


def ask(
    database: Database,
    upload: UploadRecord,
    by: Party = OWN,
    *,
    now: datetime = NOW,
    limits: DocumentLimits = FREE,
    personal: bool = False,
) -> DocumentRecord:
    """Ask for the annotated copy of a delivery."""
    with database.transaction(by.scope) as session:
        question = annotated_copies.question(
            session,
            city=upload.city_code,
            number=upload.id or 0,
            language="zh",
            secret="s",
            personal=personal,
        )
        return requests.ask(session, question, by=by, limits=limits, keep=job.USUAL.keep, now=now)[0]


def found(
    database: Database, record: DocumentRecord, by: Party = OWN, *, now: datetime = LATER
) -> DocumentRecord:
    with database.transaction(by.scope) as session:
        return requests.find(session, record.id or 0, by=by, now=now)


def bytes_of(database: Database, record: DocumentRecord, by: Party = OWN) -> bytes:
    pieces, number = [], 0
    with database.transaction(by.scope) as session:
        while (piece := requests.piece(session, record, number)) is not None:
            pieces.append(piece)
            number += 1
    return b"".join(pieces)


def standing(database: Database, record: DocumentRecord, by: Party = OWN) -> str:
    with database.transaction(by.scope) as session:
        return requests.standing(session, requests.find(session, record.id or 0, by=by, now=LATER))


def read_again(database: Database, upload: UploadRecord) -> None:
    with database.transaction(UnitScope(str(upload.city_code))) as session:
        steps.set_mapping(session, {}, city=upload.city_code, number=upload.id or 0, by=TESTER, now=NOW)
    settled(database, upload)


def made_as(monkeypatch: pytest.MonkeyPatch, made: Callable[[Order], tuple[bytes, str]]) -> None:
    """Have copies made in another way, without a child process."""
    monkeypatch.setattr(annotated_copies, "made", made)


def at_once(_: Order) -> tuple[bytes, str]:
    return b"copy", "copy.xlsx"


def test_a_document_is_made_once_for_all_who_ask_the_same(database: Database) -> None:
    upload = an_upload(database)
    first = ask(database, upload)
    assert (first.status, ask(database, upload, COLLEAGUE).id) == ("waiting", first.id)
    assert make_all(database, now=lambda: LATER) == 1
    ready = found(database, first, COLLEAGUE)
    content = bytes_of(database, ready)
    assert load_workbook(BytesIO(content)).worksheets
    assert (ready.status, ready.name, ready.size_bytes, ready.sha256, ready.settled_at, ready.expires_at) == (
        "ready",
        "登记表（已标注）.xlsx",
        len(content),
        hashlib.sha256(content).hexdigest(),
        LATER,
        LATER + job.USUAL.keep,
    )
    assert ask(database, upload, COLLEAGUE, now=LATER).id == first.id
    assert make_all(database) == 0


def test_other_data_are_another_document(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    made_as(monkeypatch, at_once)
    upload = an_upload(database)
    first = ask(database, upload)
    make_all(database)
    read_again(database, upload)
    second = ask(database, upload)
    assert (second.id != first.id, second.status) == (True, "waiting")
    read_again(database, upload)
    assert ask(database, upload).id == second.id, "what nobody makes yet will tell of the data of then"


def test_what_is_being_made_is_shared_only_while_the_data_stay(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly(order: Order) -> tuple[bytes, str]:
        begun.set()
        assert go_on.wait(PATIENCE_SECONDS)
        return at_once(order)

    made_as(monkeypatch, slowly)
    upload = an_upload(database)
    first = ask(database, upload)
    maker = threading.Thread(target=a_maker(database).work_once)
    maker.start()
    try:
        assert begun.wait(PATIENCE_SECONDS)
        assert (standing(database, first), ask(database, upload).id) == ("working", first.id)
        read_again(database, upload)
        assert ask(database, upload).id != first.id
    finally:
        go_on.set()
        maker.join()
    assert standing(database, first) == "ready"


def test_a_unit_has_its_own_documents_and_no_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_as(monkeypatch, lambda order: (order.annotation.mark.encode(), "a.xlsx"))
    ours, theirs = an_upload(database, 1), an_upload(database, 2, unit="410200")
    mine, other = ask(database, ours), ask(database, theirs, STRANGER)
    make_all(database)
    assert bytes_of(database, mine).startswith(b"v1.410100.")
    assert bytes_of(database, other, STRANGER).startswith(b"v1.410200.")
    for by, record in ((STRANGER, mine), (OWN, other), (OFFICER, mine)):
        with pytest.raises(DocumentUnknown):
            found(database, record, by)
    assert bytes_of(database, mine, STRANGER) == b"", "the database shows no other unit's pieces"


def test_what_is_shown_in_full_is_for_its_asker_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_as(monkeypatch, at_once)
    upload = an_upload(database)
    mine = ask(database, upload, OFFICER, personal=True)
    make_all(database)
    assert found(database, mine, OFFICER).status == "ready"
    with pytest.raises(DocumentUnknown):
        found(database, mine, DEPUTY)
    assert ask(database, upload, DEPUTY, personal=True).id != mine.id
    with database.transaction(OFFICE) as session:
        assert [one.id for one in requests.list_documents(session, by=OFFICER, now=LATER)] == [mine.id]


def test_a_unit_may_wait_for_so_many_and_ask_for_so_many_an_hour(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_as(monkeypatch, at_once)
    uploads_ = [an_upload(database, number) for number in range(1, 4)]
    theirs = an_upload(database, 9, unit="410200")
    few = DocumentLimits(waiting=2, per_hour=3)
    first = ask(database, uploads_[0], limits=few)
    ask(database, uploads_[1], COLLEAGUE, limits=few)
    with pytest.raises(DocumentsWaiting):
        ask(database, uploads_[2], limits=few)
    assert ask(database, uploads_[0], limits=few).id == first.id, "joining costs nothing"
    assert ask(database, theirs, STRANGER, limits=few).status == "waiting"
    make_all(database)
    ask(database, uploads_[2], limits=few)
    make_all(database)
    another = an_upload(database, 4)
    with pytest.raises(DocumentsUsedUp):
        ask(database, another, limits=few)
    assert ask(database, another, limits=few, now=NOW + timedelta(hours=1, seconds=1)).status == "waiting"


def test_people_of_the_office_do_not_stand_in_each_others_way(database: Database) -> None:
    first, second = an_upload(database, 1), an_upload(database, 2)
    one = DocumentLimits(waiting=1, per_hour=0)
    ask(database, first, OFFICER, limits=one, personal=True)
    with pytest.raises(DocumentsWaiting):
        ask(database, second, OFFICER, limits=one, personal=True)
    assert ask(database, second, DEPUTY, limits=one, personal=True).status == "waiting"


def test_units_take_turns(database: Database) -> None:
    mine = [ask(database, an_upload(database, number)) for number in range(1, 4)]
    theirs = ask(database, an_upload(database, 9, unit="410200"), STRANGER)
    with database.transaction(OFFICE) as session:
        order = [place.number for place in lifecycle.waiting(session)]
    assert order == [mine[0].id, theirs.id, mine[1].id, mine[2].id]


@pytest.mark.parametrize(
    ("at_once", "kinds", "taken"),
    [
        (1, ["registrations", "annotated-copy"], [True, False]),
        (2, ["registrations", "noncompliance", "annotated-copy"], [True, False, True]),
        (2, ["annotated-copy", "annotated-copy", "annotated-copy"], [True, True, False]),
        (2, ["annotated-copy", "registrations"], [True, True]),
    ],
)
def test_only_so_many_are_made_at_once_and_a_place_is_left_for_copies(
    database: Database, at_once: int, kinds: list[str], taken: list[bool]
) -> None:
    sessions = [database.transaction(OFFICE) for _ in kinds]
    opened = [one.__enter__() for one in sessions]
    try:
        assert [
            lifecycle.take_place(session, kind, at_once=at_once)
            for session, kind in zip(opened, kinds, strict=True)
        ] == taken
    finally:
        for one in sessions:
            one.__exit__(None, None, None)
    with database.transaction(OFFICE) as session:
        assert lifecycle.take_place(session, kinds[0], at_once=1), "a place ends with its transaction"


def test_what_trying_again_would_not_change_is_given_up_at_once_and_for_a_while(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def impossible(_: Order) -> tuple[bytes, str]:
        raise CopyNotMade(("unsafe time",))

    made_as(monkeypatch, impossible)
    upload = an_upload(database)
    first = ask(database, upload)
    assert make_all(database, now=lambda: LATER) == 1
    assert (found(database, first).status, found(database, first).failure) == ("failed", "copy-not-made")
    soon, late = LATER + timedelta(minutes=9), LATER + timedelta(minutes=11)
    assert ask(database, upload, now=soon).id == first.id
    assert ask(database, upload, now=late).id != first.id


def test_a_failure_is_tried_again_after_a_rest_and_given_up_after_the_third(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def broken(_: Order) -> tuple[bytes, str]:
        calls.append(1)
        raise LookupError("豫A12345")

    made_as(monkeypatch, broken)
    monkeypatch.setattr(job, "REST", timedelta(0))
    record, other = ask(database, an_upload(database)), ask(database, an_upload(database, 2))
    assert make_all(database) == 6
    assert (len(calls), found(database, record).failure, found(database, other).failure) == (
        6, "unforeseen", "unforeseen",
    )  # fmt: skip
    with database.transaction(OFFICE) as session:
        assert session.connection().execute(text("SELECT count(*) FROM handout_progress")).scalar_one() == 0


def test_what_rests_after_a_failure_does_not_stop_the_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = ask(database, an_upload(database)), ask(database, an_upload(database, 2))

    def broken_once(order: Order) -> tuple[bytes, str]:
        made_as(monkeypatch, at_once)
        raise LookupError

    made_as(monkeypatch, broken_once)
    assert make_all(database) == 2
    assert [standing(database, one) for one in (first, second)] == ["waiting", "ready"]


_WORKER = """
import sys, time
from fleetsvc.database.transactions import open_database
from fleetsvc.services.documents import annotated_copies
from tests.making import a_maker

def hang(order):
    print("making", flush=True)
    time.sleep(60)

annotated_copies.made = hang
a_maker(open_database(sys.argv[1]), worker="killed").work_once()
"""


def killed_while_making(url: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _WORKER, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "making\n"
        child.kill()


def wait_until_free(database: Database, record: DocumentRecord) -> None:
    """Wait until the database has noticed that the killed worker is gone."""
    with database.transaction(OFFICE) as session:
        statement = text("SELECT id FROM handout WHERE id = :number FOR NO KEY UPDATE")
        session.connection().execute(statement, {"number": record.id})


def test_a_killed_workers_document_is_made_by_the_next(
    database: Database, own_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = ask(database, an_upload(database))
    killed_while_making(own_database_url)
    wait_until_free(database, record)
    made_as(monkeypatch, at_once)
    assert make_all(database) == 1
    assert bytes_of(database, found(database, record)) == b"copy"


def test_a_document_that_takes_its_worker_down_three_times_is_given_up(
    database: Database, own_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = ask(database, an_upload(database))
    for _ in range(job.MAX_ATTEMPTS):
        killed_while_making(own_database_url)
        wait_until_free(database, record)
    made_as(monkeypatch, at_once)
    assert make_all(database) == 1
    assert found(database, record).failure == "unforeseen"


def test_the_session_of_a_frozen_worker_is_ended(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def frozen(order: Order) -> tuple[bytes, str]:
        begun.set()
        assert go_on.wait(PATIENCE_SECONDS)
        return at_once(order)

    made_as(monkeypatch, frozen)
    record = ask(database, an_upload(database))
    maker = threading.Thread(target=a_maker(database, worker="frozen").work_once)
    maker.start()
    try:
        assert begun.wait(PATIENCE_SECONDS)
        assert reaper.reap(database) == 0
        reaper.beat(database, worker="frozen")
        assert reaper.reap(database, silent_for=timedelta(seconds=-5)) == 1
        made_as(monkeypatch, at_once)
        wait_until_free(database, record)
        assert make_all(database) == 1
    finally:
        go_on.set()
        maker.join()
    assert found(database, record).status == "ready"


def test_a_large_document_is_kept_in_pieces(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "PIECE_BYTES", 10)
    whole = bytes(range(256)) * 2
    made_as(monkeypatch, lambda _: (whole, "a.xlsx"))
    record = ask(database, an_upload(database))
    make_all(database)
    with database.transaction(OFFICE) as session:
        lengths = session.connection().execute(
            text("SELECT length(content) FROM handout_piece ORDER BY number")
        )
        assert list(lengths.scalars()) == [10] * 51 + [2]
    assert bytes_of(database, found(database, record)) == whole


def test_a_document_beyond_what_is_kept_is_given_up_and_leaves_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle, "PIECE_BYTES", 10)
    monkeypatch.setattr(lifecycle, "MOST_BYTES", 25)
    made_as(monkeypatch, lambda _: (b"x" * 26, "a.xlsx"))
    record = ask(database, an_upload(database))
    make_all(database)
    assert found(database, record).failure == "handout-too-large"
    with database.transaction(OFFICE) as session:
        assert session.connection().execute(text("SELECT count(*) FROM handout_piece")).scalar_one() == 0


def test_what_is_overdue_goes_and_then_the_oldest_beyond_the_bytes_that_are_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_as(monkeypatch, lambda _: (b"x" * 100, "a.xlsx"))
    records = []
    for number in range(1, 5):
        records.append(ask(database, an_upload(database, number)))
        make_all(database, now=lambda at=NOW + timedelta(minutes=number): at)  # type: ignore[misc]
    held = ask(database, an_upload(database, 9))
    overdue = NOW + timedelta(minutes=1) + job.USUAL.keep

    def left() -> list[int | None]:
        with database.transaction(OFFICE) as session:
            return list(session.connection().execute(text("SELECT id FROM handout ORDER BY id")).scalars())

    def sweep(most: int, at: datetime) -> int:
        with database.transaction(OFFICE) as session:
            return lifecycle.sweep(session, most_bytes=most, now=at)

    assert sweep(1000, NOW + timedelta(hours=1)) == 0
    with database.transaction(UnitScope("410100")) as session:
        assert lifecycle.claim(session, lifecycle.Place(410100, held.id or 0)) is not None
        assert sweep(250, overdue) == 2, "one overdue, one beyond; the one that is being made stays"
    assert left() == [records[2].id, records[3].id, held.id]
    assert sweep(250, overdue) == 1
    assert left() == [records[2].id, records[3].id]
    assert bytes_of(database, found(database, records[3])) == b"x" * 100
