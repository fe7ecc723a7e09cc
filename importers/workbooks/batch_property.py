"""Writes the batch id of an annotated copy into its document properties; ``batch_ids`` reads it back."""

from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.custom import CustomPropertyList, StringProperty

from importers.workbooks.batch_ids import PROPERTY


def put_batch_id(book: Workbook, text: str) -> None:
    """Store a batch id in a workbook, in place of an earlier one."""
    take_batch_id(book)
    _properties(book).append(StringProperty(name=PROPERTY, value=text))


def take_batch_id(book: Workbook) -> bool:
    """Remove a batch id; return whether there was one: then the workbook bears our signs already."""
    properties = _properties(book)
    if PROPERTY not in properties.names:
        return False
    del properties[PROPERTY]
    return True


def _properties(book: Workbook) -> "CustomPropertyList[Any]":
    found: CustomPropertyList[Any] = book.custom_doc_props  # type: ignore[attr-defined]  # missing in the stubs
    return found
