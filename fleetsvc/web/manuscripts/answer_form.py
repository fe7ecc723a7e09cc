"""An interpretation as a form: the question, the answer, who gave it and since when, and the values that it sets."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from fleetsvc.web.manuscripts.entry_forms import (
    Fields,
    Part,
    Shown,
    a_day,
    a_sentence,
    a_text,
    day_said,
    list_said,
    number_said,
    one_of,
    some_words,
    words_written,
)
from rules.rulebook_parts import Parameter

DAYS: Final = (Parameter.FIRST_DAY, Parameter.CHINA_6A_UNTIL)
WORDS: Final = (Parameter.UNPROVEN_REPLACEMENT,)
NUMBERS: Final = (Parameter.HEAVY_ABOVE_KG, Parameter.MORE_THAN_PERCENT, Parameter.AT_LEAST_PERCENT)


def _letter_shown(name: str, value: object) -> Shown:
    said = value if isinstance(value, Mapping) else {}
    return {f"{name}.{key}": words_written(said.get(key)) for key in ("number", "dated")}


def _letter_said(name: str, fields: Fields) -> object:
    said = {"number": one_of(fields, f"{name}.number"), "dated": day_said(fields, f"{name}.dated")}
    return {key: one for key, one in said.items() if one is not None} or None


def _sets_shown(name: str, value: object) -> Shown:
    said = value if isinstance(value, Mapping) else {}
    return {f"{name}.{key}": words_written(one) for key, one in said.items()}


def _sets_said(name: str, fields: Fields) -> object:
    said: dict[str, Any] = {}
    for parameter in Parameter:
        said[parameter.value] = _READERS.get(parameter, list_said)(fields, f"{name}.{parameter}")
    return {key: one for key, one in said.items() if one is not None} or None


_READERS: Final[Mapping[Parameter, Callable[[Fields, str], Any]]] = (
    dict.fromkeys(DAYS, day_said) | dict.fromkeys(NUMBERS, number_said) | dict.fromkeys(WORDS, one_of)
)
"""How values are read that are no lists of words."""


ANSWER: Final[Sequence[Part]] = (
    a_text("id"),
    a_text("bears_on"),
    some_words("categories"),
    a_sentence("question"),
    a_sentence("answer"),
    Part("sets", _sets_shown, _sets_said),
    a_text("status"),
    a_day("from"),
    a_day("until"),
    a_sentence("by"),
    Part("letter", _letter_shown, _letter_said),
)
"""The keys of an interpretation in the order in which a new one is written."""
