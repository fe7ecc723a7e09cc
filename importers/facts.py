"""The facts of a vehicle that are stored, declared once: columns, lists, answers and exports follow from here.

A new fact is declared here, read in ``importers.rows.columns``, and has its column in the table of registrations.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Final

from rules.vocabulary import Category, EmissionStage, Energy, Event, Retirement
from rules.wording import Text


class FactKind(Enum):
    """Of which kind a fact's value is: text, a word or several words of a list, a day, a whole number, yes or no.

    Values are stored as they are; several words are parted by commas, the strongest first.
    """

    TEXT = auto()
    WORD = auto()
    WORDS = auto()
    DAY = auto()
    NUMBER = auto()
    MARK = auto()


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. ``title``: what people call it; ``fields``: the fields of columns that it may rest on.

    A fact without fields says something of another fact. ``words``: the list that a word belongs to;
    ``is_optional``: it may be None.
    """

    title: Text
    kind: FactKind = FactKind.TEXT
    fields: tuple[str, ...] = ()
    words: type[StrEnum] | None = None
    is_optional: bool = False


FACTS: Final[Mapping[str, Fact]] = {
    "vin": Fact(Text("车架号", "VIN"), fields=("vin",)),
    "plate": Fact(Text("号牌号码", "plate"), fields=("plate",), is_optional=True),
    "category": Fact(Text("车辆用途", "category"), FactKind.WORD, ("category",), Category),
    "event": Fact(Text("新增/更新", "new or replacement"), FactKind.WORD, ("event",), Event),
    "energy": Fact(
        Text("能源种类", "energy"),
        FactKind.WORD,
        ("fuel", "powertrain", "plate", "model", "product_name"),
        Energy,
    ),
    "energy_basis": Fact(Text("能源种类依据", "what the energy rests on"), FactKind.WORDS),
    "model": Fact(Text("车辆型号", "model"), fields=("model",), is_optional=True),
    "registered_on": Fact(Text("登记日期", "registered on"), FactKind.DAY, ("registered_on",)),
    "built_on": Fact(Text("出厂日期", "day of manufacture"), FactKind.DAY, ("built_on",), is_optional=True),
    "emission_stage": Fact(
        Text("排放阶段", "emission stage"), FactKind.WORD, ("emission_stage",), EmissionStage
    ),
    "owner": Fact(Text("所有人", "owner"), fields=("owner",), is_optional=True),
    "gross_mass_kg": Fact(
        Text("总质量（千克）", "gross mass (kg)"), FactKind.NUMBER, ("gross_mass",), is_optional=True
    ),
    "replaces_vin": Fact(
        Text("被更新车辆车架号", "VIN of the replaced vehicle"), fields=("replaces_vin",), is_optional=True
    ),
    "replaces_plate": Fact(
        Text("被更新车辆号牌", "plate of the replaced vehicle"), fields=("replaces_plate",), is_optional=True
    ),
    "replacement_shown": Fact(
        Text("已列明被更新车辆", "a plausible retired vehicle is named"), FactKind.MARK
    ),
}
"""All facts by the name of their column, in this order wherever order matters."""

SAID: Final = "said"
"""The column beside them of what the cells say in their sender's words (``importers.rows.said``); no fact itself."""

COLUMNS: Final = (*FACTS, SAID)
"""What is stored of a vehicle."""

STATED: Final[Mapping[str, Fact]] = {name: fact for name, fact in FACTS.items() if fact.fields}
"""The facts that senders state; the others say what those rest on."""

RETIREMENT_FACTS: Final[Mapping[str, Fact]] = {
    "vin": Fact(Text("车架号", "VIN"), fields=("vin", "replaces_vin"), is_optional=True),
    "plate": Fact(Text("号牌号码", "plate"), fields=("plate", "replaces_plate"), is_optional=True),
    "category": FACTS["category"],
    "retired_on": Fact(Text("退出日期", "retired on"), FactKind.DAY, ("retired_on",)),
    "way": Fact(Text("退出方式", "how it left"), FactKind.WORD, ("status", "retired_on"), Retirement),
    "owner": FACTS["owner"],
}
"""What is stored of a retired vehicle, which has a VIN, a plate or both, by the name of its column."""
