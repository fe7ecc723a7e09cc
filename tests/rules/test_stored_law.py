"""What is stored stays law: limits of files hold for files, not for editions that were stored before them."""

import copy
import json
from typing import Any

import pytest

from fleetsvc.books import book_mapping
from rules.law import build_law, law_content
from rules.rulebook import RulebookBroken, build, canonical_json

Book = dict[str, Any]
CASE: Book = {
    "zh": "案例",
    "en": "A case",
    "about": "13-bus-new",
    "given": {
        "category": "bus",
        "event": "new",
        "unit": "410100",
        "registered_on": "2025-06-01",
        "energy": "bev",
    },
    "expect": {"verdict": "compliant"},
}


def as_stored(**changes: object) -> Book:
    content: Book = json.loads(canonical_json(book_mapping()))
    return content | copy.deepcopy(changes)


def renamed(found: object, old: str) -> Any:
    """The same with another line in one name, wherever it is used."""
    if isinstance(found, dict):
        return {key: renamed(value, old) for key, value in found.items()}
    if isinstance(found, list):
        return [renamed(value, old) for value in found]
    return f"{old}\nagain" if found == old else found


def with_two_lines_in(section: str) -> Book:
    content = as_stored()
    return dict(renamed(content, content[section][0]["id"]))


BEFORE: dict[str, tuple[Book, str]] = {
    "situations without end": (
        as_stored(cases=[CASE | {"given": CASE["given"] | {"energy": ["bev"] * 150, "use": ["taxi"] * 150}}]),
        "cases[0].given",
    ),
    "a case in words of before": (
        as_stored(cases=[CASE | {"given": CASE["given"] | {"energy": "steam"}}]),
        "cases[0].given.energy",
    ),
    "a case of a unit that is gone": (
        as_stored(cases=[CASE | {"given": CASE["given"] | {"unit": "419900"}}]),
        "cases[0].given.unit",
    ),
    "its id": (as_stored(id="he\nnan"), "id"),
    "its name": (as_stored(name="henan\u20282023"), "name"),
    **{
        f"an id in {section}": (with_two_lines_in(section), f"{section}[0].id")
        for section in ("instruments", "clauses", "grounds", "interpretations", "rules", "not_checkable")
    },
}


@pytest.mark.parametrize("what", BEFORE)
def test_a_stored_edition_builds_with_what_no_file_may_hold_any_more(what: str) -> None:
    content, path = BEFORE[what]
    with pytest.raises(RulebookBroken) as broken:
        build(content)
    assert {problem.path for problem in broken.value.problems} == {path}
    assert build_law(content).rules
    beside = dict(book_mapping("henan-three-years-2023"))
    assert len(build_law(law_content([content, beside])).books) == 2


def test_stored_content_that_is_no_rulebook_builds_nothing() -> None:
    with pytest.raises(RulebookBroken):
        build_law(as_stored(rules="none"))
