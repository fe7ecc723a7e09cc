"""Sentences in two languages."""

from rules.wording import Text, capital


def test_a_sentence_is_given_in_the_language_asked_for() -> None:
    text = Text("符合", "compliant")
    assert (text.in_language("zh"), text.in_language("en")) == ("符合", "compliant")


def test_a_sentence_begins_with_a_capital_whatever_its_words() -> None:
    assert [capital(words) for words in ("task 13 (a)", "China VI", "第 13 项", "")] == [
        "Task 13 (a)",
        "China VI",
        "第 13 项",
        "",
    ]
