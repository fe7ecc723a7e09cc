"""Workbooks are fetched from units' addresses: what is new becomes an upload of the unit, once, whoever dies."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import col, select

from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.jobs.pulling_uploads import Puller, work_once
from fleetsvc.models import UploadRecord, UploadSource, UploadStatus, stored_id
from fleetsvc.services.people.sealing import SealBroken, Sealed
from fleetsvc.services.uploads import source_pulls, sources
from fleetsvc.services.uploads.lists import upload_document
from fleetsvc.services.uploads.source_claims import CLAIMED_FOR, PAUSES, claim
from fleetsvc.services.uploads.source_counts import TOLD_AFTER
from fleetsvc.services.uploads.source_seals import seal_all
from fleetsvc.services.uploads.sources import Asked, Credential, SourceUnfit, basic, credential_said
from importers.results import FileKind
from tests.actors import SETTINGS, TESTER, noted
from tests.https_server import LOOPBACK, Host, a_host, loopback
from tests.notices import peopled, tell_all, told_by_name
from tests.upload_cases import NOW, ODD_NAMES, a_file, a_row, send, settled, with_rulebook

SECRET = "a secret of the tests"
PULLER = Puller(SETTINGS, LOOPBACK, loopback)
DAY = timedelta(days=1)
FILE = a_file(a_row(1), a_row(2))


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    folder: Path = tmp_path_factory.mktemp("host")
    with a_host(folder) as opened, pytest.MonkeyPatch.context() as patched:
        patched.setenv("REQUESTS_CA_BUNDLE", str(folder / "ca.pem"))
        yield opened


def a_source(
    database: Database,
    url: str,
    *,
    credential: Credential | None = None,
    kind: FileKind = FileKind.REGISTRATIONS,
    every_hours: int = 24,
    secret: str | None = None,
    city: int = 410100,
) -> UploadSource:
    asked = Asked("车管系统", url, kind, every_hours, credential)
    key = SETTINGS.secret_key if secret is None else secret
    assert key is not None
    with database.transaction(OFFICE) as session:
        return sources.add_source(session, asked, city=city, secret=key, by=TESTER, now=NOW)


def pull(database: Database, *, now: datetime = NOW, puller: Puller = PULLER) -> bool:
    return work_once(database, puller, now=lambda: now)


def standing(database: Database) -> UploadSource:
    with database.transaction(OFFICE) as session:
        return session.exec(select(UploadSource)).one()


def uploads(database: Database) -> list[UploadRecord]:
    with database.transaction(OFFICE) as session:
        return list(session.exec(select(UploadRecord).order_by(col(UploadRecord.id))))


def test_a_new_workbook_becomes_an_upload_of_its_unit_that_tells_where_it_is_from(
    own_database: Database, host: Host
) -> None:
    version = {"ETag": '"v1"', "Last-Modified": "Sat, 28 Jun 2025 00:00:00 GMT"}
    named = version | {"Content-Disposition": "attachment; filename*=UTF-8''%E7%99%BB%E8%AE%B0.csv"}
    host.answers[:] = [(200, named, FILE)]
    source = a_source(own_database, host.url("/daily.csv?token=1"))
    assert pull(own_database)
    assert not pull(own_database)  # one fetch, then it is not due
    (upload,) = uploads(own_database)
    assert (upload.city_code, upload.name, upload.received_by, upload.status, upload.confirmed) == (
        410100, "登记.csv", "车管系统", UploadStatus.RECEIVED, False
    )  # fmt: skip
    with own_database.transaction(UnitScope("410100")) as session:
        document = upload_document(session, upload, language="zh", now=NOW)
    assert document["origin"] == {
        "source": source.id,
        "url": host.url("/daily.csv"),
        "fetched_at": "2025-06-30T16:00:00+08:00",
        "etag": '"v1"',
        "last_modified": "Sat, 28 Jun 2025 00:00:00 GMT",
    }
    with own_database.transaction(OFFICE) as session:
        (event,) = noted(session, act="upload-received")
        (added,) = noted(session, act="upload-source-added")
    assert (event.actor_kind, event.actor_id, event.actor_name, event.unit) == (
        "source", source.id, "车管系统", "410100"
    )  # fmt: skip
    assert added.details == {
        "what": host.url("/daily.csv")
    }  # what the query says is nobody's but the source's
    found = standing(own_database)
    assert (found.outcome, found.failures, found.next_at, found.upload_id) == (
        "brought", 0, NOW + DAY, upload.id
    )  # fmt: skip


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_workbook_is_taken_whatever_it_is_called(own_database: Database, host: Host, name: str) -> None:
    host.answers[:] = [(200, {"Content-Disposition": f'attachment; filename="{name}"'}, FILE)]
    a_source(own_database, host.url("/%FF?x"))
    pull(own_database)
    assert standing(own_database).outcome == "brought"


def test_only_what_is_new_is_taken_by_version_and_by_content(own_database: Database, host: Host) -> None:
    host.answers[:] = [(200, {"ETag": '"v1"'}, FILE), (304, {}, b""), (200, {"ETag": '"v2"'}, FILE)]
    a_source(own_database, host.url())
    before = len(host.asked)
    outcomes = []
    for days in range(3):
        assert pull(own_database, now=NOW + days * DAY)
        outcomes.append(standing(own_database).outcome)
    assert outcomes == ["brought", "unchanged", "unchanged"]
    assert [one[2].get("If-None-Match") for one in host.asked[before:]] == [None, '"v1"', '"v1"']
    assert len(uploads(own_database)) == 1
    assert standing(own_database).etag == '"v2"'


def test_a_content_is_taken_once_from_an_address_whatever_became_of_its_upload(
    own_database: Database, host: Host
) -> None:
    with_rulebook(own_database)
    other = a_file(a_row(3))
    host.answers[:] = [(200, {}, b"no table at all"), (200, {}, other), (200, {}, b"no table at all")]
    a_source(own_database, host.url())
    pull(own_database)
    (first,) = uploads(own_database)
    assert settled(own_database, first).refused is not None
    pull(own_database, now=NOW + DAY)
    pull(own_database, now=NOW + 2 * DAY)
    assert [one.status.value for one in uploads(own_database)] == ["refused", "received"]


def test_bytes_that_the_unit_had_sent_itself_stay_its_own(own_database: Database, host: Host) -> None:
    sent = send(own_database, FILE, confirmed=False)
    host.answers[:] = [(200, {}, FILE)]
    a_source(own_database, host.url())
    pull(own_database)
    assert standing(own_database).outcome == "known"
    (upload,) = uploads(own_database)
    with own_database.transaction(UnitScope("410100")) as session:
        assert upload_document(session, upload, language="zh", now=NOW)["origin"] is None
    assert (upload.id, upload.received_by) == (sent.id, "test")


def test_what_is_fetched_waits_for_the_unit_as_any_upload_does(own_database: Database, host: Host) -> None:
    with_rulebook(own_database)
    people = peopled(own_database)
    host.answers[:] = [(200, {}, FILE)]
    a_source(own_database, host.url())
    pull(own_database)
    (upload,) = uploads(own_database)
    settled(own_database, upload)
    assert [one.status for one in uploads(own_database)] == [UploadStatus.IN_REVIEW]
    tell_all(own_database)
    said = "“upload”已读完：共 2 行，待更正 0 行，请核对后确认"
    assert told_by_name(own_database, people) == {"owner": [said], "colleague": [said]}


def test_a_list_of_retired_vehicles_is_read_as_one(own_database: Database, host: Host) -> None:
    host.answers[:] = [(200, {}, FILE)]
    a_source(own_database, host.url(), kind=FileKind.RETIREMENTS)
    pull(own_database)
    assert [one.kind for one in uploads(own_database)] == [FileKind.RETIREMENTS]


@pytest.mark.parametrize(
    ("credential", "header", "value"),
    [
        (basic("bureau", "口令"), "Authorization", "Basic YnVyZWF1OuWPo+S7pA=="),
        (Credential("X-API-Key", "k-1"), "X-API-Key", "k-1"),
    ],
)
def test_a_credential_is_sent_along_and_kept_sealed(
    own_database: Database, host: Host, credential: Credential, header: str, value: str
) -> None:
    host.answers[:] = [(200, {}, FILE)]
    source = a_source(own_database, host.url(), credential=credential)
    pull(own_database)
    assert host.asked[-1][2][header] == value
    with own_database.transaction(OFFICE) as session:
        kept = session.connection().execute(text("SELECT credential FROM upload_source")).scalar_one()
        said = json.dumps([event.details for event in noted(session)])
    assert value not in kept
    assert value not in said
    with pytest.raises(SealBroken):
        sources.credential_of(source, secret="another")


def test_a_credential_goes_to_its_address_alone(own_database: Database, host: Host) -> None:
    before = len(host.asked)
    host.answers[:] = [(302, {"Location": host.url("/elsewhere")}, b""), (200, {}, FILE)]
    a_source(own_database, host.url(), credential=basic("a", "b"))
    pull(own_database)
    assert standing(own_database).outcome == "redirected"
    assert [one[1] for one in host.asked[before:]] == ["/"]
    assert not uploads(own_database)


def test_after_a_change_of_the_secret_key_credentials_are_sealed_anew(
    own_database: Database, host: Host
) -> None:
    host.answers[:] = [(200, {}, FILE)]
    source = a_source(own_database, host.url(), credential=basic("a", "b"), secret="of former days")
    pull(own_database)
    found = standing(own_database)
    assert (found.outcome, found.failures, found.next_at) == ("key-missing", 0, NOW + PAUSES[0])
    key = SETTINGS.secret_key or ""
    with own_database.transaction(OFFICE) as session:
        assert seal_all(session, key=key, former=None) == Sealed(0, 0, 1)
        assert seal_all(session, key=key, former="of former days") == Sealed(1, 0, 0)
        assert seal_all(session, key=key, former=None) == Sealed(0, 1, 0)
        assert sources.credential_of(sources.held(session, stored_id(source)), secret=key) == basic("a", "b")
    assert pull(own_database, now=NOW + PAUSES[0])
    assert standing(own_database).outcome == "brought"


def test_an_address_that_fails_is_asked_with_growing_pauses_and_people_are_told_once(
    own_database: Database, host: Host
) -> None:
    with_rulebook(own_database)
    people = peopled(own_database)
    host.answers[:] = [(503, {}, b"")]
    a_source(own_database, host.url())
    now = NOW
    for times, pause in enumerate((*PAUSES, PAUSES[-1]), start=1):
        assert pull(own_database, now=now)
        found = standing(own_database)
        assert (found.outcome, found.failures, found.next_at) == ("503", times, now + pause)
        assert not pull(own_database, now=now + pause - timedelta(seconds=1))
        now += pause
    tell_all(own_database)
    said = "郑州市的取数地址“车管系统”连续 3 次没有取到可用的表格，取到之前请自行报送；请管理员查看该地址"
    assert told_by_name(own_database, people) == {"owner": [said], "colleague": [said], "admin": [said]}
    host.answers[:] = [(200, {}, FILE)]
    assert pull(own_database, now=now)
    found = standing(own_database)
    assert (found.outcome, found.failures, found.next_at) == ("brought", len(PAUSES) + 1, now + DAY)
    settled(own_database, uploads(own_database)[-1])
    assert (standing(own_database).failures, len(uploads(own_database))) == (0, 1)
    host.answers[:] = [(503, {}, b"")]
    for _ in range(TOLD_AFTER):
        now += DAY
        pull(own_database, now=now)
    tell_all(own_database)
    assert failing_told(own_database, people) == [said, said]


def test_an_address_that_gives_no_workbook_time_and_again_counts_as_failing(
    own_database: Database, host: Host
) -> None:
    with_rulebook(own_database)
    a_source(own_database, host.url())
    now = NOW
    for times in range(4):
        host.answers[:] = [(200, {}, b"<html>sign in %d</html>" % times)]
        pull(own_database, now=now)
        assert standing(own_database).failures == times
        settled(own_database, uploads(own_database)[-1])
        found = standing(own_database)
        assert (found.outcome, found.failures, found.next_at) == ("refused", times + 1, now + PAUSES[times])
        now = found.next_at
    assert [one.status for one in uploads(own_database)] == [UploadStatus.REFUSED] * 4
    host.answers[:] = [(200, {}, FILE)]
    pull(own_database, now=now)
    settled(own_database, uploads(own_database)[-1])
    assert standing(own_database).failures == 0


def failing_told(database: Database, people: Any) -> list[str]:
    tell_all(database)
    return [said for said in told_by_name(database, people).get("owner", []) if "连续" in said]


@pytest.mark.parametrize("version", [{}, {"ETag": '"v1"'}])
@pytest.mark.parametrize("later", [(304, {}, b""), (200, {}, b"<html>sign in</html>"), (503, {}, b"")])
def test_an_address_that_gives_the_same_useless_file_again_fails_each_time_and_is_told_of_once(
    own_database: Database, host: Host, version: dict[str, str], later: tuple[int, dict[str, str], bytes]
) -> None:
    with_rulebook(own_database)
    people = peopled(own_database)
    host.answers[:] = [(200, version, b"<html>sign in</html>"), later]
    a_source(own_database, host.url())
    pull(own_database)
    settled(own_database, uploads(own_database)[-1])
    for times in range(2, 7):
        assert len(failing_told(own_database, people)) == (times > TOLD_AFTER)
        assert pull(own_database, now=standing(own_database).next_at)
        assert standing(own_database).failures == times
    assert len(uploads(own_database)) == 1


def test_a_round_that_brings_a_workbook_is_never_told_as_failing(own_database: Database, host: Host) -> None:
    with_rulebook(own_database)
    people = peopled(own_database)
    host.answers[:] = [(200, {}, b"<html>sign in</html>"), (503, {}, b""), (200, {}, FILE), (304, {}, b"")]
    a_source(own_database, host.url(), every_hours=2)
    pull(own_database)
    settled(own_database, uploads(own_database)[-1])
    pull(own_database, now=standing(own_database).next_at)
    now = standing(own_database).next_at
    pull(own_database, now=now)
    found = standing(own_database)
    assert (found.outcome, found.failures, found.next_at) == ("brought", 2, now + timedelta(hours=2))
    settled(own_database, uploads(own_database)[-1])
    assert (standing(own_database).failures, failing_told(own_database, people)) == (0, [])


def test_a_useless_file_that_is_read_after_all_counts_no_more(own_database: Database, host: Host) -> None:
    with_rulebook(own_database)
    host.answers[:] = [
        (200, {}, b"<html>sign in</html>"),
        (200, {}, FILE),
        (200, {}, b"<html>sign in</html>"),
    ]
    a_source(own_database, host.url())
    outcomes = []
    for times in range(4):
        pull(own_database, now=NOW + times * DAY)
        for upload in uploads(own_database):
            if upload.status is UploadStatus.RECEIVED:
                settled(own_database, upload)
        outcomes.append((standing(own_database).outcome, standing(own_database).failures))
    assert outcomes == [("refused", 1), ("brought", 0), ("refused", 1), ("refused", 2)]


def test_unchanged_is_said_only_of_a_version_that_is_here(own_database: Database, host: Host) -> None:
    host.answers[:] = [(304, {}, b"")]
    a_source(own_database, host.url())
    for times in range(1, 4):
        pull(own_database, now=NOW if times == 1 else standing(own_database).next_at)
        assert (standing(own_database).outcome, standing(own_database).failures) == ("304", times)


def test_what_nobody_foresaw_counts_and_lets_the_others_have_their_turn(
    own_database: Database, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("of a kind that nobody foresaw")

    host.answers[:] = [(200, {"ETag": '"v1"'}, FILE)]
    a_source(own_database, host.url())
    a_source(own_database, host.url("/other"), city=410200)
    monkeypatch.setattr(source_pulls, "deliver", broken)
    assert pull(own_database)
    with own_database.transaction(OFFICE) as session:
        found = session.exec(select(UploadSource)).all()
        assert [(one.outcome, one.failures, one.etag, one.next_at, one.pulling) for one in found] == [
            ("ValueError", 1, None, NOW + PAUSES[0], False)
        ] * 2


@pytest.mark.parametrize("is_settled", [False, True])
@pytest.mark.parametrize("is_asked", [False, True])
def test_a_clock_that_was_ahead_blocks_no_address(
    own_database: Database, host: Host, *, is_settled: bool, is_asked: bool
) -> None:
    host.answers[:] = [(200, {}, FILE)]
    source = a_source(own_database, host.url())
    ahead = NOW + 365 * DAY
    if is_settled:
        pull(own_database, now=ahead)
    else:
        with own_database.transaction(OFFICE) as session:
            assert claim(session, now=ahead) is not None
    if is_asked:
        with own_database.transaction(OFFICE) as session:
            sources.ask_now(session, sources.held(session, stored_id(source)), by=TESTER, now=NOW)
        assert standing(own_database).next_at == NOW
    assert pull(own_database, now=NOW)
    assert standing(own_database).next_at == NOW + DAY
    assert not pull(own_database, now=NOW + DAY - timedelta(seconds=1))


def test_who_is_being_asked_is_not_asked_twice(own_database: Database, host: Host) -> None:
    source = a_source(own_database, host.url())
    with own_database.transaction(OFFICE) as session:
        assert claim(session, now=NOW) is not None
        assert claim(session, now=NOW) is None
        sources.ask_now(session, sources.held(session, stored_id(source)), by=TESTER, now=NOW)
    assert standing(own_database).next_at == NOW + CLAIMED_FOR


@pytest.mark.parametrize(
    "url",
    [
        "https://b.example/x",
        "https://a.example:8443/x",
        "http://a.example:443/x",
        "https://a.example.b.example/",
    ],
)
def test_a_credential_opens_for_its_host_alone(own_database: Database, url: str) -> None:
    key = SETTINGS.secret_key or ""
    source = a_source(own_database, "https://a.example/x", credential=basic("a", "b"))
    with own_database.transaction(OFFICE) as session:
        found = sources.held(session, stored_id(source))
        session.expunge(found)
    for same in ("https://a.example/x", "https://A.example:443/x", "https://a.example/y?z"):
        found.url = same
        assert sources.credential_of(found, secret=key) == basic("a", "b")
    found.url = url
    with pytest.raises(SealBroken):
        sources.credential_of(found, secret=key)


@pytest.mark.parametrize("scope", [OFFICE, UnitScope("410100")])
def test_nobody_gives_a_source_another_address(own_database: Database, scope: Any) -> None:
    a_source(own_database, "https://a.example/x", credential=basic("a", "b"))
    change = text("UPDATE upload_source SET url = 'https://b.example/x'")
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        own_database.transaction(scope) as session,
    ):
        session.connection().execute(change)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((404, {}, b""), "404"),
        ((206, {}, FILE), "206"),
        ((301, {"Location": "http://10.0.0.1/"}, b""), "redirected"),
        ((200, {}, b""), "empty"),
        ((200, {}, b"x" * 1_048_577), "too-large"),
        ((200, {"Content-Length": "99"}, FILE[:20]), "ChunkedEncodingError"),
        ((200, {"Transfer-Encoding": "chunked"}, b"5\r\nabc"), "ChunkedEncodingError"),
    ],
)
def test_what_is_no_whole_file_is_not_taken(
    own_database: Database, host: Host, answer: tuple[int, dict[str, str], bytes], outcome: str
) -> None:
    host.answers[:] = [answer]
    a_source(own_database, host.url())
    limited = replace(SETTINGS, max_upload_bytes=1_048_576)
    pull(own_database, puller=replace(PULLER, settings=limited, seconds=3))
    found = standing(own_database)
    assert (found.outcome, found.failures, uploads(own_database)) == (outcome, 1, [])


def test_an_address_that_leads_inside_is_never_asked(own_database: Database, host: Host) -> None:
    before = len(host.asked)
    a_source(own_database, host.url())
    pull(own_database, puller=Puller(SETTINGS, (), loopback))
    assert (standing(own_database).outcome, len(host.asked)) == ("address-refused", before)


def test_an_address_that_drips_ends_when_its_time_is_over(own_database: Database, host: Host) -> None:
    host.answers[:] = [(200, {"Content-Length": "99"}, b"x")]
    resolving = threading.Event()

    def slow(_name: str, _port: int) -> Sequence[str]:
        resolving.wait(60)
        return ["127.0.0.1"]

    a_source(own_database, host.url())
    pull(own_database, puller=Puller(SETTINGS, LOOPBACK, slow, seconds=0.05))
    resolving.set()
    assert standing(own_database).outcome == "TooSlow"


def test_the_units_own_limits_hold_and_are_no_fault_of_the_address(
    own_database: Database, host: Host
) -> None:
    send(own_database, a_file(a_row(7)))
    host.answers[:] = [(200, {"ETag": '"v1"'}, FILE)]
    a_source(own_database, host.url())
    pull(own_database, puller=replace(PULLER, settings=replace(SETTINGS, max_uploads_waiting=1)))
    found = standing(own_database)
    assert (found.outcome, found.failures, found.etag, found.next_at) == (
        "waiting", 0, None, NOW + PAUSES[0]
    )  # fmt: skip
    assert pull(own_database, now=NOW + PAUSES[0])
    assert [standing(own_database).outcome, len(uploads(own_database))] == ["brought", 2]


KILLED = """
import os, signal, sys
from dataclasses import replace
from datetime import datetime
from fleetsvc.database.transactions import open_database
from fleetsvc.jobs import pulling_uploads
from fleetsvc.services.uploads import source_pulls
from tests.https_server import LOOPBACK, loopback
from tests.services.uploads.test_sources import NOW, PULLER
def killed(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
moment = sys.argv[2]
if moment == "fetched":
    pulling_uploads.settled = killed
elif moment == "delivered":
    real = source_pulls.deliver
    source_pulls.deliver = lambda *a, **b: (real(*a, **b), killed())
puller = replace(PULLER, resolve=killed) if moment == "claimed" else PULLER
pulling_uploads.work_once(open_database(sys.argv[1]), puller, now=lambda: NOW)
"""


@pytest.mark.parametrize("moment", ["claimed", "fetched", "delivered"])
def test_of_a_killed_worker_nothing_is_lost_and_nothing_comes_twice(
    own_database: Database, own_database_url: str, host: Host, moment: str
) -> None:
    host.answers[:] = [(200, {"ETag": '"v1"'}, FILE)]
    a_source(own_database, host.url())
    command = [sys.executable, "-c", KILLED, own_database_url, moment]
    assert subprocess.run(command, check=False, cwd=Path(__file__).parents[3]).returncode == -9
    assert not uploads(own_database)
    assert not pull(own_database, now=NOW + CLAIMED_FOR - timedelta(seconds=1))
    assert pull(own_database, now=NOW + CLAIMED_FOR)
    assert len(uploads(own_database)) == 1
    assert not pull(own_database, now=NOW + CLAIMED_FOR)


def test_of_four_workers_one_fetches(own_database: Database, host: Host) -> None:
    host.answers[:] = [(200, {}, FILE)]
    a_source(own_database, host.url())
    before, ready, asked = len(host.asked), threading.Barrier(4), list[bool]()

    def work() -> None:
        ready.wait()
        asked.append(pull(own_database))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(asked), len(host.asked) - before) == ([False, False, False, True], 1)
    assert len(uploads(own_database)) == 1


def test_who_comes_back_after_its_claim_has_run_out_settles_nothing(
    own_database: Database, host: Host
) -> None:
    host.answers[:] = [(200, {}, FILE)]
    a_source(own_database, host.url())
    with own_database.transaction(OFFICE) as session:
        claimed = claim(session, now=NOW)
    assert claimed is not None
    assert pull(own_database, now=NOW + CLAIMED_FOR)
    with own_database.transaction(UnitScope("410100")) as session:
        late = source_pulls.settle(session, claimed, "503", settings=SETTINGS, now=NOW + CLAIMED_FOR)
    assert (late, standing(own_database).outcome) == (None, "brought")


def test_one_that_is_switched_off_while_it_is_asked_delivers_nothing(
    own_database: Database, host: Host
) -> None:
    source = a_source(own_database, host.url())
    with own_database.transaction(OFFICE) as session:
        claimed = claim(session, now=NOW)
        assert claimed is not None
        sources.switch(session, sources.held(session, stored_id(source)), is_on=False, by=TESTER, now=NOW)
    got = source_pulls.Fetched(FILE, "x.csv", None, None)
    with own_database.transaction(UnitScope("410100")) as session:
        assert source_pulls.settle(session, claimed, got, settings=SETTINGS, now=NOW) is None
    assert not uploads(own_database)
    assert not pull(own_database, now=NOW + 9 * DAY)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"url": "http://files.example/"}, "url"),
        ({"url": "https://a:b@files.example/"}, "url"),
        ({"url": "https://files.example/#x"}, "url"),
        ({"url": "https://files.example/" + "x" * 500}, "url"),
        ({"every_hours": 0}, "hours"),
        ({"every_hours": 721}, "hours"),
        ({"credential": Credential("Host", "x")}, "credential"),
        ({"credential": Credential("X Key", "x")}, "credential"),
        ({"credential": Credential("X-Key", "x\r\ny: z")}, "credential"),
        ({"credential": Credential("X-Key", "")}, "credential"),
    ],
)
def test_what_cannot_be_asked_is_refused(own_database: Database, changed: dict[str, Any], why: str) -> None:
    asked = Asked("车管系统", "https://files.example/", FileKind.REGISTRATIONS, 24, None)
    with pytest.raises(SourceUnfit) as told, own_database.transaction(OFFICE) as session:
        sources.add_source(
            session,
            replace(asked, **changed),
            city=410100,
            secret=SECRET,
            by=TESTER,
            now=NOW,
        )
    assert told.value.why == why


@pytest.mark.parametrize(
    "said",
    [
        {"user": "a", "password": "b", "header": "X", "value": "y"},
        {"user": "", "password": "b", "header": "", "value": ""},
        {"user": "a:b", "password": "c", "header": "", "value": ""},
    ],
)
def test_half_a_credential_or_two_are_none(said: dict[str, str]) -> None:
    with pytest.raises(SourceUnfit):
        credential_said(**said)


def test_a_unit_has_ten_addresses_in_use_at_most(own_database: Database) -> None:
    for number in range(sources.MOST):
        a_source(own_database, f"https://files.example/{number}")
    with pytest.raises(SourceUnfit) as told:
        a_source(own_database, "https://files.example/more")
    assert told.value.why == "many"
    a_source(own_database, "https://files.example/theirs", city=410200)
