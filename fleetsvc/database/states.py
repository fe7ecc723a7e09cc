"""What went wrong in the database or on a disk, told apart by its code, so that each edge may say it in words."""

import errno
from typing import Final


class QueryTooSlow(Exception):
    """A statement took longer than it may, and was ended."""


class DatabaseBusy(Exception):
    """Another transaction held for too long what this one needs, or each waited for the other."""


class DiskFull(Exception):
    """There is no more room on a disk, the database's or ours."""


_BY_STATE: Final[dict[str, type[Exception]]] = {
    "57014": QueryTooSlow,  # query_canceled
    "55P03": DatabaseBusy,  # lock_not_available
    "40P01": DatabaseBusy,  # deadlock_detected
    "53100": DiskFull,  # disk_full
}
"""PostgreSQL, Appendix A: error codes."""
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT)


def sqlstate_of(problem: BaseException) -> str | None:
    """Return the SQLSTATE of a failure of the database, also of one that SQLAlchemy has wrapped; else None."""
    state = getattr(getattr(problem, "orig", None) or problem, "sqlstate", None)
    return state if isinstance(state, str) else None


def told_apart(problem: Exception) -> Exception:
    """Return what an exception says of the database or a disk; the exception itself where that is not known.

    >>> told_apart(OSError(errno.ENOSPC, "No space left on device"))
    DiskFull()
    >>> told_apart(ValueError("2"))
    ValueError('2')
    """
    if isinstance(problem, OSError) and problem.errno in _NO_ROOM:
        return DiskFull()
    kind = _BY_STATE.get(sqlstate_of(problem) or "")
    return problem if kind is None else kind()
