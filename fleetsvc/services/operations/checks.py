"""What ``doctor`` and the page of the service's state tell: one line with a status and, where need be, what to do."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rules.wording import Text


class Status(StrEnum):
    """How a check ended; a notice is of what comes, and nothing falls short yet."""

    OK = "ok"
    NOTICE = "notice"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor. ``remedy`` is None where nothing need be done."""

    name: str
    status: Status
    says: Text
    remedy: Text | None = None


def fine(name: str, says: Text) -> Check:
    """Return a check that found nothing to do."""
    return Check(name, Status.OK, says)


LEVELS: Final = {Status.OK: 0, Status.NOTICE: 0, Status.WARN: 1, Status.FAIL: 2}
"""What monitoring is told: a notice is no alarm."""
