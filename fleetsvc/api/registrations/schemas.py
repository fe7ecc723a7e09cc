"""What callers may ask of registrations: the schemas of queries."""

from fleetsvc.api.frame.cursors import Cursor
from fleetsvc.api.frame.instants import KnownOn
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
from rules.vocabulary import Duty, Verdict

NEWEST, OLDEST = "-registered_on", "registered_on"


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
    known_on = KnownOn()
    sort = OneOf(
        (NEWEST, OLDEST), description="按注册日期，- 为由近到远（缺省） / By day; newest first unless given"
    )
    limit = Number(1, MAX_PAGE, load_default=100, description="每页条数 / Items on the page")
    cursor = Cursor(int, str, int, str)


class RegistrationQuery(RevealQuery):
    """As known when."""

    known_on = KnownOn()
