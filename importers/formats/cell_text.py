"""Text as it leaves a file: without signs that no text may hold, and of bounded length, in one place for all formats.

Control characters (C0 but tab and line ends, DEL, C1), noncharacters and halves of surrogate pairs mean nothing in
a table, and a database, XML or JSON refuses them. They are removed and told: a row remembers which places were
touched. Invisible format signs (zero-width, direction marks) are dropped in silence, as nobody sees or types them.

Sources: Unicode 16 chapter 23 (special areas and format characters); XML 1.0 section 2.2; ECMA-376 part 1, 22.4.2.4
(``_xHHHH_``). A cell holds up to 32,767 characters (Excel's limit); no column of a register needs a thousand.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final, TypeVar

from importers.formats.cell_faults import Fault, as_marked, may_be_marked

CellValue = str | float | int | bool | datetime | date | time | timedelta | Fault | None
Rows = Iterator[tuple[int, list[CellValue]]]
T = TypeVar("T")

LONGEST_CELL: Final = 1_000
"""Characters of a cell that are kept."""
LONGEST_NAME: Final = 100
"""Characters of a sheet's name that are kept; spreadsheet programs allow 31."""

_ASTRAL: Final = "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
)
_CONTROL_SIGNS: Final = rf"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff{_ASTRAL}"
_INVISIBLE_SIGNS: Final = (
    r"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
_control: Final = re.compile(f"[{_CONTROL_SIGNS}]")
_invisible: Final = re.compile(f"[{_INVISIBLE_SIGNS}]")
_suspect: Final = re.compile(f"[{_CONTROL_SIGNS}{_INVISIBLE_SIGNS}]").search
_line_break: Final = re.compile(r"[\x0b\x0c\x85]")
_escape: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_begins_escape: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_surrogate_escapes: Final = re.compile(r"_x([Dd][89ABab][0-9A-Fa-f]{2})__x([Dd][C-Fc-f][0-9A-Fa-f]{2})_")
_WIDE: Final = re.compile(r"(?:[\x01-\xff]\x00){2,}").fullmatch
_ROWS_AT_ONCE: Final = 64


@dataclass(frozen=True, slots=True)
class Touch:
    """What was changed in one text: the signs removed (``U+0000``); its ``length`` where only ``limit`` was kept."""

    signs: tuple[str, ...] = ()
    length: int = 0
    limit: int = 0


class TouchedRow(list[T]):
    """A row of which some texts are not what the file holds. ``touched``: zero-based place -> what was changed."""

    def __init__(self, cells: Iterable[T], touched: Mapping[int, Touch]) -> None:
        super().__init__(cells)
        self.touched = touched


def touches_of(row: Sequence[object]) -> Mapping[int, Touch]:
    """Return what was changed in a row, by zero-based place."""
    return row.touched if isinstance(row, TouchedRow) else {}


def settle(text: str, *, limit: int = LONGEST_CELL, escaped: bool = False) -> tuple[str, Touch | None]:
    r"""Return a text as it may be kept, and what was changed in it (None: nothing that anybody could see).

    ``escaped``: what looks like an escape of a control character is one; where the format has such escapes, they are
    decoded already, and what still looks like one is the sender's own text.

    >>> settle("郑州\x00公交"), settle("SH_x000D_Z"), settle("a_x0007_b", escaped=True)[0], settle("a\u200bb\n")
    (('郑州公交', Touch(signs=('U+0000',), length=0, limit=0)), ('SH_x000D_Z', None), 'ab', ('ab\n', None))
    """
    plain = _unescaped(text, escaped=escaped)
    if _WIDE(plain):
        plain = plain[::2]  # UTF-16 that was taken for single bytes, as old files declare it: nothing is lost
    removed = tuple(dict.fromkeys(f"U+{ord(sign):04X}" for sign in _control.findall(plain)))
    if removed:
        plain = _control.sub("", _line_break.sub("\n", plain))
    plain = _invisible.sub("", plain)
    if len(plain) > limit and len(plain := plain.strip()) > limit:
        return plain[:limit], Touch(removed, len(plain), limit)
    return plain, Touch(removed) if removed else None


def _unescaped(text: str, *, escaped: bool) -> str:
    """Decode escapes of signs that are none. calamine decodes those up to ``_x00FF_``, in an xlsx, and no others."""
    if "_x" not in text:
        return text
    joined = _surrogate_escapes.sub(lambda pair: _joined(pair[1], pair[2]), text)
    return _escape.sub(lambda one: _decoded(one, escaped=escaped), joined)


def _joined(high: str, low: str) -> str:
    return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)


def _decoded(escape: re.Match[str], *, escaped: bool) -> str:
    sign = chr(int(escape[1], 16))
    is_meant = sign in "\t\n\r" or _control.match(sign) is not None
    return sign if is_meant and (escaped or sign > "\xff") else escape[0]


def drop_invisible(text: str) -> str:
    r"""Return a text without invisible format signs.

    >>> drop_invisible("豫\u202eA\ufeff")
    '豫A'
    """
    return _invisible.sub("", text)


def as_xlsx(text: str) -> str:
    r"""Return a text as a workbook holds it: settled, and what looks like an escape (``_x000D_``) escaped itself.

    >>> as_xlsx("SH_x000D_Z\x07"), as_xlsx("_x_")
    ('SH_x005F_x000D_Z', '_x_')
    """
    plain = text if is_settled(text) else settle(text, limit=len(text))[0]
    return _begins_escape.sub("_x005F_", plain) if "_x" in plain else plain


def is_settled(text: str) -> bool:
    """Say whether a text holds no sign that ``settle`` would remove."""
    return text.isprintable() or _suspect(text) is None


def settled_rows(rows: Rows, *, escaped: bool) -> Rows:
    """Yield rows with every text settled; those that were changed are ``TouchedRow``.

    Texts are looked at by the run of rows: nearly all runs hold nothing to settle.
    """
    while run := list(islice(rows, _ROWS_AT_ONCE)):
        texts = [cell for _, cells in run for cell in cells if type(cell) is str]
        together = "".join(texts)
        if (
            is_settled(together)
            and "_x" not in together
            and not may_be_marked(together)
            and max(map(len, texts), default=0) <= LONGEST_CELL
        ):
            yield from run
        else:
            for number, cells in run:
                yield number, _settled_row(cells, escaped=escaped)


def _settled_row(cells: list[CellValue], *, escaped: bool) -> list[CellValue]:
    settled, touched = list(cells), dict[int, Touch]()
    for place, cell in enumerate(cells):
        if isinstance(cell, str):
            text, touch = settle(cell, escaped=escaped)
            settled[place] = as_marked(text) or text or None
            if touch is not None:
                touched[place] = touch
    return TouchedRow(settled, touched) if touched else settled


def settled_names(names: Sequence[str]) -> list[tuple[str, Touch | None]]:
    r"""Return the names of sheets as they may be kept, all different, with what was changed in each.

    >>> [name for name, _ in settled_names(["明细", "明细\x00", ""])]
    ['明细', '明细 (2)', 'Sheet3']
    """
    taken: set[str] = set()
    found: list[tuple[str, Touch | None]] = []
    for place, given in enumerate(names, start=1):
        name, touch = settle(given, limit=LONGEST_NAME)
        name = name or f"Sheet{place}"
        if name in taken:
            name = f"{name} ({place})"
        while name in taken:
            name += "'"
        taken.add(name)
        found.append((name, touch))
    return found
