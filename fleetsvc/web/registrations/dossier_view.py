"""A dossier in the words of its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from flask import url_for

from fleetsvc.models import Json
from fleetsvc.services.law.judged_again import WHYS, Why
from fleetsvc.services.law.requirements import exception_json, interpretation_json
from fleetsvc.services.registrations.grounds import Lawful, Sender
from fleetsvc.web.frame.bureau_frame import of_unit
from fleetsvc.web.frame.pages import language, say
from fleetsvc.web.frame.phrases import day_text, listed, minute_text_of, short_edition
from fleetsvc.web.registrations.fact_words import heading, value_text
from fleetsvc.web.registrations.override_text import ended_override_text, override_text
from importers.facts import STATED
from importers.results import FileKind
from rules.labels import label
from rules.rulebook import Rulebook
from rules.units import UNITS
from rules.vocabulary import Replacement, Retirement, Verdict

OF_VERSIONS: Final = ("plate", "category", "event", "energy", "registered_on", "emission_stage", "owner")
"""Facts that every version shows; the others only where one of them differs."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is shown of one registration: as known on a day (``found``), as it stands (``present``), and its background.

    ``book`` is the edition that decided what is shown; ``known_on`` is None where the present is shown.
    """

    found: Json
    present: Json
    known_on: date | None
    book: Rulebook
    lawful: Lawful
    senders: Mapping[int, Sender]
    findings: list[Json]
    linked: list[Json]


@dataclass(frozen=True, slots=True)
class DossierView:
    """What the page's template asks for."""

    seen: Seen

    @property
    def case(self) -> str:
        """The vehicle in one line."""
        found = self.seen.found
        words = {name: value_text(name, found[name]) for name in ("category", "event", "energy")}
        unit = UNITS[found["unit"]].name.in_language(language())
        return say(
            "dossier.case", unit=unit, day=day_text(date.fromisoformat(found["registered_on"])), **words
        )

    @property
    def steps(self) -> list[str]:
        """The steps without the interpretations among them, which stand in a list of their own with their status."""
        decision = self.seen.found["decision"]
        steps, relied = list(decision["steps"]), len(decision["interpretations"])
        return steps[: len(steps) - 1 - relied] + steps[-1:]

    @property
    def interpretations(self) -> list[Json]:
        """The interpretations that the verdict rests on."""
        named = self.seen.found["decision"]["interpretations"]
        return [interpretation_json(self.seen.book.interpretations[name], language()) for name in named]

    @property
    def grounds(self) -> list[Json]:
        """On which grounds the owner may justify it, where a justification is what is missing."""
        rule = self.seen.book.rule(self.seen.found["rule"] or "")
        if self.seen.found["verdict"] != Verdict.NEEDS_JUSTIFICATION or rule is None:
            return []
        return [exception_json(self.seen.book, ground, language()) for ground in rule.exceptions]

    @property
    def would_comply(self) -> str:
        """With which energy it would comply, in a sentence; empty where none would change the verdict so."""
        words = [label(energy).in_language(language()) for energy in self.seen.lawful.would_comply]
        if not words:
            return ""
        energies = say("dossier.or").join([listed(words[:-1]), words[-1]] if words[1:] else words)
        return say("dossier.would_comply", energies=energies)

    @property
    def law(self) -> str:
        """What the law of the day of registration was."""
        day = day_text(date.fromisoformat(self.seen.found["registered_on"]))
        rule = self.seen.lawful.rule
        if rule is None:
            return say("dossier.law_none", day=day)
        title, since = rule.title.in_language(language()), day_text(rule.effective_from)
        return say("dossier.law_is", day=day, title=title, since=since)

    @property
    def edition(self) -> str:
        """Which edition decided, and what the one in force now would say."""
        decision, lawful = self.seen.found["decision"], self.seen.lawful
        own = decision["rulebook"]["edition"]
        said_own = {"edition": short_edition(own), "at": minute_text_of(decision["decided_at"])}
        if own == lawful.edition_now:
            return say("dossier.edition_same", **said_own)
        verdict = value_text("verdict", lawful.verdict_now)
        return say(
            "dossier.edition_differs", now=short_edition(lawful.edition_now), verdict=verdict, **said_own
        )

    @property
    def override(self) -> str:
        """What the office decided otherwise, why and until when."""
        return override_text(self.seen.found["decision"]["override"])

    @property
    def overrides_before(self) -> list[tuple[str, int]]:
        """The same of what has ended, with how, and the number of its case."""
        ended = (one for one in self.seen.found["overrides"] if one["ended"] is not None)
        return [(ended_override_text(one), one["case"]) for one in ended]

    @property
    def differs(self) -> str:
        """Why the stored decision does not hold when it is judged again, with both verdicts where they differ."""
        replayed = self.seen.found["decision"]["replayed"]
        why, stored, again = (Why(replayed["why"]), replayed["stored"], replayed["verdict"])
        told = say("dossier.differs", what=WHYS[why].in_language(language()))
        if again is None or stored == again:
            return told
        verdicts = {"stored": value_text("verdict", stored), "verdict": value_text("verdict", again)}
        return say("dossier.differs_so", told=told, **verdicts)

    @property
    def defence(self) -> str:
        """The hash of what defends the verdict and the engine that gave it, or that there is none."""
        kept = self.seen.found["decision"]["defence"]
        if kept is None:
            return say("dossier.unhashed")
        return say("dossier.hashed", sha256=kept["sha256"][:12], engine=short_edition(kept["engine"] or "–"))

    @property
    def knowledge(self) -> str:
        """How what is known came about."""
        present = self.seen.present
        return say(
            "dossier.knowledge_is",
            first=minute_text_of(present["versions"][-1]["recorded_at"]),
            versions=len(present["versions"]),
            decisions=len(present["decisions"]),
        )

    @property
    def bases(self) -> str:
        """What the energy kind rests on."""
        return listed(say(f"basis.{name}") for name in self.seen.found["energy_basis"])

    @property
    def changed(self) -> dict[int, set[str]]:
        """Which facts each version (newest first) says otherwise than the one before it."""
        return {
            newer["id"]: differing(newer, older) for newer, older in pairwise(self.seen.found["versions"])
        }

    @property
    def version_columns(self) -> list[str]:
        """The facts that the table of versions shows."""
        differ = set().union(*self.changed.values()) if self.changed else set()
        return [name for name in STATED if name in OF_VERSIONS or name in differ]

    @property
    def then_and_now(self) -> list[tuple[str, str, str]]:
        """What is otherwise now than it was known then: its name, then, and now. The verdict and its rule first."""
        then, now = self.seen.found, self.seen.present
        lines = [
            (heading(name), value_text(name, then[name]), value_text(name, now[name]))
            for name in ("verdict", "rule", *STATED)
            if then[name] != now[name]
        ]
        editions = [one["decision"]["rulebook"]["edition"] for one in (then, now)]
        if editions[0] != editions[1]:
            lines.append((say("dossier.edition"), short_edition(editions[0]), short_edition(editions[1])))
        return lines

    @property
    def unstored(self) -> str:
        """The vehicle that it is declared to replace, where the unit has no registration of it."""
        named = self.seen.found["replaces_plate"] or self.seen.found["replaces_vin"]
        return "" if any(one["link"] == "replaces" for one in self.seen.linked) else named or ""

    @property
    def replaced(self) -> str:
        """Whether the vehicle that it is declared to replace was found, and by which row; empty where none is named."""
        state, ground = (self.seen.found["replacement"][name] for name in ("state", "ground"))
        if state == Replacement.NONE:
            return ""
        if ground is None:
            return say(f"dossier.replaced_{state}")
        named = {"vehicle": ground["plate"] or ground["vin"], "file": ground["file"]}
        where = {"sheet": ground["sheet"], "row": ground["row"]}
        if ground["kind"] == FileKind.REGISTRATIONS:
            return say("dossier.replaced_stored", **named, **where)
        way = label(Retirement(ground["way"])).in_language(language())
        day = day_text(date.fromisoformat(ground["retired_on"]))
        return say("dossier.replaced_listed", way=way, day=day, **named, **where)

    def sender(self, number: int) -> Sender:
        """The delivery of a number."""
        return self.seen.senders[number]

    def delivery(self, number: int) -> str:
        """Where a delivery's page is."""
        return url_for("review_pages.show", number=number, **of_unit())

    def value_text(self, name: str, value: object) -> str:
        """A fact as people read it."""
        return value_text(name, value)

    def heading(self, name: str) -> str:
        """What a fact is called."""
        return heading(name)

    def short(self, edition: str) -> str:
        """An edition by the first digits of its hash."""
        return short_edition(edition)


def differing(newer: Mapping[str, object], older: Mapping[str, object]) -> set[str]:
    """Return which facts two versions say otherwise."""
    return {name for name in STATED if newer[name] != older[name]}
