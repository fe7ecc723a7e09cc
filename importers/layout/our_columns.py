"""What an annotated copy appended to the sender's columns is none of the sender's: it is not read when sent again.

Its sentences quote words of every field, and stand beside every table of the sheet, not only beside the one whose
header they were put into.
"""

from collections.abc import Iterable, Iterator, Sequence

from importers.formats.cell_text import TouchedRow, touches_of
from importers.layout.template_columns import OUR_HEADERS


def without_ours(rows: Iterable[tuple[int, Sequence[object]]]) -> Iterator[tuple[int, Sequence[object]]]:
    """Yield numbered rows of a sheet, from its first on, blank in our columns from our headers down.

    >>> list(without_ours([(1, ["车牌号", "错误说明"]), (2, ["豫A1", "新增"]), (9, ["车架号", "更新"])]))
    [(1, ['车牌号', None]), (2, ['豫A1', None]), (9, ['车架号', None])]
    """
    ours = set[int]()
    for number, cells in rows:
        if not OUR_HEADERS.isdisjoint(cells):
            ours.update(place for place, cell in enumerate(cells) if cell in OUR_HEADERS)
        yield number, _emptied(cells, ours) if ours else cells


def _emptied(cells: Sequence[object], ours: set[int]) -> Sequence[object]:
    kept = [None if place in ours else cell for place, cell in enumerate(cells)]
    return TouchedRow(kept, touches_of(cells)) if isinstance(cells, TouchedRow) else kept
