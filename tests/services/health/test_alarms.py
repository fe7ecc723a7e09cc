"""What the checks find is kept for those who look, and told to administrators once a day until it is well again."""

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.database.backups import Written
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs import looking_after, telling_people
from fleetsvc.services.health.alarms import STANDS_FOR, tell_alarms
from fleetsvc.services.health.backups_check import backups_check
from fleetsvc.services.health.expiry_check import expiring_keys_check
from fleetsvc.services.notices.events import Event
from fleetsvc.services.operations import backups
from fleetsvc.services.operations.backups import Place
from fleetsvc.services.operations.checks import Check, Status
from fleetsvc.services.operations.findings import (
    GONE_AFTER,
    OF_THE_DATABASE,
    keep,
    levels,
    list_findings,
    standing,
)
from fleetsvc.services.operations.measures import measures
from fleetsvc.services.people.accounts import Role, add_user
from fleetsvc.services.people.keys import add_key
from fleetsvc.settings import read_settings
from rules.wording import Text
from tests.actors import TESTER
from tests.ranking_data import put_rulebook_in_force, register

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TERMS = read_settings({}).backups


def a_check(status: Status, name: str = "disk", says: str = "磁盘将满") -> Check:
    return Check(name, status, Text(says, "the disk fills"), Text("请清理", "free some space"))


def told(session: Session) -> list[tuple[str, str]]:
    found = session.connection().execute(text("SELECT kind, mark FROM occurrence ORDER BY id"))
    return [(row.kind, row.mark) for row in found]


def test_of_checks_of_one_name_the_worst_is_kept_with_the_time_since_which_it_stands(
    session: Session,
) -> None:
    keep(
        session, [a_check(Status.FAIL), a_check(Status.OK), a_check(Status.NOTICE, "keys")], host="a", now=NOW
    )
    later = NOW + timedelta(minutes=1)
    keep(session, [a_check(Status.FAIL, says="磁盘已满")], host="a", now=later)
    keep(session, [a_check(Status.WARN, "backup")], host="", now=later)
    assert levels(session) == {("", "backup"): 1, ("a", "disk"): 2}
    assert [says.zh for says in standing(session).alarms] == ["磁盘已满", "磁盘将满"]
    disk = list_findings(session)[-1]
    assert (disk.name, disk.since, disk.seen_at) == ("disk", NOW, later)


def test_what_was_found_at_a_host_that_is_gone_is_told_no_more(session: Session) -> None:
    for host, at in (("gone", NOW), ("there", NOW + GONE_AFTER), ("", NOW + GONE_AFTER)):
        keep(session, [a_check(Status.FAIL)], host=host, now=at)
    assert set(levels(session)) == {("gone", "disk"), ("there", "disk"), ("", "disk")}
    keep(session, [a_check(Status.FAIL)], host="there", now=NOW + GONE_AFTER + timedelta(minutes=1))
    assert set(levels(session)) == {("there", "disk"), ("", "disk")}


def test_a_check_that_fails_itself_is_a_finding_and_hides_no_other(
    own_database: Database, own_owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(own_owner_url) as connection:
        connection.execute("ALTER TABLE mail_delivery RENAME TO mail_lost")

    def vanished(_: Path) -> int:
        raise FileNotFoundError("/secret/place")

    monkeypatch.setattr("fleetsvc.disk.free_bytes", vanished)
    assert looking_after.work_once(own_database, now=lambda: NOW)
    with own_database.transaction(OFFICE) as session:
        found = {one.name: one for one in list_findings(session)}
    assert {
        name for name in ("mail", "disk", "walls", "backup", "editions") if found[name].status == "fail"
    } == {
        "mail",
        "disk",
    }
    assert found["mail"].says_zh == "检查“mail”未能进行：ProgrammingError 42P01"
    assert found["disk"].says_zh == "检查“disk”未能进行：FileNotFoundError"


def test_a_finding_is_told_once_a_day_and_once_more_when_it_is_well(session: Session) -> None:
    keep(session, [a_check(Status.WARN), a_check(Status.NOTICE, "keys")], host="a", now=NOW)
    at = [NOW + timedelta(hours=hours) for hours in (0, 1, 2, 30)]
    assert [tell_alarms(session, told_from="warn", now=one) for one in at] == [0, 1, 0, 1]
    keep(session, [a_check(Status.OK)], host="a", now=NOW + timedelta(hours=31))
    assert [tell_alarms(session, told_from="warn", now=NOW + timedelta(hours=31)) for _ in range(2)] == [1, 0]
    alarm, well = Event.HEALTH_ALARM.value, Event.HEALTH_WELL.value
    assert told(session) == [(alarm, "a 2026-03-02"), (alarm, "a 2026-03-03"), (well, "a 2026-03-03")]


@pytest.mark.parametrize(("told_from", "count"), [("warn", 2), ("fail", 1), ("none", 0)])
def test_the_setting_says_from_where_on_it_is_told(session: Session, told_from: str, count: int) -> None:
    keep(session, [a_check(Status.WARN), a_check(Status.FAIL, "seals")], host="a", now=NOW)
    assert tell_alarms(session, told_from=told_from, now=NOW + STANDS_FOR) == count


def test_a_worker_looks_keeps_and_tells_administrators_in_words_of_their_own(
    own_database: Database, own_owner_url: str
) -> None:
    with own_database.transaction(OFFICE) as session:
        put_rulebook_in_force(session)
        add_user(session, "first", role=Role.ADMIN, unit=None, password=None, by=TESTER, now=NOW)
    with psycopg.connect(own_owner_url) as connection:
        connection.execute("ALTER TABLE registration DISABLE ROW LEVEL SECURITY")
    assert looking_after.work_once(own_database, now=lambda: NOW)
    assert looking_after.work_once(own_database, now=lambda: NOW + STANDS_FOR)
    telling_people.work_once(own_database, now=lambda: NOW)
    with own_database.transaction(OFFICE) as session:
        found = measures(session, now=NOW).checks
        said = session.connection().execute(
            text("SELECT o.subject FROM notice JOIN occurrence o ON o.id = occurrence_id")
        )
        assert "health/walls" in {row.subject for row in said}
    assert (found[OF_THE_DATABASE, "walls"], found[OF_THE_DATABASE, "accounts"]) == (2, 0)
    assert found[socket.gethostname(), "python"] == 0


def test_a_backup_that_is_missing_old_or_failed_falls_short_once_there_is_something_to_lose(
    session: Session,
) -> None:
    def found() -> tuple[Status, str, str | None]:
        check = backups_check(session.connection(), TERMS, NOW)
        return check.status, check.says.zh, check.remedy.zh if check.remedy else None

    assert found()[0] is Status.OK
    register(session, "410100", compliant=1)
    session.connection().execute(
        text(
            "INSERT INTO upload (city_code, status, name, sha256, size_bytes, confirmed, mapping,"
            " received_at, received_by)"
            " VALUES (410100, 'received', 'a.xlsx', repeat('0', 64), 1, false, '{}', :at, 'test')"
        ),
        {"at": NOW - timedelta(hours=1)},
    )
    assert found()[:2] == (Status.NOTICE, "没有完好的备份")
    late = backups_check(session.connection(), TERMS, NOW + timedelta(hours=48))
    assert (late.status, late.says.zh) == (Status.WARN, "没有完好的备份")
    place, written = Place("h", read_settings({}).data_dir), Written(1, "0" * 64, {"upload": 1})
    made = NOW - timedelta(hours=47)
    backups.note_good(session, backups.begin(session, place, "a", now=made), written, now=made)
    session.flush()
    assert found() == (Status.OK, "最近一次完好的备份在 47 小时前", None)
    check = backups_check(session.connection(), TERMS, NOW + timedelta(hours=2))
    assert (check.status, check.says.zh) == (Status.WARN, "最近一次完好的备份在 49 小时前")
    backups.note_failed(session, backups.begin(session, place, "b", now=NOW), Text("磁盘满", "full"), now=NOW)
    session.flush()
    check = backups_check(session.connection(), TERMS, NOW + timedelta(hours=2))
    assert check.remedy == Text("最近一次失败：磁盘满", "the last one failed: full")


def test_a_key_that_ends_soon_is_named(session: Session) -> None:
    add_key(
        session,
        "郑州系统",
        role=Role.DEALER,
        unit=None,
        by=TESTER,
        now=NOW,
        expires_at=NOW + timedelta(days=5),
    )
    check = expiring_keys_check(session.connection(), NOW)
    assert (check.status, check.says.zh) == (Status.NOTICE, "1 个密钥两周内到期：郑州系统")
    assert expiring_keys_check(session.connection(), NOW - timedelta(days=30)).status is Status.OK
