"""Columns as bureaus name them, chosen from lists in use without looking at what the importer knows.

Sources: header rows of public vehicle systems, the vehicle licence, GA/T 16 field names, and forms of the trade.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.acceptance.workbooks import spellings
from tests.acceptance.workbooks.spellings import DAY_FORMS, Writer, one_of

HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "seq": ("序号", "编号", "No.", "序 号", "行号"),
    "plate": ("号牌号码", "车牌号", "车牌号码", "车牌", "牌照号", "车辆号牌", "车辆牌号", "机动车号牌号码", "车辆牌照号",
              "车辆号码", "牌照号码", "牌号"),
    "vin": ("车架号", "车辆识别代号", "车辆识别代码", "VIN码", "VIN", "车架号码", "车辆识别代号（车架号）", "底盘号",
            "车架号(VIN)", "大架号", "车辆VIN码", "车辆识别码", "VIN号", "车辆识别代号/车架号"),
    "fuel": ("燃料种类", "燃料类型", "能源类型", "能源种类", "燃油类型", "动力类型", "车辆能源类型", "燃料", "能源形式",
             "动力形式", "车辆燃料类型", "使用能源", "动力种类"),
    "registered_on": ("初次登记日期", "注册日期", "注册登记日期", "登记日期", "上牌日期", "上牌时间", "首次上牌时间",
                      "车辆登记日期", "行驶证注册日期", "行驶证登记日期", "登记时间", "挂牌日期", "车辆注册日期",
                      "注册登记时间", "上户日期"),
    "event": ("新增/更新", "新增或更新", "新增更新", "新增（更新）", "新增/更新情况", "更新类型", "新增、更新", "新增或更新类型",
              "车辆新增/更新"),
    "category": ("车辆用途", "用途", "类别", "车辆类别", "车辆用途类别", "行业类别", "应用领域", "用途类别", "所属领域",
                 "车辆用途分类", "公共领域类别"),
    "model": ("车辆型号", "公告型号", "品牌型号", "型号", "厂牌型号", "产品型号", "车型代码", "车辆品牌型号", "公告车型"),
    "product_name": ("车辆名称", "产品名称", "专用车名称"),
    "use_nature": ("使用性质", "车辆使用性质", "营运性质"),
    "vehicle_type": ("车辆类型", "机动车类型", "车辆种类"),
    "owner": ("所有人", "机动车所有人", "车主", "业户名称", "所属企业", "使用单位", "车辆所有人", "车属单位", "企业名称"),
    "emission_stage": ("排放标准", "排放阶段", "排放等级", "车辆排放标准", "排放"),
    "gross_mass": ("总质量", "总质量(kg)", "总质量（kg）", "最大总质量", "最大允许总质量（kg）", "车辆总质量(千克)"),
    "kerb_mass": ("整备质量", "整备质量(kg)", "整备质量（kg）"),
    "replaces_plate": ("被更新车辆号牌", "原车牌号", "被替换车辆车牌号", "淘汰车辆号牌", "报废车辆号牌号码", "被更新车牌号",
                       "更新前车牌号", "旧车车牌号", "原车号牌号码"),
    "replaces_vin": ("被更新车辆车架号", "报废车辆识别代号", "被更新车辆VIN"),
    "unit": ("报送单位", "上报单位", "所属地市"),
}  # fmt: skip
"""Field -> names of its column."""

ENGLISH: Final[dict[str, tuple[str, ...]]] = {
    "seq": ("No.", "#", "Seq"),
    "plate": ("Plate No.", "License Plate", "Plate Number", "Licence plate no.", "plate_no", "Registration plate"),
    "vin": ("VIN", "Vehicle Identification Number", "VIN Code", "Chassis No. (VIN)", "vin_no"),
    "fuel": ("Fuel Type", "Energy Type", "Fuel", "Powertrain", "fuel_type"),
    "registered_on": ("Registration Date", "First Registration Date", "Date of Registration", "register_date",
                      "Date of first registration"),
    "event": ("New/Replacement", "New or Replacement"),
    "category": ("Category", "Vehicle Category", "vehicle_category"),
    "model": ("Model", "Vehicle Model", "Model Code", "vehicle_model"),
    "owner": ("Owner", "Company", "Owner Name"),
    "emission_stage": ("Emission Standard", "Emission Stage"),
    "gross_mass": ("Gross Mass (kg)", "GVW (kg)", "Gross Vehicle Weight"),
    "replaces_plate": ("Replaced Plate", "Plate of replaced vehicle", "Old plate no."),
}  # fmt: skip
GA_NAMES: Final = {
    "seq": "xh", "plate": "hphm", "vin": "clsbdh", "fuel": "rlzl", "registered_on": "ccdjrq", "model": "clxh",
    "owner": "syr", "use_nature": "syxz", "vehicle_type": "cllx", "gross_mass": "zzl", "kerb_mass": "zbzl",
}  # fmt: skip
"""The field names of the traffic police's exports (initials of the Chinese names)."""

NOISE: Final[dict[str, tuple[object, ...]]] = {
    "车身颜色": ("白", "绿", "蓝", "黄", "白"),
    "发动机号": ("TZ2201A", "B33098", "DK771203", None),
    "联系电话": ("0371-55550001", "0371-55550002"),
    "座位数": (5, 28, 32, 2),
    "行驶里程（公里）": (120, 4560, 800, 13),
    "驾驶员": ("张某", "李某", "王某某"),
    "合同编号": ("HT-2025-01", "HT-2025-02"),
    "采购价格（万元）": (68.5, 12.8, 45),
    "电池容量(kWh)": (255.5, 60, 281),
    "续驶里程(km)": (400, 305, 520),
    "充电桩编号": ("Z-01", "Z-02"),
    "车长(mm)": (10490, 5995, 4750),
    "保险到期日": ("2026-03-01", "2026-05-20"),
    "检验有效期止": ("2026-12-31", "2027-03-31"),
    "备注": (None, None, "已核对", ""),
    "所属车队": ("一队", "二队", "三队"),
    "电机型号": ("TZ365XSG01", "TZ230XS01", "TZ400XSA2"),
    "品牌": ("某某", "中州", "黄河"),
    "区县": ("高新区", "示范区", "市区"),
    "号牌种类": ("大型新能源汽车", "小型新能源汽车", "大型汽车"),
    "核定载客人数": (81, 5, 3),
    "是否上线": ("是", "否"),
    "车牌颜色": (),
}
"""Columns nobody needs, with some of their values; what is said of the plate is as the plate is."""
_OF_PLATE: Final = {
    "车牌颜色": (("黄绿", "渐变绿", "绿"), ("蓝", "黄")),
}
"""Name -> what new-energy plates are said to be, and what others are."""
_NEW_ENERGY_PLATE: Final = 8


@dataclass(eq=False)
class Column:
    """One column: the field it truly holds (None: not used), its header from the top down, what it writes."""

    field: str | None
    path: tuple[str, ...]
    write: Writer


_ATTRIBUTES: Final = {
    "plate": "plate", "vin": "vin", "model": "model", "owner": "owner", "gross_mass": "gross_mass_kg",
    "kerb_mass": "kerb_mass_kg", "vehicle_type": "vehicle_type", "use_nature": "use_nature",
    "product_name": "product", "replaces_plate": "replaces_plate", "replaces_vin": "replaces_vin",
}  # fmt: skip
_WORDS: Final[dict[str, tuple[Mapping[str, tuple[str | None, ...]], str]]] = {
    "category": (spellings.CATEGORY_WORDS, "category"),
    "event": (spellings.EVENT_WORDS, "event"),
    "fuel": (spellings.FUEL_WORDS, "energy"),
    "emission_stage": (spellings.STAGE_WORDS, "emission_stage"),
}


def always(value: object) -> Writer:
    return lambda _: value


def _counter() -> Writer:
    numbers = iter(range(1, 10**6))
    return lambda _: next(numbers)


def writer_of(rng: Random, field: str) -> Writer:
    """The ordinary way to write a field."""
    if field == "seq":
        return _counter()
    if field == "registered_on":
        form = DAY_FORMS[rng.choice(("cell", "iso", "slashes", "dots", "chinese"))]
        return lambda vehicle: form(vehicle.registered_on)
    if field in _WORDS:
        words, name = _WORDS[field]
        return one_of(rng, words, name)
    attribute = _ATTRIBUTES[field]
    return lambda vehicle: getattr(vehicle, attribute)


def column(rng: Random, field: str, *, header: str | None = None, write: Writer | None = None) -> Column:
    """A column that holds a field, under one of its names."""
    return Column(field, (header or rng.choice(HEADERS[field]),), write or writer_of(rng, field))


def noise(rng: Random, name: str) -> Column:
    """A column that holds nothing we need."""
    if name in _OF_PLATE:
        new_energy, other = _OF_PLATE[name]
        return Column(
            None,
            (name,),
            lambda one: rng.choice(new_energy if len(one.plate or "") == _NEW_ENERGY_PLATE else other),
        )
    values = NOISE[name]
    return Column(None, (name,), lambda _: rng.choice(values))


def ordinary(rng: Random, *, without: tuple[str, ...] = (), extra: int = 1) -> list[Column]:
    """The columns of an ordinary file in an ordinary order, with some that nobody needs."""
    fields = ["seq", "plate", "vin", "model", "fuel", "registered_on", "category", "event", "replaces_plate"]
    fields += rng.sample(("owner", "gross_mass", "emission_stage"), rng.randrange(4))
    columns = [column(rng, field) for field in fields if field not in without]
    for name in rng.sample(tuple(NOISE), extra):
        columns.insert(rng.randrange(2, len(columns) + 1), noise(rng, name))
    return columns


def written(columns: list[Column], field: str, write: Writer, *, header: str | None = None) -> list[Column]:
    for one in columns:
        if one.field == field:
            one.write = write
            one.path = one.path if header is None else (header,)
    return columns


def with_field(
    rng: Random, columns: list[Column], field: str, write: Writer, *, header: str | None = None
) -> list[Column]:
    """The columns with one field written so, added at the end if it is not there."""
    if all(one.field != field for one in columns):
        columns.append(column(rng, field))
    return written(columns, field, write, header=header)
