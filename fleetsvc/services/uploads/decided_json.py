"""A verdict as answers tell it, with all that defends it: of one vehicle, or of many at once."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from fleetsvc.models import Json
from fleetsvc.services.law.duties import duties_json
from fleetsvc.services.law.requirements import clause_json
from rules.decide import Decision, Reason, decide
from rules.decide_words import facts_step
from rules.facts import VehicleFacts
from rules.rulebook import Rulebook
from rules.table import periods_of
from rules.wording import Language


def decider(book: Rulebook, language: Language) -> Callable[[VehicleFacts], Json]:
    """Return what gives the verdict on facts. Of the days of one period of the law only the first sentence tells."""
    period = cache(lambda day: next(one for one in reversed(periods) if one.since <= day))
    in_period = cache(lambda facts: decision_json(book, decide(book, facts), language))
    periods = periods_of(book)

    def decided(facts: VehicleFacts) -> Json:
        found: Json = in_period(replace(facts, registered_on=period(facts.registered_on).since))
        _, *others = found["steps"]
        return found | {"steps": [facts_step(facts).in_language(language), *others]}

    return decided


def decision_json(book: Rulebook, decision: Decision, language: Language) -> Json:
    """Return a verdict with all that defends it, worded in one language."""
    return {
        "verdict": decision.verdict.value,
        "rule": decision.rule,
        "duties": duties_json(decision.duties),
        "reasons": [_reason(book, reason, language) for reason in decision.reasons],
        "steps": [step.in_language(language) for step in decision.steps],
        "interpretations": list(decision.interpretations),
    }


def _reason(book: Rulebook, reason: Reason, language: Language) -> Json:
    clause = None if reason.clause is None else clause_json(book, book.clauses[reason.clause], language)
    return {"code": reason.code, "message": reason.text.in_language(language), "clause": clause}
