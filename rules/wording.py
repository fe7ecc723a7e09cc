"""Sentences in the two languages of the service."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in simplified Chinese and in English.

    >>> Text("第{row}行", "row {row}").fill(row=7)
    Text(zh='第7行', en='row 7')
    """

    zh: str
    en: str

    def fill(self, **values: object) -> "Text":
        """Return the sentence with its ``{placeholders}`` filled in both languages."""
        return Text(self.zh.format(**values), self.en.format(**values))

    def in_language(self, language: Language) -> str:
        """Return the sentence in one language."""
        return self.en if language == "en" else self.zh


def capital(words: str) -> str:
    """Return words as a sentence begins with them."""
    return words[:1].upper() + words[1:]
