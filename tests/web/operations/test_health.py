"""The state of the service as an administrator sees it."""

import errno
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fleetsvc import clock
from fleetsvc.database.backups import Written
from fleetsvc.database.transactions import OFFICE
from fleetsvc.jobs import reaper
from fleetsvc.services.operations import backups
from fleetsvc.services.operations.backups import Place
from fleetsvc.services.operations.checks import Check, Status
from fleetsvc.services.operations.findings import keep
from fleetsvc.settings import read_settings
from fleetsvc.web.operations.health_view import places
from rules.wording import Text
from tests.browser import Bureau, a_bureau, words_of

STUCK = "没有后台进程在工作：上传不会被读取，定时任务不会执行"


@pytest.fixture
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "health_pages") as opened:
        yield opened


def test_what_falls_short_comes_first_with_what_to_do_and_on_the_first_page_too(bureau: Bureau) -> None:
    admin, now = bureau["admin"], clock.now()
    assert STUCK in words_of(admin.open("/accounts"))
    assert "检查已中断：没有后台进程在工作" in words_of(admin.open("/health"))
    reaper.beat(bureau.service.database, worker="test")
    with bureau.service.database.transaction(OFFICE) as session:
        bad = Check("backup", Status.WARN, Text("没有完好的备份", "none"), Text("请设置备份目录", "set it"))
        keep(session, [bad, Check("walls", Status.OK, Text("均已生效", "stand"))], host="", now=now)
    page = words_of(admin.open("/health"))
    assert page.index("没有完好的备份") < page.index("请设置备份目录") < page.index("其余 1 项正常")
    assert STUCK not in page
    first = words_of(admin.open("/accounts"))
    assert "服务状态有 1 项需要处理：没有完好的备份" in first
    with bureau.service.database.transaction(OFFICE) as session:
        keep(session, [], host="", now=now + timedelta(seconds=1))
    assert "服务状态有" not in words_of(admin.open("/accounts"))


def test_a_place_that_is_gone_or_does_not_answer_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = read_settings(
        {"FLEETSVC_DATA_DIR": str(tmp_path), "FLEETSVC_BACKUP_DIR": str(tmp_path / "gone")}
    )
    found = {one.name: (one.free_bytes is None, one.is_enough) for one in places(settings)}
    assert found == dict.fromkeys(("data", "work", "temporary"), (False, True)) | {"backups": (True, False)}

    def stale(_: Path) -> int:
        raise OSError(errno.ESTALE, "Stale file handle")

    monkeypatch.setattr("fleetsvc.web.operations.health_view.free_bytes", stale)
    assert {one.free_bytes for one in places(settings)} == {None}


def test_backups_and_jobs_are_told_with_what_became_of_them(bureau: Bureau) -> None:
    admin, now = bureau["admin"], clock.now()
    place = Place("host", Path("/backups"))
    with bureau.service.database.transaction(OFFICE) as session:
        backups.note_good(
            session,
            backups.begin(session, place, "a.dump", now=now),
            Written(5 << 20, "ab" * 32, {"upload": 1234}),
            now=now + timedelta(seconds=3),
        )
        backups.note_failed(
            session, backups.begin(session, place, "b.dump", now=now), Text("磁盘已满", "full"), now=now
        )
    page = words_of(admin.open("/health"))
    for said in (
        "host:/backups/a.dump",
        "5.0 MB",
        "1,234",
        "abababababab",
        "磁盘已满",
        "每天 03:00",
        "没有定时备份：请设置 FLEETSVC_BACKUP_DIR",
    ):
        assert said in page, said
    assert "每月 5 日（遇休息日顺延）02:30" in words_of(admin.open("/schedule"))
