"""The fields a column may hold, and how a sheet was understood: the words between layout and row reading.

Field names are fixed: confirmed mappings store them, and reports show them.
"""

from dataclasses import dataclass, field
from typing import Final, Literal

from importers.results import Finding, SheetUse
from rules.wording import Text

FIELDS: Final[dict[str, Text]] = {
    "vin": Text("车架号", "VIN"),
    "plate": Text("号牌号码", "plate number"),
    "plate_type": Text("号牌种类", "plate type"),
    "plate_color": Text("号牌颜色", "plate colour"),
    "fuel": Text("燃料种类", "fuel"),  # fuel words or a GA/T 16.9 code
    "powertrain": Text("动力类型", "powertrain"),  # 动力类型, 新能源类型, 是否新能源
    "category": Text("车辆用途类别", "category"),
    "event": Text("新增/更新", "new or replacement"),
    "model": Text("车辆型号", "model code"),
    "product_name": Text("产品名称", "product name"),
    "brand": Text("品牌", "brand"),
    "registered_on": Text("初次登记日期", "first registration day"),
    "built_on": Text("出厂日期", "day of manufacture"),
    "in_service_on": Text("投运日期", "day put into service"),
    "emission_stage": Text("排放阶段", "emission stage"),
    "owner": Text("所有人", "owner"),
    "gross_mass": Text("总质量", "gross mass"),
    "kerb_mass": Text("整备质量", "kerb mass"),
    "load_mass": Text("核定载质量", "load mass"),
    "seats": Text("核定载客", "seats"),
    "use_nature": Text("使用性质", "nature of use"),
    "vehicle_type": Text("车辆类型", "vehicle type"),
    "replaces_vin": Text("被更新车辆车架号", "VIN of the replaced vehicle"),
    "replaces_plate": Text("被更新车辆号牌", "plate of the replaced vehicle"),
    "retired_on": Text("注销日期", "day of retirement"),
    "unit": Text("报送单位", "reporting unit"),
    "area": Text("所属区县", "area"),
    "status": Text("车辆状态", "status"),
    "permit_no": Text("道路运输证号", "permit number"),
    "fleet_no": Text("自编号", "fleet number"),
    "line": Text("线路", "line"),
    "engine_no": Text("发动机号", "engine number"),
    "colour": Text("车身颜色", "body colour"),
    "seq": Text("序号", "sequence number"),
    "remark": Text("备注", "remark"),
}
"""Every field a column can be mapped to, with its name in Chinese and English."""

ENERGY_EVIDENCE: Final = ("fuel", "powertrain", "plate", "model")
"""At least one of these columns is needed: without any, nothing says what drives the vehicle."""

DAY_FIELDS: Final = frozenset({"registered_on", "built_on", "in_service_on", "retired_on"})
MASS_FIELDS: Final = frozenset({"gross_mass", "kerb_mass", "load_mass"})


WAYS: Final[dict[str, dict[str, Text]]] = {
    "registered_on": {
        "ymd": Text("年-月-日", "year-month-day"),
        "dmy": Text("日-月-年", "day-month-year"),
        "mdy": Text("月-日-年", "month-day-year"),
    },
    "gross_mass": {"kg": Text("千克", "kilograms"), "t": Text("吨", "tonnes")},
}
"""In which ways a column of a field may be meant: what its sender may answer once for all of its cells."""

COLUMN_CHOICES: Final[dict[str, Text]] = FIELDS | {
    f"{name}:{way}": Text(f"{FIELDS[name].zh}（{said.zh}）", f"{FIELDS[name].en} ({said.en})")
    for name, ways in WAYS.items()
    for way, said in ways.items()
}
"""What a column may be mapped to: a field, or a field and the way it is meant (``registered_on:dmy``)."""


def field_of(choice: str) -> str:
    """Return the field of a choice.

    >>> field_of("registered_on:dmy"), field_of("vin")
    ('registered_on', 'vin')
    """
    return choice.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Says:
    """What one text says of the vehicles it stands for; None and False where it says nothing.

    ``energy`` is a word for it, as written. ``several``: it names more than one category, or a kind of vehicle that is
    none, and so settles nothing. ``mixed``: it speaks both of retired and of newly registered vehicles.
    """

    category: str | None = None
    event: str | None = None
    energy: str | None = None
    retired: bool = False
    several: bool = False
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: its rank (``importers.layout.headings``), its text and what that says; ``source`` names it.

    ``row`` is its Excel row, None for the sheet's name; ``within``: it stands below the first header of the sheet.
    """

    rank: int
    text: str
    says: Says
    source: Text
    row: int | None = None
    within: bool = False


@dataclass(frozen=True, slots=True)
class Composition:
    """A field whose value stands in several columns, ``places``; the first of them stands for it.

    ``day``: year, month and day. ``plate``: the number, then its province; ``shares_letter`` where both hold the letter
    of the office (豫A, A12345). ``tick``: a tick says the word of ``words`` that stands above it.
    """

    field: str
    kind: Literal["day", "plate", "tick"]
    places: tuple[int, ...]
    words: tuple[str, ...] = ()
    shares_letter: bool = False


@dataclass(frozen=True, slots=True)
class SheetReading:
    """How the rows of one table are to be read: of a data sheet as a rule, of its next table where it has several.

    ``header_rows`` and ``first_data_row`` are Excel row numbers (from 1); ``columns`` maps a field to
    its zero-based column index, ``headers`` a column index to its flattened header text. ``category``
    and ``event`` hold for the whole sheet where no column says so; ``category_from``/``event_from`` say
    where they were taken from. ``mass_units``: the unit a mass column's header states, ``kg`` or ``t``.
    ``energy`` is the word of a heading for the energy of all vehicles, ``year`` and ``month`` are those that headings
    name. ``retired_from``: what says that the vehicles are retired ones. ``headings`` are the sheet's name and the
    lines that speak for these rows, outermost first. ``states``: the columns that may say that the vehicle has left
    (``importers.layout.state_columns``). ``form``: the fields of a sheet of forms (``importers.layout.forms``), in the
    order of ``columns``. ``beside``: places of VINs or plates of another table in the same rows. ``open_fields``:
    fields that identify a vehicle, and the letters of the columns of which nobody can tell which one holds them.
    ``merged``: all merged ranges of the sheet; ``merged_down``: data cells merged over several rows
    (``importers.layout.merged``).
    ``meanings``: field -> word -> what it means by the unit's word (``importers.rows.meanings``).
    ``composed``: the fields that several columns hold together. ``ways``: how the sender said a field's
    column is meant.
    """

    sheet: str
    index: int
    header_rows: tuple[int, ...]
    first_data_row: int
    columns: dict[str, int]
    headers: dict[int, str]
    category: str | None = None
    category_from: Text | None = None
    event: str | None = None
    event_from: Text | None = None
    energy: str | None = None
    year: int | None = None
    month: int | None = None
    retired_from: Text | None = None
    headings: tuple[Heading, ...] = ()
    mass_units: dict[str, str] = field(default_factory=dict)
    states: dict[int, str] = field(default_factory=dict)
    form: tuple[str, ...] = ()
    beside: tuple[int, ...] = ()
    open_fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    merged_down: tuple[tuple[int, int, int, int], ...] = ()
    composed: tuple[Composition, ...] = ()
    ways: dict[str, str] = field(default_factory=dict)
    meanings: dict[str, dict[str, str | None]] = field(default_factory=dict)

    @property
    def mass_unit(self) -> str | None:
        """The unit that the gross-mass header states: ``kg``, ``t`` or None."""
        return self.mass_units.get("gross_mass")


@dataclass(frozen=True, slots=True)
class Question:
    """A column the sender must settle: ``candidates`` are column letters, ``proposal`` the likeliest."""

    code: str
    sheet: str
    field: str
    candidates: tuple[str, ...]
    proposal: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How a whole workbook was understood: every sheet, and for each used sheet how to read it."""

    sheets: tuple[SheetUse, ...]
    readings: tuple[SheetReading, ...]
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()


def column_letter(index: int) -> str:
    """Return the letters Excel shows for a zero-based column index: see ``sheetscan.column_number``.

    >>> column_letter(0), column_letter(26), column_letter(701)
    ('A', 'AA', 'ZZ')
    """
    letters, rest = "", index + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
