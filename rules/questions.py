"""A question before a vehicle is registered, and what is still open in it: which missing facts would decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any, Final

from rules.circumstances import classes_of
from rules.collapse import grouped
from rules.facts import HEAVY_ABOVE_KG, NO_TAILPIPE, VehicleFacts, mass_class
from rules.judge import DutyVerdict, Judgement, judge, severity
from rules.rulebook_parts import Rulebook
from rules.vocabulary import (
    OPEN_VERDICTS,
    Area,
    Category,
    EmissionStage,
    Energy,
    Event,
    MassClass,
    OwnerClass,
    Replacement,
    Use,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A vehicle that somebody means to register. ``None``: nothing was said of it.

    ``replaces``: what is known of the retired vehicle; unsaid, one is taken to be named. ``county``: the code of one of
    the unit's counties.
    """

    category: Category
    event: Event
    unit: str
    day: date
    energy: Energy | None = None
    emission_stage: EmissionStage | None = None
    gross_mass_kg: int | None = None
    replaces: Replacement | None = None
    owner_class: OwnerClass | None = None
    use: Use | None = None
    area: Area | None = None
    county: str | None = None

    @property
    def facts(self) -> VehicleFacts:
        """The facts of the vehicle as far as they were said; without a tailpipe the stage is ``zero``."""
        energy = self.energy or Energy.UNKNOWN
        unsaid = EmissionStage.ZERO if energy in NO_TAILPIPE else EmissionStage.UNKNOWN
        return VehicleFacts(
            self.category,
            self.event,
            self.unit,
            self.day,
            energy,
            self.emission_stage or unsaid,
            mass_class(self.gross_mass_kg),
            replacement_shown=self.event is Event.REPLACEMENT and self.replaces is not Replacement.NONE,
            owner_class=self.owner_class or OwnerClass.UNKNOWN,
            use=self.use or Use.UNKNOWN,
            area=self.area or Area.UNKNOWN,
            county=self.county,
        )


@dataclass(frozen=True, slots=True)
class Possibility:
    """What a vehicle would get if the missing facts were among these words, each fact by its name.

    A fact that is not named may be anything.
    """

    given: Mapping[str, tuple[str, ...]]
    verdict: Verdict
    rule: str | None
    duties: tuple[DutyVerdict, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """What is open in a question: the facts that would decide, and what each would lead to."""

    depends_on: tuple[str, ...]
    possibilities: tuple[Possibility, ...]


_MISSING: Final[Mapping[str, tuple[str, ...]]] = {
    "replaces": (Replacement.NONE, Replacement.CONFIRMED),
    "energy": tuple(energy for energy in Energy if energy is not Energy.UNKNOWN),
    "gross_mass_kg": (MassClass.LIGHT, MassClass.HEAVY),
    "emission_stage": tuple(
        stage for stage in EmissionStage if stage not in (EmissionStage.UNKNOWN, EmissionStage.ZERO)
    ),
}
"""Facts a question may leave out, and what each could be. A claim judges like a confirmed replacement."""
_MASS_KG: Final = {MassClass.LIGHT: HEAVY_ABOVE_KG, MassClass.HEAVY: HEAVY_ABOVE_KG + 1}
_READ: Final[Mapping[str, Any]] = {
    "replaces": Replacement,
    "energy": Energy,
    "gross_mass_kg": lambda word: _MASS_KG[MassClass(word)],
    "emission_stage": EmissionStage,
    "owner_class": OwnerClass,
    "use": Use,
    "area": Area,
    "county": str,
}


@lru_cache(maxsize=2048)
def open_in(rulebook: Rulebook, question: Question) -> Open:
    """Return what is open in a question, by trying every value of every fact that it leaves out; remembered.

    A fact is named in ``depends_on`` where its value changes the verdict, or the adverse one on a duty, whatever the
    others are. Where no energy was said, none is asked for: which may be registered is the answer itself.
    """
    every = {**_MISSING, **_circumstances(rulebook, question)}
    names = [name for name in every if _is_missing(question, name)]
    dimensions = [every[name] for name in names]

    @cache
    def judged(words: tuple[str, ...]) -> Judgement:
        return judge(rulebook, _with(question, dict(zip(names, words, strict=True))).facts)

    decides = {
        name
        for words, _ in grouped(dimensions, lambda words: _weight(judged(words)))
        for name in _narrower(every, names, words)
    }
    if not decides:
        return Open((), ())
    unasked = ("energy", "emission_stage") if question.energy is None else ()
    return Open(
        tuple(name for name in names if name in decides and name not in unasked),
        tuple(
            Possibility(_narrower(every, names, words), *found)
            for words, found in grouped(dimensions, lambda words: _said(judged(words)))
        ),
    )


def _circumstances(rulebook: Rulebook, question: Question) -> dict[str, tuple[str, ...]]:
    """Return whose, what for and where the vehicle could be, as far as rules that may apply to it tell that apart."""
    rules = [
        rule
        for event in {question.event, Event.NEW}
        for rule in rulebook.rules
        if rule.applies(question.category, event, question.unit, question.day)
    ]
    classes = classes_of(rules, question.unit)
    return {name: tuple(words[0] for words in found[1:]) for name, found in classes.items() if len(found) > 2}


def _narrower(
    every: Mapping[str, tuple[str, ...]], names: Sequence[str], words: Sequence[tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Return the facts that are not just anything."""
    return {name: some for name, some in zip(names, words, strict=True) if len(some) < len(every[name])}


def _said(found: Judgement) -> tuple[Verdict, str | None, tuple[DutyVerdict, ...]]:
    return found.verdict, found.rule, found.duties


def _weight(found: Judgement) -> tuple[Verdict | None, ...]:
    """Return what somebody who must act would tell apart: a duty that is met or has no say asks nothing, nor advice."""
    said = {duty.verdict for duty in found.duties} - {Verdict.ADVISORY, Verdict.NOT_GOVERNED}
    return (
        min(said, key=severity, default=Verdict.NOT_GOVERNED),
        *(said.verdict if said.verdict in OPEN_VERDICTS else None for said in found.duties),
    )


def claim_decides(rulebook: Rulebook, question: Question) -> bool:
    """Tell whether it changes the verdict on some duty that the retired vehicle is one on record."""
    if question.event is not Event.REPLACEMENT or question.replaces in (
        Replacement.NONE,
        Replacement.CONFIRMED,
    ):
        return False
    return "replaces" in open_in(rulebook, replace(question, replaces=None)).depends_on


def _is_missing(question: Question, name: str) -> bool:
    if name == "replaces" and question.event is not Event.REPLACEMENT:
        return False
    if name == "emission_stage" and question.energy in NO_TAILPIPE:
        return False
    return getattr(question, name) in (None, "unknown")


def _with(question: Question, words: Mapping[str, str]) -> Question:
    given: dict[str, Any] = {name: _READ[name](word) for name, word in words.items()}
    if given.get("energy") in NO_TAILPIPE:
        given.pop("emission_stage", None)
    return replace(question, **given)
