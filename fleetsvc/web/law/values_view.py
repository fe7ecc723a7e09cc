"""The values that an interpretation sets, in words."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from fleetsvc.web.frame.pages import language, say
from fleetsvc.web.frame.phrases import listed
from rules.labels import label
from rules.rulebook_parts import Parameter, Unproven
from rules.vocabulary import Category, EmissionStage, Energy, Event
from rules.wording import Text

_WORDS: Final[Mapping[str, type[StrEnum]]] = {
    Parameter.CATEGORIES: Category,
    Parameter.PRESUMED_HEAVY: Category,
    Parameter.EVENTS: Event,
    Parameter.ENERGY: Energy,
    Parameter.EMISSION_STAGE: EmissionStage,
}


_SINGLE: Final[Mapping[str, Text]] = {
    "never": Text("没有", "never"),
    Unproven.OPEN: Text("待定", "stays open"),
    Unproven.TAKEN: Text("按申报采用", "taken at its word"),
}


def values_text(sets: Mapping[str, Any]) -> str:
    """Return what an interpretation sets, each value after its name; empty where it sets none."""
    found = (say(f"book.sets.{name}", value=_value_text(name, value)) for name, value in sets.items())
    return say("book.sets_join").join(found)


def _value_text(name: str, value: Any) -> str:  # noqa: ANN401 (whatever a file holds)
    kind = _WORDS.get(name)
    if isinstance(value, str) and value in _SINGLE:
        return _SINGLE[value].in_language(language())
    if kind is None:
        return f"{value:,}" if isinstance(value, int) else str(value)
    return listed(label(kind(word)).in_language(language()) for word in value)
