"""How the documents stand that workers make, for those who watch: operators and monitoring."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.services.common.liveness import ALIVE_FOR

STANDINGS: Final = ("waiting", "working", "ready", "failed")

_TALLY: Final = text("""
    SELECT CASE WHEN h.status = 'waiting' AND p.heartbeat_at > clock_timestamp() - CAST(:alive_for AS interval)
                THEN 'working' ELSE h.status END AS standing,
           count(*), max(extract(epoch FROM clock_timestamp() - h.asked_at))::float8
    FROM handout h LEFT JOIN handout_progress p ON p.city_code = h.city_code AND p.handout_id = h.id
    WHERE h.expires_at > clock_timestamp() GROUP BY standing
""")
_BYTES: Final = text("SELECT coalesce(sum(size_bytes), 0)::bigint FROM handout")
_FAILED: Final = text("""
    SELECT city_code, id, kind, failure FROM handout WHERE status = 'failed' AND expires_at > clock_timestamp()
    ORDER BY settled_at DESC LIMIT :most
""")
_LEFT: Final = text("""
    SELECT count(*) FROM handout WHERE status = 'waiting' AND asked_at < clock_timestamp() - :patience
""")


@dataclass(frozen=True, slots=True)
class FailedDocument:
    """A document that was given up, by whose it is (0: the office's) and its number; ``failure`` is a code."""

    city: int
    number: int
    kind: str
    failure: str


def tally(session: Session) -> dict[str, tuple[int, float]]:
    """Return how many documents stand where, and the age of the oldest in seconds. Needs the office's scope."""
    found = session.connection().execute(_TALLY, {"alive_for": ALIVE_FOR})
    return dict.fromkeys(STANDINGS, (0, 0.0)) | {row[0]: (row[1], row[2]) for row in found}


def stored_bytes(session: Session) -> int:
    """Return how many bytes of documents are kept. Needs the office's scope."""
    return int(session.connection().execute(_BYTES).scalar_one())


def list_failed(session: Session, *, most: int) -> list[FailedDocument]:
    """Return the documents that were given up and whose time is not over, the latest first."""
    return [FailedDocument(*row) for row in session.connection().execute(_FAILED, {"most": most})]


def left_waiting(session: Session, *, patience: timedelta) -> int:
    """Return how many documents have waited for longer than that. Needs the office's scope."""
    return int(session.connection().execute(_LEFT, {"patience": patience}).scalar_one())
