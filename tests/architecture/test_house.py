"""The plan of the house in docs/architecture.md is that of the tree: no room is missing, none is made up."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAN = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
LAYERS = ("fleetsvc/services", "fleetsvc/web", "fleetsvc/api", "fleetsvc/commands")


def rooms(folder: str) -> set[str]:
    return {path.parent.name for path in (ROOT / folder).glob("*/__init__.py")}


def table_of(heading: str) -> set[str]:
    """The names in the first column of a chapter's table, without path and slashes."""
    chapter = PLAN.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return {
        name.rstrip("/").rpartition("/")[2] for name in re.findall(r"^\| `([^`]+)` \|", chapter, re.MULTILINE)
    }


def test_each_room_of_the_service_is_on_the_plan_and_no_other() -> None:
    assert table_of("Rooms of the service") == set().union(*(rooms(layer) for layer in LAYERS))


def test_each_room_of_the_readers_is_on_the_plan_and_no_other() -> None:
    assert table_of("Rooms of the readers") == rooms("importers")


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:fleetsvc|importers|rules|tests)/[^`*]*)`", PLAN)))
)
def test_what_the_plan_names_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_tests_lie_in_rooms_of_the_same_names() -> None:
    service = set().union(*(rooms(layer) for layer in LAYERS))
    for layer, names in (
        ("services", service),
        ("web", service),
        ("api", service),
        ("importers", rooms("importers")),
    ):
        folders = {path.parent.name for path in (ROOT / "tests" / layer).glob("*/test_*.py")}
        assert folders <= names, layer
        assert list((ROOT / "tests" / layer).glob("test_*.py")) == [], layer
