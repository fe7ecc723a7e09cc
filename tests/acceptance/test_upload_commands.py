"""``fleetsvc uploads``: what keeps failing, read again or refused from the host's command line."""

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fleetsvc.cli import main
from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.models import UploadRecord
from fleetsvc.services.uploads import deliveries
from fleetsvc.services.uploads.attempts import PAUSES
from importers.sandbox import reader
from tests.actors import SETTINGS, TESTER, noted
from tests.failing_reader import Breaker, a_failing_reader
from tests.upload_cases import (
    NOW,
    a_file,
    a_row,
    stored,
    time_passes,
    with_rulebook,
    worked_through,
)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Breaker:
    return a_failing_reader(monkeypatch)


def run(url: str, *arguments: str) -> Result:
    environment = {"LC_ALL": "en_GB.UTF-8", "FLEETSVC_DATABASE_URL": url}
    return CliRunner().invoke(main, ["uploads", *arguments], env=environment)


def answer(url: str, *arguments: str, code: int = 0) -> Any:
    done = run(url, *arguments, "--json")
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def a_failing_one(database: Database, broken: Breaker, name: str, *, unit: str, number: int) -> UploadRecord:
    broken(name, reader.ReaderStopped("killed") if name.startswith("unlucky") else KeyError())
    delivery = deliveries.Delivery(a_file(a_row(number)), name, received_by="test", confirmed=True)
    with database.transaction(UnitScope(unit)) as session:
        return deliveries.deliver(session, delivery, city=int(unit), by=TESTER, settings=SETTINGS, now=NOW)[0]


def acts(database: Database) -> list[tuple[str, str, str | None, Any]]:
    with database.transaction(OFFICE) as session:
        found = noted(session, limit=100)
    return [
        (event.actor_kind, event.act, event.subject, event.details)
        for event in reversed(found)
        if event.actor_name != TESTER.name
    ]


def test_an_operator_sees_what_fails_and_has_it_read_again(
    own_database: Database, own_database_url: str, broken: Breaker
) -> None:
    url = own_database_url
    with_rulebook(own_database)
    assert answer(url, "list") == {"items": []}
    unlucky = a_failing_one(own_database, broken, "unlucky.csv", unit="410100", number=1)
    poison = a_failing_one(own_database, broken, "poison.csv", unit="410200", number=2)
    worked_through(own_database)
    first, second = answer(url, "list", code=1)["items"]
    assert first == {
        "id": unlucky.id,
        "unit": "410100",
        "name": "unlucky.csv",
        "status": "received",
        "attempts": 1,
        "file_attempts": 0,
        "failure": "reader-killed",
        "cause": "machine",
        "problem": "ReaderStopped",
        "place": first["place"],
        "received_at": first["received_at"],
        "failed_at": first["failed_at"],
        "next_attempt_at": first["next_attempt_at"],
        "set_aside_at": None,
    }
    assert first["place"][-1].startswith("failing_reader.py:")
    assert (second["id"], second["failure"], second["cause"]) == (poison.id, "unforeseen", "file")
    assert [one["id"] for one in answer(url, "list", "--unit", "410200", code=1)["items"]] == [poison.id]
    lines = run(url, "list", "--lang", "en").output
    assert "unlucky.csv: attempts failed: 1, the reader was killed by the machine (ReaderStopped)" in lines

    broken("unlucky.csv", lambda: None)
    retried = answer(url, "retry", str(unlucky.id))
    assert retried == {"items": [{"id": unlucky.id, "unit": "410100", "status": "received", "busy": False}]}
    assert answer(url, "retry", str(unlucky.id)) == retried, "once more changes nothing"
    worked_through(own_database)
    assert stored(own_database, unlucky).status == "accepted"
    assert acts(own_database) == [
        ("command", "upload-read-again", f"upload/410100/{unlucky.id}", {"status": "received"})
    ]


def test_all_that_fail_are_read_again_and_a_refused_one_by_its_number(
    own_database: Database, own_database_url: str, broken: Breaker
) -> None:
    url = own_database_url
    with_rulebook(own_database)
    unlucky = a_failing_one(own_database, broken, "unlucky.csv", unit="410100", number=1)
    poison = a_failing_one(own_database, broken, "poison.csv", unit="410200", number=2)
    for pause in (*PAUSES, timedelta(0)):
        worked_through(own_database)
        time_passes(own_database, pause)
    assert stored(own_database, poison).status == "refused"
    assert [one["id"] for one in answer(url, "list", code=1)["items"]] == [unlucky.id]
    refused = answer(url, "list", "--refused")["items"]
    assert [(one["id"], one["attempts"], one["next_attempt_at"]) for one in refused] == [(poison.id, 3, None)]
    broken("unlucky.csv", lambda: None)
    broken("poison.csv", lambda: None)
    assert [one["id"] for one in answer(url, "retry", "--all")["items"]] == [unlucky.id]
    assert answer(url, "retry", str(poison.id))["items"][0]["status"] == "received"
    worked_through(own_database)
    assert [stored(own_database, one).status for one in (unlucky, poison)] == ["accepted", "accepted"]


def test_what_is_refused_by_hand_tells_its_sender_why(
    own_database: Database, own_database_url: str, broken: Breaker
) -> None:
    url = own_database_url
    with_rulebook(own_database)
    unlucky = a_failing_one(own_database, broken, "unlucky.csv", unit="410100", number=1)
    worked_through(own_database)
    reason = "每次读取都占满内存，请按月拆分"
    done = answer(url, "refuse", str(unlucky.id), "--reason", reason)
    assert done == {"id": unlucky.id, "unit": "410100", "status": "refused", "busy": False}
    kept = stored(own_database, unlucky)
    assert kept.report is not None
    refused: Any = kept.report["refused"]
    assert refused["code"] == "unreadable-here"
    assert f"管理员停止了这个文件的读取：{reason}。" in refused["message"]
    assert answer(url, "list") == {"items": []}
    again = run(url, "refuse", str(unlucky.id), "--reason", reason)
    assert (again.exit_code, again.stderr) == (1, "The upload's status (refused) does not allow this\n")
    assert acts(own_database) == [
        (
            "command",
            "upload-refused",
            f"upload/410100/{unlucky.id}",
            {"status": "refused", "reason": reason},
        )
    ]


def test_while_a_worker_has_it_an_upload_is_said_to_be_busy(
    own_database: Database, own_database_url: str, broken: Breaker
) -> None:
    with_rulebook(own_database)
    upload = a_failing_one(own_database, broken, "unlucky.csv", unit="410100", number=1)
    worked_through(own_database)
    with own_database.transaction(UnitScope("410100")) as session:
        deliveries.claim(session, city=410100, number=upload.id or 0)
        done = answer(own_database_url, "retry", str(upload.id), code=1)
        assert done["items"] == [{"id": upload.id, "unit": "410100", "status": "received", "busy": True}]
        assert run(own_database_url, "refuse", str(upload.id), "--reason", "x").exit_code == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("retry",), "give numbers, or --all"),
        (("retry", "1", "--all"), "give numbers, or --all"),
        (("retry", "77"), "There is no upload of the number 77"),
        (("refuse", "77", "--reason", "x"), "There is no upload of the number 77"),
        (("refuse", "1", "--reason", " "), "1 to 200 printable characters"),
        (("refuse", "1", "--reason", "x" * 201), "1 to 200 printable characters"),
        (("refuse", "1", "--reason", "a\nb"), "1 to 200 printable characters"),
    ],
)
def test_what_is_asked_wrongly_is_told_and_ends_with_2(
    database_url: str, arguments: tuple[str, ...], said: str
) -> None:
    done = run(database_url, *arguments)
    assert (done.exit_code, said in done.stderr) == (2, True), done.output
