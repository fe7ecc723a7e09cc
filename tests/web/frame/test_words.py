"""The words of the pages: each that a page asks for is there, in both languages, with the same placeholders."""

import re
from pathlib import Path

import pytest

from fleetsvc.web.frame.assets import WEB
from fleetsvc.web.words import ALL_WORDS as WORDS
from rules.wording import Text

ASKED = re.compile(r"""\bsay\(\s*['"]([a-z][\w.\-]*[\w])['"]\s*[,)]""")


def sources() -> list[Path]:
    return sorted([*WEB.rglob("*.py"), *WEB.glob("*/templates/*.html")])


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.name)
def test_every_word_that_a_page_asks_for_is_there(path: Path) -> None:
    assert sorted(set(ASKED.findall(path.read_text(encoding="utf-8"))) - set(WORDS)) == []


def test_every_word_is_said_in_both_languages_with_the_same_placeholders() -> None:
    def holes(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)", text))

    uneven = [
        name
        for name, text in WORDS.items()
        if not text.zh.strip() or not text.en.strip() or holes(text.zh) != holes(text.en)
    ]
    assert uneven == []


def test_no_word_is_written_twice_under_one_name() -> None:
    names = [name for words in WORDS.maps for name in words]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_english_words_hold_no_chinese_but_what_is_quoted_as_such() -> None:
    def foreign(text: Text) -> bool:
        return re.search(r"[\u4e00-\u9fff]", text.en) is not None

    assert [name for name, text in WORDS.items() if foreign(text)] == []
