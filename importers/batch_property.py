"""The custom document property that carries the signed batch id of an annotated copy.

It survives saving in Excel, WPS and LibreOffice, and a reader of cells never meets it.
"""

from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.packaging.custom import CustomPropertyList, StringProperty

from importers.limits import limits_for
from importers.ooxml import read_xml
from importers.refusals import FileRefused
from importers.zipguard import open_parts

NAME: Final = "fleetsvc.batch"
_PART: Final = "docProps/custom.xml"
_LONGEST: Final = 1000


def put_batch_id(book: Workbook, text: str) -> None:
    """Store a batch id in a workbook, in place of an earlier one."""
    take_batch_id(book)
    _properties(book).append(StringProperty(name=NAME, value=text))


def take_batch_id(book: Workbook) -> bool:
    """Remove a batch id; return whether there was one: then the workbook bears our signs already."""
    properties = _properties(book)
    if NAME not in properties.names:
        return False
    del properties[NAME]
    return True


def _properties(book: Workbook) -> "CustomPropertyList[Any]":
    found: CustomPropertyList[Any] = book.custom_doc_props  # type: ignore[attr-defined]  # missing in the stubs
    return found


def batch_id_in(path: Path) -> str | None:
    """Return the batch id of a file, None where it has none or is no xlsx. Anybody can have written it."""
    try:
        with path.open("rb") as file:
            parts = open_parts(file, limits_for(path.stat().st_size))
            if _PART not in parts:
                return None
            for node in read_xml(file, parts, _PART):
                if node.get("name") == NAME:
                    return "".join(node.itertext()).strip()[:_LONGEST]
    except FileRefused:
        return None
    return None
