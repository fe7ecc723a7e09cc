"""A rulebook's file is changed in place: what it then says is what was meant, and the rest stays byte for byte."""

import difflib
import json
import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleetsvc.books import parsed, shipped_text, written
from fleetsvc.services.manuscripts.book_edits import Drop, Edit, Insert, Put, changes, edited, rewritten
from fleetsvc.services.manuscripts.yaml_places import Path
from rules.rulebook import canonical_json

SHIPPED = shipped_text().decode()
BOOK: Any = parsed(SHIPPED.encode())
SMALL = {
    "rules": BOOK["rules"][:3], "interpretations": BOOK["interpretations"][:4], "passages": BOOK["passages"][:1]
}  # fmt: skip
ODD = """\
# the head
a: &a  {zh: 甲, en: "one, two"}   # beside a
list:   # beside list
  # above the first
  - id: '1'
    by: *a
    text: >-
      folded
      twice

    # below the text
    of: &days [2023-03-01, "2023-03-01"]
  - {id: "2", by: *a, of: *days}
  # above the last
  - id: 𠀀3
    deep:
    - one

    - two: &two
        x: 1

b: *a
c:
last: *two"""


def lines_touched(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that were there and are no more, and those that came."""
    old, new = before.split("\n"), after.split("\n")
    found = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    differing = [one for one in found if one[0] != "equal"]
    return [line for one in differing for line in old[one[1] : one[2]]], [
        line for one in differing for line in new[one[3] : one[4]]
    ]


def test_an_answer_that_is_confirmed_changes_its_own_lines_and_hands_on_what_others_refer_to() -> None:
    answer = BOOK["interpretations"][0]
    confirmed = answer | {
        "status": "confirmed",
        "by": {"zh": "省生态环境厅", "en": "the ecology department"},
        "letter": {"number": "豫环函〔2026〕1号", "dated": date(2026, 1, 2)},
    }
    after = rewritten(SHIPPED, list(changes(answer, confirmed, ("interpretations", 0))))
    assert lines_touched(SHIPPED, after) == (
        [
            "    status: assumed",
            '    by: &default {zh: 产品默认，待省级主管部门确认, en: "product default, awaiting the provincial office"}',
            "    by: *default",
        ],
        [
            "    status: confirmed",
            "    by: {zh: 省生态环境厅, en: the ecology department}",
            "    letter: {number: 豫环函〔2026〕1号, dated: 2026-01-02}",
            '    by: &default {zh: 产品默认，待省级主管部门确认, en: "product default, awaiting the provincial office"}',
        ],
    )


@pytest.mark.parametrize(
    ("edit", "gone", "come"),
    [
        (Put(("a", "en"), "three"), 2, 2),  # b and the others keep the old value
        (Put(("list", 0, "text"), "two\nlines"), 3, 1),
        (Put(("list", 1, "of"), []), 1, 1),
        (Put(("list", 0, "new"), {"zh": "a: b", "en": "#"}), 0, 1),
        (Put(("c",), [{"x": [1]}]), 0, 1),
        (Insert(("c", 0), "x"), 1, 1),
        (Insert(("list", 0), {"id": "0"}), 0, 1),
        (Insert(("list", 3), {"id": "4", "of": [1]}), 0, 2),
        (Insert(("list", 2, "deep", 1), "between"), 0, 1),
        (Drop(("list", 0)), 9, 1),
        (Drop(("list", 2, "deep", 1, "two")), 3, 2),
        (Drop(("list", 0, "id")), 2, 1),
        (Drop(("c",)), 1, 0),
        (Drop(("last",)), 1, 1),
    ],
    ids=str,
)
def test_a_change_of_an_oddly_written_file_touches_few_lines_and_loses_no_note(
    edit: Edit, gone: int, come: int
) -> None:
    after = rewritten(ODD, [edit])
    assert parsed(after.encode()) == edited(parsed(ODD.encode()), edit)
    less, more = lines_touched(ODD, after)
    assert (len(less), len(more)) == (gone, come), after
    notes = [line for line in ODD.split("\n") if line.strip().startswith("#")]
    if not isinstance(edit, Drop):
        assert [line for line in after.split("\n") if line.strip().startswith("#")] == notes


def test_a_note_beside_a_value_that_moves_to_its_key_stays() -> None:
    assert "list: []  # beside list\n  # above the first\n" in rewritten(ODD, [Put(("list",), [])])


def paths_of(found: Any, path: Path = ()) -> list[Path]:
    parts = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    below = [one for step, value in parts for one in paths_of(value, (*path, step))]
    return [path, *below] if path else below


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12) | st.sampled_from(
    [
        "",
        "null",
        "yes",
        "2023-03-01",
        "13",
        "a: b",
        "# no",
        "- x",
        "两\n行",
        " 空 ",
        "*a",
        "&a",
        "{",
        "]",
        "?",
        "'\"",
        "\n",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans().map(int) | TEXTS | st.dates(date(2000, 1, 1), date(2099, 1, 1)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS.filter(bool), inner, max_size=3),
    max_leaves=6,
)
FILES = {
    "odd": ODD,
    "shipped": SHIPPED[: SHIPPED.index("rules:\n")],
    "written out": written(json.loads(canonical_json(SMALL))).decode(),
    "json": json.dumps(json.loads(canonical_json(SMALL)), ensure_ascii=False, indent=1),
}


@settings(max_examples=30)
@given(st.sampled_from(sorted(FILES)), st.integers(0, 2**32), st.lists(VALUES, min_size=1, max_size=3))
def test_whatever_is_changed_the_file_says_what_was_meant(name: str, seed: int, values: list[Any]) -> None:
    chance, text = random.Random(seed), FILES[name]
    meant: Any = parsed(text.encode())
    for value in values:
        path = chance.choice(paths_of(meant))
        holder = meant
        for step in path[:-1]:
            holder = holder[step]
        kinds: list[Edit] = [Put(path, value), Drop(path)]
        if isinstance(holder, list):
            kinds.append(Insert((*path[:-1], chance.randint(0, len(holder))), value))
        edit = chance.choice(kinds)
        if not (isinstance(edit, Drop) and len(holder) == 1 and len(path) == 1):
            text, meant = rewritten(text, [edit]), edited(meant, edit)
        if not paths_of(meant):
            break
    assert parsed(text.encode()) == meant


@settings(max_examples=5)
@given(st.integers(0, 2**32), TEXTS)
def test_entries_that_are_not_changed_stand_byte_for_byte(seed: int, value: str) -> None:
    chance = random.Random(seed)
    rules = BOOK["rules"]
    at, key = (
        chance.randrange(len(rules)),
        chance.choice(["force", "title", "exceptions", "effective_from", "units"]),
    )
    after = rewritten(SHIPPED, [Put(("rules", at, key), value)])
    parts, changed = (text.split("\n  - id: ") for text in (SHIPPED, after))
    first = next(place for place, part in enumerate(parts) if part.startswith(f"{rules[0]['id']}\n"))
    differing = [place for place, pair in enumerate(zip(parts, changed, strict=True)) if pair[0] != pair[1]]
    assert set(differing) <= {first + at} | (
        {first + heir for heir in range(at + 1, len(rules))} if key == "exceptions" else set()
    )
