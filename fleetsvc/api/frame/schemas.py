"""What callers may send: the marshmallow schemas of queries and bodies."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, missing, validates_schema

from fleetsvc.api.frame.faults import NOT_BOOLEAN, NOT_DAY, NOT_NUMBER, Fault, not_among
from fleetsvc.services.law.requirements import written_day
from rules.circumstances import CIRCUMSTANTIAL, is_county_of
from rules.conditions import FACTS
from rules.counties import COUNTY_CODES
from rules.units import UNITS
from rules.vocabulary import Area, Category, EmissionStage, Energy, Event, OwnerClass, Use
from rules.wording import Text, control_place, is_blank

MAX_PAGE: Final = 500
_NONE: Final = "\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029"
NO_CONTROLS: Final = f"^[^{_NONE}]*$"
SOME_WORDS: Final = f"^[^{_NONE}]*[^\\s{_NONE}][^{_NONE}]*$"
PERIODS: Final = "^[12][0-9]{3}(-Q[1-4]|-(0[1-9]|1[0-2]))?$"
"""How texts are described (ECMA-262 patterns)."""

PERIOD_IN_PATH: Final = {
    "in": "path",
    "name": "period",
    "required": True,
    "description": "期次 / Period: 2025, 2025-Q3, 2025-09",
    "schema": {"type": "string", "pattern": PERIODS},
}

_TOO_LONG: Final = Fault("too-long", Text("文字过长", "this is too long"))
_CONTROL: Final = Fault("control-characters", Text("含有控制字符", "this holds control characters"))
_BLANK: Final = Fault("blank", Text("须写明，不能为空", "say something here: it may not be blank"))
_OUT_OF_RANGE: Final = Fault("out-of-range", Text("超出范围", "this is out of range"))


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
    """Free text of at most so many characters, without control characters or halves of surrogate pairs.

    Described by ``SOME_WORDS`` it may not be blank.
    """

    def __init__(
        self, longest: int, *, required: bool = False, description: str = "", pattern: str = NO_CONTROLS
    ) -> None:
        self.longest, self.may_be_blank = longest, pattern != SOME_WORDS
        described = {"description": description, "maxLength": longest, "pattern": pattern}
        least = {} if self.may_be_blank else {"minLength": 1}
        super().__init__(required=required, allow_none=not required, metadata=described | least)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ANN401
        text = super()._deserialize(value, attr, data, **kwargs)
        if len(text) > self.longest:
            raise ValidationError([_TOO_LONG])
        if control_place(text, in_a_line=True) is not None:
            raise ValidationError([_CONTROL])
        if not is_blank(text):
            return text
        if not self.may_be_blank:
            raise ValidationError([_BLANK])
        return ""


class Number(fields.Integer):
    """A whole number within bounds; in a query it arrives as digits."""

    def __init__(
        self,
        least: int,
        most: int,
        *,
        load_default: int | None = None,
        required: bool = False,
        description: str = "",
    ) -> None:
        super().__init__(
            required=required,
            load_default=missing if required else load_default,
            allow_none=load_default is None and not required,
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


class JsonNumber(Number):
    """The same in a JSON body, where a number is no text of digits."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ANN401
        if isinstance(value, str):
            raise ValidationError([NOT_NUMBER])
        return super()._deserialize(value, attr, data, **kwargs)


class Flag(fields.Boolean):
    """True or false in a JSON body: no number and no word stands for them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:  # noqa: ANN401
        if not isinstance(value, bool):
            raise ValidationError([NOT_BOOLEAN])
        return value


def words_of(listed: type[StrEnum]) -> tuple[str, ...]:
    """Return the values of a closed list in its order."""
    return tuple(member.value for member in listed)


UNIT_CODES: Final = tuple(UNITS)
CATEGORIES: Final = words_of(Category)
EVENTS: Final = words_of(Event)
ENERGIES: Final = words_of(Energy)
STAGES: Final = words_of(EmissionStage)


OWNER_CLASSES: Final = words_of(OwnerClass)
USES: Final = words_of(Use)
AREAS: Final = words_of(Area)
COUNTIES: Final = tuple(COUNTY_CODES)
OWNER_CLASS_SAID: Final = "所有人类别 / Class of the owner"
USE_SAID: Final = (
    "主要用途；只有以此为条件的规则才看 / Main use, looked at by rules that are about some uses only"
)
AREA_SAID: Final = "使用区域 / Where the vehicle works"
COUNTY_SAID: Final = "所属区县代码，须属于该单位 / Code of one of the unit's counties"

_NOT_OF_UNIT: Final = Fault(
    "county-of-another-unit", Text("该区县不属于该单位", "this county does not belong to the unit")
)


class InUnit(Schema):
    """What names a unit and may name one of its counties."""

    @validates_schema
    def county_in_unit(self, data: dict[str, Any], **_: object) -> None:
        """Refuse a county of another unit."""
        county = data.get("county")
        if county and not is_county_of(county, data["unit"]):
            raise ValidationError([_NOT_OF_UNIT], field_name="county")


def circumstances_said(words: Mapping[str, str | None]) -> dict[str, Any]:
    """Return circumstances given as words, each under its name as a fact of its list; None where nothing is said."""
    found: dict[str, Any] = {name: words.get(name) or None for name in CIRCUMSTANTIAL}
    return {name: FACTS[name](word) if word and name in FACTS else word for name, word in found.items()}


class PageQuery(Schema):
    """Which page of a list."""

    limit = Number(1, MAX_PAGE, load_default=100, description="每页条数 / Items on the page")
    cursor = Number(
        0, 2**62, load_default=None, description="上一页的 next_cursor / next_cursor of the page before"
    )
