"""What has changed since an instant: deliveries that came, were accepted or withdrawn, cases opened and decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from fleetsvc.models import AccountId, CaseRecord, Notice, Occurrence, UploadRecord, UploadStatus


@dataclass(frozen=True, slots=True)
class News:
    """How many of each; of deliveries by unit, since their lists are of one unit each."""

    received: Mapping[str, int]
    accepted: Mapping[str, int]
    withdrawn: Mapping[str, int]
    opened: int
    decided: int


def news_since(session: Session, since: datetime, *, city: int | None) -> News:
    """Return what a unit's people find changed since an instant, or the office where no unit is named."""
    settled = col(UploadRecord.settled_at) >= since
    opened, decided = (
        session.exec(
            select(func.count())
            .select_from(CaseRecord)
            .where(col(instant) >= since, *([] if city is None else [col(CaseRecord.city_code) == city]))
        ).one()
        for instant in (CaseRecord.opened_at, CaseRecord.decided_at)
    )
    return News(
        received=_deliveries(session, city, col(UploadRecord.received_at) >= since),
        accepted=_deliveries(session, city, settled, col(UploadRecord.status) == UploadStatus.ACCEPTED),
        withdrawn=_deliveries(session, city, settled, col(UploadRecord.status) == UploadStatus.WITHDRAWN),
        opened=opened,
        decided=decided,
    )


def notices_since(session: Session, since: datetime, *, account: AccountId) -> int:
    """Return how many unread notices tell somebody of what happened since an instant. Needs the office's scope."""
    query = (
        select(func.count())
        .select_from(Notice)
        .join(
            Occurrence,
            (col(Occurrence.city_code) == col(Notice.city_code))
            & (col(Occurrence.id) == col(Notice.occurrence_id)),
        )
        .where(Notice.account_id == account, col(Notice.read_at).is_(None), col(Occurrence.at) >= since)
    )
    return session.exec(query).one()


def _deliveries(session: Session, city: int | None, *which: ColumnElement[bool]) -> dict[str, int]:
    of_unit = [] if city is None else [col(UploadRecord.city_code) == city]
    query = (
        select(UploadRecord.city_code, func.count())
        .where(*which, *of_unit)
        .group_by(col(UploadRecord.city_code))
    )
    return {str(unit): count for unit, count in session.exec(query)}
