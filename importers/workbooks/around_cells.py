"""What lies around the cells of a sheet and has to know our column: widths, filter, tables, merged header, extent."""

import re
from typing import Final

from importers.fields import column_letter
from importers.formats.sheetscan import column_number
from importers.workbooks.annotation import HeaderPlace
from importers.workbooks.package_edits import Package
from importers.workbooks.sheet_places import SheetPlaces
from importers.workbooks.splicing import Splices, elements, prefix_of, retagged

_WIDTH: Final = 70
_AREA: Final = re.compile(r"(\$?)([A-Za-z]+)(\$?[0-9]+):(\$?)([A-Za-z]+)(\$?[0-9]+)")


def widened(area: str, column: int) -> str:
    """Return an area that reaches at least to a column.

    >>> widened("$A$2:$I$7", 10), widened("A1:M9", 3), widened("A1", 3)
    ('$A$2:$J$7', 'A1:M9', 'A1')
    """
    found = _AREA.fullmatch(area)
    if not found or column_number(found[5]) >= column:
        return area
    return f"{found[1]}{found[2]}{found[3]}:{found[4]}{column_letter(column - 1)}{found[6]}"


def stretch(places: SheetPlaces, splices: Splices, column: int) -> None:
    """Let the extent that a sheet states for itself reach to our column."""
    stated = places.one("dimension")
    if stated is not None:
        splices.retag(stated.start, ref=widened(stated.attributes.get("ref", ""), column))


def set_width(places: SheetPlaces, splices: Splices, column: int) -> None:
    """Give our column its width. A width kept for a run of columns is cut around it: runs must not overlap."""
    ours = b'<%bcol min="%d" max="%d" width="%d" customWidth="1"/>' % (places.prefix, column, column, _WIDTH)
    for run in places.all("col"):
        first, last = int(run.attributes.get("min", 0)), int(run.attributes.get("max", 0))
        tag = places.text[run.start : run.end]
        if first <= column <= last:
            before = retagged(tag, {"max": column - 1}) if first < column else b""
            after = retagged(tag, {"min": column + 1}) if last > column else b""
            splices.replace(run.start, run.end, before + ours + after)
            return
        if first > column:
            splices.insert(run.start, ours)
            return
    listed, cells = places.one("cols"), places.one("sheetData")
    if listed is not None:
        splices.append_child(listed, ours)
    elif cells is not None:
        name = places.prefix + b"cols"
        splices.insert(cells.start, b"<%b>%b</%b>" % (name, ours, name))


def merge_header(
    places: SheetPlaces, splices: Splices, place: HeaderPlace, column: int, ours: frozenset[int]
) -> None:
    """Merge our header over all rows of the header; an earlier one of ours goes."""
    kept = 0
    for one, (left, top, right, _) in places.areas("mergeCell"):
        if left == right and left in ours and top >= place.header_rows[0]:
            splices.replace(one.start, one.end, b"")
        else:
            kept += 1
    top, bottom = place.header_rows[0], place.header_rows[-1]
    letter = column_letter(column - 1)
    new = b'<%bmergeCell ref="%b"/>' % (places.prefix, f"{letter}{top}:{letter}{bottom}".encode())
    listed = places.one("mergeCells")
    if bottom == top:
        if listed is not None and ours:
            _count(splices, listed.start, kept, places)
    elif listed is not None:
        splices.append_child(listed, new)
        if not listed.closes_itself:
            _count(splices, listed.start, kept + 1, places)
    else:
        name = places.prefix + b"mergeCells"
        splices.insert(places.place_for("mergeCells"), b'<%b count="1">%b</%b>' % (name, new, name))


def _count(splices: Splices, start: int, number: int, places: SheetPlaces) -> None:
    if number:
        splices.retag(start, count=number)
    else:  # an empty list is none that a program would write
        one = places.one("mergeCells")
        if one is not None:
            splices.replace(one.start, one.end, b"")


def set_filter(places: SheetPlaces, splices: Splices, place: HeaderPlace, column: int, last_row: int) -> None:
    """Let the clerk filter by our column: widen the sender's filter, or set one where there is none."""
    known = places.one("autoFilter")
    if known is not None:
        splices.retag(known.start, ref=widened(known.attributes.get("ref", ""), column))
        return
    area = f"A{place.header_rows[-1]}:{column_letter(column - 1)}{last_row}"
    new = b'<%bautoFilter ref="%b"/>' % (places.prefix, area.encode())
    splices.insert(places.place_for("autoFilter"), new)


def widen_filter_name(package: Package, main: str, sheet: int, column: int) -> None:
    """Widen the hidden name by which a workbook knows the filter of a sheet."""
    text = package.read(main)
    splices = Splices(text)
    for one in elements(text, lambda tag: tag == "definedName"):
        if one.attributes.get("name") == "_xlnm._FilterDatabase" and one.attributes.get(
            "localSheetId"
        ) == str(sheet):
            start = splices.tag_end(one.start)
            sheet_name, mark, area = text[start : one.close].decode().rpartition("!")
            splices.replace(start, one.close, f"{sheet_name}{mark}{widened(area, column)}".encode())
            package.put(main, splices.result())


def join_tables(package: Package, tables: list[str], column: int, header: str) -> None:
    """Take our column into the table beside it. Elsewhere it stands alone: a filter may not overlap a table."""
    for part in tables:
        text = package.read(part)
        found = {
            one.name: one
            for one in elements(text, lambda tag: tag in {"table", "tableColumns", "autoFilter"})
        }
        table, columns = found["table"], found["tableColumns"]
        area = _AREA.fullmatch(table.attributes.get("ref", ""))
        if not area or column_number(area[5]) != column - 1 or columns.closes_itself:
            continue
        splices = Splices(text)
        for one in (table, found.get("autoFilter")):
            if one is not None:
                splices.retag(one.start, ref=widened(one.attributes.get("ref", ""), column))
        known = [one.attributes for one in elements(text, lambda tag: tag == "tableColumn")]
        number = max(int(one.get("id", 0)) for one in known) + 1
        tag = b"<" + prefix_of(text, table.start) + b"tableColumn/>"
        splices.append_child(columns, retagged(tag, {"id": number, "name": header}))
        splices.retag(columns.start, count=len(known) + 1)
        package.put(part, splices.result())
