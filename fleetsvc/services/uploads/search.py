"""Deliveries by what people call them: their number, or a part of the name of their file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.models import UploadStatus

_CALLED: Final = text("""
    SELECT city_code, id, name, status, received_at FROM upload
    WHERE id = CAST(:number AS bigint) OR strpos(upper(name), upper(:called)) > 0
    ORDER BY id IS NOT DISTINCT FROM CAST(:number AS bigint) DESC, id DESC LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Called:
    """A delivery as it is met by its name."""

    unit: str
    number: int
    name: str
    status: UploadStatus
    received_at: datetime


def deliveries_called(
    session: Session, called: str, *, number: int | None, most: int
) -> tuple[list[Called], bool]:
    """Return the deliveries that a text is about, as far as the transaction sees them, and whether there are more.

    That with the number comes first, then those with the text in the name of their file, the newest first.
    """
    values = {"called": called, "number": number, "limit": most + 1}
    found = [
        Called(str(row.city_code), row.id, row.name, UploadStatus(row.status), row.received_at)
        for row in session.connection().execute(_CALLED, values)
    ]
    return found[:most], len(found) > most
