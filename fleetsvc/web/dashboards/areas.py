"""The outlines of Henan's 18 city areas: those that come with the service, or a file of the operator's.

A file is GeoJSON (RFC 7946, longitude first, WGS 84 or CGCS2000, which differ by less than the map can show). Each
area is a Polygon or MultiPolygon with its code in the property ``code``, ``adcode`` or ``gb`` (with or without the
country's 156). Features of other codes are left out: a file of the whole country will do. Where ours come from and
under which terms: ``boundaries/NOTICE``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from fleetsvc.settings import MEBIBYTE, Settings, SettingUnusable
from rules.units import UNITS
from rules.wording import Text

INSET: Final = "410173"
"""航空港区 lies inside Zhengzhou and has no statutory boundary: it is never an area of the map."""

CODES: Final = tuple(code for code in UNITS if code != INSET)
MAX_BYTES: Final = 8 * MEBIBYTE
MAX_POINTS: Final = 200_000
LONGITUDES, LATITUDES = (109.0, 118.0), (30.5, 37.5)
"""Henan with some room: 110.35-116.65 E, 31.38-36.37 N."""

_OURS: Final = Path(__file__).parent / "boundaries" / "henan.geojson"
_NAMES: Final = ("code", "adcode", "gb")

Point = tuple[float, float]
Ring = tuple[Point, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """Code -> the rings of an area, longitude first. ``is_ours``: the ones that come with the service."""

    areas: Mapping[str, tuple[Ring, ...]]
    is_ours: bool


class BoundariesUnusable(Exception):
    """No map can be drawn from the content; ``says`` names the feature, what is wrong and the repair."""

    def __init__(self, zh: str, en: str, **values: object) -> None:
        self.says = Text(zh, en).fill(**values)
        super().__init__(self.says.en)


def outlines(settings: Settings) -> Outlines:
    """Return the outlines that the settings name, read once a process. Raises SettingUnusable."""
    path = settings.boundaries_file
    try:
        return _read(path or _OURS, is_ours=path is None)
    except BoundariesUnusable as problem:
        says = problem.says
        raise SettingUnusable(f"FLEETSVC_BOUNDARIES_FILE: {path}: {says.zh} / {says.en}") from problem


@cache
def _read(path: Path, *, is_ours: bool) -> Outlines:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BoundariesUnusable(
                "文件超过 {most} MB，请先简化界线",
                "the file is larger than {most} MB: simplify the lines first",
                most=MAX_BYTES // MEBIBYTE,
            )
        content = path.read_bytes()
    except OSError as problem:
        raise BoundariesUnusable(
            "文件读不出（{why}），请检查路径和权限",
            "the file cannot be read ({why}): check its path and permissions",
            why=problem.strerror,
        ) from problem
    return Outlines(areas_in(content), is_ours)


def areas_in(content: bytes) -> dict[str, tuple[Ring, ...]]:
    """Return the 18 areas of a GeoJSON file, in the order of the units; raises BoundariesUnusable."""
    found: dict[str, tuple[Ring, ...]] = {}
    points = 0
    for place, feature in enumerate(_features(content), 1):
        code = _code(feature)
        if code not in CODES:
            continue
        where = {"place": place, "code": code}
        if code in found:
            raise BoundariesUnusable(
                "第 {place} 个要素（{code}）：代码重复，请把同一区域合并为一个 MultiPolygon",
                "feature {place} ({code}): the code comes twice; join the area's parts in one MultiPolygon",
                **where,
            )
        found[code] = _rings(feature.get("geometry"), where)
        points += sum(map(len, found[code]))
    _complete(found, points)
    return {code: found[code] for code in CODES}


def _features(content: bytes) -> list[dict[str, Any]]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise BoundariesUnusable(
            "不是 JSON（UTF-8）文件，请导出为 GeoJSON", "this is no JSON in UTF-8: export it as GeoJSON"
        ) from problem
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise BoundariesUnusable(
            "不是 FeatureCollection，请导出为含全部区域的 GeoJSON",
            "this is no FeatureCollection: export GeoJSON with all areas in one",
        )
    return [feature for feature in features if isinstance(feature, dict)]


def _code(feature: Mapping[str, Any]) -> str:
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        return ""
    text = next((str(properties[name]) for name in _NAMES if properties.get(name)), "")
    return text.removeprefix("156") if len(text) == 9 else text


def _rings(geometry: object, where: Mapping[str, object]) -> tuple[Ring, ...]:
    shape: dict[str, Any] = geometry if isinstance(geometry, dict) else {}
    kind: object = shape.get("type")
    coordinates: Any = shape.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise BoundariesUnusable(
            "第 {place} 个要素（{code}）：几何类型为 {kind}，须为 Polygon 或 MultiPolygon",
            "feature {place} ({code}): its geometry is {kind}; it must be a Polygon or MultiPolygon",
            **where,
            kind=kind,
        )
    try:
        polygons = [coordinates] if kind == "Polygon" else coordinates
        rings = tuple(tuple(map(_point, ring)) for polygon in polygons for ring in polygon)
    except (_NoPoint, TypeError) as problem:
        raise BoundariesUnusable(
            "第 {place} 个要素（{code}）：坐标须为河南省内的经纬度（经度在前，WGS 84 或 CGCS2000），而有 {what}",
            "feature {place} ({code}): positions must be degrees within Henan, longitude first (WGS 84 or CGCS2000);"
            " there is {what}",
            **where,
            what=problem.what if isinstance(problem, _NoPoint) else repr(coordinates)[:60],
        ) from problem
    if not rings or min(map(len, rings)) < 4:
        raise BoundariesUnusable(
            "第 {place} 个要素（{code}）：每个环至少要有 4 个点",
            "feature {place} ({code}): each ring needs 4 points or more",
            **where,
        )
    return rings


class _NoPoint(Exception):
    def __init__(self, what: object) -> None:
        super().__init__(what)
        self.what = repr(what)[:60]


def _point(pair: object) -> Point:
    try:
        [longitude, latitude] = map(float, pair[:2] if isinstance(pair, list) else ())
    except (TypeError, ValueError, OverflowError) as problem:
        raise _NoPoint(pair) from problem
    is_here = LONGITUDES[0] <= longitude <= LONGITUDES[1] and LATITUDES[0] <= latitude <= LATITUDES[1]
    if not is_here:  # nor is a NaN
        raise _NoPoint(pair)
    return longitude, latitude


def _complete(found: Mapping[str, tuple[Ring, ...]], points: int) -> None:
    missing = [code for code in CODES if code not in found]
    if missing:
        raise BoundariesUnusable(
            "缺少 {codes}；每个区域须以属性 code（或 adcode、gb）注明六位代码",
            "{codes} are missing; each area carries its six-digit code in the property code, adcode or gb",
            codes=", ".join(f"{code} {UNITS[code].name.zh}" for code in missing[:4])
            + (" …" if missing[4:] else ""),
        )
    if points > MAX_POINTS:
        raise BoundariesUnusable(
            "共 {count} 个点，最多 {most} 个，请先简化界线",
            "{count} points, where {most} are the most: simplify the lines first",
            count=points,
            most=MAX_POINTS,
        )
