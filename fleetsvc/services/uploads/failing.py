"""The uploads whose reading or storing keeps failing, for those who watch: operators, the office, monitoring."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.models import UploadStatus
from fleetsvc.services.uploads.failures import Failure
from fleetsvc.services.uploads.queue import IS_WAITING


@dataclass(frozen=True, slots=True)
class FailingUpload:
    """One of them, by unit and number. ``problem`` and ``place`` are of the program, never of the file's data."""

    city: int
    number: int
    name: str
    status: str
    received_at: datetime
    failures: int
    file_failures: int
    failure: Failure
    problem: str
    place: str
    failed_at: datetime
    next_attempt_at: datetime | None
    set_aside_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many fail, how many of these are set aside, and when the oldest one came."""

    failing: int
    set_aside: int
    oldest_at: datetime | None


# One that was withdrawn or settled leaves no failure; one that was refused for its failures has no next attempt.
_FROM: Final = f"""
    FROM upload_failure f JOIN upload u ON u.city_code = f.city_code AND u.id = f.upload_id
    WHERE {IS_WAITING} AND f.next_attempt_at IS NOT NULL
"""
_REFUSED: Final = f"""
    FROM upload_failure f JOIN upload u ON u.city_code = f.city_code AND u.id = f.upload_id
    WHERE u.status = '{UploadStatus.REFUSED}'
"""
_COLUMNS: Final = """
    SELECT u.city_code AS city, u.id AS number, u.name, u.status, u.received_at, f.failures, f.file_failures,
        f.failure, f.problem, f.place, f.failed_at, f.next_attempt_at, f.set_aside_at
"""
_ONE_UNIT: Final = " AND (CAST(:city AS integer) IS NULL OR f.city_code = :city)"
_ORDER: Final = " ORDER BY f.set_aside_at NULLS LAST, u.received_at, u.id LIMIT :most"
_LISTS: Final = {
    is_refused: text(_COLUMNS + where + _ONE_UNIT + _ORDER)
    for is_refused, where in ((False, _FROM), (True, _REFUSED))
}
_TALLY: Final = text(f"SELECT count(*), count(f.set_aside_at), min(u.received_at) {_FROM}")


def list_failing(session: Session, *, unit: str | None = None, most: int) -> list[FailingUpload]:
    """Return those that are tried again, set aside ones first, the oldest first; of one unit or of all."""
    return _listed(session, unit=unit, most=most, is_refused=False)


def list_refused(session: Session, *, unit: str | None = None, most: int) -> list[FailingUpload]:
    """Return those that were refused because they failed too often, the oldest first."""
    return _listed(session, unit=unit, most=most, is_refused=True)


def _listed(session: Session, *, unit: str | None, most: int, is_refused: bool) -> list[FailingUpload]:
    values = {"city": None if unit is None else int(unit), "most": most}
    found = session.connection().execute(_LISTS[is_refused], values).mappings()
    return [FailingUpload(**(dict(row) | {"failure": Failure(row["failure"])})) for row in found]


def tally(session: Session) -> Tally:
    """Return how many keep failing; the session's scope must be the office's."""
    return Tally(*session.connection().execute(_TALLY).one())
