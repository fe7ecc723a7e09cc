"""From preview to publication: a period that is over is previewed, then released by the office or after some days."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col, select

from fleetsvc.clock import day_of
from fleetsvc.models import RankingEdition
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.common.working_days import worked_since
from fleetsvc.services.law.holidays import calendar_of
from fleetsvc.services.rankings import publishing
from fleetsvc.services.rankings.open_objections import close_all, holds, objections, require_none
from fleetsvc.services.rankings.store import latest_editions
from rules.editions import Edition, EditionStatus
from rules.periods import Period, parse_period


class NotInPreview(Exception):
    """Only a period whose latest edition is a preview is released."""


def release(session: Session, period: Period, *, by: Actor, now: datetime) -> tuple[Edition, ...]:
    """Publish a period that is in preview, from the data as they stand; return its final editions.

    Objections that are settled are closed with it. Raises NotInPreview, EditionAlreadyFinal, EditionObjected,
    NoActiveRulebook.
    """
    publishing.hold_to_publish(session, period, now=now)
    latest = latest_editions(session, period.key).get("")
    if latest is None or latest.status == EditionStatus.PROVISIONAL:
        raise NotInPreview(period.key)
    require_none(session, period, today=day_of(now))
    made = publishing.publish_final(session, period, now=now)
    record(session, by, Act.RANKING_RELEASED, f"ranking/{period.key}", {}, now)
    close_all(session, period, now=now)
    return made


def in_preview(session: Session) -> list[Period]:
    """Return the periods whose latest edition is a preview, in no order."""
    return [
        parse_period(edition.period)
        for edition in _latest(session)
        if edition.status == EditionStatus.PREVIEW
    ]


def first_previewed(session: Session, period: Period) -> datetime:
    """Return when the preview of a period was first shown. Raises NotInPreview."""
    statement = select(col(RankingEdition.computed_at)).where(
        RankingEdition.period == period.key,
        RankingEdition.category == "",
        RankingEdition.status == EditionStatus.PREVIEW,
    )
    found = session.exec(statement.order_by(col(RankingEdition.revision)).limit(1)).first()
    if found is None:
        raise NotInPreview(period.key)
    return found


def release_is_due(session: Session, period: Period, *, after: int, now: datetime) -> bool:
    """Return whether a preview has been shown for so many working days, and nothing holds it back.

    ``after`` 0: never by itself. Needs the office's scope.
    """
    shown, today = day_of(first_previewed(session, period)), day_of(now)
    if after == 0 or worked_since(shown, today, calendar=calendar_of(session)) < after:
        return False
    return not any(holds(case, today=today) for case in objections(session, period))


def _latest(session: Session) -> list[RankingEdition]:
    statement = (
        select(RankingEdition)
        .where(RankingEdition.category == "")
        .ext(distinct_on(col(RankingEdition.period)))
        .order_by(col(RankingEdition.period), col(RankingEdition.revision).desc())
    )
    return list(session.exec(statement))
