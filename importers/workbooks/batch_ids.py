"""Reads the signed batch id of an annotated copy from its document properties.

A custom property survives saving in Excel, WPS and LibreOffice, and a reader of cells never meets it.
"""

from pathlib import Path
from typing import Final

from importers.findings.refusals import FileRefused
from importers.formats.ooxml import read_xml
from importers.formats.zipguard import open_parts
from importers.limits import limits_for

PROPERTY: Final = "fleetsvc.batch"
PART: Final = "docProps/custom.xml"
_LONGEST: Final = 1000


def batch_id_in(path: Path) -> str | None:
    """Return the batch id of a file, None where it has none or is no xlsx. Anybody can have written it."""
    try:
        with path.open("rb") as file:
            parts = open_parts(file, limits_for(path.stat().st_size))
            if PART not in parts:
                return None
            for node in read_xml(file, parts, PART):
                if node.get("name") == PROPERTY:
                    return "".join(node.itertext()).strip()[:_LONGEST]
    except FileRefused:
        return None
    return None
