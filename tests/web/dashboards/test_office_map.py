"""The map of the 18 areas with 航空港区 as an inset, and which of map and tiles the dashboard shows."""

import html
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.people import accounts, sessions
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.sessions import Origin
from fleetsvc.settings import read_settings
from fleetsvc.web.dashboards import areas
from fleetsvc.web.dashboards.areas import Outlines, Ring, outlines
from fleetsvc.web.dashboards.map import WIDTH, Map, drawn
from fleetsvc.web.dashboards.tiles import tiles
from rules.ranking import Line
from rules.ranking_method import Standing
from rules.tallies import Tally
from rules.units import UNITS
from rules.wording import Language
from tests.actors import TESTER
from tests.browser import Browser, words_of
from tests.http_app import Service, a_service

OURS = outlines(read_settings({}))
STANDING = {"too_few": "数量过少", "not_reported": "未报送"}


def a_line(unit: str) -> Line:
    return Line(Tally(unit), Standing.RANKED, Fraction(97, 100), rank=1)


def a_map(language: Language = "zh", of: Outlines = OURS) -> Map:
    return drawn(tiles(map(a_line, UNITS), standing=STANDING, language=language), of)


def corners(path: str) -> set[tuple[int, int]]:
    """The positions of a path, all relative but each ring's first."""
    found = set()
    for ring in path.removesuffix("z").split("z"):
        first, *steps = [tuple(map(int, pair.split(" "))) for pair in ring.removeprefix("M").split("l")]
        x, y = first
        found.add((x, y))
        for dx, dy in steps:
            x, y = x + dx, y + dy
            found.add((x, y))
    return found


def test_each_area_is_drawn_once_within_the_drawing_and_the_airport_zone_is_the_inset() -> None:
    shown = a_map()
    assert {area.tile.unit for area in shown.areas} == set(OURS.areas)
    assert shown.inset is not None
    assert shown.inset.unit == "410173"
    for area in shown.areas:
        for x, y in corners(area.path):
            assert 0 <= x <= WIDTH
            assert 0 <= y <= shown.height


def test_neighbours_meet_at_the_same_positions() -> None:
    areas = {area.tile.unit: corners(area.path) for area in a_map().areas}
    for one, other in (
        ("410100", "410200"),
        ("410800", "419001"),
        ("411300", "411700"),
        ("410500", "410600"),
    ):
        assert len(areas[one] & areas[other]) >= 2, (one, other)
    assert areas["411200"] & areas["411400"] == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_label_covers_another_nor_leaves_the_drawing(language: Language) -> None:
    shown = a_map(language)
    boxes = {}
    for area in shown.areas:
        half = 38 if language == "zh" else 6 * max(len(area.tile.name), 6)
        boxes[area.tile.unit] = (area.x - half, area.y - 28, area.x + half, area.y + 28)
    for unit, (left, top, right, bottom) in boxes.items():
        assert left >= 0, unit
        assert right <= WIDTH, unit
        for other, box in boxes.items():
            assert other == unit or right <= box[0] or box[2] <= left or bottom <= box[1] or box[3] <= top, (
                unit,
                other,
            )


def test_only_areas_too_small_for_their_label_have_it_outside_with_a_line_into_them() -> None:
    assert {area.tile.name for area in a_map().areas if area.leader} == {"济源", "鹤壁"}


def test_a_detailed_file_costs_the_page_little_and_what_is_too_small_to_see_does_no_harm() -> None:
    def dense(ring: Ring) -> Ring:
        return tuple(
            (x1 + (x2 - x1) * step / 50, y1 + (y2 - y1) * step / 50)
            for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)
            for step in range(50)
        )

    speck: Ring = ((113.0, 34.0),) * 5
    many = {code: (*map(dense, rings), speck) for code, rings in OURS.areas.items()}
    shown = a_map(of=Outlines(many, is_ours=False))
    assert sum(len(area.path) for area in shown.areas) < 80_000  # of 1.2 million positions
    flat = a_map(of=Outlines(dict.fromkeys(OURS.areas, (((110.0, 31.0), (116.0, 36.0)) * 2,)), is_ours=False))
    assert len(flat.areas) == 18


@pytest.fixture(scope="module")
def office(owner_url: str) -> Iterator[Browser]:
    with a_service(owner_url, "office_map") as service:
        yield office_of(service)


def office_of(service: Service) -> Browser:
    now, client = clock.now(), service.client()
    with service.database.transaction(OFFICE) as session:
        user, _ = accounts.add_user(
            session, "office", role=Role.OFFICE, unit=None, password=None, by=TESTER, now=now
        )
        user.must_change_password = False
        token = sessions.begin(session, user, Origin("127.0.0.1", "test"), factor_at=None, now=now)[0]
    client.set_cookie("fleetsvc", token)
    return Browser(client)


def areas_of(shown: str) -> list[str]:
    """The units whose areas or inset a page draws, each a link to its line with its name and value in words."""
    return re.findall(r'<a href="#unit-(\d+)" aria-label="\S+ [^"]+"><(?:path|g) class="tile', shown)


UNREVIEWED = "内部参考，未经审图，不得公开发布"
SOURCE = "界线来源：天地图"


def test_without_an_approval_number_tiles_come_first_and_the_map_by_choice_is_marked(office: Browser) -> None:
    first = office.open("/office?period=2026-05&category=bus")
    assert (areas_of(first), first.count('<g class="tile') >= 19, UNREVIEWED in first) == ([], True, False)
    choice = html.unescape(re.findall(r'href="(/office[^"]*view=map[^"]*)"', first)[0])
    assert choice == "/office?period=2026-05&category=bus&view=map#province"
    shown = office.open(choice)
    assert sorted(areas_of(shown)) == sorted(UNITS)
    assert (UNREVIEWED in shown, SOURCE in shown, "审图号" in shown) == (True, True, False)
    assert 'aria-label="开封 未报送"' in shown
    assert office.open("/office?view=globe").count(UNREVIEWED) == 0


def test_the_view_is_kept_by_the_form_and_by_the_months(office: Browser) -> None:
    shown = office.open("/office?view=map")
    assert '<input type="hidden" name="view" value="map">' in shown
    months = re.findall(r'href="(/office\?[^"]*month=[^"]*#reporting)"', shown)
    assert months
    assert all("view=map" in month for month in months)
    back = re.findall(r'href="([^"]*)#reporting">返回各月', office.open(html.unescape(months[0])))
    assert len(back) == 1
    assert "view=map" in back[0]


def test_with_an_approval_number_the_map_comes_first_and_bears_it(owner_url: str) -> None:
    number = "审图号：GS(2026)0001号"
    with a_service(owner_url, "office_map_number", FLEETSVC_MAP_APPROVAL_NUMBER=number) as service:
        browser = office_of(service)
        shown = browser.open("/office")
        assert sorted(areas_of(shown)) == sorted(UNITS)
        assert (number in words_of(shown), UNREVIEWED in shown) == (True, False)
        other = browser.open("/office?view=tiles")
        assert (areas_of(other), number in words_of(other)) == ([], False)


def test_the_operators_boundaries_replace_ours_and_tiles_stand_in_for_unusable_ones(
    owner_url: str, tmp_path: Path
) -> None:
    own = tmp_path / "own.geojson"
    with a_service(owner_url, "office_map_file", FLEETSVC_BOUNDARIES_FILE=str(own)) as service:
        browser = office_of(service)
        broken = browser.open("/office?view=map")
        assert (areas_of(broken), "界线文件不可用，暂以方格代替地图" in broken) == ([], True)
        own.write_bytes((Path(areas.__file__).parent / "boundaries" / "henan.geojson").read_bytes())
        shown = browser.open("/office?view=map")
        assert sorted(areas_of(shown)) == sorted(UNITS)
        assert (SOURCE in shown, UNREVIEWED in shown) == (False, True)


def test_the_map_holds_nothing_inline_and_is_all_english_when_asked(office: Browser) -> None:
    shown = office.open("/office?view=map&lang=en")
    office.open("/office?lang=zh")
    assert re.findall(r"<(?:style|script)\b(?! src)|\bstyle=|\bon\w+=\"", shown) == []
    kept = re.sub(r'<a class="lang".*?</a>', "", shown, flags=re.DOTALL)
    assert re.findall("[\u4e00-\u9fff]", kept) == []
