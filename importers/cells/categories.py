"""What a vehicle is used for: from the sender's wording, the codes of the traffic police, product words, the model.

``parse_category`` reads a cell that names the category. ``category_by_evidence`` reads it from what else the row
says, and only where that is sure: a tipper is no muck truck without a muck permit, a passenger car no taxi.
Sources: GA/T 16.3 (nature of use), GA 802 (vehicle types), GB/T 17350 (letters of special vehicles).

>>> parse_category("洗扫车"), parse_category("网络预约出租车"), parse_category("建筑垃圾运输车")
('sanitation', 'ride_hailing', 'muck_truck')
"""

import re
from dataclasses import dataclass
from typing import Final

from importers.cells.identifiers import CellDoubt, CellProblem, is_blank, nearly, proposal, text_of, words_of
from rules.labels import label
from rules.vocabulary import Category

# The order matters: what a pattern has matched is taken out of the text before the next one looks.
_WORDS: Final = tuple(
    (category, re.compile(pattern))
    for category, pattern in (
        (
            None,
            "混凝土(?:臂架|输送)?泵送?车?|臂架泵车?|车载泵|泵车",
        ),  # carries nothing: no mixer, whatever its load
        (Category.MUCK_TRUCK, "渣土|建筑垃圾|工程垃圾|工程渣土|弃土|余泥|泥头车|土方车|拉土车|MUCK"),
        (
            Category.SANITATION,
            "环卫|环境卫生|保洁|清洁车|洗扫|扫路|清扫|扫地|洒水|冲洗|抑尘|雾炮|垃圾|餐厨|厨余|吸污|吸粪|抽粪|粪便|清运车"
            "|收运车|压缩车|[勾钩]臂车|吸尘车|除雪|铲雪|扬雪|护栏清洗|清洗车|路面养护|污泥|疏通车|SANITATION",
        ),
        (
            Category.RIDE_HAILING,
            "网约(?:出租|租)?汽?车?|网络预?约出?租?汽?车?|预约出租(?:汽车|车)?|滴滴|RIDE[-_ ]?HAILING",
        ),
        (Category.TAXI, "巡游出租汽?车?|巡游车?|出租客运|出租汽?车?|的士|计程车|电召车|TAXI"),
        (
            Category.MIXER_TRUCK,
            "散装水泥(?:运输)?|水泥罐?|混凝土|搅拌|商砼|砼车|预拌|粉粒物料|粉罐|下灰车|MIXER",
        ),
        (Category.POSTAL, "邮政|邮递|邮件|邮运|邮车|POSTAL"),
        (Category.URBAN_LOGISTICS, "城市物流|物流|城市配送|城配|配送|快递|速递|LOGISTICS"),
        (
            Category.BUS,
            "城市公交|公交|公共汽电?车|城市客车|无轨电车|巴士|微循环|(?<![A-Z])(?:BRT|BUS)(?![A-Z])",
        ),
        (Category.OFFICIAL, "公务|公车|机关用车|党政机关|执法执勤|OFFICIAL"),
        (
            Category.OTHER,
            "其他|其它|私家|自用|通勤|班车|旅游(?:包车|客运)?|包车|校车|教练|公路客运|农村客运|客运班线|班线|OTHER",
        ),
    )
)
_ASSUMED: Final = re.compile(
    "(?:园林|绿化|景区|厂区|矿区).*(?:洒水|清扫|垃圾)|^(?!.*(?:物流|配送)).*[快速]递"
)
"""Words that are read as a category, by what most of them mean or the rulebook says; the sender is told."""
_NO_VEHICLE_OF_PLAN: Final = re.compile("三轮|摩托|二轮|两轮|叉车|挖掘机")
_USUAL: Final = [
    "公交车",
    "出租车",
    "巡游车",
    "环卫车",
    "渣土车",
    "搅拌车",
    "水泥罐车",
    "网约车",
    "物流车",
    "配送车",
    "邮政车",
    "公务车",
    "洒水车",
    "垃圾车",
    "清扫车",
    "城市公交",
    "巡游出租车",
    "网约出租车",
    "建筑垃圾运输车",
    "混凝土搅拌车",
    "城市物流车",
    "城市配送车",
]
"""What a word that nearly says the same was meant to be."""
POST: Final = "邮政"
_VALUES: Final = frozenset(category.value for category in Category)
_COURIER: Final = re.compile("快递|速递")

_USE_CODES: Final = {
    "C": Category.BUS,
    "公交客运": Category.BUS,
    "D": Category.TAXI,
    "出租客运": Category.TAXI,
    "T": Category.RIDE_HAILING,
    "预约出租客运": Category.RIDE_HAILING,
    "网络预约出租客运": Category.RIDE_HAILING,
}
_FREIGHT: Final = frozenset({"F", "货运", "营运货运", "道路货物运输", "普通货运"})

_VEHICLE_TYPES: Final = {
    "D11": Category.BUS,
    "无轨电车": Category.BUS,
}
_LIGHT_VAN: Final = re.compile(
    "H3[123B]|H4[123]|K[34]9|[轻微]型(?:普通|栏板|厢式自卸|厢式|封闭式?)货车|[小微]型面包车"
).fullmatch
_TIPPER: Final = re.compile("H[123](?:7|[BDEFG])|H45|[重中轻微]型.*自卸.*货车|自卸汽?车|自卸货车").fullmatch
_VEHICLE_TYPE: Final = re.compile(
    "[KHQZDMNTJGBX][1-9][0-9A-Z]|[大重中小轻微]型.+[车机]|(?:大|中|小|微)型?(?:客|货|轿)车|轿车|客车|货车|乘用车"
).fullmatch
_TRAILER_CODE: Final = re.compile("[BG][1-9][0-9A-Z]").fullmatch
_MUCK_PERMIT: Final = re.compile("渣土|建筑垃圾|核准|城管|处置")

# GB/T 17350 letters after the five digits of a special vehicle (first digit 5). Left out: those with several
# meanings (TQX) and bodies that say nothing of the use (XXY, CCY).
_SPECIAL: Final = re.compile("5[0-9]{3}([A-Z]{3})").search
_SPECIAL_LETTERS: Final = {
    **dict.fromkeys(
        (
            "TXS",
            "GQX",
            "GPS",
            "TSL",
            "TXC",
            "GSS",
            "TDY",
            "ZYS",
            "ZZZ",
            "ZLJ",
            "ZXX",
            "ZDJ",
            "TCA",
            "CTY",
            "GXW",
        ),
        Category.SANITATION,
    ),
    **dict.fromkeys(("GXE", "GQW", "TYH", "TCX"), Category.SANITATION),
    **dict.fromkeys(("GJB", "GFL", "GXH", "GSN"), Category.MIXER_TRUCK),
    "XYZ": Category.POSTAL,
}


@dataclass(frozen=True, slots=True)
class CategoryEvidence:
    """What a row says about its use besides a category column. ``owner`` counts only where it names the post."""

    use_nature: object = None
    vehicle_type: object = None
    product_name: object = None
    model: object = None
    muck_permit: bool = False
    owner: str = ""


def parse_category(cell: object) -> str | None:
    """Read a category by its wording; None for an empty cell or one that only names a vehicle type.

    Raises ``CellProblem`` ``category-unknown`` where the wording names none, or several, and ``CellDoubt``
    ``category-assumed`` where it is read as what it most likely means. 快递 is urban logistics, as the rulebook's
    interpretation ``couriers-are-not-postal`` reads the plan; 邮政快递 is left open.
    """
    if is_blank(cell):
        return None
    text = words_of(cell).upper()
    if text.lower() in _VALUES:
        return text.lower()
    found = _named(text)
    if len(found) == 1 and _NO_VEHICLE_OF_PLAN.search(text) is None:
        if _ASSUMED.search(text):
            taken = label(Category(found[0]))
            raise CellDoubt("category-assumed", found[0], {"taken_zh": taken.zh, "taken_en": taken.en})
        return found[0]
    if not found and _VEHICLE_TYPE(text):
        return None
    raise CellProblem("category-unknown", proposal(() if found else nearly(text, _USUAL)))


def _named(text: str) -> list[str]:
    """Return the categories that a text names: both of 邮政快递车, none of 出租转非 (a taxi no more)."""
    if "转非" in text:
        return []
    found: list[str] = []
    for category, pattern in _WORDS:
        text, times = pattern.subn(" ", text)
        if times and category is not None:
            found.append(category.value)
    return found


def names_category(cell: object) -> bool:
    """Say whether a text speaks of a category or of a vehicle that is none, however it is put.

    >>> names_category("出租转非"), names_category("邮政快递车"), names_category("Y1")
    (True, True, False)
    """
    text = words_of(cell).upper()
    return bool(_named(text)) or "转非" in text or _NO_VEHICLE_OF_PLAN.search(text) is not None


def is_trailer(cell: object) -> bool:
    """Say whether a vehicle type or product name is one of a trailer, which has no engine; a tractor has one.

    >>> is_trailer("重型仓栅式半挂车"), is_trailer("B11"), is_trailer("重型半挂牵引车"), is_trailer("牵引车")
    (True, True, False, False)
    """
    text = words_of(cell).upper()
    return _TRAILER_CODE(text) is not None or ("挂车" in text and "牵引" not in text)


def is_muck_permit(text: str) -> bool:
    """Say whether a permit, read with its column's header, is one to carry construction waste."""
    return _MUCK_PERMIT.search(text) is not None


def category_by_evidence(evidence: CategoryEvidence) -> str | None:
    """Return the category that a row's own evidence shows, or None where it shows none, or several.

    >>> category_by_evidence(CategoryEvidence(use_nature="公交客运", vehicle_type="大型普通客车"))
    'bus'
    >>> category_by_evidence(CategoryEvidence(product_name="自卸式垃圾车", vehicle_type="重型自卸货车"))
    'sanitation'
    >>> category_by_evidence(CategoryEvidence(product_name="自卸汽车"))
    >>> category_by_evidence(CategoryEvidence(product_name="自卸汽车", muck_permit=True))
    'muck_truck'
    """
    use = words_of(evidence.use_nature).upper()
    vehicle_type = words_of(evidence.vehicle_type).upper()
    product = words_of(evidence.product_name).upper()
    by_use = _USE_CODES.get(use)
    if by_use:
        return by_use.value
    named = {name for text in (product, vehicle_type) for name in _named(text)} - {Category.OTHER.value}
    if len(named) == 1:
        return named.pop()
    if named:
        return None
    return _by_codes(use, vehicle_type, product, evidence)


def _by_codes(use: str, vehicle_type: str, product: str, evidence: CategoryEvidence) -> str | None:
    if vehicle_type in _VEHICLE_TYPES:
        return _VEHICLE_TYPES[vehicle_type].value
    special = _SPECIAL(text_of(evidence.model).upper().replace(" ", ""))
    if special and special[1] in _SPECIAL_LETTERS:
        return _SPECIAL_LETTERS[special[1]].value
    if (_TIPPER(vehicle_type) or _TIPPER(product)) and evidence.muck_permit:
        return Category.MUCK_TRUCK.value
    if use in _FREIGHT and _LIGHT_VAN(vehicle_type):
        return _van_of(evidence.owner)
    return None


def _van_of(owner: str) -> str | None:
    """Tell a van of the post from one of urban logistics; one of the post's courier firm is left open."""
    if POST not in owner:
        return Category.URBAN_LOGISTICS.value
    return None if _COURIER.search(owner) else Category.POSTAL.value
