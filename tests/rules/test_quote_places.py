"""Where words of the law stand: at the place they claim, at another one, or nowhere."""

import pytest

from rules.quote_places import Place, Window, misplaced


def a_place(words: str, offset: int) -> Place:
    return Place(words, "clauses[0].quote", offset, "clauses[0].place.offset")


@pytest.mark.parametrize(
    ("window", "words", "claimed", "nearest"),
    [
        (Window("车辆新增车辆"), "车辆", 0, 0),
        (Window("车辆新增车辆"), "车辆", 1, 0),
        (Window("车辆新增车辆"), "车辆", 2, 0),
        (Window("车辆新增车辆"), "车辆", 3, 4),
        (Window("车辆新增车辆"), "车辆", 4, 4),
        (Window("车辆新增车辆"), "车辆", 99, 4),
        (Window("新增车辆"), "新增", 3, 0),
        (Window("新增车辆"), "更新", 0, None),
        (Window("新增车辆", 10), "新增", 10, 10),
        (Window("新增车辆", 10), "车辆", 10, 12),
        (Window("新增车辆", 10), "车辆", 0, 12),
        (Window("新增车辆", 10), "新增", 14, 10),
    ],
)
def test_the_nearest_place_of_words_is_told(
    window: Window, words: str, claimed: int, nearest: int | None
) -> None:
    place = a_place(words, claimed)
    assert window.nearest(place) == nearest
    assert window.holds(place) is (claimed == nearest)
    told = list(misplaced(place, window))
    if claimed == nearest:
        assert told == []
    elif nearest is not None:
        assert [(one.path, one.message.en) for one in told] == [
            (
                "clauses[0].place.offset",
                f"it says {claimed}, in the text these words begin at {nearest} (characters, from 0)",
            )
        ]


@pytest.mark.parametrize(
    ("words", "claimed", "from_on", "there", "here"),
    [
        ("新增车辆全部为电动汽车和氢", 10, 14, "一律使用新能源汽车", "全部为电动汽车和氢"),
        ("更新车辆", 10, 10, "新增车辆", "更新车辆"),
        ("新增车辆一律使用新能源汽车甲", 10, 23, "", "甲"),
        ("一二三四五六七八九十一二三四", 0, 0, "新增车辆一律使用新能源汽", "一二三四五六七八九十一二"),
        ("使用老能源", 16, 18, "新能源", "老能源"),
    ],
)
def test_words_that_stand_nowhere_are_told_from_where_they_differ(
    words: str, claimed: int, from_on: int, there: str, here: str
) -> None:
    [told] = misplaced(a_place(words, claimed), Window("新增车辆一律使用新能源汽车", 10))
    assert (told.path, told.message.en) == (
        "clauses[0].quote",
        f"these are not the words of the text: from {from_on} on it reads {there!r}, not {here!r}",
    )
    assert str(from_on) in told.message.zh
