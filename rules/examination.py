"""Whether a rulebook may be proposed: the proof that it is whole, its cases, and what its cases would not notice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rules.cases import Case, Miss, misses
from rules.mutants import hunt
from rules.proof import prove
from rules.rulebook import build
from rules.rulebook_parts import Problem
from rules.table import Table
from rules.wording import Text


@dataclass(frozen=True, slots=True)
class Examination:
    """What an examination found: every fault at its path, and the wrong changes that no case would notice.

    ``cases``: facts that were judged. ``mutants``: wrong changes that were tried.
    """

    cases: int
    mutants: int
    faults: tuple[Problem, ...]
    survivors: tuple[str, ...]


def examine(mapping: Mapping[str, Any], own: Sequence[Case], usual: Sequence[Case]) -> Examination:
    """Examine a rulebook file by the cases that travel in it, or else by the ``usual`` ones of its name.

    An own case that comes out otherwise is a fault. A usual one is not: a draft may mean to change it; it is left
    out where wrong changes are tried, for it would notice all of them. Raises RulebookBroken.
    """
    book = build(mapping)
    cases = own or usual
    missed = first_misses(misses(book, cases))
    otherwise = {miss.case.path for miss in missed}
    holding = [case for case in cases if case.path not in otherwise]
    hunted = hunt(mapping, holding)
    faults = [Problem("rules", fault) for fault in prove(Table(book)).faults]
    faults += [Problem(miss.case.path, told(miss)) for miss in missed if own]
    return Examination(
        cases=sum(len(case.given) for case in cases),
        mutants=hunted.killed + len(hunted.survivors),
        faults=tuple(dict.fromkeys(faults)),  # many days and units show the same one
        survivors=hunted.survivors,
    )


def first_misses(found: Iterable[Miss]) -> list[Miss]:
    """Return of each case that comes out otherwise the first of the facts on which it does."""
    first: dict[str, Miss] = {}
    for miss in found:
        first.setdefault(miss.case.path, miss)
    return list(first.values())


def told(miss: Miss) -> Text:
    """Say which case came out otherwise, what was expected, and what came out on which facts."""
    facts = miss.facts
    text = Text(
        "案例“{title}”应为 {wanted}，得到 {found}（{facts}）",
        "the case {title!r} expects {wanted}, {found} came out ({facts})",
    )
    values = {
        "wanted": f"{miss.case.verdict} {miss.case.rule or '–'}",
        "found": f"{miss.judgement.verdict} {miss.judgement.rule or '–'}",
        "facts": f"{facts.category} {facts.event} {facts.energy} {facts.emission_stage} {facts.mass_class} "
        f"{facts.unit} {facts.registered_on} {facts.justification}",
    }
    title = miss.case.title
    return Text(text.zh.format(title=title.zh, **values), text.en.format(title=title.en, **values))
