"""What must hold between the parts of a rulebook: references, quotes at their places, force and demand, coverage."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from rules.interpretation_checks import interpretation_problems
from rules.rulebook_parts import (
    Clause,
    NotCheckable,
    Passage,
    Problem,
    Rule,
    Rulebook,
    ShareRequirement,
    StageRequirement,
)
from rules.vocabulary import Energy, Force
from rules.wording import Text

SHARE_FORCES = frozenset({Force.MAINLY, Force.AT_LEAST})

_MARKS = frozenset(" \n,，。、;；")
"""Characters between the parts of a passage that need no coverage of their own."""


def problems_between(rulebook: Rulebook, *, read: Sequence[Problem]) -> list[Problem]:
    """Return all that is wrong between the parts of a rulebook.

    ``read`` are the problems of its single entries: what only follows from one of those is left out.
    """
    checks: tuple[Callable[[Rulebook], Iterable[Problem]], ...] = (
        _references,
        _demands,
        interpretation_problems,
        _quotes,
        _coverage,
    )
    broken = {_entry(problem.path) for problem in read}
    broken |= {_section(problem.path) for problem in read if _leaves_no_place(problem.path)}
    if {_section(entry) for entry in broken} & {"clauses", "not_checkable"}:
        broken.add("passages")  # a part that is not read leaves a gap
    answers = {
        name for place, name in enumerate(rulebook.interpretations) if f"interpretations[{place}]" in broken
    }
    broken |= {  # and what is taken from a broken answer is a stand-in
        f"rules[{place}]"
        for place, rule in enumerate(rulebook.rules)
        if any(name in answers for name, _ in rule.takes)
    }
    return [
        problem
        for check in checks
        for problem in check(rulebook)
        if not {_entry(problem.path), _section(problem.path), "rules"} & broken
    ]


def _entry(path: str) -> str:
    """Return the entry of a section, or the section, that a path lies in."""
    return path.split(".", maxsplit=1)[0]


def _section(path: str) -> str:
    return _entry(path).split("[")[0]


def _leaves_no_place(path: str) -> bool:
    """Whether what is wrong here makes entries of a section known by their ids lose their places."""
    return path.endswith(".id") and _section(path) in ("clauses", "interpretations")


def _problem(path: str, zh: str, en: str) -> Problem:
    return Problem(path, Text(zh, en))


def _references(rulebook: Rulebook) -> Iterator[Problem]:
    instruments = {instrument.id for instrument in rulebook.instruments}
    for place, clause in enumerate(rulebook.clauses.values()):
        if clause.instrument not in instruments:
            yield _unknown(f"clauses[{place}].instrument", clause.instrument, instruments)
    for place, rule in enumerate(rulebook.rules):
        if rule.clause not in rulebook.clauses:
            yield _unknown(f"rules[{place}].clause", rule.clause, rulebook.clauses)
        for at, interpretation in enumerate(rule.interpretations):
            if interpretation not in rulebook.interpretations:
                path = f"rules[{place}].interpretations[{at}]"
                yield _unknown(path, interpretation, rulebook.interpretations)


def _unknown(path: str, name: str, known: Iterable[str]) -> Problem:
    listed = sorted(known)
    return _problem(
        path,
        f"没有“{name}”，已有：{'、'.join(listed)}",
        f"there is no {name!r}; there are: {', '.join(listed)}",
    )


def _demands(rulebook: Rulebook) -> Iterator[Problem]:
    for place, rule in enumerate(rulebook.rules):
        path = f"rules[{place}]"
        if (rule.force in SHARE_FORCES) != isinstance(rule.requirement, ShareRequirement):
            yield _problem(
                f"{path}.requirement",
                f"约束力 {rule.force} 与要求不符：mainly 和 at_least 用 share，其余用 energy 或 emission_stage",
                f"force {rule.force} does not fit: mainly and at_least demand a share, the others energy or a stage",
            )
        elif rule.force in SHARE_FORCES and isinstance(rule.requirement, ShareRequirement):
            yield from _threshold(f"{path}.requirement.share", rule, rule.requirement)
        if rule.exceptions and rule.force is not Force.IN_PRINCIPLE:
            yield _problem(
                f"{path}.exceptions",
                f"只有 in_principle（原则上）可有例外理由，约束力 {rule.force} 不可",
                f"only in_principle leaves room for exceptions, force {rule.force} does not",
            )
        if rule.force is Force.IN_PRINCIPLE and not rule.exceptions:
            yield _problem(
                f"{path}.exceptions",
                "in_principle（原则上）须列出例外理由",
                "in_principle must list the grounds for exceptions",
            )
        if isinstance(rule.requirement, StageRequirement) and rule.requirement.presumed - rule.categories:
            strangers = "、".join(sorted(rule.requirement.presumed - rule.categories))
            yield _problem(
                f"{path}.requirement.presumed_heavy",
                f"规则不适用于 {strangers}，推定重型不起作用",
                f"the rule is not about {strangers}: to presume them heavy has no effect",
            )
        if Energy.UNKNOWN in getattr(rule.requirement, "allowed", ()):
            yield _problem(f"{path}.requirement", "unknown 不能算达标", "unknown can not meet a demand")


def _threshold(path: str, rule: Rule, share: ShareRequirement) -> Iterator[Problem]:
    if share.threshold.exclusive != (rule.force is Force.MAINLY):
        yield _problem(
            path,
            "mainly 用 more_than_percent，at_least 用 at_least_percent",
            "mainly states more_than_percent, at_least states at_least_percent",
        )


def _quotes(rulebook: Rulebook) -> Iterator[Problem]:
    hashes = {text.sha256 for instrument in rulebook.instruments for text in instrument.texts}
    passages = {passage.number: passage for passage in rulebook.passages}
    for place, passage in enumerate(rulebook.passages):
        if passage.source_sha256 not in hashes:
            yield _no_source(f"passages[{place}].source_sha256")
    for place, clause in enumerate(rulebook.clauses.values()):
        yield from _place(f"clauses[{place}]", "quote", clause, clause.quote, passages)
        if clause.source_sha256 not in hashes:
            yield _no_source(f"clauses[{place}].source_sha256")
    for place, entry in enumerate(rulebook.not_checkable):
        yield from _place(f"not_checkable[{place}]", "text", entry, entry.text, passages)


def _no_source(path: str) -> Problem:
    return _problem(path, "instruments 中没有此哈希的文本", "no text of the instruments has this hash")


def _place(
    path: str, key: str, part: Clause | NotCheckable, words: str, passages: dict[str, Passage]
) -> Iterator[Problem]:
    passage = passages.get(part.number)
    if passage is None:
        yield _unknown(f"{path}.number", part.number, passages)
        return
    if part.length != len(words):
        yield _problem(
            f"{path}.place.length",
            f"写的是 {part.length}，引文实有 {len(words)} 个字符",
            f"it says {part.length}, the quote has {len(words)} characters",
        )
    start = part.offset - passage.offset
    if start < 0 or passage.text[start : start + len(words)] != words:
        yield _problem(
            f"{path}.{key}",
            f"与第 {passage.number} 项原文此处（offset {part.offset}）不一致",
            f"these are not the words of task {passage.number} at offset {part.offset}",
        )


def _coverage(rulebook: Rulebook) -> Iterator[Problem]:
    used = {rule.clause for rule in rulebook.rules}
    for place, clause in enumerate(rulebook.clauses):
        if clause not in used:
            yield _problem(f"clauses[{place}].id", "没有规则依据这一条款", "no rule is made from this clause")
    parts: list[Clause | NotCheckable] = [*rulebook.clauses.values(), *rulebook.not_checkable]
    for place, passage in enumerate(rulebook.passages):
        own = [part for part in parts if part.number == passage.number]
        yield from _gaps(f"passages[{place}].text", passage, own)


def _gaps(path: str, passage: Passage, parts: list[Clause | NotCheckable]) -> Iterator[Problem]:
    taken = [0] * len(passage.text)
    for part in parts:
        for at in range(part.offset - passage.offset, part.offset - passage.offset + part.length):
            if 0 <= at < len(taken):
                taken[at] += 1
    uncovered = "".join(
        letter if not times and letter not in _MARKS else "\0"
        for letter, times in zip(passage.text, taken, strict=True)
    )
    for words in filter(None, uncovered.split("\0")):
        yield _problem(
            path,
            f"“{words}”既无规则也未说明为何不可核查",
            f"{words!r} has neither a rule nor a reason why it is not checkable",
        )
    if any(times > 1 for times in taken):
        yield _problem(path, "有文字被重复计入", "some words are covered twice")
