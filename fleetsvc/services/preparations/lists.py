"""What is prepared in a unit, and whether what it is about is still as it was."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from fleetsvc.clock import rfc3339, rfc3339_if_any
from fleetsvc.models import Json, Matter, Preparation, PreparationStatus, stored_id
from fleetsvc.services.common.paging import first_of
from fleetsvc.services.preparations.matters import MATTERS


class PreparationUnknown(Exception):
    """There is no such preparation, or it is another unit's."""


def find_preparation(session: Session, number: int, *, city: int, locked: bool = False) -> Preparation:
    """Return one preparation. Raises PreparationUnknown."""
    key = (city, number)
    found = session.get(Preparation, key, with_for_update=locked or None, populate_existing=True)
    if found is None:
        raise PreparationUnknown(number)
    return found


def list_preparations(
    session: Session, *, city: int, waiting_only: bool, before: int | None, limit: int
) -> tuple[Sequence[Preparation], int | None]:
    """Return a page of a unit's preparations, the newest first, and before which number the next begins."""
    query = select(Preparation).where(Preparation.city_code == city)
    if waiting_only:
        query = query.where(Preparation.status == PreparationStatus.WAITING)
    if before is not None:
        query = query.where(col(Preparation.id) < before)
    found = session.exec(query.order_by(col(Preparation.id).desc()).limit(limit + 1)).all()
    return first_of(found, limit, stored_id)


def count_waiting(session: Session, *, city: int) -> int:
    """Return how many preparations of a unit wait to be submitted."""
    waiting = (Preparation.city_code == city, Preparation.status == PreparationStatus.WAITING)
    return session.exec(select(func.count()).where(*waiting)).one()


def waiting_about(session: Session, thing: str, *, city: int) -> Preparation | None:
    """Return the latest preparation that waits and is about a thing, such as ``case/12`` or ``upload/7``."""
    marks: Any = col(Preparation.marks)
    query = select(Preparation).where(
        Preparation.city_code == city,
        Preparation.status == PreparationStatus.WAITING,
        marks.has_key(thing),
    )
    return session.exec(query.order_by(col(Preparation.id).desc()).limit(1)).first()


def nil_reports_waiting(session: Session, month: str, *, city: int) -> Sequence[Preparation]:
    """Return the nil reports of a month, such as ``2025-09``, that are prepared and wait, the oldest first."""
    request: Any = col(Preparation.request)
    query = select(Preparation).where(
        Preparation.city_code == city,
        Preparation.status == PreparationStatus.WAITING,
        Preparation.matter == Matter.NIL_REPORTS,
        request["period"].astext == month,
    )
    return session.exec(query.order_by(col(Preparation.id))).all()


def changed_since(session: Session, found: Preparation) -> set[str]:
    """Return the things that a preparation is about and that have changed since."""
    now = MATTERS[found.matter].marks(session, found.request, found.city_code)
    return {thing for thing, mark in found.marks.items() if now.get(thing) != mark}


def has_lapsed(found: Preparation, changed: set[str]) -> bool:
    """Return whether nothing of what was prepared can be handed in as it was."""
    if MATTERS[found.matter].without is None:
        return bool(changed)
    return set(found.marks) <= changed


def preparation_json(found: Preparation, changed: set[str] | None = None) -> Json:
    """Return a preparation as the API tells it; ``changed``: what has changed since, where it waits."""
    lapsed = changed is not None and has_lapsed(found, changed)
    return {
        "id": found.id,
        "unit": str(found.city_code),
        "matter": found.matter.value,
        "request": found.request,
        "status": (PreparationStatus.LAPSED if lapsed else found.status).value,
        "changed": sorted(changed or ()),
        "prepared_by": found.prepared_name,
        "is_checked": found.prepared_by is not None,
        "prepared_at": rfc3339(found.prepared_at),
        "settled_by": found.settled_name,
        "settled_at": rfc3339_if_any(found.settled_at),
        "settled_reason": found.settled_reason,
        "outcome": found.outcome,
    }
