"""Find the header of a sheet: one to three rows under title lines, merged group names flattened.

Row and column numbers here are zero-based; ``rows`` are the first rows of a sheet, from row 1 and column A.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from importers.layout.headers import Weights, flat, recognise, recognise_path
from importers.layout.line_words import is_column_numbers
from importers.layout.shapes import is_data_like, names_vehicle, shapes_of
from importers.layout.weights import (
    DEEPEST,
    DEPTH,
    FEWEST_NAMES,
    GROUP_LONGEST,
    GROUP_WIDTH,
    KNOWN,
    SEARCHED_ROWS,
)

Rows = Sequence[Sequence[object]]
Merge = tuple[tuple[int, int], tuple[int, int]]


_SAYS_MORE: Final = re.compile(
    r"[:：]|\d\d"
)  # 填报单位：…, 2025年3月: a line about the file, not a group of columns
_HINT: Final = re.compile(
    r"(必填|选填|非必填|可选|必录|文本|数字|数值|字符|日期|下拉|整数|格式|填写|required|optional|mandatory|text|date|number).*",
    re.IGNORECASE,
)
_UNIT: Final = re.compile(
    r"[(（\[]?(kgs?|千克|公斤|吨|t|mm|毫米|米|m|kwh?|千瓦时?|km|公里|人|座|个|辆|年|月|日|元|万元)[)）\]]?",
    re.IGNORECASE,
)
_EXAMPLE: Final = re.compile(
    r"[(（【\[]?(示例|样例|范例|举例|填写示例|例[:：如]|example|sample).*", re.IGNORECASE
)
_SECTION: Final = re.compile(
    r"\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}[、.:]|\d{1,2}、|第.{1,2}部分"
)
_VEHICLE: Final = frozenset(
    [
        "vin",
        "plate",
        "fuel",
        "powertrain",
        "category",
        "event",
        "model",
        "registered_on",
        "built_on",
        "emission_stage",
        "gross_mass",
        "kerb_mass",
        "use_nature",
        "vehicle_type",
        "replaces_plate",
        "replaces_vin",
        "plate_type",
        "plate_color",
    ]
)


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """A header: its ``rows`` (hints and examples below it included), the first row of data, the column names.

    ``parts`` gives for a column its texts from the topmost group down; ``weights`` what they may mean.
    """

    rows: tuple[int, ...]
    first_data: int
    parts: dict[int, tuple[str, ...]]
    weights: dict[int, Weights]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that the header names clearly."""
        return frozenset(field for field, weight in _best_fields(self.weights).items() if weight >= KNOWN)

    @property
    def names_vehicles(self) -> bool:
        """Whether the columns are those of a list of vehicles."""
        fields = self.fields
        return bool(fields & {"vin", "plate"}) and len(fields) >= 2

    @property
    def describes_vehicles(self) -> bool:
        """Whether the columns describe vehicles although none identifies them."""
        return len(self.fields & _VEHICLE) >= 4


def _best_fields(weights: Mapping[int, Weights]) -> dict[str, float]:
    best: dict[str, float] = {}
    for column in weights.values():
        field = max(column, key=column.__getitem__, default=None)
        if field is not None:
            best[field] = max(best.get(field, 0.0), column[field])
    return best


def _text(cell: object) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _folded(cell: object) -> str:
    """A text half-width and without blanks: （ｔ）, 示 例."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", _text(cell)))


def _filled(row: Sequence[object]) -> dict[int, object]:
    return {
        index: cell for index, cell in enumerate(row) if cell is not None and cell != "" and str(cell).strip()
    }


def _is_group(text: str) -> bool:
    return bool(flat(text)) and len(text) <= GROUP_LONGEST and _SAYS_MORE.search(text) is None


def _is_label_and_value(cells: Sequence[object]) -> bool:
    """Tell whether two cells say something of the whole sheet: 车辆类别 | 公交车."""
    if len(cells) != 2:
        return False
    named, value = recognise(_text(cells[0])), shapes_of(cells[1])
    return any(weight >= KNOWN and name in value for name, weight in named.items())


def _is_group_row(rows: Rows, index: int, merges: Sequence[Merge], width: int) -> bool:
    """Group names stand above a header: short texts, at least two, or one over a part of the columns."""
    filled = _filled(rows[index])
    if not filled or not all(isinstance(cell, str) and _is_group(cell) for cell in filled.values()):
        return False
    if any(is_data_like(cell) for cell in filled.values()) or _is_label_and_value(list(filled.values())):
        return False
    if len(filled) >= 2:
        return True
    (column,) = filled
    spans = [last[1] - first[1] + 1 for first, last in merges if first == (index, column)]
    return bool(spans) and 2 <= spans[0] < width * GROUP_WIDTH


def _spread(rows: Rows, index: int, bottom: int, merges: Sequence[Merge]) -> dict[int, str]:
    """Return the texts of a group row by column, each spread over the columns it stands above."""
    own = {column: _text(cell) for column, cell in _filled(rows[index]).items()}
    spread = dict(own)
    for (top, left), (_, right) in merges:
        if top == index and left in own:
            spread.update(dict.fromkeys(range(left, right + 1), own[left]))
    if any(top == index and right > left for (top, left), (_, right) in merges):
        return spread
    # Without merges (csv) a group reaches to the next one, over columns that have a name below.
    lower = {column for row in rows[index + 1 : bottom + 1] for column in _filled(row)}
    group = ""
    for column in range(max(len(row) for row in rows[index : bottom + 1])):
        group = own.get(column, group if column in lower and column not in own else "")
        if group:
            spread[column] = group
    return spread


def _flattened(rows: Rows, top: int, bottom: int, merges: Sequence[Merge]) -> dict[int, tuple[str, ...]]:
    layers = [_spread(rows, index, bottom, merges) for index in range(top, bottom)]
    layers.append({column: _text(cell) for column, cell in _filled(rows[bottom]).items()})
    parts: dict[int, tuple[str, ...]] = {}
    for column in sorted({column for layer in layers for column in layer}):
        texts = [layer[column] for layer in layers if layer.get(column)]
        unique = [text for index, text in enumerate(texts) if index == 0 or text != texts[index - 1]]
        if unique:
            parts[column] = tuple(unique)
    return parts


def _is_section(filled: Mapping[int, object]) -> bool:
    """A numbered line of one text heads the rows below it: it is no name of a column."""
    return len(filled) == 1 and all(_SECTION.match(_folded(cell)) for cell in filled.values())


def _candidates(rows: Rows, merges: Sequence[Merge], width: int) -> Iterator[tuple[float, int, int]]:
    """Yield (score, top, bottom) of every block that may be the header."""
    for bottom in range(min(len(rows), SEARCHED_ROWS)):
        filled = _filled(rows[bottom])
        known = sum(bool(recognise(_text(cell))) for cell in filled.values())
        if not known or _is_section(filled):
            continue
        data_like = sum(bool(shapes_of(cell) & {"vin", "plate", "day", "number"}) for cell in filled.values())
        for depth in range(1, DEEPEST + 1):
            top = bottom - depth + 1
            if top < 0 or (depth > 1 and not _is_group_row(rows, top, merges, width)):
                break
            parts = _flattened(rows, top, bottom, merges)
            weights = {column: recognise_path(texts) for column, texts in parts.items()}
            clear = sum(weight for weight in _best_fields(weights).values() if weight >= KNOWN)
            yield clear - data_like + DEPTH * (depth - 1), top, bottom


def _is_unit_row(row: Sequence[object]) -> bool:
    """Units of measure below the names: kg, 人, 年 and 月."""
    filled = _filled(row)
    return bool(filled) and all(_UNIT.fullmatch(_folded(cell)) for cell in filled.values())


def names_columns(row: Sequence[object]) -> bool:
    """Tell whether a row names columns of vehicles, among them one for what identifies a vehicle."""
    filled = _filled(row)
    if len(filled) < FEWEST_NAMES or not all(isinstance(cell, str) for cell in filled.values()):
        return False
    weights = {place: recognise(_text(cell)) for place, cell in filled.items()}
    clear = {name for name, weight in _best_fields(weights).items() if weight >= KNOWN}
    return bool(clear & {"vin", "plate"}) and len(clear) >= FEWEST_NAMES


def repeats_header(cell: object, header: str | None) -> bool:
    """Tell whether a cell says what the header of its column says in its last row."""
    return flat(_text(cell)) == flat((header or "").rpartition("/")[2])


def _continues(rows: Rows, index: int, header: frozenset[str]) -> bool:
    """Tell whether a row below still belongs to the header: a second language, hints, numbers, an example."""
    filled = _filled(rows[index])
    if not filled:
        return False
    texts = [_text(cell) for cell in filled.values()]
    if _EXAMPLE.fullmatch(_folded(texts[0])):
        return False  # to be listed
    if any(shapes_of(cell) & {"vin", "plate", "day"} for cell in filled.values()):
        return False
    if is_column_numbers([re.sub(r"\s+", "", str(cell)) for cell in filled.values()]):
        return True
    if frozenset(map(flat, texts)) == header:
        return False  # a repeated header is a row to be listed
    hints = sum(_HINT.fullmatch(_folded(text)) is not None for text in texts)
    clear = sum(max(recognise(text).values(), default=0.0) >= KNOWN for text in texts)
    return (hints >= 2 and hints * 2 >= len(texts)) or (clear >= 3 and clear * 2 >= len(texts))


def _divides(rows: Rows, index: int) -> bool:
    """Tell whether a row only divides names of the row above, each of which reaches over cells of its own."""
    above, own = _filled(rows[index - 1]), _filled(rows[index])
    if not all(isinstance(cell, str) and _is_group(cell) and not is_data_like(cell) for cell in own.values()):
        return False
    divided = [column for column in own if column not in above]
    return bool(divided) and all(column + 1 in divided for column in own if column in above)


def _block(rows: Rows, top: int, bottom: int, merges: Sequence[Merge]) -> HeaderBlock:
    while bottom + 1 < len(rows) and bottom - top + 1 < DEEPEST and _divides(rows, bottom + 1):
        bottom += 1
    parts = _flattened(rows, top, bottom, merges)
    if bottom + 1 < len(rows) and _is_unit_row(rows[bottom + 1]):
        bottom += 1
        for column, unit in _filled(rows[bottom]).items():
            parts[column] = (*parts.get(column, ()), str(unit))
    last, own = bottom, frozenset(flat(_text(cell)) for cell in _filled(rows[bottom]).values())
    while last + 1 < len(rows) and last - bottom < DEEPEST and _continues(rows, last + 1, own):
        last += 1
    weights = {column: recognise_path(texts) for column, texts in parts.items()}
    return HeaderBlock(tuple(range(top, last + 1)), last + 1, parts, weights)


def first_vehicle(rows: Rows) -> int | None:
    """Return the place of the first row with a VIN or a whole plate number; None where there is none."""
    for index, row in enumerate(rows):
        if any(map(names_vehicle, row)):
            return index
    return None


def find_header(rows: Rows, merges: Sequence[Merge] = ()) -> HeaderBlock | None:
    """Return the likeliest header: most clearly named fields, the earliest of equals; None if none.

    It stands above the first vehicle: a header taken from further down would lose the rows before it.
    """
    above = rows[: first_vehicle(rows)]
    width = max((len(row) for row in above[:SEARCHED_ROWS]), default=0)
    best = max(
        _candidates(above, merges, width),
        key=lambda found: (found[0], -found[2], found[2] - found[1]),
        default=None,
    )
    if best is None or best[0] <= 0:
        return None
    return _block(rows, best[1], best[2], merges)


def header_above_vehicles(rows: Rows, merges: Sequence[Merge] = ()) -> HeaderBlock | None:
    """Return the row of texts just above the first vehicle, whatever it says; None where there is none."""
    index = first_vehicle(rows)
    if not index:
        return None
    above = _filled(rows[index - 1])
    named = [cell for cell in above.values() if isinstance(cell, str) and not is_data_like(cell)]
    return _block(rows, index - 1, index - 1, merges) if len(named) == len(above) >= 2 else None
