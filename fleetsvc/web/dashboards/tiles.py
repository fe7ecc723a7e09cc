"""Henan as equal tiles: each reporting unit is as large as any other, about where it lies on the map.

A hand-made grid, no survey: it shows neighbourhoods, not borders, so it needs no map approval. 航空港区, which lies
inside Zhengzhou's area, stands apart as an inset.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fleetsvc.web.dashboards.areas import INSET
from fleetsvc.web.rankings.start_view import percent
from rules.ranking import Line, shown_rate
from rules.ranking_method import Standing
from rules.wording import Language, Text

WIDTH, HEIGHT, GAP = 100, 62, 6
"""Of a tile, in the drawing's own units."""

GRID: Final[dict[str, tuple[int, int, Text]]] = {
    "410173": (0, 0, Text("航空港区", "Airport Zone")),
    "410500": (3, 0, Text("安阳", "Anyang")),
    "410600": (3, 1, Text("鹤壁", "Hebi")),
    "410900": (4, 1, Text("濮阳", "Puyang")),
    "419001": (1, 2, Text("济源", "Jiyuan")),
    "410800": (2, 2, Text("焦作", "Jiaozuo")),
    "410700": (3, 2, Text("新乡", "Xinxiang")),
    "411200": (0, 3, Text("三门峡", "Sanmenxia")),
    "410300": (1, 3, Text("洛阳", "Luoyang")),
    "410100": (2, 3, Text("郑州", "Zhengzhou")),
    "410200": (3, 3, Text("开封", "Kaifeng")),
    "411400": (4, 3, Text("商丘", "Shangqiu")),
    "410400": (1, 4, Text("平顶山", "Pingdingshan")),
    "411000": (2, 4, Text("许昌", "Xuchang")),
    "411600": (3, 5, Text("周口", "Zhoukou")),
    "411300": (1, 5, Text("南阳", "Nanyang")),
    "411100": (2, 5, Text("漯河", "Luohe")),
    "411700": (2, 6, Text("驻马店", "Zhumadian")),
    "411500": (3, 6, Text("信阳", "Xinyang")),
}
"""Unit -> column and row from the north-west, and its short name."""

STEPS: Final = ((0.98, "r5"), (0.95, "r4"), (0.90, "r3"), (0.80, "r2"), (0.0, "r1"))
"""Least rate of each class, the best first. The classes are a convention of this product, not of the plan."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A unit's square: where, how coloured, what it says, and its place in the ranking."""

    unit: str
    x: int
    y: int
    look: str
    name: str
    value: str
    rank: int | None
    is_inset: bool


def tiles(lines: Iterable[Line], *, standing: dict[str, str], language: Language) -> tuple[Tile, ...]:
    """Return the tiles of a ranking's lines; ``standing`` says in a word why a unit has no rank."""
    return tuple(_tile(line, standing, language) for line in lines)


def _tile(line: Line, standing: dict[str, str], language: Language) -> Tile:
    column, row, name = GRID[line.unit]
    is_ranked = line.status is Standing.RANKED
    return Tile(
        unit=line.unit,
        x=column * (WIDTH + GAP),
        y=row * (HEIGHT + GAP),
        look=look(line),
        name=name.in_language(language),
        value=percent(shown_rate(line.rate)) if is_ranked else standing[line.status.value],
        rank=line.rank,
        is_inset=line.unit == INSET,
    )


def look(line: Line) -> str:
    """Return the class of a line's colour: by its rate as it is shown, or by why it has no rank."""
    if line.status is not Standing.RANKED or line.rate is None:
        return line.status.value
    shown = float(round(line.rate, 3))  # a tile that says 90.0% is one of those from 90%
    return next(name for least, name in STEPS if shown >= least)


def legend() -> list[tuple[str, str]]:
    """Return each class with the rates it stands for, the best first.

    >>> legend()[0], legend()[1], legend()[-1]
    (('r5', '≥ 98%'), ('r4', '95–98%'), ('r1', '< 80%'))
    """
    found, above = [], None
    for least, name in STEPS:
        if above is None:
            found.append((name, f"≥ {least:.0%}"))
        elif least:
            found.append((name, f"{least * 100:.0f}–{above:.0%}"))
        else:
            found.append((name, f"< {above:.0%}"))
        above = least
    return found


DRAWING: Final = (5 * WIDTH + 4 * GAP, 7 * HEIGHT + 6 * GAP)
"""Width and height of the whole drawing."""
