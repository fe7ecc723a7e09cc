"""What is said of backups: how old the last good one is, and why the last one failed."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlmodel import Session

from fleetsvc.backup_settings import BackupTerms
from fleetsvc.models import BackupRun, BackupStatus
from fleetsvc.services.operations import backups
from fleetsvc.services.operations.checks import Check, Status, fine
from rules.wording import Text

_FIRST_KEPT = text("SELECT min(received_at) FROM upload WHERE status <> 'refused'")
_HOUR = timedelta(hours=1)
_SET_IT = Text(
    "请设置 FLEETSVC_BACKUP_DIR（定时备份），或运行 fleetsvc backup FILE",
    "set FLEETSVC_BACKUP_DIR for scheduled ones, or run fleetsvc backup FILE",
)


def backups_check(connection: Connection, terms: BackupTerms, now: datetime) -> Check:
    """Say whether there is a good backup that is young enough; the connection has entered the office's scope.

    A service that holds nothing need have none, and one that holds nothing older than that is only told to make one.
    """
    with Session(connection) as session:
        last, good = next(iter(backups.latest(session, most=1)), None), backups.last_good(session)
    if good is not None and now - good.started_at <= terms.warn_after:
        return fine("backup", _age(good, now))
    if good is not None:
        return Check("backup", Status.WARN, _age(good, now), _why(last) or _SET_IT)
    since = connection.execute(_FIRST_KEPT).scalar_one()
    if since is None:
        return fine("backup", Text("还没有要备份的数据", "there is nothing to be backed up yet"))
    why = _why(last)
    is_early = why is None and now - since <= terms.warn_after
    status = Status.NOTICE if is_early else Status.WARN
    return Check("backup", status, Text("没有完好的备份", "there is no good backup"), why or _SET_IT)


def _age(good: BackupRun, now: datetime) -> Text:
    says = Text("最近一次完好的备份在 {hours} 小时前", "the last good backup was made {hours} hours ago")
    return says.fill(hours=max(0, (now - good.started_at) // _HOUR))


def _why(last: BackupRun | None) -> Text | None:
    """Return why the last one failed; it says itself what to do."""
    if last is None or last.status is not BackupStatus.FAILED:
        return None
    return Text(f"最近一次失败：{last.failure_zh}", f"the last one failed: {last.failure_en}")
