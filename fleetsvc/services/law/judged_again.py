"""One stored decision judged again: what there is to compare, and what comes of it.

A row is what ``replay`` reads: unit, decision, registration, then ``DECIDED``, then ``VERSION``, then whether decision
and version are of two cases, then ``OVERRIDE``, then ``GIVEN``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlmodel import Session

from fleetsvc.models import Json, RulebookEdition
from fleetsvc.services.law.book_cache import defences_of, table_of
from fleetsvc.services.law.defence_store import kept_defence
from fleetsvc.services.law.defences import Defences
from fleetsvc.services.law.duties import OUTCOME_COLUMNS, outcome_values, overridden
from fleetsvc.services.law.engine import engine_version
from rules.defence import facts_document
from rules.facts import VehicleFacts, case_key, is_case, is_perhaps_used, mass_class, unpack_case
from rules.law import law_edition_of
from rules.table import Table
from rules.tallies import UNGOVERNED
from rules.vocabulary import Category, EmissionStage, Energy, Event, Justification, Verdict
from rules.wording import Text

COPIED: Final = ("category", "event", "energy")
FACTS: Final = (
    "category",
    "event",
    "energy",
    "emission_stage",
    "gross_mass_kg",
    "replacement_shown",
    "built_on",
    "registered_on",
)
DECIDED: Final = slice(3, 3 + 4 + len(COPIED) + len(OUTCOME_COLUMNS) + 1)
_OUTCOME: Final = slice(DECIDED.stop - 1 - len(OUTCOME_COLUMNS), DECIDED.stop - 1)
VERSION: Final = slice(DECIDED.stop, DECIDED.stop + 1 + len(FACTS))
OVERRIDE: Final = slice(VERSION.stop + 1, VERSION.stop + 5)
"""The case by which it was decided otherwise than by the rules, what that says, and the rules' verdicts beside it."""
GIVEN: Final = slice(OVERRIDE.stop, OVERRIDE.stop + 3)
"""From when until when it was as it is, and whether it was given again by then with all of its kind."""


class Why(StrEnum):
    """What differs.

    The edition's text and its hash; the outcome; the words copied beside it; its defence; the version's own case; the
    case of the two; what the office decided otherwise; or when it was given again.
    """

    EDITION = "edition"
    OUTCOME = "outcome"
    COPIED = "copied"
    DEFENCE = "defence"
    FACTS = "facts"
    CASE = "case"
    OVERRIDE = "override"
    RESTATED = "restated"


WHYS: Final = {
    Why.EDITION: Text(
        "所依规则书版本不存在，或其内容与其校验码不符",
        "the edition it was decided by is not there, or its text is not that of its hash",
    ),
    Why.OUTCOME: Text(
        "结论与规则书对所存事实的判定不符", "the verdict is not what the rulebook makes of the stored facts"
    ),
    Why.COPIED: Text(
        "结论旁所记的类别、新增更新或能源与其情形不符",
        "category, event or energy beside it are not its case's",
    ),
    Why.DEFENCE: Text(
        "论证（事实、步骤、引文、解释）与其校验码不符，或不是这一情形的论证",
        "its defence (facts, steps, quotes, interpretations) is not that of its hash, or not that of its case",
    ),
    Why.FACTS: Text("登记的事实与其情形编号不符", "the registration's facts are not those of its case"),
    Why.OVERRIDE: Text(
        "省级部门另行认定的结论没有经签署的认定，或与其不符",
        "it was decided otherwise than by the rules, and no signed decision of the office says so",
    ),
    Why.RESTATED: Text(
        "所引条文或解释已随规则书改变，却没有在当时重新作出，或重新作出的时间与规则书生效的时间不符",
        "what it cites was changed by an edition, and it was not given again when that came into force",
    ),
    Why.CASE: Text("结论所据的情形不是登记的情形", "the decision is on another case than its registration"),
}


@dataclass(frozen=True, slots=True)
class Differing:
    """A decision that does not hold. ``stored`` and ``replayed``: the columns that say what was decided."""

    unit: str
    decision: int
    registration: int
    why: Why
    stored: tuple[str | None, ...]
    replayed: tuple[str | None, ...]


class Defended(StrEnum):
    """By whom a decision is defended: by this engine, by an earlier one, or by none: then no hash is stored."""

    NOW = "now"
    EARLIER = "earlier"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of judging one decision again, but for the version that it stands on."""

    why: Why | None
    defended: Defended
    expected: tuple[str | None, ...]

    def differing(self, row: Sequence[Any], why: Why) -> Differing:
        """Return what a row's decision says, and what its edition says."""
        return Differing(str(row[0]), row[1], row[2], why, tuple(row[_OUTCOME]), self.expected)


@dataclass(frozen=True, slots=True)
class _Law:
    """An edition as it judges; ``name``: the hash of its text."""

    name: str
    table: Table
    defences: Defences


class Judged:
    """What was judged already: a province's decisions take few distinct forms."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._laws: dict[int, _Law | None] = {}
        self._decided: dict[tuple[Any, ...], Checked] = {}
        self._versions: dict[tuple[Any, ...], bool] = {}
        self._kept: dict[bytes, Json] = {}

    def checked(self, row: Sequence[Any]) -> Checked:
        """Judge a row's decision again: of all days of a period, in which the law is the same, the first."""
        edition, key, day, *said = row[DECIDED]
        law = self._law(edition)
        since = day if law is None else law.table.period(day).since
        decided, override = (row[0], edition, key, since, *said), tuple(row[OVERRIDE])
        if (decided, override) not in self._decided:
            self._decided[decided, override] = self._checked(decided, override)
        return self._decided[decided, override]

    def why_not_its_version(self, row: Sequence[Any]) -> Why | None:
        """Return why a row's decision is not on its version, or None."""
        version = tuple(row[VERSION])
        if version not in self._versions:
            self._versions[version] = _is_of_its_facts(version)
        if not self._versions[version]:
            return Why.FACTS
        return Why.CASE if row[VERSION.stop] else None

    def _checked(self, decided: tuple[Any, ...], override: tuple[Any, ...]) -> Checked:
        city, edition, key, day, disputed, *said, defence = decided
        copied, outcome = tuple(said[: len(COPIED)]), tuple(said[len(COPIED) :])
        law = self._law(edition)
        if law is None:
            return Checked(Why.EDITION, Defended.NOT, (None,) * len(OUTCOME_COLUMNS))
        if not is_case(key):
            return Checked(Why.CASE, Defended.NOT, (None,) * len(OUTCOME_COLUMNS))
        facts = unpack_case(key, unit=str(city), registered_on=day)
        undisputed = outcome_values(law.table.outcome(key, facts.unit, day))
        settled = _decided_otherwise(undisputed, override)
        if settled is None:
            return Checked(Why.OVERRIDE, Defended.NOT, undisputed)
        expected = tuple(map(_disputed, settled)) if disputed else settled
        defended = self._defended(law, facts, undisputed, defence)
        if outcome != expected:
            return Checked(Why.OUTCOME, defended or Defended.NOW, expected)
        if copied != (facts.category, facts.event, facts.energy):
            return Checked(Why.COPIED, defended or Defended.NOW, expected)
        return Checked(None if defended else Why.DEFENCE, defended or Defended.NOW, expected)

    def _law(self, number: int) -> _Law | None:
        """Return an edition; None where there is none of that number, or its text is not that of its hash."""
        if number not in self._laws:
            edition = self._session.get(RulebookEdition, number)
            holds = edition is not None and law_edition_of(edition.content) == edition.edition
            self._laws[number] = (
                _Law(edition.edition, table_of(edition), defences_of(edition)) if edition and holds else None
            )
        return self._laws[number]

    def _defended(
        self, law: _Law, facts: VehicleFacts, outcome: tuple[str | None, ...], stored: bytes | None
    ) -> Defended | None:
        """Return who defends a decision, or None where its defence is not that of its case."""
        if stored is None:
            return Defended.NOT
        kept = self._kept_defence(stored)
        if stored == law.defences.of(facts.case_key, facts.unit, facts.registered_on).sha256:
            return Defended.NOW if kept else None
        of_another = kept.get("engine", engine_version()) != engine_version()
        of_this_case = (kept.get("edition"), kept.get("facts")) == (law.name, facts_document(facts))
        of_this_outcome = (kept.get("verdict"), kept.get("rule")) == outcome[:2]
        return Defended.EARLIER if of_another and of_this_case and of_this_outcome else None

    def _kept_defence(self, sha256: bytes) -> Json:
        """Return a kept defence, if its text is that of its hash."""
        if sha256 not in self._kept:
            self._kept[sha256] = kept_defence(self._session, sha256)
        return self._kept[sha256]


def _decided_otherwise(
    ruled: tuple[str | None, ...], override: tuple[Any, ...]
) -> tuple[str | None, ...] | None:
    """Return what stands of a verdict where the office decided otherwise; None where no signed decision says that."""
    case, said, *beside = override
    if case is None:
        return ruled
    duty, _, verdict = (said or "").partition(" ")
    own = dict(zip(OUTCOME_COLUMNS, ruled, strict=True))
    if said is None or beside != [own["verdict"], own[f"{duty}_verdict"]]:
        return None
    return overridden(ruled, duty, verdict)


def _disputed(value: str | None) -> str | None:
    """Return what stands of a verdict while its vehicle is claimed more than once: what governs it is met by none."""
    met = value in tuple(Verdict) and value not in UNGOVERNED
    return Verdict.UNDETERMINED.value if met else value


def _is_of_its_facts(version: tuple[Any, ...]) -> bool:
    """Tell whether a version's case is that of its own facts; one that is gone has none."""
    key, category, event, energy, stage, mass, shown, built_on, day = version
    return key is None or key == case_key(
        Category(category),
        Event(event),
        Energy(energy),
        EmissionStage(stage),
        mass_class(mass),
        shown,
        Justification.NONE,
        perhaps_used=is_perhaps_used(Event(event), built_on=built_on, registered_on=day),
    )
