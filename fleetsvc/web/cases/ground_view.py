"""Grounds in force, the rule that a vehicle was judged by, and what is decided otherwise, as the pages show them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlmodel import Session

from fleetsvc.models import CaseRecord
from fleetsvc.services.cases.override_codes import OVERRIDE_CODES
from fleetsvc.services.law import rulebooks
from fleetsvc.services.law.editions import find_law_citing
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


def rule_link(
    session: Session, case: CaseRecord, language: Language, say: Callable[..., str]
) -> tuple[str, str] | None:
    """Return the rule that a case's vehicle was judged by, in the words of the edition that judged, and its address.

    Where nothing tells the edition any more, that it is of earlier law. None where no rule was cited.
    """
    name = case.details.get("rule")
    if not name:
        return None
    law = find_law_citing(session, name, city=case.city_code, registration=case.details["registration"])
    rule = None if law is None else law.rule(name)
    if law is None or rule is None:
        return say("case.rule_earlier", rule=name), url_for("rulebook_pages.show")
    edition = law.book_of(name).edition
    return rule.title.in_language(language), url_for("rulebook_pages.show", edition=edition)


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
