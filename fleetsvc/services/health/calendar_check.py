"""What ``doctor`` says of the calendar: 90 days ahead, deadlines need the holidays of the year that they run into."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.engine import Connection
from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.services.law.holidays import missing_years
from fleetsvc.services.operations.checks import Check, Status, fine
from rules.wording import Text

AHEAD: Final = timedelta(days=90)


def working_days_check(connection: Connection, now: datetime) -> Check:
    """Say whether the working days of the next 90 days are known, by the published table or by the office's notices.

    The days of a year that has begun fall short; those of the next are announced late in the year.
    """
    today = day_of(now)
    with Session(connection) as session:
        missing = missing_years(session, {today.year, (today + AHEAD).year})
    if not missing:
        return fine(
            "working-days", Text("已知今后90天的工作日", "the working days of the next 90 days are known")
        )
    years = "、".join(map(str, missing))
    says = Text(
        "{years} 年的节假日安排未知：涉及该年的期限无法计算",
        "the holidays of {years} are not known: no deadline that runs into that year is reckoned",
    )
    remedy = Text(
        "国务院办公厅公布后，请省级人员在“节假日”页面录入，或升级软件包 chinesecalendar",
        "once they are announced the office adds them on the page of holidays; or upgrade the package chinesecalendar",
    )
    status = Status.WARN if today.year in missing else Status.NOTICE
    return Check("working-days", status, says.fill(years=years), remedy)
