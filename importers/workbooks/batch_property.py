"""Writes the batch id of an annotated copy into its document properties; ``batch_ids`` reads it back."""

from typing import Any, Final
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.packaging.custom import CustomPropertyList, StringProperty

from importers.workbooks.batch_ids import PART, PROPERTY
from importers.workbooks.package_edits import OFFICE, Package
from importers.workbooks.splicing import Element, Splices, elements, prefix_of

_KIND: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_SPACES: Final = (
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
)
_FORMAT: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def put_batch_id(book: Workbook, text: str) -> None:
    """Store a batch id in a new workbook."""
    properties: CustomPropertyList[Any] = book.custom_doc_props  # type: ignore[attr-defined]  # missing in the stubs
    properties.append(StringProperty(name=PROPERTY, value=text))


def has_batch_id(package: Package) -> bool:
    """Tell whether a workbook bears our signs already."""
    return PART in package and bool(_ours(package.read(PART)))


def put_batch_id_into(package: Package, mark: str) -> None:
    """Store a batch id in a workbook, in place of an earlier one."""
    if PART not in package:
        package.add(PART, f"<Properties {_SPACES}></Properties>".encode(), _KIND)
        package.relate("", f"{OFFICE}/custom-properties", PART)
    text = package.read(PART)
    splices = Splices(text)
    for one in _ours(text):
        splices.replace(one.start, one.end, b"")
    known = [int(one.attributes.get("pid", 1)) for one in elements(text, lambda tag: tag == "property")]
    root = list(elements(text, lambda tag: tag == "Properties"))[-1]
    name = prefix_of(text, root.start).decode() + "property"
    value = f'<vt:lpwstr xmlns:vt="{_SPACES.rpartition("=")[2].strip(chr(34))}">{escape(mark)}</vt:lpwstr>'
    said = f'<{name} fmtid="{_FORMAT}" pid="{max([1, *known]) + 1}" name="{PROPERTY}">{value}</{name}>'
    splices.append_child(root, said.encode())
    package.put(PART, splices.result())


def _ours(text: bytes) -> list[Element]:
    return [
        one for one in elements(text, lambda tag: tag == "property") if one.attributes.get("name") == PROPERTY
    ]
