"""Which waiting upload is worked on next: units take turns, and of a unit's files the small ones go first.

A file's place in its unit is fixed when it comes: its instant, later by a minute a mebibyte. So a small file passes
large ones, and a large one is passed for a bounded time only. One that failed takes its place anew when its pause is
over. The unit whose file was taken up the longest ago is next: one with hundreds of files keeps nobody waiting.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.models import UploadStatus
from rules.units import UNITS

YIELDS_BY_MEBIBYTE: Final = timedelta(minutes=1)
"""So long a file lets smaller ones of its unit pass, for each mebibyte of its size."""
EACH: Final = 20
"""Of each unit so many are looked at: more than there are workers that may hold some of them."""

IS_WAITING: Final = (
    f"(u.status = '{UploadStatus.RECEIVED}' OR (u.status = '{UploadStatus.IN_REVIEW}' AND u.confirmed)"
    " OR u.withdrawing IS NOT NULL)"
)
"""SQL: whether the upload ``u`` waits to be read, stored or taken back. ``UploadRecord.is_waiting``: of one at hand."""

# Both branches go along an index: ix_upload_queue for what has not failed, ix_upload_failure_next for what has.
QUEUE: Final = text(f"""
    SELECT unit.city_code, next.id
    FROM unnest(CAST(:cities AS integer[])) AS unit (city_code)
    LEFT JOIN upload_turn t ON t.city_code = unit.city_code
    CROSS JOIN LATERAL (
        SELECT id, queued_at, row_number() OVER (ORDER BY queued_at, id) AS place
        FROM (
            (
                SELECT u.id, u.queued_at FROM upload u
                WHERE u.city_code = unit.city_code
                    AND {IS_WAITING}
                    AND NOT EXISTS (
                        SELECT FROM upload_failure f WHERE f.city_code = u.city_code AND f.upload_id = u.id
                    )
                ORDER BY u.queued_at, u.id LIMIT :each
            )
            UNION ALL
            (
                SELECT u.id, f.next_attempt_at FROM upload_failure f
                JOIN upload u ON u.city_code = f.city_code AND u.id = f.upload_id
                WHERE f.city_code = unit.city_code AND f.next_attempt_at <= clock_timestamp()
                    AND {IS_WAITING}
                ORDER BY f.next_attempt_at, u.id LIMIT :each
            )
        ) AS waiting
    ) AS next
    ORDER BY next.place, t.served_at NULLS FIRST, next.queued_at, next.id
""")  # noqa: S608 (a constant)


def waiting(session: Session) -> list[tuple[int, int]]:
    """Return (unit, upload) of what may be read, stored or taken back now, in the order of its turn; locks nothing."""
    values = {"cities": list(map(int, UNITS)), "each": EACH}
    return [(city, number) for city, number in session.connection().execute(QUEUE, values)]
