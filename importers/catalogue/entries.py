"""A published catalogue of new-energy models becomes entries by model code.

The ministry publishes them in batches (免征车辆购置税的新能源汽车车型目录, 新能源汽车推广应用推荐车型目录) with
columns that change from batch to batch; one model stands in several batches, and a cell may hold several values.
Only new-energy vehicles are listed: a hybrid in such a catalogue is a plug-in, however its name is written.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from importers.cells.identifiers import shown, text_of
from importers.layout.merged import SheetRow
from importers.results import Finding
from rules.vocabulary import Energy

_HEADER_WITHIN: Final = 30
_HEADERS: Final = {
    "model": ("车辆型号", "产品型号", "整车型号", "型号", "车型"),
    "product_name": ("产品名称", "车型分类", "车辆名称", "产品类别"),
    "common_name": ("通用名称",),
    "fuel": ("燃料种类", "能源类型", "动力类型"),
    "brand": ("品牌", "商标", "产品商标"),
    "enterprise": ("汽车生产企业", "生产企业", "汽车企业名称", "企业名称"),
    "batch": ("来源", "批次", "目录批次"),
    "day": ("发布日期", "公告日期", "公布日期", "生效日期"),
    "engine": ("发动机排量", "排量/功率", "排量", "发动机型号"),
    "fuel_cell": ("燃料电池系统额定功率", "燃料电池系统峰值功率"),
    "battery": ("动力蓄电池总能量", "动力蓄电池组总能量", "储能装置总储电量", "动力蓄电池总质量"),
}
_SEVERAL: Final = re.compile(r"[、,，;；\n]+|\s{2,}")
_MODEL: Final = re.compile(r"[A-Z0-9][A-Z0-9.()（）/+\-]{3,}").fullmatch
_BY_NAME: Final = (
    (re.compile("燃料电池|氢"), Energy.FCEV),
    (re.compile("插电|增程|混合动力|混动"), Energy.PHEV),
    (re.compile("纯电|电动"), Energy.BEV),
)


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One model. ``energy`` is ``unknown`` where its listings contradict each other or say nothing.

    ``batches`` are the catalogues that list it, ``days`` their days of publication where stated.
    """

    code: str
    energy: Energy
    product_name: str = ""
    brand: str = ""
    enterprise: str = ""
    batches: tuple[str, ...] = ()
    days: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogueResult:
    """The entries by model code in capitals, and what could not be read."""

    entries: dict[str, CatalogueEntry]
    findings: list[Finding] = field(default_factory=list)


class CatalogueSheet(Protocol):
    """What this module needs of a sheet."""

    @property
    def name(self) -> str:
        """The sheet's name."""

    def head(self, n: int) -> Sequence[SheetRow]:
        """Return the first rows."""

    def rows(self) -> Iterable[tuple[int, SheetRow]]:
        """Return the rows with their numbers, from 1."""


class CatalogueWorkbook(Protocol):
    """What this module needs of a workbook."""

    @property
    def sheets(self) -> Sequence[CatalogueSheet]:
        """All sheets."""


@dataclass(slots=True)
class _Listings:
    """All that is said about one model so far."""

    energies: set[Energy] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)
    batches: dict[str, None] = field(default_factory=dict)
    days: dict[str, None] = field(default_factory=dict)


def read_catalogue(workbook: CatalogueWorkbook) -> CatalogueResult:
    """Read every sheet that has a column of model codes; ``header-not-found`` where none has."""
    listings: dict[str, _Listings] = {}
    is_found = False
    for sheet in workbook.sheets:
        header = _find_header(sheet.head(_HEADER_WITHIN))
        if header is not None:
            is_found = True
            _read_sheet(sheet, *header, listings)
    findings = [] if is_found else [Finding("header-not-found")]
    return CatalogueResult({code: _entry(code, listed) for code, listed in listings.items()}, findings)


def _find_header(head: Sequence[SheetRow]) -> tuple[int, dict[str, list[int]]] | None:
    """Return the number of the header row and the columns of each known header."""
    for number, row in enumerate(head, 1):
        columns = _columns_of([text_of(cell).replace(" ", "") for cell in row])
        if "model" in columns and len(columns) > 1:
            return number, columns
    return None


def _columns_of(texts: list[str]) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {}
    for name, headers in _HEADERS.items():
        for header in headers:
            places = [index for index, text in enumerate(texts) if _is_header(text, header)]
            if places:
                columns.setdefault(name, []).extend(
                    place for place in places if place not in columns.get(name, [])
                )
                if name == "model":  # 车型 is the model only where nothing is called 车辆型号
                    break
    return columns


def _is_header(text: str, header: str) -> bool:
    return text == header or (len(header) > 2 and text.startswith(header) and header != "发动机型号")


def _read_sheet(
    sheet: CatalogueSheet, header: int, columns: dict[str, list[int]], listings: dict[str, _Listings]
) -> None:
    for number, row in sheet.rows():
        if number <= header:
            continue
        said = {name: _first(row, places) for name, places in columns.items()}
        energy = _energy(said)
        for code in _codes(said["model"]):
            _list(listings.setdefault(code, _Listings()), said, energy, sheet.name)


def _first(row: SheetRow, places: list[int]) -> str:
    return next((text for place in places if place < len(row) and (text := shown(row[place]).strip())), "")


def _codes(text: str) -> list[str]:
    codes = (text_of(part).replace(" ", "").upper() for part in _SEVERAL.split(text))
    return [code for code in codes if _MODEL(code)]


def _list(listed: _Listings, said: dict[str, str], energy: Energy, sheet: str) -> None:
    if energy is not Energy.UNKNOWN:
        listed.energies.add(energy)
    for name in ("product_name", "brand", "enterprise"):
        if said.get(name):
            listed.texts.setdefault(name, said[name])
    listed.batches.setdefault(said.get("batch") or sheet)
    if said.get("day"):
        listed.days.setdefault(said["day"])


def _energy(said: dict[str, str]) -> Energy:
    """Read the kind from the product's name, else from its fuel, else from what it carries on board."""
    for name in ("product_name", "fuel", "common_name"):
        for pattern, energy in _BY_NAME:
            if pattern.search(said.get(name, "")):
                return energy
    if said.get("fuel_cell"):
        return Energy.FCEV
    if said.get("engine"):
        return Energy.PHEV
    return Energy.BEV if said.get("battery") else Energy.UNKNOWN


def join_catalogues(results: Iterable[CatalogueResult]) -> dict[str, CatalogueEntry]:
    """Join several catalogues into one. Where they contradict each other, the kind is ``unknown``: no evidence."""
    joined: dict[str, CatalogueEntry] = {}
    for result in results:
        for code, entry in result.entries.items():
            known = joined.get(code)
            joined[code] = entry if known is None else _joined(known, entry)
    return joined


def _joined(first: CatalogueEntry, second: CatalogueEntry) -> CatalogueEntry:
    kinds = {first.energy, second.energy} - {Energy.UNKNOWN}
    return CatalogueEntry(
        code=first.code,
        energy=kinds.pop() if len(kinds) == 1 else Energy.UNKNOWN,
        product_name=first.product_name or second.product_name,
        brand=first.brand or second.brand,
        enterprise=first.enterprise or second.enterprise,
        batches=tuple(dict.fromkeys(first.batches + second.batches)),
        days=tuple(dict.fromkeys(first.days + second.days)),
    )


def _entry(code: str, listed: _Listings) -> CatalogueEntry:
    return CatalogueEntry(
        code=code,
        energy=listed.energies.pop() if len(listed.energies) == 1 else Energy.UNKNOWN,
        batches=tuple(listed.batches),
        days=tuple(listed.days),
        product_name=listed.texts.get("product_name", ""),
        brand=listed.texts.get("brand", ""),
        enterprise=listed.texts.get("enterprise", ""),
    )
