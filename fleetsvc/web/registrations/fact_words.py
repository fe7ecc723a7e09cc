"""The facts of a vehicle in the words of the pages."""

from enum import StrEnum
from typing import Final

from fleetsvc.web.frame.pages import language, say
from importers.facts import FACTS, FactKind
from rules.labels import label
from rules.vocabulary import Replacement, Verdict

_LOOKS: Final = {FactKind.NUMBER: "num", FactKind.DAY: "when"}
_WORDS: Final[dict[str, type[StrEnum]]] = {
    **{name: fact.words for name, fact in FACTS.items() if fact.words is not None},
    "replaces": Replacement,
    "verdict": Verdict,
}


def heading(name: str) -> str:
    """Return what a fact, or another column of a list of vehicles, is called."""
    if name not in FACTS:
        return say(f"column.{name}")
    title = FACTS[name].title.in_language(language())
    return title[:1].upper() + title[1:]


def value_text(name: str, value: object) -> str:
    """Return the value of a fact, or a verdict, as people read it; a dash for none."""
    if value in (None, ""):
        return "–"
    if name in _WORDS:
        return label(_WORDS[name](str(value))).in_language(language())
    return f"{value:,}" if look(name) == "num" else str(value)


def look(name: str) -> str:
    """Return how the cells of a fact's column look: numbers to the right, days unbroken; empty for all others."""
    return _LOOKS.get(FACTS[name].kind, "") if name in FACTS else ""
