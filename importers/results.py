"""What reading a file yields: where the columns are, the registrations, and what is wrong, with its place.

Every shape here is plain data (strings, numbers, lists) and survives JSON, because the reader runs in a
child process (``importers.sandbox.reader``) and speaks to its parent in JSON frames.
"""

from dataclasses import dataclass
from dataclasses import field as attribute
from enum import StrEnum


class Severity(StrEnum):
    """``error`` holds the row, ``warning`` asks, ``info`` tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class RowFate(StrEnum):
    """What became of one non-empty row below the header."""

    ACCEPTED = "accepted"
    HELD = "held"
    UNCHANGED = "unchanged"
    IGNORED = "ignored"


class FileKind(StrEnum):
    """What a file lists, as its sender says: newly registered vehicles, or retired ones (注销、报废、转出)."""

    REGISTRATIONS = "registrations"
    RETIREMENTS = "retirements"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The file itself. ``format``: xlsx, xls, xlsb, ods or csv, decided by content."""

    name: str
    sha256: str
    bytes: int
    format: str | None
    encoding: str | None


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """One column of a used sheet. ``field`` is None where the column is not used."""

    column: str
    header: str
    field: str | None
    confidence: float
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetUse:
    """How one sheet was understood. Row numbers as Excel shows them; ``why_zh/en`` say why it is used or not."""

    name: str
    used: bool
    why_zh: str
    why_en: str
    header_rows: tuple[int, ...] = ()
    first_data_row: int | None = None
    columns: tuple[ColumnUse, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell the sender, at its place. Wording comes from ``importers.findings.register``.

    ``row`` is None for a finding about the file or a column; ``others`` are further rows it names;
    ``values`` fill the placeholders of the wording.
    """

    code: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    field: str | None = None
    value: str | None = None
    others: tuple[int, ...] = ()
    values: dict[str, str] = attribute(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AsideRow:
    """A row that is not stored as a registration: held (with its errors in the findings) or ignored (and why).

    ``why`` is a kebab-case word for ignored rows (``title``, ``subtotal``, ``note``, ``repeated-header``, ``blank``,
    ``column-numbers``, ``hint``, ``example``, ``print-line``, ``continuation``, ``no-vehicle``, ``retired``).
    ``vin``: of a held row, what its VIN's column holds, where that is one.
    """

    sheet: str
    row: int
    fate: RowFate
    why: str | None
    cells: tuple[str, ...]
    vin: str | None = None


@dataclass(slots=True)
class Block:
    """A run of rows of one sheet: vehicles as parallel columns, the rows set aside, the findings.

    ``rows[i]`` is the Excel row of the i-th vehicle and ``columns[name][i]`` its value, for each name of
    ``importers.facts.COLUMNS`` (of a list of retired vehicles: ``RETIREMENT_FACTS``): texts, whole numbers (0 and 1 for
    no and yes), days as YYYY-MM-DD.
    """

    sheet: str
    rows: list[int]
    columns: dict[str, list[str | int | None]]
    aside: list[AsideRow]
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Refused:
    """The whole file is refused; ``code`` is one of the contract's file refusals."""

    code: str
    values: dict[str, str] = attribute(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the sender said about the file: its unit, and the category and event where no column says so.

    ``mapping`` is a confirmed column mapping: sheet name -> column letter -> field name (or None: not used).
    ``remembered`` are mappings of layouts that the unit confirmed before: fingerprint -> column letter -> field
    name; one holds for a sheet that ``mapping`` does not name. ``kind``: what the file lists. ``meanings``: sheet ->
    field -> word -> what it means, None for one that is left; ``remembered_meanings``: the same by fingerprint.
    ``corrections``: sheet -> row -> column letters -> what stands in that cell by the unit's word.
    ``asked``: somebody asks about vehicles that are not registered yet: no row is held, and nobody misses a VIN or day.
    """

    unit: str
    category: str | None = None
    event: str | None = None
    mapping: dict[str, dict[str, str | None]] = attribute(default_factory=dict)
    remembered: dict[str, dict[str, str | None]] = attribute(default_factory=dict)
    kind: str = FileKind.REGISTRATIONS
    meanings: dict[str, dict[str, dict[str, str | None]]] = attribute(default_factory=dict)
    remembered_meanings: dict[str, dict[str, dict[str, str | None]]] = attribute(default_factory=dict)
    corrections: dict[str, dict[str, dict[str, str]]] = attribute(default_factory=dict)
    asked: bool = False
