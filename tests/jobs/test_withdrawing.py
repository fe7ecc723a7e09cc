"""Many vehicles are taken back by a worker: whole or not at all, once, and at nobody else's expense."""

import random
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session, select

from fleetsvc.database.transactions import OFFICE, Database, UnitScope, as_login_role, open_database
from fleetsvc.jobs.reading_uploads import work_once
from fleetsvc.models import CaseRecord, RegistrationRecord, UploadRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.acting import act
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.rankings import publishing
from fleetsvc.services.uploads import current_versions, deliveries, steps, withdrawals
from fleetsvc.services.uploads.attempts import PAUSES
from fleetsvc.services.uploads.deliveries import UploadBusy
from fleetsvc.services.uploads.history import history
from fleetsvc.services.uploads.lists import upload_document
from fleetsvc.services.uploads.steps import Taken
from rules.periods import parse_period
from tests.conftest import a_copy, make_copy, url_of
from tests.fault_world import picture
from tests.killing import is_killed, is_let_go, undisturbed
from tests.patience import wait_until
from tests.upload_cases import (
    NOW,
    a_file,
    a_row,
    a_vin,
    deliver,
    retire,
    send,
    stored,
    time_passes,
    with_rulebook,
    worked_through,
)

CITY = 410100
CLERK, OFFICER = Actor("command", name="clerk", role="bureau", unit="410100"), Actor("command", role="office")
LATER = NOW + timedelta(days=40)


@pytest.fixture(autouse=True)
def _every_withdrawal_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withdrawals, "AT_ONCE", 0)


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def withdraw(database: Database, upload: UploadRecord, by: Actor = CLERK) -> Taken:
    with database.transaction(OFFICE if by is OFFICER else UnitScope("410100")) as session:
        return steps.withdraw(session, city=CITY, number=upload.number, by=by, now=LATER, reason="sent twice")


def told(database: Database, upload: UploadRecord) -> dict[str, Any]:
    with database.transaction(UnitScope("410100")) as session:
        return upload_document(session, stored(database, upload), language="en", now=LATER)


def standing(database: Database) -> set[tuple[str, int]]:
    with database.transaction(OFFICE) as session:
        query = select(RegistrationRecord).where(RegistrationRecord.superseded_at == None)  # noqa: E711
        return {(one.vin, one.upload_id) for one in session.exec(query)}


def test_it_is_asked_once_done_by_a_worker_and_what_rests_on_it_stays(database: Database) -> None:
    first = deliver(database, a_row(1), a_row(2), a_row(3, energy="柴油", plate="豫A00003"))
    second = deliver(database, a_row(1), a_row(2, mass="4000"))
    assert [withdraw(database, first, by).changed for by in (CLERK, CLERK, OFFICER)] == [True, False, False]
    waiting = told(database, first)
    asked = {"asked_by": "clerk", "asked_at": "2025-08-09T16:00:00+08:00", "reason": "sent twice"}
    assert (waiting["status"], waiting["withdrawing"], waiting["progress"]) == (
        "accepted",
        asked,
        {"done": 0, "total": 3},
    )
    with pytest.raises(UploadBusy):  # else it would be taken for one that stands
        send(database, a_file(a_row(1), a_row(2), a_row(3, energy="柴油", plate="豫A00003")))
    assert worked_through(database) == 1
    done = told(database, first)
    assert (done["status"], done["withdrawing"], done["failing"]) == ("withdrawn", None, None)
    assert standing(database) == {(a_vin(1), second.number), (a_vin(2), second.number)}
    with database.transaction(UnitScope("410100")) as session:
        told_of = [(step.act, step.by) for step in history(session, stored(database, first))]
    assert {("upload-withdrawal-asked", "clerk"), ("upload-withdrawn", "clerk")} <= set(told_of)
    assert not withdraw(database, first).changed
    assert worked_through(database) == 0


def test_of_two_who_ask_at_once_the_first_is_heard_and_the_log_says_it_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, found = deliver(database, a_row(1)), deliveries.upload

    def overtaken(session: Session, **of: int) -> UploadRecord:
        monkeypatch.setattr(steps, "upload", found)
        looked_at = found(session, **of)
        assert withdraw(database, upload).changed
        return looked_at

    monkeypatch.setattr(steps, "upload", overtaken)
    assert not withdraw(database, upload, replace(CLERK, name="colleague")).changed
    with database.transaction(UnitScope("410100")) as session:
        asked = [one.by for one in history(session, upload) if one.details.get("vehicles")]
    assert (told(database, upload)["withdrawing"]["asked_by"], asked) == ("clerk", ["clerk"])


def test_a_list_of_retired_vehicles_and_what_the_office_grants_are_taken_back_so_too(
    database: Database,
) -> None:
    listing, published = retire(database, "豫A00099"), deliver(database, a_row(1))
    withdraw(database, published)
    with database.transaction(OFFICE) as session:  # between the word and the work
        publishing.publish_final(session, parse_period("2025-03"), now=LATER)
    withdraw(database, listing)
    assert worked_through(database) == 2
    assert [told(database, one)["status"] for one in (listing, published)] == ["withdrawn", "accepted"]
    assert told(database, published)["withdrawal"]["reason"] == "sent twice", "the office is asked"
    with database.transaction(OFFICE) as session:
        case = session.exec(select(CaseRecord).where(CaseRecord.kind == "withdrawal")).one()
        act(session, case.id or 0, Said(CaseAction.APPROVE, ""), by=OFFICER, hand=Hand.OFFICE, now=LATER)
    assert told(database, published)["withdrawing"] is not None
    worked_through(database)
    assert (told(database, published)["status"], standing(database)) == ("withdrawn", set())


def test_one_that_fails_stands_as_before_keeps_nobody_waiting_and_can_be_asked_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = deliver(database, a_row(1)), deliver(database, a_row(2))
    real = current_versions.take_back

    def failing(session: Any, *, number: int, **more: Any) -> None:
        real(session, number=number, **more)
        if number == bad.number:
            raise KeyError

    monkeypatch.setattr(current_versions, "take_back", failing)
    withdraw(database, bad)
    withdraw(database, good)
    worked_through(database)
    assert told(database, good)["status"] == "withdrawn"
    trying = told(database, bad)
    assert (trying["withdrawing"] is None, trying["failing"]["attempts"]) == (False, 1)
    for pause in PAUSES:
        time_passes(database, pause)
        worked_through(database)
    over = told(database, bad)
    assert (over["status"], over["withdrawing"], over["failing"]["next_attempt_at"]) == (
        "accepted",
        None,
        None,
    )
    assert standing(database) == {(a_vin(1), bad.number)}
    monkeypatch.setattr(current_versions, "take_back", real)
    assert withdraw(database, bad).changed
    assert told(database, bad)["failing"] is None
    worked_through(database)
    assert (told(database, bad)["status"], standing(database)) == ("withdrawn", set())


def test_killed_at_any_moment_the_next_worker_takes_it_back_once(owner_url: str) -> None:
    make_copy(owner_url, "withdrawn_before")
    database = with_rulebook(open_database(as_login_role(url_of(owner_url, "withdrawn_before"))))
    first = deliver(
        database, *(a_row(number, energy="柴油", plate=f"豫A{number:05d}") for number in range(9))
    )
    deliver(database, a_row(1))
    withdraw(database, first)
    database.close()

    def work(database: Database, worker: str = "w") -> None:
        work_once(database, worker=worker, now=lambda: LATER)

    with a_copy(owner_url, "withdrawn_after", of="withdrawn_before") as url:
        whole = [picture(url)]
        moments = undisturbed(as_login_role(url), work, between=lambda: whole.append(picture(url)))
        whole.append(picture(url))
    for at in (*random.sample(range(1, moments - 1), 2), moments - 1, moments):
        with a_copy(owner_url, "withdrawn_killed", of="withdrawn_before") as url:
            killed = is_killed(as_login_role(url), work, at=at)
            wait_until(partial(is_let_go, url))
            assert not killed or picture(url) in whole, f"half done, killed at moment {at}"
            next_one = open_database(as_login_role(url))
            work(next_one, "another")
            next_one.close()
            assert picture(url) == whole[-1], f"killed at moment {at} and taken up, it differs"
