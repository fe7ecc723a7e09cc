"""What is kept of people for a while only: ended sessions, unfinished forms, names of requests, failed sign-ins.

The log of a network's operation is kept for six months at least (网络安全法, article 21): an ended session, with its
address and browser, stays for that long. One by which something was signed is part of the signature and stays, and so
does everybody's last sign-in, but for address and browser.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.services.common import idempotency
from fleetsvc.services.people import unfinished_forms
from fleetsvc.services.people.sessions import ABSOLUTE, last_sign_ins

SIGNED_BY: Final = (
    ("case_proposal", "session_id"),
    ("case_proposal", "settler_session_id"),
    ("rulebook_activation", "session_id"),
    ("rulebook_proposal", "session_id"),
)
"""The columns that hold a session; a test compares them with the database."""
ATTEMPTS_KEPT: Final = timedelta(days=1)
"""Failed sign-ins are counted for minutes; a day later nobody asks for them."""

_IS_OVER: Final = "(s.ended_at < :before OR s.started_at < :begun_before)"
_SIGNED: Final = " ".join(
    f"AND NOT EXISTS (SELECT FROM {table} x WHERE x.{column} = s.id)" for table, column in SIGNED_BY
)
_SESSIONS: Final = text(f"""
    DELETE FROM session s WHERE {_IS_OVER} {_SIGNED}
        AND NOT EXISTS (SELECT FROM unnest(CAST(:people AS bigint[]), CAST(:at AS timestamptz[])) AS k (person, at)
            WHERE k.person = s.user_id AND k.at = s.started_at)
""")  # noqa: S608 (constants)
_PLACES: Final = text(f"""
    UPDATE session s SET address = NULL, agent = NULL
    WHERE {_IS_OVER} AND (s.address IS NOT NULL OR s.agent IS NOT NULL)
""")  # noqa: S608 (a constant)
_FORMS: Final = text("DELETE FROM unfinished_form WHERE kept_at < :before")
_REQUESTS: Final = text("DELETE FROM idempotency_key WHERE created_at < :before")
_ANYTHING: Final = text("SELECT EXISTS (SELECT FROM session) OR EXISTS (SELECT FROM idempotency_key)")
_ATTEMPTS: Final = text("DELETE FROM sign_in_attempt WHERE tried_at < :before")


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was erased; ``places``: address and browser of sessions that stay."""

    sessions: int
    places: int
    forms: int
    requests: int
    attempts: int


def erase(session: Session, *, keep: timedelta, now: datetime) -> Erased:
    """Erase what has been over for ``keep``, and at once what is of no use any more. Needs the office's scope."""
    connection, last = session.connection(), last_sign_ins(session)
    over = {"before": now - keep, "begun_before": now - keep - ABSOLUTE}
    return Erased(
        sessions=connection.execute(
            _SESSIONS, over | {"people": list(last), "at": list(last.values())}
        ).rowcount,
        places=connection.execute(_PLACES, over).rowcount,
        forms=connection.execute(_FORMS, {"before": now - unfinished_forms.KEPT_FOR}).rowcount,
        requests=connection.execute(_REQUESTS, {"before": now - idempotency.KEPT_FOR}).rowcount,
        attempts=connection.execute(_ATTEMPTS, {"before": now - ATTEMPTS_KEPT}).rowcount,
    )


def is_anything_kept(session: Session) -> bool:
    """Return whether there is anything that will be erased one day."""
    return bool(session.connection().execute(_ANYTHING).scalar_one())
