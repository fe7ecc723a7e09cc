"""The words that the application was given, by name. One that is missing shows its name: no page fails for a word."""

from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Any, Final

import structlog
from flask import Flask, current_app

from rules.wording import Language, Text

LOG: Final = structlog.get_logger("fleetsvc.web.frame.wordbook")
_PLACE: Final = "fleetsvc.words"
"""Where they stand in ``app.extensions``."""


class Wordbook:
    """All words of the pages. What is missing is logged once a process: words are ours, and so is the fault."""

    def __init__(self, words: Mapping[str, Text]) -> None:
        self._words = words
        self._missed: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._words

    def said(self, name: str, language: Language, values: Mapping[str, object]) -> str:
        """Return a word in a language, its placeholders filled.

        A word that is missing is its name, and a placeholder without a value stands as it is written.
        """
        text = self._words.get(name)
        if text is None:
            self._miss(name)
            return name
        filling = _Filling()
        said = filling.vformat(text.in_language(language), (), values)
        for hole in filling.unfilled:
            self._miss(f"{name}{{{hole}}}")
        return said

    def _miss(self, what: str) -> None:
        if what not in self._missed:
            self._missed.add(what)
            LOG.warning("word_missing", word=what)


class _Filling(Formatter):
    """Fills what has a value and remembers what has none."""

    def __init__(self) -> None:
        self.unfilled: list[str] = []

    def get_field(
        self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> tuple[object, str]:
        if field_name in kwargs:
            return kwargs[field_name], field_name
        self.unfilled.append(field_name)
        return _Hole(field_name), field_name


class _Hole:
    """A placeholder without a value, whatever form its value was to have."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __format__(self, _form: str) -> str:
        return f"{{{self._name}}}"


def give_words(app: Flask, words: Mapping[str, Text]) -> None:
    """Let the pages of an application say these words."""
    app.extensions[_PLACE] = Wordbook(words)


def wordbook() -> Wordbook:
    """Return the words of the application that answers the present request."""
    found: Wordbook = current_app.extensions[_PLACE]
    return found
