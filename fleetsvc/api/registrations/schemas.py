"""What callers may ask of registrations: the schemas of queries."""

from datetime import datetime
from typing import Any, Final

from marshmallow import ValidationError, fields

from fleetsvc.api.frame.cursors import Cursor
from fleetsvc.api.frame.faults import Fault
from fleetsvc.api.frame.schemas import (
    CATEGORIES,
    ENERGIES,
    EVENTS,
    MAX_PAGE,
    UNIT_CODES,
    Day,
    Number,
    OneOf,
    Words,
    words_of,
)
from fleetsvc.api.uploads.schemas import RevealQuery
from fleetsvc.clock import SHANGHAI, end_of
from fleetsvc.services.law.requirements import written_day
from rules.vocabulary import Duty, Verdict
from rules.wording import Text

_NOT_INSTANT: Final = Fault(
    "not-instant",
    Text(
        "应为日期（2025-06-01）或带时区的时刻（2025-06-01T08:00:00+08:00）",
        "this must be a day (2025-06-01) or an instant with its offset (2025-06-01T08:00:00+08:00)",
    ),
)
NEWEST, OLDEST = "-registered_on", "registered_on"


class Instant(fields.Field[datetime]):
    """An instant with its offset, or a day: then its last moment (Asia/Shanghai)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:  # noqa: ANN401
        try:
            return read_instant(str(value))
        except (ValueError, OverflowError):
            raise ValidationError([_NOT_INSTANT]) from None


def read_instant(written: str) -> datetime:
    """Read an instant, or a day as its last moment. Raises ValueError, OverflowError.

    >>> read_instant("2025-06-01").isoformat()
    '2025-06-01T23:59:59.999999+08:00'
    """
    if len(written) == 10:
        return end_of(written_day(written))
    instant = datetime.fromisoformat(written.replace(" ", "+"))  # a plus sign of an address not encoded
    if instant.tzinfo is None or not written.isascii():
        raise ValueError(written)
    return instant.astimezone(SHANGHAI)


_INSTANT_WRITTEN: Final = {
    "description": "按该日（或该时刻）已知的情况回答 / As known on that day, or at that instant",
    "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}],
}


class RegistrationsQuery(RevealQuery):
    """Which registrations, in which order."""

    unit = OneOf(UNIT_CODES, description="报送单位代码 / Reporting unit")
    category = OneOf(CATEGORIES, description="车辆用途 / Category of use")
    event = OneOf(EVENTS, description="新增或更新 / New or replacement")
    energy = OneOf(ENERGIES, description="能源种类 / Energy kind")
    verdict = OneOf(words_of(Verdict), description="核查结论 / Verdict")
    duty = OneOf(
        words_of(Duty),
        description="verdict 为该项要求的结论；未给 verdict 时为该项要求管到的车辆 / "
        "verdict is that on this duty; without one, the vehicles it governs",
    )
    from_on = Day(
        data_key="from",
        metadata={"description": "注册日期起（含） / Registered from this day on"},
    )
    until_on = Day(
        data_key="until",
        metadata={"description": "注册日期止（不含） / Registered before this day"},
    )
    owner = Words(200, description="所有人全称 / The owner's whole name")
    upload = Number(1, 2**62, load_default=None, description="批次编号 / Number of an upload")
    known_on = Instant(metadata=_INSTANT_WRITTEN)
    sort = OneOf(
        (NEWEST, OLDEST), description="按注册日期，- 为由近到远（缺省） / By day; newest first unless given"
    )
    limit = Number(1, MAX_PAGE, load_default=100, description="每页条数 / Items on the page")
    cursor = Cursor(int, str, int, str)


class RegistrationQuery(RevealQuery):
    """As known when."""

    known_on = Instant(metadata=_INSTANT_WRITTEN)
