"""What must hold between the parts of a rulebook: references, force and demand, and its sources (``source_checks``)."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from rules.coverage_checks import passed_over
from rules.demands import ShareRequirement, StageRequirement
from rules.interpretation_checks import interpretation_problems
from rules.problem_words import problem, unknown
from rules.rulebook_parts import Problem, Rule, Rulebook
from rules.source_checks import FindText, moved_parts, parts_of, source_problems
from rules.sources import Clause
from rules.table import MOST_PERIODS, periods_of
from rules.vocabulary import Energy, Force

SHARE_FORCES = frozenset({Force.MAINLY, Force.AT_LEAST})


def problems_between(
    rulebook: Rulebook, *, read: Sequence[Problem], find_text: FindText | None
) -> list[Problem]:
    """Return all that is wrong between the parts of a rulebook, and between its quotes and their texts, if given.

    ``read`` are the problems of its single entries: what only follows from one of those is left out.
    """
    checks: tuple[Callable[[Rulebook], Iterable[Problem]], ...] = (
        _references,
        _unused,
        _demands,
        interpretation_problems,
        _expiries,
        _days,
    )
    quotes = source_problems(rulebook, find_text)
    found = [*(one for check in checks for one in check(rulebook)), *quotes]
    broken = _broken(rulebook, read)
    if not {_section(entry) for entry in broken} & {"clauses", "grounds", "not_checkable"}:
        found += passed_over(rulebook, besides=moved_parts(rulebook, quotes))  # one not read leaves a gap
    return [one for one in found if not {_entry(one.path), _section(one.path), "rules"} & broken]


def _broken(rulebook: Rulebook, read: Sequence[Problem]) -> set[str]:
    """Return the entries and sections that were not read, and the rules that take a stand-in from one."""
    broken = {_entry(problem.path) for problem in read}
    broken |= {_section(problem.path) for problem in read if _leaves_no_place(problem.path)}
    answers = {
        name for place, name in enumerate(rulebook.interpretations) if f"interpretations[{place}]" in broken
    }
    return broken | {
        f"rules[{place}]"
        for place, rule in enumerate(rulebook.rules)
        if any(name in answers for name, _ in rule.takes)
    }


def _entry(path: str) -> str:
    """Return the entry of a section, or the section, that a path lies in."""
    return path.split(".", maxsplit=1)[0]


def _section(path: str) -> str:
    return _entry(path).split("[")[0]


def _leaves_no_place(path: str) -> bool:
    """Whether what is wrong here makes entries of a section known by their ids lose their places."""
    return path.endswith(".id") and _section(path) in ("clauses", "grounds", "interpretations")


def _references(rulebook: Rulebook) -> Iterator[Problem]:
    instruments = {instrument.id for instrument in rulebook.instruments}
    for path, _, part in parts_of(rulebook):
        if isinstance(part, Clause) and part.instrument not in instruments:
            yield unknown(f"{path}.instrument", part.instrument, instruments)
    for rule in rulebook.rules:
        yield from _named(rulebook, rule.path, rule)


def _named(rulebook: Rulebook, path: str, rule: Rule) -> Iterator[Problem]:
    if rule.clause not in rulebook.clauses:
        yield unknown(f"{path}.clause", rule.clause, rulebook.clauses)
    for at, interpretation in enumerate(rule.interpretations):
        if interpretation not in rulebook.interpretations:
            at_path = f"{path}.interpretations[{at}]"
            yield unknown(at_path, interpretation, rulebook.interpretations)
    for at, exception in enumerate(rule.exceptions):
        if exception.rests_on not in (None, *rulebook.grounds):
            at_path = f"{path}.exceptions[{at}].rests_on"
            yield unknown(at_path, str(exception.rests_on), rulebook.grounds)


def _unused(rulebook: Rulebook) -> Iterator[Problem]:
    clauses = {rule.clause for rule in rulebook.rules}
    for place, clause in enumerate(rulebook.clauses):
        if clause not in clauses:
            yield problem(f"clauses[{place}].id", "没有规则依据这一条款", "no rule is made from this clause")


def _demands(rulebook: Rulebook) -> Iterator[Problem]:
    for rule in rulebook.rules:
        path = rule.path
        if (rule.force in SHARE_FORCES) != isinstance(rule.requirement, ShareRequirement):
            yield problem(
                rule.demand_path,
                f"约束力 {rule.force} 与要求不符：mainly 和 at_least 用 share，其余用单车的要求",
                f"force {rule.force} does not fit: mainly and at_least demand a share, the others ask single vehicles",
            )
        elif isinstance(rule.requirement, ShareRequirement):
            yield from _threshold(f"{rule.demand_path}.share", rule, rule.requirement)
        if rule.force is Force.IN_PRINCIPLE and not rule.exceptions:
            yield problem(
                f"{path}.exceptions",
                "in_principle（原则上）须列出例外理由",
                "in_principle must list the grounds for exceptions",
            )
        if isinstance(rule.requirement, StageRequirement) and rule.requirement.presumed - rule.categories:
            strangers = "、".join(sorted(rule.requirement.presumed - rule.categories))
            yield problem(
                f"{rule.demand_path}.presumed_heavy",
                f"规则不适用于 {strangers}，推定重型不起作用",
                f"the rule is not about {strangers}: to presume them heavy has no effect",
            )
        if Energy.UNKNOWN in getattr(rule.requirement, "allowed", ()):
            yield problem(rule.demand_path, "unknown 不能算达标", "unknown can not meet a demand")


def _expiries(rulebook: Rulebook) -> Iterator[Problem]:
    """Find grounds that end before their rule begins: of one with phases, before the first of them."""
    for rule in {rule.path: rule for rule in reversed(rulebook.rules)}.values():
        for at, ground in enumerate(rule.exceptions):
            if ground.until is not None and ground.until <= rule.effective_from:
                yield problem(
                    f"{rule.path}.exceptions[{at}].until",
                    "该理由在规则生效前已到期，不起作用",
                    "this ground ends before the rule begins: it has no effect",
                )


def _days(rulebook: Rulebook) -> Iterator[Problem]:
    """Find that the law changes on more days than a table of verdicts can tell apart."""
    periods = len(periods_of(rulebook))
    if periods > MOST_PERIODS:
        yield problem(
            "rules",
            f"规则的起止日把时间分为 {periods} 段，最多 {MOST_PERIODS} 段",
            f"the days of the rules part time into {periods} periods, at most {MOST_PERIODS} can be told apart",
        )


def _threshold(path: str, rule: Rule, share: ShareRequirement) -> Iterator[Problem]:
    if share.threshold.exclusive != (rule.force is Force.MAINLY):
        yield problem(
            path,
            "mainly 用 more_than_percent，at_least 用 at_least_percent",
            "mainly states more_than_percent, at_least states at_least_percent",
        )
