"""The text of an act beside a manuscript, which may be unfinished or wrong anywhere: the check tells what is wrong."""

from typing import Any

import pytest

from fleetsvc.web.law.instruments import CITED
from fleetsvc.web.manuscripts.text_view import lines_of

SHA = "0" * 64
TEXT = "一、总则\n二、新增公交车为新能源"


def shown(offset: object, place: object) -> list[tuple[str, str]]:
    mapping: dict[str, Any] = {
        "passages": [{"number": "2", "offset": offset, "source_sha256": SHA, "text": "新增公交车"}],
        "clauses": [{"id": "2-1", "number": "2", "place": place}],
    }
    return [
        (line.passage, piece.text)
        for line in lines_of(mapping, TEXT, SHA)
        for piece in line.pieces
        if CITED in str(piece)
    ]


def test_what_is_quoted_is_marked_in_its_line() -> None:
    assert shown(5, {"offset": 7, "length": 5}) == [("2", "新增公交车")]


@pytest.mark.parametrize("offset", [None, "five", [5], {"at": 5}, -1, 10**30, 5.5])
def test_a_passage_that_begins_nowhere_marks_no_line(offset: object) -> None:
    assert [passage for passage, _ in shown(offset, {"offset": 7, "length": 5})] == [""]


@pytest.mark.parametrize("wrong", [None, "seven", "", [], {}, 7.5])
@pytest.mark.parametrize("name", ["offset", "length"])
def test_a_place_that_is_none_marks_nothing(name: str, wrong: object) -> None:
    assert shown(5, {"offset": 7, "length": 5} | {name: wrong}) == []


@pytest.mark.parametrize("place", [None, 7, "7", [7, 5]])
def test_a_place_of_another_shape_marks_nothing(place: object) -> None:
    assert shown(5, place) == []
