"""What ``doctor`` says of the verdicts that stand: of the counts kept of them, and judged again."""

from typing import Final

from sqlalchemy.engine import Connection
from sqlmodel import Session

from fleetsvc.services.law import replay, standing_counts
from fleetsvc.services.operations.checks import Check, Status, fine
from rules.wording import Text

_REPLAYED_HERE: Final = 10_000
"""So many decisions, chosen at random, are judged again by ``doctor`` itself."""


def counts_check(connection: Connection) -> Check:
    """Compare the kept counts with the decisions; the connection has entered the office's scope."""
    with Session(connection) as session:
        wrong = standing_counts.differing(session)
    if not wrong:
        return fine("counts", Text("统计数与各结论一致", "the kept counts are those of the verdicts"))
    says = Text("以下单位的统计数与结论不符：{units}", "kept counts differ from the verdicts: {units}")
    remedy = Text(
        "有人改动过数据库：请查日志；夜间核验后自动重新统计，正式通报一向按结论逐条统计",
        "somebody altered the database: see the log. They are counted anew by night, and final editions always are",
    )
    return Check("counts", Status.FAIL, says.fill(units=", ".join(wrong)), remedy)


def replay_check(connection: Connection) -> Check:
    """Judge some decisions again, and hear what the night found; the connection has entered the office's scope."""
    with Session(connection) as session:
        latest, here = replay.last_run(session), replay.replay_sample(session, _REPLAYED_HERE)
    differ = max(here.differ, latest.differing if latest else 0)
    says = Text("抽查 {count} 条结论，重新判定全部一致", "{count} verdicts, judged again, all hold")
    return _replayed(differ, says.fill(count=here.decisions))


def replayed_by_night(connection: Connection) -> Check:
    """Say what the night found; the connection has entered the office's scope."""
    with Session(connection) as session:
        latest = replay.last_run(session)
    says = Text("夜间重新判定 {count} 条结论，全部一致", "{count} verdicts, judged again by night, all hold")
    decisions, differing = (latest.decisions, latest.differing) if latest else (0, 0)
    return _replayed(differing, says.fill(count=decisions))


def _replayed(differ: int, all_hold: Text) -> Check:
    if not differ:
        return fine("replay", all_hold)
    says = Text("有 {count} 条结论与重新判定不一致", "verdicts that differ when judged again: {count}").fill(
        count=differ
    )
    remedy = Text(
        "请看 fleetsvc replay --all；查明改动者，并从改动前的备份恢复",
        "see fleetsvc replay --all; find out who changed them, and restore a backup from before it",
    )
    return Check("replay", Status.FAIL, says, remedy)
