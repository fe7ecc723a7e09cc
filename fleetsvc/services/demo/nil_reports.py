"""The nil reports of the demonstration: whoever reported a month signs what it did not register."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from fleetsvc.models import NilReport
from fleetsvc.services.law.ranking_method import current_method
from fleetsvc.services.nil_reports.reported import reported_months


def sign_the_rest(session: Session, *, first: date, until: date, by: str, now: datetime) -> int:
    """Sign, for each unit and month with vehicles, the categories without any; return how many nil reports."""
    vehicles = reported_months(session, first=first, until=until).vehicles
    reports = [
        NilReport(
            city_code=int(unit),
            category=category.value,
            month=month,
            signed_by=by,
            signed_at=min(now, now.combine(month + timedelta(days=32), now.timetz())),
        )
        for unit, month in sorted({(unit, month) for unit, _, month in vehicles})
        for category in current_method().required
        if (unit, category, month) not in vehicles
    ]
    session.add_all(reports)
    return len(reports)
