"""The schedule as administrators use it: a job asked for, done by a worker, and told."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.jobs import reaper, requested
from tests.browser import Bureau, a_bureau, words_of
from tests.ranking_data import register

PAGE, RUN = "/schedule", "/schedule/nightly-ranking/run"


@pytest.fixture
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "schedule_pages") as opened:
        yield opened


def yesterday() -> date:
    """The last day that the nightly ranking counts: on the first of a month nothing of that month."""
    return clock.day_of(clock.now()) - timedelta(days=1)


def work(bureau: Bureau) -> None:
    assert requested.work_once(bureau.service.database, worker="test", now=clock.now)


def test_without_a_worker_a_request_is_kept_and_the_page_says_what_to_do(bureau: Bureau) -> None:
    admin = bureau["admin"]
    sent = admin.send(PAGE, RUN)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/schedule#nightly-ranking")
    page = admin.open(PAGE)
    told = words_of(page)
    assert "没有后台进程在运行：上传不会被读取，定时任务不会执行" in told
    assert "没有后台进程在运行，已记下，启动后即执行。请启动 fleetsvc worker 或 fleetsvc serve" in told
    assert "data-pending" in page  # the page tells when one has started


def test_with_a_worker_the_page_follows_until_it_tells_what_happened(bureau: Bureau) -> None:
    admin = bureau["admin"]
    reaper.beat(bureau.service.database, worker="test")
    with bureau.service.database.transaction(OFFICE) as session:
        register(session, "410100", day=yesterday(), compliant=10)
    admin.send(PAGE, RUN)
    admin.send(PAGE, RUN)
    page = admin.open(PAGE)
    assert "data-pending" in page
    assert "progress.js" in page
    assert "后台进程几秒内开始，本页自动更新" in words_of(page)
    work(bureau)
    page = admin.open(PAGE)
    assert "data-pending" not in page
    assert "补做了" in words_of(page)
    admin.send(PAGE, RUN)
    work(bureau)
    assert "数据没有变化，没有出新的一次" in words_of(admin.open(PAGE))
    with bureau.service.database.transaction(OFFICE) as session:
        register(session, "410200", day=yesterday(), compliant=10)
    admin.send(PAGE, RUN)
    work(bureau)
    assert "份暂列排名" in words_of(admin.open(PAGE))


def test_a_month_already_published_is_not_published_twice(bureau: Bureau) -> None:
    admin = bureau["admin"]
    admin.send(PAGE, "/schedule/monthly-edition/run")
    work(bureau)
    assert "到期的各期都已完成，无事可做" in words_of(admin.open(PAGE))


def test_a_job_that_is_none_is_no_page_and_only_administrators_ask(bureau: Bureau) -> None:
    assert bureau["admin"].send(PAGE, "/schedule/x/run").status_code == 404
    assert bureau["office"].send("/account", RUN).status_code == 403


def test_seals_verified_by_hand_are_told_to_be_in_order(bureau: Bureau) -> None:
    admin, seals = bureau["admin"], "/schedule/nightly-seals/run"
    with bureau.service.database.transaction(OFFICE) as session:
        register(session, "410100", day=yesterday(), compliant=10)
    told = []
    for job in (RUN, seals, seals):
        admin.send(PAGE, job)
        work(bureau)
        told.append(words_of(admin.open(PAGE)))
    assert told[1].count("补做了") == 2  # the night's ranking, and its seals
    assert "又做了一次，没有发现问题" in told[2]
