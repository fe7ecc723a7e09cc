"""The defence of a verdict as one document with one hash: facts, steps, quotes and interpretations.

Vehicles of one case, units that no rule tells apart and the days between two changes of the law share a defence: unit
and day of a vehicle stand beside it. So some hundred documents defend a million verdicts.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from rules.circumstances import CIRCUMSTANTIAL, UNKNOWN
from rules.decide import Decision, decide
from rules.facts import VehicleFacts
from rules.rulebook import canonical_json
from rules.rulebook_parts import Interpretation, Rulebook
from rules.sources import Clause
from rules.wording import Text


@dataclass(frozen=True, slots=True)
class Defence:
    """The canonical JSON of a defence, and its SHA-256."""

    sha256: bytes
    document: str


def defence(rulebook: Rulebook, facts: VehicleFacts, *, engine: str) -> Defence:
    """Return the defence of the verdict on a case by a rulebook; ``engine`` is the version that judges."""
    written = canonical_json(defence_document(rulebook, facts, engine=engine))
    return Defence(hashlib.sha256(written.encode()).digest(), written)


def defence_document(rulebook: Rulebook, facts: VehicleFacts, *, engine: str) -> dict[str, Any]:
    """Return the defence as plain JSON data.

    Its steps are those of ``decide`` but the first, which names unit and day.
    """
    decided = decide(rulebook, facts)
    return {
        "engine": engine,
        "edition": rulebook.edition,
        "facts": facts_document(facts),
        "verdict": decided.verdict.value,
        "rule": decided.rule,
        "duties": [[said.duty.value, said.verdict.value, said.rule] for said in decided.duties],
        "reasons": [[reason.code, *_both(reason.text), reason.clause] for reason in decided.reasons],
        "steps": [_both(step) for step in decided.steps[1:]],
        "quotes": [quote_document(clause) for clause in _cited(rulebook, decided)],
        "interpretations": [
            interpretation_document(rulebook.interpretations[name]) for name in decided.interpretations
        ],
    }


def facts_document(facts: VehicleFacts) -> dict[str, Any]:
    """Return the facts of a case as plain JSON data, without unit and day; circumstances where they are known."""
    circumstances = {name: getattr(facts, name) for name in CIRCUMSTANTIAL}
    known: dict[str, Any] = {
        name: str(word) for name, word in circumstances.items() if word not in (None, UNKNOWN)
    }
    if facts.perhaps_used:
        known["perhaps_used"] = True
    return known | {
        "category": facts.category.value,
        "event": facts.event.value,
        "energy": facts.energy.value,
        "emission_stage": facts.emission_stage.value,
        "mass_class": facts.mass_class.value,
        "replacement_shown": facts.replacement_shown,
        "justification": facts.justification.value,
    }


def _both(text: Text) -> list[str]:
    return [text.zh, text.en]


def _cited(rulebook: Rulebook, decided: Decision) -> list[Clause]:
    """Return the clauses of the rules that apply and of the reasons, in the rulebook's order."""
    of_rules = {rule.id: rule.clause for rule in rulebook.rules}
    cited = {of_rules[outcome.rule] for outcome in decided.outcomes}
    cited |= {reason.clause for reason in decided.reasons if reason.clause is not None}
    return [clause for name, clause in rulebook.clauses.items() if name in cited]


def quote_document(clause: Clause) -> dict[str, Any]:
    """Return a clause with where its words stand, as plain JSON data."""
    return {
        "clause": clause.id,
        "instrument": clause.instrument,
        "number": clause.number,
        "quote": clause.quote,
        "translation": clause.translation,
        "source_sha256": clause.source_sha256,
        "offset": clause.offset,
        "length": clause.length,
    }


def interpretation_document(entry: Interpretation) -> dict[str, Any]:
    """Return an interpretation as plain JSON data."""
    return {
        "id": entry.id,
        "status": entry.status.value,
        "question": _both(entry.question),
        "answer": _both(entry.answer),
        "from": entry.effective_from,
        "until": entry.effective_until,
        "letter": None if entry.letter is None else [entry.letter.number, entry.letter.dated],
        "sets": dict(entry.sets),
        "by": _both(entry.by),
    }
