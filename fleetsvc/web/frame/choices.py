"""What lists to choose from offer: each value with its label."""

from collections.abc import Iterable
from enum import StrEnum

from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import Category
from rules.wording import Language

Choices = list[tuple[str, str]]


def units(language: Language) -> Choices:
    """Return the reporting units.

    >>> units("en")[0]
    ('410100', 'Zhengzhou')
    """
    return [(unit.code, unit.name.in_language(language)) for unit in UNITS.values()]


def words(offered: Iterable[StrEnum], language: Language) -> Choices:
    """Return words of the vocabulary: a list of it, or some of one.

    >>> from rules.vocabulary import Event
    >>> words(Event, "zh")
    [('new', '新增'), ('replacement', '更新')]
    """
    return [(word.value, label(word).in_language(language)) for word in offered]


def find_category(text: str) -> Category | None:
    """Return the category that an address or a form names; None for none, and for what is none."""
    return Category(text) if text in tuple(Category) else None


def unit_name(city_code: int | None, language: Language) -> str:
    """Return what a unit is called; empty for none."""
    return "" if city_code is None else UNITS[str(city_code)].name.in_language(language)
