"""What ``doctor`` says of the counts that are kept of the decisions that stand."""

from sqlalchemy.engine import Connection
from sqlmodel import Session

from fleetsvc.commands.operations.doctor_checks import Check, Status, fine
from fleetsvc.services.law import standing_counts
from rules.wording import Text


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
