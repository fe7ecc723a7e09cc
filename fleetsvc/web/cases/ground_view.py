"""Grounds and rules of the rulebook in force, and what is decided otherwise, in words as the pages show them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from fleetsvc.services.cases.override_codes import OVERRIDE_CODES
from fleetsvc.services.law import rulebooks
from rules.labels import label
from rules.vocabulary import Duty, Verdict
from rules.wording import Language


@dataclass(frozen=True, slots=True)
class GroundView:
    """A ground of the rulebook in force, with the evidence to bring."""

    ground: str
    text: str
    evidence: tuple[str, ...]


def grounds(session: Session, *, language: Language) -> list[GroundView]:
    """Return the grounds of the rulebook in force, each once. Raises NoActiveRulebook."""
    rules = rulebooks.active_book(session).book.rules
    found = {one.ground: one for rule in rules for one in rule.exceptions}
    return [
        GroundView(
            one.ground,
            one.description.in_language(language),
            tuple(evidence.in_language(language) for evidence in one.evidence),
        )
        for one in found.values()
    ]


def ground_words(ground: str | None, known: Sequence[GroundView], say: Callable[..., str]) -> str:
    """Return the sentence of a ground; of one that no rulebook in force has, that it is of an earlier one."""
    if not ground:
        return ""
    return next((one.text for one in known if one.ground == ground), say("case.ground_earlier"))


def rule_words(session: Session, name: str | None, language: Language, say: Callable[..., str]) -> str:
    """Return what a rule demands, in its own words; of one that is in force no longer, that it is of earlier law."""
    if not name:
        return ""
    rule = rulebooks.active_book(session).book.rule(name)
    return say("case.rule_earlier", rule=name) if rule is None else rule.title.in_language(language)


def override_words(details: Mapping[str, Any], *, language: Language, say: Callable[..., str]) -> str:
    """Return what is decided otherwise than by the rules, and for which coded reason."""
    ruled, verdict = (label(Verdict(details[name])).in_language(language) for name in ("ruled", "verdict"))
    return say(
        "override.what",
        duty=label(Duty(details["duty"])).in_language(language),
        ruled=ruled,
        verdict=verdict,
        code=OVERRIDE_CODES[details["code"]].in_language(language),
    )
