"""A worker that makes documents, for tests: called by hand, or working beside them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import LiteralString

import pytest
from sqlmodel import Session

from fleetsvc import clock
from fleetsvc.api.documents import documents as document_api
from fleetsvc.database.transactions import Database
from fleetsvc.jobs.making_documents import USUAL, Clock, Maker, Terms
from fleetsvc.models import DocumentRecord
from fleetsvc.services.documents import annotated_copies, requests
from fleetsvc.services.documents.requests import DocumentLimits, Party
from fleetsvc.web.documents import pages as document_pages
from rules.wording import Language


def _now() -> datetime:
    """The time as it is when it is asked for: a test may have set the clock."""
    return clock.now()


def a_maker(database: Database, *, worker: str = "test", now: Clock = _now, terms: Terms = USUAL) -> Maker:
    """A worker; the test names only what matters."""
    return Maker(database, worker, now, terms)


def make_all(database: Database, *, now: Clock = _now) -> int:
    """Have all documents made that wait; how many were."""
    made = 0
    while a_maker(database, now=now).work_once():
        made += 1
    return made


@contextmanager
def making(database: Database) -> Iterator[None]:
    """Have documents made as they are asked for, until the end of the block."""
    stop = threading.Event()
    threads = a_maker(database).start(stop)
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@contextmanager
def nobody_waiting() -> Iterator[None]:
    """In the block no request waits for a document: no worker is there to make it."""
    with pytest.MonkeyPatch.context() as patched:
        for module in (document_api, document_pages):
            patched.setattr(module, "AT_MOST", timedelta(0))
        yield


SECRET = "a secret of the tests"


def a_copy(session: Session, *, city: int, number: int) -> tuple[bytes, str]:
    """The annotated copy of a delivery and its name, as a worker makes them."""
    question = annotated_copies.question(
        session, city=city, number=number, language="zh", secret=SECRET, personal=False
    )
    return annotated_copies.made(annotated_copies.order(session, question.asked))


def a_copy_asked_for(
    database: Database, *, unit: str, upload: int, language: Language = "zh"
) -> DocumentRecord:
    """Ask for the annotated copy of a delivery as somebody of its unit."""
    by = Party(int(unit), "user:0", "test")
    with database.transaction(by.scope) as session:
        question = annotated_copies.question(
            session, city=int(unit), number=upload, language=language, secret="s", personal=False
        )
        none = DocumentLimits(waiting=0, per_hour=0)
        return requests.ask(session, question, by=by, limits=none, keep=USUAL.keep, now=clock.now())[0]


def a_made_copy(database: Database, *, unit: str, upload: int) -> int:
    """Have the annotated copy of a delivery made for somebody of its unit; its number."""
    record = a_copy_asked_for(database, unit=unit, upload=upload)
    make_all(database)
    assert record.id is not None
    return record.id


def a_document(
    number: int, status: str, *, city: int = 410100, asked: str = "0", expires: str = "1 day"
) -> LiteralString:
    """The statement that puts a document of a standing into the database; ``asked`` so long ago."""
    ready = ("700", f"'{number:064}'") if status == "ready" else ("NULL", "NULL")
    failure = "'copy-not-made'" if status == "failed" else "NULL"
    return (
        "INSERT INTO handout (city_code, id, kind, question, question_sha256, data_state, asker, asked_by, personal,"
        " asked_at, status, name, media, size_bytes, sha256, failure, settled_at, expires_at) VALUES"
        f" ({city}, {number}, 'annotated-copy', '{{}}', '', '', 'user:1', 'test', false, now() - interval '{asked}',"
        f" '{status}', 'a.xlsx', 'x', {ready[0]}, {ready[1]}, {failure}, now(), now() + interval '{expires}')"
    )
