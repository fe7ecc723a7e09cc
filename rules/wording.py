"""Sentences in the two languages of the service."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

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


_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BREAKS: Final = re.compile("\r\n|[\r\x0b\x0c\x85]")
_CONTROLS_AND_BREAKS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


_DRAWN_AS_NOTHING: Final = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
) | {chr(code) for first, last in ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF)) for code in range(first, last + 1)}
"""Letters and marks with the property Default_Ignorable_Code_Point (Unicode), and the blank pattern of Braille."""


def control_place(text: str, *, in_a_line: bool = False) -> int | None:
    r"""Return where the first control character or half of a surrogate pair stands, from 0; None where there is none.

    Ends of lines (LF) and tabs are none, unless the text is to be of one line.

    >>> control_place("a\tb\n"), control_place("a\x07"), control_place("a\nb", in_a_line=True)
    (None, 1, 1)
    """
    found = (_CONTROLS_AND_BREAKS if in_a_line else _CONTROLS).search(text)
    return None if found is None else found.start()


def is_blank(text: str) -> bool:
    r"""Return whether a text shows nothing: spaces, controls and what is drawn as nothing are no words.

    >>> is_blank(" \t"), is_blank("\u200b\u3164\u00ad"), is_blank("a\u200b"), is_blank("，")
    (True, True, False, False)
    """
    return all(unicodedata.category(sign)[0] in "CZ" or sign in _DRAWN_AS_NOTHING for sign in text)


def without_controls(text: str) -> str:
    r"""Return a text without control characters and halves of surrogate pairs; those that part lines end one.

    >>> without_controls("a\x0bb\x07c"), without_controls("a\r\nb\n\x0cc")
    ('a\nbc', 'a\nb\n\nc')
    """
    return _CONTROLS.sub("", _BREAKS.sub("\n", text))


def capital(words: str) -> str:
    """Return words as a sentence begins with them."""
    return words[:1].upper() + words[1:]
