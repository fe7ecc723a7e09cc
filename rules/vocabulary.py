"""The closed word lists that every part of the service shares.

The values are the names the outside sees (files, API, database); they are never renamed.
The order of the members of all lists in ``rules.key_parts`` is part of stored data: add at the end, never reorder.
"""

from enum import StrEnum
from typing import Final


class Category(StrEnum):
    """What the vehicle is used for, in the plan's own division."""

    BUS = "bus"
    SANITATION = "sanitation"
    TAXI = "taxi"
    RIDE_HAILING = "ride_hailing"
    MUCK_TRUCK = "muck_truck"
    MIXER_TRUCK = "mixer_truck"
    URBAN_LOGISTICS = "urban_logistics"
    POSTAL = "postal"
    OFFICIAL = "official"
    OTHER = "other"


class Event(StrEnum):
    """How the vehicle came: 新增 (added to the fleet) or 更新 (in place of a retired one)."""

    NEW = "new"
    REPLACEMENT = "replacement"


class Energy(StrEnum):
    """What drives the vehicle. ``PHEV`` includes range-extended; ``GAS`` is CNG or LNG."""

    BEV = "bev"
    PHEV = "phev"
    FCEV = "fcev"
    HEV = "hev"
    PETROL = "petrol"
    DIESEL = "diesel"
    GAS = "gas"
    LPG = "lpg"
    METHANOL = "methanol"
    OTHER = "other"
    UNKNOWN = "unknown"


class EmissionStage(StrEnum):
    """Emission stage of the type approval. ``CHINA_6``: stage VI without its letter."""

    CHINA_1 = "china_1"
    CHINA_2 = "china_2"
    CHINA_3 = "china_3"
    CHINA_4 = "china_4"
    CHINA_5 = "china_5"
    CHINA_6A = "china_6a"
    CHINA_6B = "china_6b"
    CHINA_6 = "china_6"
    ZERO = "zero"
    UNKNOWN = "unknown"


class MassClass(StrEnum):
    """Gross mass against the 3,500 kg line of GB 17691 (heavy: above it)."""

    LIGHT = "light"
    HEAVY = "heavy"
    UNKNOWN = "unknown"


class OwnerClass(StrEnum):
    """What kind of owner a vehicle has: 党政机关, 事业单位, 国有企业, other enterprises, natural persons."""

    UNKNOWN = "unknown"
    GOVERNMENT = "government"
    PUBLIC_INSTITUTION = "public_institution"
    STATE_OWNED = "state_owned"
    PRIVATE = "private"
    INDIVIDUAL = "individual"


class Use(StrEnum):
    """What a vehicle is mainly used for, where its category does not say it.

    ``FIXED_ROUTE``: 路线相对固定、使用场景单一的（机要通信等）; ``PORT``: to and from ports and rail yards.
    """

    UNKNOWN = "unknown"
    FREIGHT = "freight"
    PASSENGER = "passenger"
    EMERGENCY = "emergency"
    LAW_ENFORCEMENT = "law_enforcement"
    FIXED_ROUTE = "fixed_route"
    PORT = "port"
    OTHER = "other"


class Area(StrEnum):
    """Where a vehicle works: in a city's built-up area (城市建成区) or elsewhere."""

    UNKNOWN = "unknown"
    BUILT_UP = "built_up"
    ELSEWHERE = "elsewhere"


class PerhapsUsed(StrEnum):
    """Whether a vehicle that is declared new may be a used one (``rules.facts.is_perhaps_used``)."""

    NO = "no"
    YES = "yes"


class Justification(StrEnum):
    """Where the justification of one vehicle stands (原则上 leaves room for reasons)."""

    NONE = "none"
    APPROVED = "approved"
    REFUSED = "refused"
    OVERDUE = "overdue"


class Force(StrEnum):
    """How strongly a rule binds: 全部, 原则上全部, 主要, 不低于 X %, 鼓励."""

    ALL = "all"
    IN_PRINCIPLE = "in_principle"
    MAINLY = "mainly"
    AT_LEAST = "at_least"
    ENCOURAGED = "encouraged"


class Verdict(StrEnum):
    """What the mandate says about one registration."""

    COMPLIANT = "compliant"
    NON_COMPLIANT = "non_compliant"
    NEEDS_JUSTIFICATION = "needs_justification"
    EXEMPT = "exempt"
    UNDETERMINED = "undetermined"
    ADVISORY = "advisory"
    NOT_GOVERNED = "not_governed"

    @property
    def is_open(self) -> bool:
        """Whether it asks somebody to act: to correct, to give reasons, or to say what is missing."""
        return self in OPEN_VERDICTS


OPEN_VERDICTS: Final[tuple[Verdict, ...]] = (
    Verdict.NON_COMPLIANT,
    Verdict.NEEDS_JUSTIFICATION,
    Verdict.UNDETERMINED,
)
"""The verdicts that are open, the gravest first."""

GOVERNED_VERDICTS: Final[tuple[Verdict, ...]] = (
    Verdict.COMPLIANT,
    Verdict.EXEMPT,
    Verdict.NEEDS_JUSTIFICATION,
    Verdict.NON_COMPLIANT,
    Verdict.UNDETERMINED,
)
"""The verdicts that an edition counts, in the order of its columns."""


class Replacement(StrEnum):
    """What is known of the retired vehicle: none is named, one is, or it was found on record."""

    NONE = "none"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"


class Retirement(StrEnum):
    """How a vehicle left the register: 注销, 报废 or 转出 (to another owner or another place)."""

    DEREGISTERED = "deregistered"
    SCRAPPED = "scrapped"
    TRANSFERRED = "transferred"


class Duty(StrEnum):
    """What a registration is judged on, each by itself: the kind of energy, and the emission stage."""

    ENERGY = "energy"
    EMISSION_STAGE = "emission_stage"


NEV = frozenset({Energy.BEV, Energy.PHEV, Energy.FCEV})
"""New-energy vehicles: 插电式混合动力（含增程式）, 纯电动, 燃料电池 (MIIT order 39 of 2017, art. 3)."""
