"""A rulebook quotes its texts to the letter: each by its hash, each quote at its place, each passage reviewed."""

import copy
import re
from collections.abc import Mapping
from typing import Any

import pytest

from fleetsvc.books import book_mapping, shipped_book, shipped_texts
from rules.rulebook import RulebookBroken, build
from rules.source_checks import review_problems, sha256_of
from rules.sources import Extent
from rules.text_damage import Damage, damage

Book = dict[str, Any]

CLEAN = "d6c75690bfb0c097ec917fa597e65ec9dcef9cbddd7cc9381d63e2d453447c1d"
WEB_PAGE = "b768470fbd7aecd8d7bc45046ebd44299dfa8047e317f257b374ee29cd648554"
RESTORED = "3edfcad932ca5d0655ae49ef94a76b0dfd5c57aed841d6098f28708875d588c4"


SHIPPED = dict(book_mapping())


def a_mapping() -> Book:
    return copy.deepcopy(SHIPPED)


def problems_of(mapping: Book, texts: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Path and English message of all that is wrong with a book and its texts; each has a Chinese one too."""
    with pytest.raises(RulebookBroken) as broken:
        build(mapping, find_text=(shipped_texts() if texts is None else texts).get)
    assert all(problem.message.zh for problem in broken.value.problems)
    return [(problem.path, problem.message.en) for problem in broken.value.problems]


def place_in(mapping: Book, section: str, name: str) -> int:
    key = "number" if section == "passages" else "id"
    return next(at for at, entry in enumerate(mapping[section]) if entry[key] == name)


def entry_of(mapping: Book, section: str, name: str) -> Book:
    found: Book = mapping[section][place_in(mapping, section, name)]
    return found


def test_the_shipped_book_quotes_its_texts_and_every_text_is_what_its_hash_says() -> None:
    book = build(SHIPPED, find_text=shipped_texts().get)
    [excerpts] = (
        build(book_mapping("henan-three-years-2023"), find_text=shipped_texts().get).instruments[0].texts
    )
    assert set(shipped_texts()) == {CLEAN, WEB_PAGE, RESTORED, excerpts.sha256}
    assert (excerpts.extent, book.instruments[0].texts[0].extent) == (Extent.PASSAGES, Extent.WHOLE)
    assert [text.sha256 for instrument in book.instruments for text in instrument.texts] == [
        WEB_PAGE,
        CLEAN,
        RESTORED,
    ]
    assert all(sha256_of(text) == name for name, text in shipped_texts().items())
    for clause in (*book.clauses.values(), *(ground.clause for ground in book.grounds.values())):
        text = shipped_texts()[clause.source_sha256]
        assert text[clause.offset : clause.offset + clause.length] == clause.quote
    assert list(review_problems(book)) == []


def test_a_word_changed_alike_in_quote_and_passage_no_longer_holds() -> None:
    mapping = a_mapping()
    clause, passage = entry_of(mapping, "clauses", "13-new"), entry_of(mapping, "passages", "13")
    clause["quote"] = clause["quote"].replace("公交车", "出租车")
    passage["text"] = passage["text"].replace("新增公交车", "新增出租车")
    build(mapping)  # the file agrees with itself; only its source can tell
    at = place_in(mapping, "passages", "13")
    told = "these are not the words of the text: from 950 on it reads {}, not {}"
    assert problems_of(mapping) == [
        (f"passages[{at}].text", told.format("'公交车、市政环卫车全部使'", "'出租车、市政环卫车全部使'")),
        ("clauses[0].quote", told.format("'公交车、市政环卫车全部使'", "'出租车、市政环卫车全部使'")),
    ]


@pytest.mark.parametrize(
    ("section", "name"), [("clauses", "13-new"), ("grounds", "28-talks"), ("not_checkable", "13-hydrogen")]
)
@pytest.mark.parametrize("off_by", [-3, 1, 5000])
def test_a_wrong_offset_is_told_with_the_right_one_and_nothing_that_only_follows_from_it(
    section: str, name: str, off_by: int
) -> None:
    mapping = a_mapping()
    place = entry_of(mapping, section, name)["place"]
    right = place["offset"]
    place["offset"] = right + off_by
    assert problems_of(mapping) == [
        (
            f"{section}[{place_in(mapping, section, name)}].place.offset",
            f"it says {right + off_by}, in the text these words begin at {right} (characters, from 0)",
        )
    ]


def test_a_passage_at_a_wrong_offset_is_told_with_the_right_one_alone() -> None:
    mapping = a_mapping()
    entry_of(mapping, "passages", "12")["offset"] += 7
    path = f"passages[{place_in(mapping, 'passages', '12')}].offset"
    assert problems_of(mapping) == [
        (path, "it says 659, in the text these words begin at 652 (characters, from 0)")
    ]


def test_a_text_that_is_missing_or_another_one_is_told_at_its_path_beside_all_else() -> None:
    mapping = a_mapping()
    entry_of(mapping, "clauses", "11-heavy")["place"]["offset"] = 1
    texts = {WEB_PAGE: shipped_texts()[WEB_PAGE].replace("新能源", "新能原"), CLEAN: shipped_texts()[CLEAN]}
    assert problems_of(mapping, texts) == [
        (
            "instruments[0].texts[0].sha256",
            f"the text at hand is another one: its SHA-256 is {sha256_of(texts[WEB_PAGE])}",
        ),
        (
            "instruments[0].texts[2].sha256",
            "no text of this hash is at hand, quotes can not be held against it: hand the text in first",
        ),
        ("clauses[2].place.offset", "it says 1, in the text these words begin at 559 (characters, from 0)"),
    ]


def test_a_quote_is_taken_from_the_text_of_its_passage() -> None:
    mapping = a_mapping()
    entry_of(mapping, "grounds", "1-units")["source_sha256"] = CLEAN
    assert problems_of(mapping) == [
        ("grounds[0].source_sha256", f"passage 1 is taken from another text ({RESTORED})")
    ]


def test_words_stand_in_a_passage_that_there_is_and_a_passage_in_a_text_that_there_is() -> None:
    mapping = a_mapping()
    entry_of(mapping, "grounds", "28-talks")["number"] = "99"
    entry_of(mapping, "passages", "5")["source_sha256"] = "0" * 64
    found = problems_of(mapping)
    numbers = ", ".join(sorted(passage["number"] for passage in mapping["passages"]))
    at = place_in(mapping, "passages", "5")
    assert (
        f"grounds[{place_in(mapping, 'grounds', '28-talks')}].number",
        f"there is no '99'; there are: {numbers}",
    ) in found
    assert (f"passages[{at}].source_sha256", "no text of the instruments has this hash") in found
    assert {path.partition("[")[0] for path, _ in found} == {"passages", "grounds"}


def test_a_ground_may_be_named_by_an_exception_only_where_there_is_one() -> None:
    mapping = a_mapping()
    mapping["rules"][2]["exceptions"][2]["rests_on"] = "nothing"
    path, message = problems_of(mapping)[0]
    assert (path, message.partition(";")[0]) == ("rules[2].exceptions[2].rests_on", "there is no 'nothing'")


def reviews_of(mapping: Book) -> list[tuple[str, str]]:
    return [(found.path, found.message.en) for found in review_problems(build(mapping))]


def test_words_that_nobody_answers_for_can_not_be_cited() -> None:
    mapping = a_mapping()
    for number in ("5", "13"):
        entry = entry_of(mapping, "passages", number)
        entry["review"] = entry["review"] | {"status": "unreviewed"}
    said = "passage {} is unreviewed: it can not be cited"
    assert reviews_of(mapping) == [
        ("clauses[0].number", said.format(13)),
        ("clauses[1].number", said.format(13)),
        ("grounds[1].number", said.format(5)),
    ]


def test_a_damaged_passage_can_not_count_as_reviewed_and_an_older_book_says_nothing_of_reviews() -> None:
    mapping = a_mapping()
    whole = shipped_texts()[WEB_PAGE]
    start = whole.rindex("6. ")
    words = whole[start : whole.index("\n", start)]
    mapping["passages"].append(
        {
            "number": "6",
            "offset": start,
            "source_sha256": WEB_PAGE,
            "review": entry_of(mapping, "passages", "13")["review"],
            "text": words,
        }
    )
    mapping["not_checkable"].append(
        {
            "id": "6-all",
            "number": "6",
            "text": words,
            "place": {"offset": start, "length": len(words)},
            "reason": {"zh": "散煤", "en": "coal"},
        }
    )
    del entry_of(mapping, "passages", "12")["review"]
    marks = list(damage(words))
    assert reviews_of(mapping) == [
        (
            f"passages[{place_in(mapping, 'passages', '12')}].review",
            "it is not said whether this passage was reviewed (status: reviewed or unreviewed, by, day)",
        ),
        (
            f"passages[{len(mapping['passages']) - 1}].review",
            f"this passage is damaged at {len(marks)} places (first at {start + marks[0].offset}): "
            "it can not count as reviewed",
        ),
    ]
    assert whole[start + marks[0].offset :].startswith("(")


# --- the texts of the plan ---------------------------------------------------------------------------------------

SIMPLIFIED = str.maketrans(
    "強態環區實體戰銜國間規劃將護紅線質資為約準單別堅決兩項發動關業專產園總開評嚴審價試點減協綠廳牽頭職責負轄濟會務組織領導達辦設調進蹤檢問題視統籌應對氣變與機確見鄉運輸農級黨積極識員隊"
    "術撐計傳訓經費納財預續聞陣廣樣揚儉節風勵著",
    "强态环区实体战衔国间规划将护红线质资为约准单别坚决两项发动关业专产园总开评严审价试点减协绿厅牵头职责负辖济会务组织领导达办设调进踪检问题视统筹应对气变与机确见乡运输农级党积极识员队"
    "术撑计传训经费纳财预续闻阵广样扬俭节风励着",
)
"""Traditional characters of the restored passages and their simplified ones."""


def test_the_web_page_is_damaged_at_614_insertions_and_the_quoted_texts_are_not() -> None:
    kinds = [mark.kind for mark in damage(shipped_texts()[WEB_PAGE])]
    assert (kinds.count(Damage.INSERTION), kinds.count(Damage.UNREADABLE)) == (614, 12)
    assert [list(damage(shipped_texts()[name])) for name in (CLEAN, RESTORED)] == [[], []]


def without_insertions(text: str) -> str:
    marks = [mark for mark in damage(text) if mark.kind is Damage.INSERTION]
    for mark in reversed(marks):
        text = text[: mark.offset] + text[mark.offset + mark.length :]
    return re.sub(r"[ \u2003\u00a0]", "", text)


def test_the_restored_text_is_the_web_page_without_its_insertions_character_by_character() -> None:
    plan = without_insertions(shipped_texts()[WEB_PAGE]).rpartition("政策原文")[2]
    parts = (plan[plan.index("1.加強") : plan.index("2.推進")], plan[plan.index("三、組織保障") :])
    lines = [line for part in parts for line in part.split("\n") if line]
    simplified = [line.translate(SIMPLIFIED) for line in lines]
    assert simplified == [line for line in shipped_texts()[RESTORED].split("\n") if line]


def test_the_tasks_in_simplified_characters_are_those_of_the_web_page() -> None:
    plan = without_insertions(shipped_texts()[WEB_PAGE]).rpartition("政策原文")[2]
    told: dict[str, str] = {}
    for task in filter(None, shipped_texts()[CLEAN].split("\n")):
        own = task.replace(" ", "")
        number = own.partition(".")[0]
        whole = next(line for line in plan.split("\n") if line.startswith(f"{number}."))
        if number == "5":  # 模化利用示范区 is damaged there beyond comparing
            whole, own = whole.replace(whole[230:238], "", 1), own.replace("模化利用示范区", "", 1)
        assert len(own) == len(whole)
        for old, new in zip(whole, own, strict=True):
            assert told.setdefault(old, new) == new  # a character is never read in two ways


def test_no_word_on_road_vehicles_stands_outside_of_the_passages() -> None:
    book = shipped_book()
    plan = without_insertions(shipped_texts()[WEB_PAGE]).rpartition("政策原文")[2]
    words = re.compile("車|清潔運輸|加氫|充[(]換[)]電")
    speaking = [line.partition("。")[0] for line in plan.split("\n") if words.search(line)]
    assert speaking == [
        "3.探索實施碳排放影響評價",  # 清潔運輸 of projects that are assessed: no vehicles are named
        "5.積極支持新能源建設",
        "11.推動貨運結構優化調整",
        "12.推動城市綠色貨運配送",
        "13.加大新能源汽車推廣力度",
        "26.推進綠色生活方式",  # 自行車: bicycles
    ]
    assert {"5", "11", "12", "13"} <= {passage.number for passage in book.passages}
    guarantees = [passage.text for passage in book.passages if passage.number.startswith("III-")]
    assert (len(guarantees), [text for text in guarantees if "车" in text]) == (3, [])
