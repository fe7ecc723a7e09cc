"""``POST /checks``: judge vehicles one by one, before they are registered."""

from typing import Any, Final

from flask import Response
from marshmallow import Schema, ValidationError, fields, pre_load

from fleetsvc import clock
from fleetsvc.api.frame.answers import language, uncached
from fleetsvc.api.frame.callers import caller
from fleetsvc.api.frame.faults import Fault, InputRefused, PlacedFault
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import (
    AREA_SAID,
    AREAS,
    CATEGORIES,
    COUNTIES,
    COUNTY_SAID,
    ENERGIES,
    EVENTS,
    OWNER_CLASS_SAID,
    OWNER_CLASSES,
    STAGES,
    UNIT_CODES,
    USE_SAID,
    USES,
    Day,
    InUnit,
    Number,
    OneOf,
    Words,
    circumstances_said,
)
from fleetsvc.api.frame.shapes import BookShape, ConditionShape, DutyShape, FindingShape, ReasonShape
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.bodies import Room, takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.uploads.asked_vehicles import catalogued, vehicle_of
from fleetsvc.services.uploads.check_items import check_answer
from fleetsvc.settings import MEBIBYTE
from rules.wording import Text

resource = Resource("checks", entry=Entry.ANYONE, description="Judge vehicles before they are registered")

MAX_CHECKS: Final = 10_000
_TOO_MANY: Final = Fault("too-many", Text("一次最多 10000 项", "there may be at most 10,000 items at once"))
_EMPTY: Final = Fault("empty-list", Text("至少要有一项", "there must be at least one item"))


class CheckItem(InUnit):
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
    built_on = Day(
        metadata={"description": "出厂日期 / Day of manufacture"}, allow_none=True, load_default=None
    )
    replaces_vin = Words(40, description="被更新车辆的车架号 / VIN of the retired vehicle")
    replaces_plate = Words(40, description="被更新车辆的号牌 / Plate of the retired vehicle")
    owner_class = OneOf(OWNER_CLASSES, or_null=True, description=OWNER_CLASS_SAID)
    use = OneOf(USES, or_null=True, description=USE_SAID)
    area = OneOf(AREAS, or_null=True, description=AREA_SAID)
    county = OneOf(COUNTIES, or_null=True, description=COUNTY_SAID)


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


class CheckShape(Schema):
    """The verdict on one vehicle, the strictest of its duties, and all that defends it."""

    ref = fields.String(allow_none=True)
    verdict = fields.String()
    rule = fields.String(allow_none=True)
    duties = fields.List(fields.Nested(DutyShape))
    energy = fields.String()
    energy_basis = fields.List(fields.String())
    reasons = fields.List(fields.Nested(ReasonShape))
    findings = fields.List(fields.Nested(FindingShape))
    replacement = fields.String()
    conditions = fields.List(fields.Nested(ConditionShape))
    steps = fields.List(fields.String())
    interpretations = fields.List(fields.String())


class ChecksShape(Schema):
    """The verdicts in the order of the items."""

    items = fields.List(fields.Nested(CheckShape))
    rulebook = fields.Nested(BookShape)
    rulebooks = fields.List(fields.Nested(BookShape))


ROOM: Final = Room(lambda _: 17 * MEBIBYTE, unknown=16 * 1024)
"""For 10,000 vehicles with all their fields, each as long as it may be and in Chinese; without a key for one."""
_ONE_WITHOUT_KEY: Final = Fault(
    "key-needed",
    Text("没有密钥时一次只能核查一辆车", "without a key only one vehicle may be checked at a time"),
)


@resource.operation(
    "POST",
    "/checks",
    zh="登记前逐辆核查：1 至 10,000 辆（无密钥时一辆），与导入时同一套判定",
    body=CheckBody,
    answer=ChecksShape,
)
@takes(ROOM)
def post_checks(body: dict[str, Any]) -> Response:
    """Judge 1 to 10,000 vehicles (one without a key), as an import would."""
    items = body["items"]
    if len(items) > 1 and caller() is None:
        raise InputRefused([PlacedFault("body", "/items", _ONE_WITHOUT_KEY)])
    today = clock.day_of(clock.now())
    vehicles = [vehicle_of(item, circumstances_said(item), today=today) for item in items]
    book = parts().in_force.get().book
    with parts().database.transaction(PUBLISHED) as session:
        catalogue = catalogued(session, vehicles)
    document = check_answer(book, vehicles, catalogue=catalogue, today=today, language=language())
    return uncached(document)
