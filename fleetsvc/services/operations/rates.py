"""What callers spent of their rates, added up over all processes."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

Spent = tuple[str, int]
"""A caller and the number of a window of time."""

# In order of the key: two processes that tell of the same callers then wait for each other, never in a circle.
_ADD: Final = text("""
    INSERT INTO rate_spent AS s (caller, window_number, requests)
    SELECT * FROM unnest(CAST(:callers AS text[]), CAST(:windows AS bigint[]), CAST(:requests AS bigint[]))
        AS told (caller, window_number, requests)
    ORDER BY caller, window_number
    ON CONFLICT (caller, window_number) DO UPDATE SET requests = s.requests + excluded.requests
    RETURNING caller, window_number, requests
""")
_FORGET: Final = text("DELETE FROM rate_spent WHERE window_number < :window")


def add_spent(session: Session, spent: Mapping[Spent, int]) -> dict[Spent, int]:
    """Add what one process counted; return what all processes together have told so far."""
    values = {
        "callers": [caller for caller, _ in spent],
        "windows": [window for _, window in spent],
        "requests": list(spent.values()),
    }
    rows = session.connection().execute(_ADD, values)
    return {(caller, window): requests for caller, window, requests in rows}


def forget_before(session: Session, window: int) -> None:
    """Remove what was spent in windows before this one."""
    session.connection().execute(_FORGET, {"window": window})
