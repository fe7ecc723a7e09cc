"""The package of an xlsx or xlsb workbook: its kind, its sheets and the parts that hold them."""

import posixpath
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from importers.findings.refusals import FileRefused
from importers.formats.markup import read_markup
from importers.formats.zipguard import Parts
from importers.limits import MIB

TYPES_PART = "[Content_Types].xml"
_SMALL_PART = 16 * MIB
_BINARY_MAIN = "application/vnd.ms-excel.sheet.binary.macroenabled.main"
_MACRO_MAINS = ("ms-excel.sheet.macroenabled.main+xml", "ms-excel.template.macroenabled.main+xml")
_MAIN, _STRINGS, _STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
_PLAIN_KINDS = ("application/xml", "text/xml", "application/vnd.openxmlformats-package.relationships+xml")
_DOCUMENTS = ("wordprocessingml", "presentationml", "ms-word", "ms-powerpoint", "ms-visio")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet as the workbook lists it; ``part`` is None where its relationship leads to no cells.

    ``is_cells``: it is listed as a sheet of cells, be its part there or not.
    """

    name: str
    hidden: bool
    part: str | None
    is_cells: bool = True

    @property
    def is_usual(self) -> bool:
        """Whether calamine finds the part, or knows that it holds no cells."""
        return self.part is not None if self.is_cells else True


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def read_xml(file: BinaryIO, parts: Parts, name: str) -> ET.Element:
    """Parse one small part; declarations were refused, so no entity is ever expanded."""
    entry = parts.get(name)
    if entry is None:
        raise FileRefused("damaged")
    try:
        return ET.fromstring(read_markup(file, entry, at_most=_SMALL_PART))  # noqa: S314 (see above)
    except (ET.ParseError, ValueError, LookupError) as trouble:
        raise FileRefused("damaged") from trouble


def package_kind(file: BinaryIO, parts: Parts) -> str:
    """Return xlsx or xlsb, by the kind of the part that lists the sheets.

    A package may declare kinds that none of its parts has, as SheetJS always names the binary one. Raises
    ``FileRefused`` for packages of another trade.
    """
    declared = _declared(file, parts)
    if any(word in kind for kind in declared.values() for word in _DOCUMENTS) and not any(
        "spreadsheetml" in kind for kind in declared.values()
    ):
        raise FileRefused("not-a-spreadsheet", why="document")
    main = workbook_part(file, parts)
    kind = declared.get(main.lower(), "")
    if kind == _BINARY_MAIN or (not kind and main.endswith(".bin")):
        return "xlsb"
    if not kind or "spreadsheetml" in kind or kind.endswith(_MACRO_MAINS):
        return "xlsx"
    raise FileRefused("not-a-spreadsheet")


def _declared(file: BinaryIO, parts: Parts) -> dict[str, str]:
    """Return the kinds of parts as the package declares them, by their names in lower case."""
    found: dict[str, str] = {}
    by_ending: dict[str, str] = {}
    for node in read_xml(file, parts, TYPES_PART):
        kind = node.get("ContentType", "").strip().lower()
        if _local(node.tag) == "Override":
            found[node.get("PartName", "").lstrip("/").lower()] = kind
        elif kind not in _PLAIN_KINDS:
            by_ending[node.get("Extension", "").lower()] = kind
    for name in parts:
        ending = name.rpartition(".")[2].lower()
        if ending in by_ending:
            found.setdefault(name.lower(), by_ending[ending])
    return found


def relations(file: BinaryIO, parts: Parts, source: str) -> dict[str, tuple[str, str]]:
    """Return id -> (kind, part name) of the relationships of a part; an empty name is the package itself."""
    folder, base = posixpath.split(source)
    found: dict[str, tuple[str, str]] = {}
    name = posixpath.join(folder, "_rels", f"{base}.rels")
    if name not in parts:
        return found
    for node in read_xml(file, parts, name):
        kind = node.get("Type", "").rsplit("/", 1)[-1]
        found[node.get("Id", "")] = (kind, _target(node.get("Target", ""), folder, parts))
    return found


def _target(given: str, folder: str, parts: Parts) -> str:
    target = given.replace("\\", "/")
    path = posixpath.normpath(posixpath.join("/" if target.startswith("/") else folder, target)).lstrip("/")
    return path if path in parts else unquote(path)


def workbook_part(file: BinaryIO, parts: Parts) -> str:
    """Return the name of the part that lists the sheets."""
    for kind, part in relations(file, parts, "").values():
        if kind == "officeDocument" and part in parts:
            return part
    for name in ("xl/workbook.xml", "xl/workbook.bin"):
        if name in parts:
            return name
    raise FileRefused("damaged")


@dataclass(frozen=True, slots=True)
class Book:
    """What a workbook's main part lists: its sheets in their order, and the parts beside them by their kinds."""

    main: str
    sheets: tuple[SheetPart, ...]
    epoch_1904: bool
    strings: str | None
    styles: str | None

    @property
    def is_usual(self) -> bool:
        """Whether the parts bear the names that calamine expects, and no listed sheet is missing."""
        beside = (self.main.lower(), self.strings or _STRINGS, self.styles or _STYLES)
        return tuple(map(str.lower, beside)) == (_MAIN, _STRINGS.lower(), _STYLES) and all(
            sheet.is_usual for sheet in self.sheets
        )


def read_workbook(file: BinaryIO, parts: Parts) -> Book:
    """Return what the main part of an xlsx lists, and whether its days count from 1904."""
    name = workbook_part(file, parts)
    root = read_xml(file, parts, name)
    targets = relations(file, parts, name)
    sheets: list[SheetPart] = []
    epoch_1904 = False
    for node in root:
        if _local(node.tag) == "sheets":
            sheets.extend(_sheet(sheet, targets, parts) for sheet in node)
        elif _local(node.tag) == "workbookPr":
            epoch_1904 = node.get("date1904") in ("1", "true")
    beside = {kind: part for kind, part in targets.values() if part in parts}
    return Book(name, tuple(sheets), epoch_1904, beside.get("sharedStrings"), beside.get("styles"))


def _sheet(node: ET.Element, targets: dict[str, tuple[str, str]], parts: Parts) -> SheetPart:
    identity = next((value for key, value in node.attrib.items() if _local(key) == "id"), "")
    kind, part = targets.get(identity, ("", ""))
    readable = kind == "worksheet" and part in parts
    name, hidden = node.get("name", ""), node.get("state", "visible") != "visible"
    return SheetPart(name, hidden, part if readable else None, is_cells=kind in ("worksheet", ""))


def struck_styles(file: BinaryIO, parts: Parts, styles: str | None) -> frozenset[int]:
    """Return the numbers of the cell styles whose font strikes the text through."""
    if styles is None:
        return frozenset()
    root = read_xml(file, parts, styles)
    by_name = {_local(node.tag): node for node in root}
    fonts = [any(map(_strikes, font)) for font in by_name.get("fonts", ())]
    struck = {str(number) for number, strikes in enumerate(fonts) if strikes}
    looks = by_name.get("cellXfs", ())
    return frozenset(number for number, look in enumerate(looks) if look.get("fontId") in struck)


def _strikes(node: ET.Element) -> bool:
    return _local(node.tag) == "strike" and node.get("val", "1").lower() not in ("0", "false")
