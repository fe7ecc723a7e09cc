"""Whether what rules do is what the interpretations they rest on say.

An interpretation that nothing rests on answers nothing; a value that a rule beside it writes out for itself, or an
answer that is not given for the days of a rule, contradicts it.
"""

from collections.abc import Iterator

from rules.demands import ShareRequirement
from rules.rulebook_parts import (
    Interpretation,
    Parameter,
    Problem,
    Rule,
    Rulebook,
)
from rules.wording import Text

_OF_A_RULE = {
    Parameter.FIRST_DAY: "effective_from",
    Parameter.CATEGORIES: "categories",
    Parameter.EVENTS: "events",
    Parameter.UNPROVEN_REPLACEMENT: "unproven_replacement",
}


def interpretation_problems(rulebook: Rulebook) -> Iterator[Problem]:
    """Yield what is wrong between the interpretations and the rules of a rulebook."""
    for place, entry in enumerate(rulebook.interpretations.values()):
        path = f"interpretations[{place}]"
        resting = [rule for rule in rulebook.rules if entry.id in rule.interpretations]
        if not resting:
            yield Problem(f"{path}.id", Text("没有规则引用这条解释", "no rule rests on this interpretation"))
        for rule in resting:
            yield from _written_out(rule, entry)
            yield from _not_given(path, rule, entry)


def _written_out(rule: Rule, entry: Interpretation) -> Iterator[Problem]:
    """Yield each value that an interpretation sets and a rule that rests on it does not take from it."""
    for parameter in entry.sets:
        if (entry.id, parameter) not in rule.takes:
            yield Problem(
                _place(parameter, rule),
                Text(
                    f"解释“{entry.id}”设定了 {parameter}，规则却没有采用：应写 {{by: {entry.id}}}，或不引用该解释",
                    f"the interpretation {entry.id!r} sets {parameter} and the rule does not take it: "
                    f"write {{by: {entry.id}}}, or do not rest on it",
                ),
            )


def _place(parameter: str, rule: Rule) -> str:
    """Return where in a rule a value stands."""
    if parameter in _OF_A_RULE:
        return f"{rule.path}.{_OF_A_RULE[Parameter(parameter)]}"
    in_share = parameter != Parameter.EMISSION_STAGE and isinstance(rule.requirement, ShareRequirement)
    return f"{rule.demand_path}.share.{parameter}" if in_share else f"{rule.demand_path}.{parameter}"


def _not_given(path: str, rule: Rule, entry: Interpretation) -> Iterator[Problem]:
    """Yield that a rule takes values of an answer on days for which it is not given."""
    if not entry.sets:
        return
    if entry.effective_from > rule.effective_from:
        yield Problem(
            f"{path}.from",
            Text(
                f"规则 {rule.id} 自 {rule.effective_from} 起适用，这条解释自 {entry.effective_from} 起才有",
                f"rule {rule.id} applies from {rule.effective_from}, this answer only from {entry.effective_from}",
            ),
        )
    ends = entry.effective_until
    if ends is not None and (rule.effective_until is None or rule.effective_until > ends):
        yield Problem(
            f"{path}.until",
            Text(
                f"这条解释只在 {ends} 前有效，规则 {rule.id} 其后仍适用",
                f"this answer is given before {ends} only, and rule {rule.id} applies longer",
            ),
        )
