"""What is said of the work: what waits, what fails, what was altered. The connection has entered the office's scope."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlmodel import Session

from fleetsvc.services.health.each_check import Looks
from fleetsvc.services.health.verdict_checks import counts_check, replay_check, replayed_by_night
from fleetsvc.services.operations import documents
from fleetsvc.services.operations.checks import Check, Status, fine
from fleetsvc.services.operations.clock_alarms import REMEDY, clock_alarms
from fleetsvc.services.operations.timetable import NIGHTLY_SEALS, TIMETABLE
from fleetsvc.services.rankings import seals
from fleetsvc.services.receipts.signing_keys import leads_to_key
from fleetsvc.services.uploads.failing import list_failing, tally
from rules.wording import Text

PATIENCE: Final = timedelta(minutes=10)
"""An upload that waits longer is not being read by any worker."""

_WAITING: Final = text("""
SELECT count(*) FROM upload u WHERE status = 'received' AND received_at < clock_timestamp() - :patience
  AND NOT EXISTS (SELECT FROM upload_failure f WHERE f.city_code = u.city_code AND f.upload_id = u.id)
""")
"""Those that fail are read; they are told by themselves."""
_MOST_NAMED: Final = 5


_LAST_RUNS: Final = text("""
    SELECT DISTINCT ON (job) job, status, failure FROM job_run WHERE job = ANY (:jobs)
    ORDER BY job, started_at DESC, period DESC
""")
_SEALS_REMEDY: Final = Text(
    "请看 fleetsvc editions verify；与已公布的文件核对，并从改动前的备份恢复",
    "see fleetsvc editions verify; compare with the published files, and restore a backup from before it",
)


def work_checks(*, secret: str | None, now: datetime) -> Looks:
    """Return by name what takes no time; ``secret``: this host's key, if it has one."""
    return {
        "work": _work,
        "uploads": _failing,
        "documents": _documents,
        "jobs": _jobs,
        "clock-alarms": partial(_clock_alarms, now=now),
        "receipt-key": partial(_receipt_key, secret=secret),
    }


def thorough_checks(connection: Connection) -> Iterator[Check]:
    """Check what takes a while: everything that was published, some of what was judged, all that is counted."""
    yield _seals(connection)
    yield replay_check(connection)
    yield counts_check(connection)


def _last_runs(connection: Connection) -> dict[str, tuple[str, str | None]]:
    """Return how each job ended last, and its kind of failure."""
    found = connection.execute(_LAST_RUNS, {"jobs": [planned.name for planned in TIMETABLE]})
    return {job: (status, failure) for job, status, failure in found}


def _jobs(connection: Connection) -> Check:
    failed = {job: failure for job, (status, failure) in _last_runs(connection).items() if status == "failed"}
    if not failed:
        return fine("jobs", Text("定时任务最近一次都已完成", "every scheduled job was done the last time"))
    named = ", ".join(f"{job} ({failure})" for job, failure in sorted(failed.items()))
    says = Text("定时任务失败：{named}", "scheduled jobs that failed: {named}")
    remedy = Text(
        "每天 03:30 自动再试；原因见日志中的 job failed。排除后可在“定时任务”页立即执行",
        "they are tried again daily at 03:30; the log tells why (job failed). Once mended, run them on the page of the"
        " schedule",
    )
    return Check("jobs", Status.WARN, says.fill(named=named), remedy)


def _seals_by_night(connection: Connection) -> Check:
    status, failure = _last_runs(connection).get(NIGHTLY_SEALS.name, ("done", None))
    if status == "done":
        return fine(
            "editions", Text("夜间核验：排名通报与其校验码相符", "by night all editions fitted their seals")
        )
    says = Text("夜间核验排名通报失败：{failure}", "the ranking editions did not pass by night: {failure}")
    return Check("editions", Status.FAIL, says.fill(failure=failure), _SEALS_REMEDY)


def _clock_alarms(connection: Connection, *, now: datetime) -> Check:
    """What holds final editions back; the connection has entered the office's scope."""
    with Session(connection) as session:
        alarms = clock_alarms(session, now=now)
    if not alarms:
        return fine("clock-alarms", Text("时钟可信", "nothing speaks against the clock"))
    said = [alarm.says for alarm in alarms]
    says = Text(
        "正式通报暂停：{why}".format(why="；".join(one.zh for one in said)),
        "final editions wait: {why}".format(why="; ".join(one.en for one in said)),
    )
    return Check("clock-alarms", Status.FAIL, says, REMEDY)


def _work(connection: Connection) -> Check:
    waiting = int(connection.execute(_WAITING, {"patience": PATIENCE}).scalar_one())
    if waiting == 0:
        return fine("work", Text("没有积压的上传文件", "no upload waits for a worker"))
    says = Text("{count} 个上传文件等待超过十分钟", "{count} uploads have waited for ten minutes").fill(
        count=waiting
    )
    return Check("work", Status.WARN, says, Text("请启动 fleetsvc worker", "start fleetsvc worker"))


def _failing(connection: Connection) -> Check:
    """Name the uploads whose reading keeps failing; the connection has entered the office's scope."""
    with Session(connection) as session:
        counted = tally(session)
        named = [
            f"{one.city}/{one.number} {one.failure} ×{one.failures}"
            for one in list_failing(session, most=_MOST_NAMED)
        ]
    if not counted.failing:
        return fine("uploads", Text("没有一再失败的批次", "no upload keeps failing"))
    says = Text(
        "{failing} 个批次读取失败，其中搁置 {aside} 个：{named}",
        "uploads that keep failing: {failing}, set aside: {aside}: {named}",
    ).fill(failing=counted.failing, aside=counted.set_aside, named=", ".join(named))
    remedy = Text(
        "请看 fleetsvc uploads list；排除故障后 fleetsvc uploads retry --all",
        "see fleetsvc uploads list; once the cause is gone, fleetsvc uploads retry --all",
    )
    return Check("uploads", Status.WARN, says, remedy)


def _documents(connection: Connection) -> Check:
    """Name the documents that could not be made; the connection has entered the office's scope."""
    with Session(connection) as session:
        left = documents.left_waiting(session, patience=PATIENCE)
        failed = documents.list_failed(session, most=_MOST_NAMED)
    if left:
        says = Text("{count} 个下载文件等待超过十分钟", "{count} documents have waited for ten minutes")
        remedy = Text("请启动 fleetsvc worker", "start fleetsvc worker")
        return Check("documents", Status.WARN, says.fill(count=left), remedy)
    if not failed:
        return fine("documents", Text("没有未能生成的下载文件", "every document asked for could be made"))
    named = ", ".join(f"{one.city}/{one.number} {one.kind} {one.failure}" for one in failed)
    return Check(
        "documents",
        Status.WARN,
        Text("近日未能生成的下载文件：{named}", "documents that could not be made lately: {named}").fill(
            named=named
        ),
        Text(
            "原因见日志中的 handout not made、handout given up；要求的人可改用原文件或缩小范围",
            "the log tells why (handout not made, handout given up); who asked may take the original or ask for less",
        ),
    )


def _seals(connection: Connection) -> Check:
    """Verify the ranking editions as every night; the connection has entered the office's scope."""
    with Session(connection) as session:
        found = seals.verify(session)
    if not found.broken:
        says = Text("{count} 个排名通报与其校验码相符", "{count} ranking editions fit their seals")
        return fine("editions", says.fill(count=found.editions))
    named = ", ".join(f"{one.name} {one.fault}" for one in found.broken[:_MOST_NAMED])
    says = Text(
        "{count} 个排名通报被改动或缺失：{named}", "ranking editions changed or gone: {count}: {named}"
    )
    return Check("editions", Status.FAIL, says.fill(count=len(found.broken), named=named), _SEALS_REMEDY)


def _receipt_key(connection: Connection, *, secret: str | None) -> Check:
    """Say whether this host can sign receipts; one without a secret key is told of that elsewhere."""
    with Session(connection) as session:
        if secret is None or leads_to_key(session, secret=secret):
            return fine("receipt-key", Text("回执可以签名", "receipts can be signed"))
    says = Text("本机密钥已更换，无法出具回执", "this host's secret key was changed: it signs no receipts")
    remedy = Text(
        "各主机的 FLEETSVC_SECRET_KEY 须相同；确已更换的，运行 fleetsvc receipts rotate",
        "all hosts need the same FLEETSVC_SECRET_KEY; where it was changed on purpose, run fleetsvc receipts rotate",
    )
    return Check("receipt-key", Status.FAIL, says, remedy)


NIGHTS_CHECKS: Final[Looks] = {"editions": _seals_by_night, "replay": replayed_by_night}
"""What the night found of what takes a while."""
