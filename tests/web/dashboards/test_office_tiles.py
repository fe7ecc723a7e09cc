"""The tile map of the 19 units."""

from fractions import Fraction
from itertools import combinations

import pytest

from fleetsvc.web.dashboards.tiles import DRAWING, GRID, HEIGHT, WIDTH, look, tiles
from rules.ranking import Line
from rules.ranking_method import Standing
from rules.tallies import Tally
from rules.units import UNITS


def a_line(unit: str = "410100", rate: Fraction | None = None, status: Standing = Standing.RANKED) -> Line:
    return Line(Tally(unit), status, rate, rank=1)


def test_each_unit_has_one_tile_inside_the_drawing_and_none_covers_another() -> None:
    drawn = tiles([a_line(unit, Fraction(1)) for unit in UNITS], standing={}, language="zh")
    assert {tile.unit for tile in drawn} == set(UNITS) == set(GRID)
    for tile in drawn:
        assert 0 <= tile.x <= DRAWING[0] - WIDTH
        assert 0 <= tile.y <= DRAWING[1] - HEIGHT
    for one, other in combinations(drawn, 2):
        assert abs(one.x - other.x) > WIDTH or abs(one.y - other.y) > HEIGHT
    assert [tile.unit for tile in drawn if tile.is_inset] == ["410173"]


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (Fraction(98, 100), "r5"),
        (Fraction(9794, 10000), "r4"),
        (Fraction(206, 229), "r3"),  # 89.96 %, shown as 90.0 %
        (Fraction(8, 10), "r2"),
        (Fraction(0), "r1"),
    ],
)
def test_a_tile_is_coloured_by_the_rate_it_shows(rate: Fraction, expected: str) -> None:
    assert look(a_line(rate=rate)) == expected


def test_a_unit_without_a_rank_says_why_instead_of_a_rate() -> None:
    standing = {"too_few": "数量过少", "not_reported": "未报送"}
    lines = [
        a_line("410100", Fraction(1), Standing.TOO_FEW),
        a_line("410200", None, Standing.NOT_REPORTED),
    ]
    drawn = tiles(lines, standing=standing, language="en")
    assert [(tile.name, tile.value, tile.look) for tile in drawn] == [
        ("Zhengzhou", "数量过少", "too_few"),
        ("Kaifeng", "未报送", "not_reported"),
    ]
