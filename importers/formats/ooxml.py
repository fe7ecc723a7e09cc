"""The package of an xlsx or xlsb workbook: its kind, its sheets and the parts that hold them."""

import posixpath
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree import ElementTree as ET

from importers.findings.refusals import FileRefused
from importers.formats.zipguard import Parts, read_markup
from importers.limits import MIB

TYPES_PART = "[Content_Types].xml"
_SMALL_PART = 16 * MIB
_BINARY_MAIN = "application/vnd.ms-excel.sheet.binary.macroenabled.main"
_MACRO_MAINS = ("ms-excel.sheet.macroenabled.main+xml", "ms-excel.template.macroenabled.main+xml")
_DOCUMENTS = ("wordprocessingml", "presentationml", "ms-word", "ms-powerpoint", "ms-visio")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet as the workbook lists it; ``part`` is None where its relationship leads nowhere."""

    name: str
    hidden: bool
    part: str | None


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
    """Return xlsx or xlsb. Raises ``FileRefused`` for macros and for packages of another trade."""
    types = read_xml(file, parts, TYPES_PART)
    declared = {node.get("ContentType", "").strip().lower() for node in types}
    if any(kind.endswith(_MACRO_MAINS) for kind in declared) or _holds_macros(parts):
        raise FileRefused("macro")
    if _BINARY_MAIN in declared:
        return "xlsb"
    if any("spreadsheetml" in kind for kind in declared):
        return "xlsx"
    if any(word in kind for kind in declared for word in _DOCUMENTS):
        raise FileRefused("not-a-spreadsheet", why="document")
    raise FileRefused("not-a-spreadsheet")


def _holds_macros(parts: Parts) -> bool:
    return any(name.lower().endswith("vbaproject.bin") or "/macrosheets/" in name.lower() for name in parts)


def relations(file: BinaryIO, parts: Parts, source: str) -> dict[str, tuple[str, str]]:
    """Return id -> (kind, part name) of the relationships of a part; an empty name is the package itself."""
    folder, base = posixpath.split(source)
    found: dict[str, tuple[str, str]] = {}
    name = posixpath.join(folder, "_rels", f"{base}.rels")
    if name not in parts:
        return found
    for node in read_xml(file, parts, name):
        target = node.get("Target", "").replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        kind = node.get("Type", "").rsplit("/", 1)[-1]
        found[node.get("Id", "")] = (kind, posixpath.normpath(path))
    return found


def workbook_part(file: BinaryIO, parts: Parts) -> str:
    """Return the name of the part that lists the sheets."""
    for kind, part in relations(file, parts, "").values():
        if kind == "officeDocument" and part in parts:
            return part
    for name in ("xl/workbook.xml", "xl/workbook.bin"):
        if name in parts:
            return name
    raise FileRefused("damaged")


def read_workbook(file: BinaryIO, parts: Parts) -> tuple[list[SheetPart], bool]:
    """Return the sheets of an xlsx in their order, and whether its days count from 1904."""
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
    return sheets, epoch_1904


def _sheet(node: ET.Element, targets: dict[str, tuple[str, str]], parts: Parts) -> SheetPart:
    identity = next((value for key, value in node.attrib.items() if _local(key) == "id"), "")
    kind, part = targets.get(identity, ("", ""))
    readable = kind == "worksheet" and part in parts
    return SheetPart(
        node.get("name", ""), node.get("state", "visible") != "visible", part if readable else None
    )
