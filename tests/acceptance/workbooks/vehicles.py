"""The truth behind a made-up workbook: vehicles as they really are, before anyone writes them into cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

TODAY: Final = date(2025, 12, 31)
"""No vehicle of the kit is registered later."""

_VALUES: Final = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
                          (*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True))  # fmt: skip
_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_SIGNS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
_PLATE_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_PURE, _NOT_PURE = "DABCE", "FGHJK"
CITIES: Final = {"410100": ("A", "郑州市"), "410300": ("C", "洛阳市"), "411300": ("R", "南阳市"),
                 "410900": ("J", "濮阳市"), "411500": ("S", "信阳市"), "419001": ("U", "济源市")}  # fmt: skip
"""Reporting unit -> (letter of its plates, name)."""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One registration. Masses in kilograms; ``replaces_*`` name the retired vehicle of a replacement."""

    vin: str
    plate: str | None
    category: str
    event: str
    energy: str
    registered_on: date
    emission_stage: str
    gross_mass_kg: int | None
    kerb_mass_kg: int
    model: str | None
    product: str
    vehicle_type: str
    use_nature: str
    owner: str
    replaces_plate: str | None = None
    replaces_vin: str | None = None


@dataclass(frozen=True, slots=True)
class _Kind:
    energies: tuple[str, ...]
    product: str
    vehicle_type: str
    use_nature: str
    owner: str
    gross: tuple[int, int]
    digits: str
    letters: str = ""


_KINDS: Final = {
    "bus": _Kind(("bev", "bev", "phev", "fcev", "gas"), "城市客车", "大型普通客车", "公交客运",
                 "公共交通集团有限公司", (16000, 18000), "6105"),
    "sanitation": _Kind(("bev", "diesel", "fcev"), "洗扫车", "重型非载货专项作业车", "非营运",
                        "环境卫生服务中心", (16000, 18000), "5180", "TXS"),
    "taxi": _Kind(("bev", "phev", "petrol"), "轿车", "小型轿车", "出租客运", "出租汽车有限公司", (1900, 2300), "7000"),
    "ride_hailing": _Kind(("bev", "phev", "hev"), "轿车", "小型轿车", "预约出租客运", "出行科技有限公司",
                          (1900, 2300), "7001"),
    "muck_truck": _Kind(("bev", "diesel", "gas"), "自卸汽车", "重型自卸货车", "货运", "渣土清运有限公司",
                        (25000, 31000), "3310"),
    "mixer_truck": _Kind(("bev", "diesel", "fcev"), "混凝土搅拌运输车", "重型特殊结构货车", "货运", "商砼有限公司",
                         (25000, 31000), "5310", "GJB"),
    "urban_logistics": _Kind(("bev", "diesel", "phev"), "厢式运输车", "轻型厢式货车", "货运", "物流有限公司",
                             (2500, 3490), "5030", "XXY"),
    "postal": _Kind(("bev", "diesel"), "邮政车", "轻型厢式货车", "货运", "邮政分公司", (2500, 3490), "5031", "XYZ"),
    "official": _Kind(("bev", "phev", "petrol"), "轿车", "小型轿车", "非营运", "机关事务管理局", (1900, 2300), "7002"),
}  # fmt: skip
CATEGORIES: Final = tuple(_KINDS)
_WORDED: Final = {"bev": "纯电动", "phev": "插电式混合动力", "fcev": "燃料电池"}
_MARKS: Final = {
    "bev": "BEV",
    "phev": "PHEV",
    "fcev": "FCEV",
    "hev": "H",
    "petrol": "P",
    "diesel": "D",
    "gas": "N",
}
_NEV: Final = frozenset(_WORDED)
_TAILPIPELESS: Final = frozenset({"bev", "fcev"})


def check_digit(text: str) -> str:
    """The ninth place of a VIN (GB 16735).

    >>> check_digit("LATPAB071W1005301")
    '1'
    """
    rest = sum(_VALUES[sign] * weight for sign, weight in zip(text, _WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def make_vin(rng: Random, year: int) -> str:
    body = (
        "L" + "".join(rng.choice(_VIN_SIGNS) for _ in range(7)) + "0" + {2024: "R", 2025: "S"}[year]
        + rng.choice(_VIN_SIGNS) + f"{rng.randrange(1, 10**6):06d}"
    )  # fmt: skip
    return body[:8] + check_digit(body) + body[9:]


def make_plate(rng: Random, letter: str, energy: str, *, large: bool) -> str:
    if energy not in _NEV:
        return f"豫{letter}{rng.randrange(10)}{''.join(rng.choice(_PLATE_SIGNS) for _ in range(2))}{rng.randrange(10)}5"
    sign = rng.choice(_PURE if energy == "bev" else _NOT_PURE)
    digits = f"{rng.randrange(10**5):05d}"
    return f"豫{letter}{digits}{sign}" if large else f"豫{letter}{sign}{digits}"


def make_vehicle(
    rng: Random,
    *,
    unit: str,
    category: str | None = None,
    event: str | None = None,
    energy: str | None = None,
) -> Vehicle:
    """Make one vehicle that is in order in every respect."""
    letter, city = CITIES[unit]
    category = category or rng.choice(CATEGORIES)
    kind = _KINDS[category]
    energy = energy or rng.choice(kind.energies)
    event = event or rng.choice(("new", "new", "replacement"))
    day = date(2024, 7, 1) + timedelta(days=rng.randrange(480))
    gross = rng.randrange(kind.gross[0] // 10, kind.gross[1] // 10) * 10
    retired = make_plate(rng, letter, "diesel", large=True)
    return Vehicle(
        vin=make_vin(rng, day.year),
        plate=make_plate(rng, letter, energy, large=gross > 4500),
        category=category,
        event=event,
        energy=energy,
        registered_on=day,
        emission_stage="zero" if energy in _TAILPIPELESS else rng.choice(("china_6", "china_6a", "china_6b")),
        gross_mass_kg=gross,
        kerb_mass_kg=gross * 6 // 10,
        model=f"{rng.choice(('HNK', 'ZYC', 'QJA'))}{kind.digits}{kind.letters}{_MARKS[energy]}{rng.randrange(1, 10)}",
        product=_WORDED.get(energy, "") + kind.product,
        vehicle_type=kind.vehicle_type,
        use_nature=kind.use_nature,
        owner=city + kind.owner,
        replaces_plate=retired if event == "replacement" else None,
    )


def make_fleet(
    rng: Random, count: int, *, unit: str, categories: Sequence[str] = CATEGORIES, event: str | None = None
) -> list[Vehicle]:
    """Make vehicles whose VINs and plates are all different."""
    fleet: list[Vehicle] = []
    taken: set[str | None] = set()
    while len(fleet) < count:
        made = make_vehicle(rng, unit=unit, category=rng.choice(categories), event=event)
        numbers = {made.vin, made.plate, made.replaces_plate} - {None}
        if not numbers & taken:
            taken |= numbers
            fleet.append(made)
    return fleet
