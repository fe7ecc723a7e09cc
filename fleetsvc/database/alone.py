"""One process at a time: whoever comes second does not wait, and leaves the work to the first."""

from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.database.lock_numbers import LockNumber

_ALONE: Final = text("SELECT pg_try_advisory_xact_lock(:lock)")


def is_alone(session: Session, number: LockNumber) -> bool:
    """Return whether nobody else holds a lock, and keep others off until the transaction ends."""
    return bool(session.connection().execute(_ALONE, {"lock": int(number)}).scalar_one())
