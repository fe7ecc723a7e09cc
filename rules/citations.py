"""What a verdict rests on, word for word: the clauses and the interpretations that it cites."""

from dataclasses import dataclass, replace
from functools import lru_cache

from rules.decide import relied_on
from rules.facts import VehicleFacts
from rules.judge import judge
from rules.law import own_name
from rules.near import missed_rules
from rules.rulebook_parts import Interpretation, Rulebook
from rules.sources import Clause


@dataclass(frozen=True, slots=True)
class Citations:
    """Clauses and interpretations, in the rulebook's order; equal where they say the same in every word and value.

    Their ids are those of their own book: what is cited is the same whichever books judge beside it.
    """

    clauses: tuple[Clause, ...]
    interpretations: tuple[Interpretation, ...]


@lru_cache(maxsize=1 << 16)
def citations(rulebook: Rulebook, facts: VehicleFacts) -> Citations:
    """Return what the verdict on a vehicle cites, in its reasons or on the way to them."""
    judgement = judge(rulebook, facts)
    applied = [outcome.rule for outcome in judgement.outcomes]
    missed = missed_rules(rulebook, facts, cited=applied)
    cited = {rule.clause for rule in rulebook.rules if rule.id in applied}
    cited.update(miss.rule.clause for miss in missed)
    return Citations(
        tuple(
            replace(clause, id=own_name(name)) for name, clause in rulebook.clauses.items() if name in cited
        ),
        tuple(
            replace(rulebook.interpretations[name], id=own_name(name))
            for name in relied_on(rulebook, facts, judgement, missed)
        ),
    )
