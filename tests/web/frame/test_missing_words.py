"""A word or a value that is missing costs a page nothing but that word, and is logged once."""

from collections.abc import Iterator

import pytest
from flask import Flask

from fleetsvc.web.frame import wordbook
from fleetsvc.web.frame.pages import say
from fleetsvc.web.frame.wordbook import Wordbook, give_words
from rules.wording import Text

WORDS = {
    "plain": Text("正文", "text"),
    "rows": Text("共 {count:,} 行，{unit}", "{count:,} rows, {unit}"),
}


class Log:
    def __init__(self) -> None:
        self.missing: list[str] = []

    def warning(self, event: str, *, word: str) -> None:
        assert event == "word_missing"
        self.missing.append(word)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    kept = Log()
    monkeypatch.setattr(wordbook, "LOG", kept)
    return kept


@pytest.fixture
def page() -> Iterator[None]:
    """A page that is being made, with these words."""
    app = Flask(__name__)
    give_words(app, WORDS)
    with app.test_request_context("/?lang=en"):
        yield


@pytest.mark.usefixtures("page")
def test_a_word_that_is_missing_shows_its_name_and_is_logged_once(log: Log) -> None:
    assert [say("nav.gone"), say("nav.gone", count=1), say("plain")] == ["nav.gone", "nav.gone", "text"]
    assert log.missing == ["nav.gone"]


@pytest.mark.usefixtures("page")
def test_a_placeholder_without_a_value_stands_as_it_is_and_is_logged_once(log: Log) -> None:
    assert say("rows", count=1234) == "1,234 rows, {unit}"
    assert say("rows", count=5) == "5 rows, {unit}"
    assert log.missing == ["rows{unit}"]


@pytest.mark.usefixtures("page")
def test_without_any_value_all_placeholders_stand_whatever_form_they_were_to_have(log: Log) -> None:
    assert say("rows") == "{count} rows, {unit}"
    assert log.missing == ["rows{count}", "rows{unit}"]


def test_what_fills_a_placeholder_is_not_read_as_one(log: Log) -> None:
    said = Wordbook(WORDS).said("rows", "zh", {"count": 7, "unit": "{count} {gone}"})
    assert (said, log.missing) == ("共 7 行，{count} {gone}", [])


def test_a_value_that_no_word_asks_for_is_left_aside(log: Log) -> None:
    assert (Wordbook(WORDS).said("plain", "zh", {"count": 7}), log.missing) == ("正文", [])


def test_each_language_misses_the_same_name(log: Log) -> None:
    book = Wordbook(WORDS)
    assert {book.said("gone", "zh", {}), book.said("gone", "en", {})} == {"gone"}
    assert log.missing == ["gone"]
    assert ("gone" in book, "plain" in book) == (False, True)
