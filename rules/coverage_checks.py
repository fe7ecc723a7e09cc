"""Whether every word of the passages was taken up once: by a clause, by a ground, or with a reason for neither."""

from collections.abc import Collection, Iterator
from typing import Final

from rules.problem_words import problem
from rules.rulebook_parts import Problem, Rulebook
from rules.sources import Clause, NotCheckable, Passage

MARKS: Final = frozenset(" \n,，。、;；)")
"""Characters between the parts of a passage that need no coverage of their own."""


def passed_over(rulebook: Rulebook, *, besides: Collection[str]) -> Iterator[Problem]:
    """Yield words of passages that are covered not at all or twice.

    ``besides``: numbers of the passages whose parts are not at their places.
    """
    grounds = [ground.clause for ground in rulebook.grounds.values()]
    parts: list[Clause | NotCheckable] = [
        *rulebook.clauses.values(),
        *grounds,
        *rulebook.not_checkable,
    ]
    for place, passage in enumerate(rulebook.passages):
        own = [part for part in parts if part.number == passage.number]
        if passage.number not in besides:
            yield from _gaps(f"passages[{place}].text", passage, own)


def _gaps(path: str, passage: Passage, parts: list[Clause | NotCheckable]) -> Iterator[Problem]:
    taken = [0] * len(passage.text)
    for part in parts:
        for at in range(part.offset - passage.offset, part.offset - passage.offset + part.length):
            if 0 <= at < len(taken):
                taken[at] += 1
    uncovered = "".join(
        letter if not times and letter not in MARKS else "\0"
        for letter, times in zip(passage.text, taken, strict=True)
    )
    for words in filter(None, uncovered.split("\0")):
        yield problem(
            path,
            f"“{words}”既无规则、依据，也未说明为何不可核查",
            f"{words!r} has neither a rule nor a ground nor a reason why it is not checkable",
        )
    if any(times > 1 for times in taken):
        yield problem(path, "有文字被重复计入", "some words are covered twice")
