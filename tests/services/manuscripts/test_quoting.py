"""Words marked in a pasted text become a book that builds: passage, quote, reasons for the rest, offsets and hash."""

from datetime import date
from typing import Any

import pytest

from fleetsvc.books import parsed, shipped_text, shipped_texts
from fleetsvc.services.manuscripts.book_edits import Insert, edited, rewritten
from fleetsvc.services.manuscripts.quoting import (
    Marked,
    NoNumber,
    Use,
    left_over,
    occurrences,
    passage_around,
    quote_edits,
    rest_edits,
)
from rules.rulebook import build
from rules.source_checks import sha256_of

LAW = "关于公务用车的通知\n\n  第二条　𠀀新增公务用车全部为纯电动汽车，鼓励更新。（省厅负责）\n第三条　公务用车全部公开。\n"
SHA = sha256_of(LAW)
REVIEW = {
    "status": "unreviewed",
    "by": {"zh": "待核对", "en": "to be held against it"},
    "day": date(2026, 1, 2),
}
ACT = {
    "id": "act", "title": {"zh": "通知", "en": "notice"}, "issuers": [{"zh": "省厅", "en": "office"}],
    "published_on": date(2026, 1, 1), "texts": [{"description": {"zh": "全文", "en": "whole"}, "sha256": SHA}],
}  # fmt: skip
BOTH = {"zh": "不是要求", "en": "no demand"}


def marked(words: str, use: Use = Use.CLAUSE, *, place: int = 0, number: str = "") -> Marked:
    at = occurrences(LAW, words)[place]
    return Marked(use, words, at, SHA, "act", number, "", "a translation", BOTH, "supervision")


def added(mapping: Any, *all_marked: Marked) -> Any:
    for one in all_marked:
        for edit in quote_edits(mapping, LAW, one, review=REVIEW):
            mapping = edited(mapping, edit)
    return mapping


def test_words_that_are_marked_bring_their_passage_number_place_and_id() -> None:
    found = added(
        {}, marked("全部为纯电动汽车"), marked("鼓励更新", Use.REASON), marked("省厅负责", Use.GROUND)
    )
    line = "第二条　𠀀新增公务用车全部为纯电动汽车，鼓励更新。（省厅负责）"
    begins = LAW.index("第二条")
    passage = {"number": "2", "offset": begins, "source_sha256": SHA, "review": REVIEW, "text": line}
    assert found["passages"] == [passage]
    own = {"instrument": "act", "number": "2", "source_sha256": SHA, "translation": "a translation"}
    assert found["clauses"] == [
        own | {"id": "2-1", "quote": "全部为纯电动汽车", "place": {"offset": begins + 11, "length": 8}}
    ]
    assert found["not_checkable"] == [
        {
            "id": "2-2",
            "number": "2",
            "text": "鼓励更新",
            "place": {"offset": begins + 20, "length": 4},
            "reason": BOTH,
        }
    ]
    assert found["grounds"][0] == own | {
        "id": "2-3",
        "quote": "省厅负责",
        "place": {"offset": begins + 26, "length": 4},
        "purpose": "supervision",
        "supports": BOTH,
    }
    assert [words for _, words in left_over(found, passage)] == ["第二条　𠀀新增公务用车", "（", "）"]


def test_what_is_left_over_is_given_one_reason() -> None:
    found = added({}, marked("全部为纯电动汽车"))
    for edit in rest_edits(found, SHA, "2", BOTH):
        found = edited(found, edit)
    assert list(left_over(found, found["passages"][0])) == []
    assert [(one["id"], one["text"]) for one in found["not_checkable"]] == [
        ("2-rest-1", "第二条　𠀀新增公务用车"),
        ("2-rest-2", "鼓励更新。（省厅负责）"),
    ]


def test_words_that_stand_twice_are_told_apart_by_their_place() -> None:
    assert [LAW[at - 4 : at] for at in occurrences(LAW, "全部")] == ["公务用车", "公务用车"]
    found = added({}, marked("全部", place=1))
    assert [(one["number"], one["text"]) for one in found["passages"]] == [
        ("3", "第三条　公务用车全部公开。")
    ]


def test_a_passage_without_a_number_is_asked_for_one() -> None:
    with pytest.raises(NoNumber):
        added({}, marked("关于公务用车"))
    assert added({}, marked("关于公务用车", number="题"))["passages"][0]["number"] == "题"
    assert added({}, marked(LAW.strip(), Use.PASSAGE, number="全"))["passages"][0]["text"] == LAW.strip()


def test_the_lines_around_words_are_taken_without_their_blanks() -> None:
    at = LAW.index("𠀀")
    assert passage_around(LAW, at, 1)[0] == LAW.index("第二条")


def test_a_rule_from_a_pasted_text_joins_the_shipped_book_and_builds() -> None:
    text = rewritten(shipped_text().decode(), [Insert(("instruments", 1), ACT)])
    for one in (marked("全部为纯电动汽车"), marked("新增公务用车", Use.REASON)):
        text = rewritten(text, quote_edits(parsed(text.encode()), LAW, one, review=REVIEW))
    text = rewritten(text, rest_edits(parsed(text.encode()), SHA, "2", BOTH))
    rules = parsed(text.encode())["rules"]
    rule = {
        "id": "2-1", "title": BOTH, "clause": "2-1", "force": "all", "categories": ["official"], "events": ["new"],
        "units": "all", "requirement": {"energy": ["bev"]}, "effective_from": date(2026, 2, 1),
        "departments": [{"zh": "省厅", "en": "office"}],
    }  # fmt: skip
    text = rewritten(text, [Insert(("rules", len(rules)), rule)])
    book = build(parsed(text.encode()), find_text={**shipped_texts(), SHA: LAW}.get)
    assert book.rules[-1].id == "henan-2023/2-1"
