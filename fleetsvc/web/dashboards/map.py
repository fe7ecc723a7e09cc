"""Henan as a map: 18 city areas coloured by their rates, and 航空港区 as an inset.

Drawn on the server as SVG. Positions are rounded to whole units of the drawing, the same for both sides of a common
line, so that neighbours part nowhere. Whether it may be shown to whom is the page's business (docs/adr/0009-map.md).
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from typing import Final

from fleetsvc.web.dashboards.areas import Outlines, Point
from fleetsvc.web.dashboards.tiles import Tile

WIDTH: Final = 1000
"""Of the drawing, in its own units: about 600 metres each."""

EDGE: Final = 8
STEP: Final = 8
"""Between the lines along which room for labels is looked for."""

TALL: Final = 62
"""Of a label's two lines."""

NAME_LETTER, VALUE_LETTER, CHINESE = 14.0, 18.0, 25.0
"""Widths of letters: of a name, of a rate, of Chinese ones."""

AIRPORT: Final = (113.841, 34.520)
"""About where 航空港区 lies: the reference point of 新郑 airport."""

OUTSIDE: Final[dict[str, Point]] = {"419001": (111.80, 35.62), "410600": (113.20, 35.72)}
"""Where a label goes that finds no room in its area: beyond the province's border."""

Span = tuple[int, float, float]
"""A line from west to east within an area: its height in the drawing, its ends."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An area as it is drawn whatever its rate: its path, and the widest span within it at each height."""

    path: str
    spans: tuple[Span, ...]
    middle: Point


@dataclass(frozen=True, slots=True)
class Sheet:
    """The drawing without its numbers. ``mark``: where 航空港区 lies."""

    height: int
    shapes: dict[str, Shape]
    outside: dict[str, tuple[int, int]]
    mark: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Area:
    """A city's area with what it says, and where. ``leader``: from a label that stands outside into its area."""

    tile: Tile
    path: str
    x: int
    y: int
    leader: tuple[int, int, int, int] | None


@dataclass(frozen=True, slots=True)
class Map:
    """Everything that the page draws."""

    height: int
    areas: tuple[Area, ...]
    inset: Tile | None
    mark: tuple[int, int]


def drawn(tiles: Iterable[Tile], outlines: Outlines) -> Map:
    """Return the map that says what the tiles say."""
    sheet, told = _sheet(outlines), tuple(tiles)
    return Map(
        sheet.height,
        tuple(_area(tile, sheet) for tile in told if not tile.is_inset),
        next((tile for tile in told if tile.is_inset), None),
        sheet.mark,
    )


def _area(tile: Tile, sheet: Sheet) -> Area:
    shape = sheet.shapes[tile.unit]
    wanted = max(_length(tile.name, NAME_LETTER), _length(tile.value, VALUE_LETTER))
    (x, y), room = _place(shape, wanted)
    away = sheet.outside.get(tile.unit) if room < wanted else None
    if away is None:
        return Area(tile, shape.path, round(x), round(y), None)
    side = away[0] + math.copysign(wanted / 2 + 4, x - away[0])
    return Area(tile, shape.path, away[0], away[1], (round(side), away[1], round(x), round(y)))


def _length(text: str, letter: float) -> float:
    return sum(letter if one.isascii() else CHINESE for one in text)


def _place(shape: Shape, wanted: float) -> tuple[Point, float]:
    """Return where a label of two lines stands best, and how wide it may be there.

    Among the heights with enough room the one nearest to the area's middle; else the one with the most.
    """
    reach = TALL // 2 // STEP
    found = []
    for place in range(reach, len(shape.spans) - reach):
        lines = shape.spans[place - reach : place + reach + 1]
        west, east = max(line[1] for line in lines), min(line[2] for line in lines)
        y = shape.spans[place][0]
        found.append((min(east - west - wanted, 0.0), -abs(y - shape.middle[1]), y, west, east))
    if not found:
        return shape.middle, 0.0
    _, _, y, west, east = max(found)
    half = min(wanted, east - west) / 2
    return (min(max(shape.middle[0], west + half), east - half), y), east - west


@cache
def _sheet(outlines: Outlines) -> Sheet:
    """Return the drawing of the outlines; made once a process."""
    everything = [point for rings in outlines.areas.values() for ring in rings for point in ring]
    west, north = min(x for x, _ in everything), max(y for _, y in everything)
    south = min(y for _, y in everything)
    narrowed = math.cos(math.radians((north + south) / 2))  # a degree of longitude against one of latitude
    scale = (WIDTH - 2 * EDGE) / (max(x for x, _ in everything) - west) / narrowed

    def at(point: Point) -> tuple[int, int]:
        return (
            EDGE + round((point[0] - west) * narrowed * scale),
            EDGE + round((north - point[1]) * scale),
        )

    shapes = {
        unit: _shape([_thinned([at(point) for point in ring]) for ring in rings])
        for unit, rings in outlines.areas.items()
    }
    outside = {unit: at(point) for unit, point in OUTSIDE.items()}
    return Sheet(round((north - south) * scale) + 2 * EDGE, shapes, outside, at(AIRPORT))


def _thinned(ring: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the ring without positions that repeat the one before, and without its end, which is its start."""
    kept = [point for point, _ in groupby(ring)]
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept


def _shape(rings: Sequence[Sequence[tuple[int, int]]]) -> Shape:
    widest = max(rings, key=lambda ring: max(x for x, _ in ring) - min(x for x, _ in ring))
    top, bottom = min(y for _, y in widest), max(y for _, y in widest)
    edges = [edge for ring in rings for edge in pairwise([*ring, ring[0]])]
    spans = tuple(span for y in range(top + STEP, bottom, STEP) for span in _widest_span(edges, y + 0.5))
    middle = sum(x for x, _ in widest) / len(widest), (top + bottom) / 2
    return Shape("".join(map(_path, rings)), spans, middle)


def _widest_span(edges: Sequence[tuple[Point, Point]], y: float) -> Iterator[Span]:
    """Yield the widest stretch of the line at ``y`` that is inside, if there is one."""
    crossings = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1) for (x1, y1), (x2, y2) in edges if (y1 > y) != (y2 > y)
    )
    inside = list(zip(crossings[::2], crossings[1::2], strict=True))
    if inside:
        yield (round(y), *max(inside, key=lambda ends: ends[1] - ends[0]))


def _path(ring: Sequence[tuple[int, int]]) -> str:
    steps = groupby((x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(ring))
    runs = ((step, len(list(run))) for step, run in steps)  # equal steps are one straight line
    return f"M{ring[0][0]} {ring[0][1]}{''.join(f'l{dx * times} {dy * times}' for (dx, dy), times in runs)}z"
