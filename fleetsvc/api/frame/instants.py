"""``known_on``: as known at an instant, or at the end of a day. What is known later nobody can say yet."""

from datetime import datetime
from typing import Any, Final

from marshmallow import ValidationError, fields

from fleetsvc import clock
from fleetsvc.api.frame.faults import Fault
from fleetsvc.services.law.instants import InstantInFuture, known_instant
from rules.wording import Text

_NOT_INSTANT: Final = Fault(
    "not-instant",
    Text(
        "应为日期（2025-06-01）或带时区的时刻（2025-06-01T08:00:00+08:00）",
        "this must be a day (2025-06-01) or an instant with its offset (2025-06-01T08:00:00+08:00)",
    ),
)
_FUTURE: Final = Fault("day-in-future", Text("这一天还没有到", "that day has not come yet"))


class KnownOn(fields.Field[datetime]):
    """An instant with its offset, or a day: then its last moment (Asia/Shanghai). Never in the future."""

    def __init__(self) -> None:
        super().__init__(
            metadata={
                "description": "按该日（或该时刻）已知的情况回答 / As known on that day, or at that instant",
                "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}],
            }
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:  # noqa: ANN401
        try:
            return known_instant(str(value), now=clock.now())
        except InstantInFuture:
            raise ValidationError([_FUTURE]) from None
        except (ValueError, OverflowError):
            raise ValidationError([_NOT_INSTANT]) from None
