"""Forms that could not be taken, mostly because the session had run out: kept for their person until they are sent.

Kept in the database, as sessions are: the address of what is kept survives wrong passwords, the second factor and a
reload, and nothing of it stands in a page before its person has signed in again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete
from sqlmodel import Session, col, select

from fleetsvc.models import BEYOND_ALL, AccountId, UnfinishedForm, stored_id
from fleetsvc.services.people import sessions

KEPT_FOR: Final = sessions.ABSOLUTE
MOST_KEPT: Final = 10
"""Of one person; the oldest give way."""
MOST_BYTES: Final = 1024 * 1024
"""As much as a form without files may hold."""
MOST_FIELDS: Final = 990
"""As many as a form may have, less what the page adds that sends it at last."""


class FormUnknown(Exception):
    """Nothing of that number is kept for this person: it was sent, discarded, is too old or somebody else's."""


class FormUnfit(Exception):
    """It is too much to be kept, or holds what no text holds."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as filled in: where it goes, the page it stood on, its fields in order, and the names of its files.

    ``files``: the field's name and the file's.
    """

    address: str
    page: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]


def keep(session: Session, holder: AccountId, typed: Typed, *, now: datetime) -> int:
    """Keep a form for a person and return its number. Raises FormUnfit."""
    texts = [typed.address, typed.page, *(text for pair in (*typed.fields, *typed.files) for text in pair)]
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
    if (
        size > MOST_BYTES
        or len(typed.fields) + len(typed.files) > MOST_FIELDS
        or any("\0" in text for text in texts)
    ):
        raise FormUnfit
    latest = (
        select(UnfinishedForm.id)
        .where(UnfinishedForm.user_id == holder)
        .order_by(col(UnfinishedForm.id).desc())
        .limit(MOST_KEPT - 1)
    )
    crowding = (col(UnfinishedForm.user_id) == holder) & col(UnfinishedForm.id).not_in(latest)
    aged = col(UnfinishedForm.kept_at) < now - KEPT_FOR
    session.connection().execute(delete(UnfinishedForm).where(aged | crowding))
    record = UnfinishedForm(user_id=holder, typed=_json(typed), kept_at=now)
    session.add(record)
    session.flush()
    return stored_id(record)


def _json(typed: Typed) -> dict[str, object]:
    return {
        "address": typed.address,
        "page": typed.page,
        "fields": [list(pair) for pair in typed.fields],
        "files": [list(pair) for pair in typed.files],
    }


def find(session: Session, number: int, *, holder: AccountId, now: datetime) -> Typed:
    """Return a form that is kept for a person. Raises FormUnknown."""
    query = select(UnfinishedForm).where(
        UnfinishedForm.id == number,
        UnfinishedForm.user_id == holder,
        col(UnfinishedForm.kept_at) >= now - KEPT_FOR,
    )
    found = session.exec(query).first()
    if found is None:
        raise FormUnknown(number)
    typed: dict[str, Any] = found.typed
    return Typed(
        typed["address"],
        typed["page"],
        tuple((name, value) for name, value in typed["fields"]),
        tuple((name, file) for name, file in typed["files"]),
    )


def forget(session: Session, number: int, *, holder: AccountId) -> None:
    """Remove a form of a person, if it is still kept."""
    if number < BEYOND_ALL:
        gone = delete(UnfinishedForm).where(
            col(UnfinishedForm.id) == number, col(UnfinishedForm.user_id) == holder
        )
        session.connection().execute(gone)
