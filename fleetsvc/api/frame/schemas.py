"""What callers may send: the marshmallow schemas of queries and bodies."""

from datetime import date
from enum import StrEnum
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, pre_load

from fleetsvc.api.frame.faults import NOT_DAY, NOT_NUMBER, Fault, not_among
from fleetsvc.services.law.requirements import written_day
from rules.units import UNITS
from rules.vocabulary import Category, EmissionStage, Energy, Event
from rules.wording import Text

MAX_PAGE: Final = 500
MAX_CHECKS: Final = 10_000
NO_CONTROLS: Final = "^[^\\u0000-\\u001f]*$"
PERIODS: Final = "^[12][0-9]{3}(-Q[1-4]|-(0[1-9]|1[0-2]))?$"
"""How texts are described (ECMA-262 patterns)."""

_TOO_LONG: Final = Fault("too-long", Text("文字过长", "this is too long"))
_CONTROL: Final = Fault("control-characters", Text("含有控制字符", "this holds control characters"))
_OUT_OF_RANGE: Final = Fault("out-of-range", Text("超出范围", "this is out of range"))
_TOO_MANY: Final = Fault("too-many", Text("一次最多 10000 项", "there may be at most 10,000 items at once"))
_EMPTY: Final = Fault("empty-list", Text("至少要有一项", "there must be at least one item"))


class OneOf(fields.String):
    """A word of a closed list, as its value; ``words`` in the list's order.

    In JSON, ``or_null`` takes null for a word that is not given; a query has no null.
    """

    def __init__(
        self, words: tuple[str, ...], *, required: bool = False, or_null: bool = False, description: str = ""
    ) -> None:
        described = {"description": description, "enum": [*words, None] if or_null else list(words)}
        super().__init__(required=required, allow_none=or_null, metadata=described)
        self.words = frozenset(words)
        self.fault = not_among(words)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ANN401
        if isinstance(value, str) and value in self.words:
            return value
        raise ValidationError([self.fault])


class Day(fields.Date):
    """A day, YYYY-MM-DD and no other of the many forms of ISO 8601."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:  # noqa: ANN401
        try:
            return written_day(value if isinstance(value, str) else "")
        except ValueError:
            raise ValidationError([NOT_DAY]) from None


class Words(fields.String):
    """Free text of at most so many characters, without control characters or halves of surrogate pairs."""

    def __init__(self, longest: int, *, description: str = "", pattern: str = NO_CONTROLS) -> None:
        described = {"description": description, "maxLength": longest, "pattern": pattern}
        super().__init__(allow_none=True, metadata=described)
        self.longest = longest

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ANN401
        text = super()._deserialize(value, attr, data, **kwargs)
        if len(text) > self.longest:
            raise ValidationError([_TOO_LONG])
        if not text.isprintable() and any(ord(sign) < 32 or "\ud800" <= sign <= "\udfff" for sign in text):
            raise ValidationError([_CONTROL])
        return text


class Number(fields.Integer):
    """A whole number within bounds; in a query it arrives as digits."""

    def __init__(self, least: int, most: int, *, load_default: int | None, description: str = "") -> None:
        super().__init__(
            load_default=load_default,
            allow_none=load_default is None,
            metadata={"description": description, "minimum": least, "maximum": most},
        )
        self.least, self.most = least, most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ANN401
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # JSON knows no difference between 4000 and 4000.0
        digits = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20
        if not digits and (isinstance(value, bool) or not isinstance(value, int)):
            raise ValidationError([NOT_NUMBER])
        number = int(value)
        if not self.least <= number <= self.most:
            raise ValidationError([_OUT_OF_RANGE])
        return number


def words_of(listed: type[StrEnum]) -> tuple[str, ...]:
    """Return the values of a closed list in its order."""
    return tuple(member.value for member in listed)


UNIT_CODES: Final = tuple(UNITS)
CATEGORIES: Final = words_of(Category)
EVENTS: Final = words_of(Event)
ENERGIES: Final = words_of(Energy)
STAGES: Final = words_of(EmissionStage)


class PageQuery(Schema):
    """Which page of a list."""

    limit = Number(1, MAX_PAGE, load_default=100, description="每页条数 / Items on the page")
    cursor = Number(
        0, 2**62, load_default=None, description="上一页的 next_cursor / next_cursor of the page before"
    )


class CheckItem(Schema):
    """One vehicle to judge. What it was given under is told back by ``ref``."""

    ref = Words(
        200, description="您自己的编号，原样返回 / Your own name of the item; it comes back unchanged"
    )
    unit = OneOf(UNIT_CODES, required=True, description="报送单位代码 / Reporting unit")
    category = OneOf(CATEGORIES, required=True, description="车辆用途 / Category of use")
    event = OneOf(EVENTS, required=True, description="新增或更新 / New or replacement")
    registered_on = Day(
        metadata={"description": "登记日期；不填为今天（北京时间） / Today (Asia/Shanghai) unless given"},
        allow_none=True,
    )
    energy = OneOf(
        ENERGIES,
        or_null=True,
        description="能源种类；不填时由号牌和型号判定 / Settled from plate and model where it is not given",
    )
    plate = Words(40, description="号牌号码 / Plate")
    vin = Words(40, description="车架号 / VIN")
    model = Words(80, description="公告型号 / Model code of the type announcement")
    emission_stage = OneOf(STAGES, or_null=True, description="排放阶段 / Emission stage")
    gross_mass_kg = Number(
        1, 200_000, load_default=None, description="最大设计总质量，千克 / Gross mass in kilograms"
    )
    replaces_vin = Words(40, description="被更新车辆的车架号 / VIN of the retired vehicle")
    replaces_plate = Words(40, description="被更新车辆的号牌 / Plate of the retired vehicle")


def _some(items: list[object]) -> None:
    if not items:
        raise ValidationError([_EMPTY])


class CheckBody(Schema):
    """The vehicles to judge: one without a key, up to 10,000 with one."""

    items = fields.List(
        fields.Nested(CheckItem),
        required=True,
        validate=_some,
        metadata={"description": "要核查的车辆 / The vehicles", "minItems": 1, "maxItems": MAX_CHECKS},
    )

    @pre_load
    def count_first(self, body: object, **_: object) -> object:
        """Refuse too many items before any of them is looked at: millions of faults would be told one by one."""
        items = body.get("items") if isinstance(body, dict) else None
        if isinstance(items, list) and len(items) > MAX_CHECKS:
            raise ValidationError([_TOO_MANY], field_name="items")
        return body
