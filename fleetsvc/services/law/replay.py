"""Stored decisions judged again from stored facts: does each say what its edition makes of its vehicle?

A decision holds where its edition, asked anew, gives the same verdict, rule and duties for its case; where the words
copied beside it are those of its case; and where its case is that of the version it stands on, unless the version is a
change that waits for the office, and the justification in it is one that a step of the vehicle's case has led to.
Whoever owns the database can alter any of these, and is found here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlmodel import Session, col, select

from fleetsvc.database.transactions import raw_connection
from fleetsvc.models import ReplayRun, RulebookEdition
from fleetsvc.services.law.built import table_of
from fleetsvc.services.law.duties import OUTCOME_COLUMNS, outcome_columns, outcome_values
from fleetsvc.services.law.standings import IN_A_KEY
from rules.facts import case_key, mass_class, unpack_case
from rules.table import Table
from rules.vocabulary import Category, EmissionStage, Energy, Event, Justification, Verdict

MOST_NAMED: Final = 100
"""So many differing decisions are named; all are counted."""
_AT_ONCE: Final = 10_000
_JUSTIFICATIONS: Final = IN_A_KEY
_DECIDED_AS: Final = ", ".join(f"'{one}'" for one in Justification if one is not Justification.NONE)
"""The justification in a case key comes after registration and is no fact of the version: a step of a case says it."""


class Why(StrEnum):
    """What differs: the outcome, the words copied beside it, the version's own case, or the case of the two."""

    OUTCOME = "outcome"
    COPIED = "copied"
    FACTS = "facts"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Differing:
    """A decision that does not hold. ``stored`` and ``replayed``: the columns that say what was decided."""

    unit: str
    decision: int
    registration: int
    why: Why
    stored: tuple[str | None, ...]
    replayed: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many decisions were judged again, how many differ, and the first of those."""

    decisions: int
    differ: int
    named: tuple[Differing, ...]


_COPIED: Final = ("category", "event", "energy")
_FACTS: Final = ("category", "event", "energy", "emission_stage", "gross_mass_kg", "replacement_shown")
_ROWS: Final = f"""
SELECT d.city_code, d.id, d.registration_id,
    d.edition_id, d.case_key, d.registered_on, d.disputed, {", ".join(f"d.{name}" for name in _COPIED)},
    {outcome_columns("d")},
    r.case_key, {", ".join(f"r.{name}" for name in _FACTS)},
    r.id IS NULL OR d.registered_on <> r.registered_on
        OR d.case_key / {_JUSTIFICATIONS} <> r.case_key / {_JUSTIFICATIONS} AND NOT EXISTS (
            SELECT FROM case_record k WHERE k.city_code = r.city_code AND k.kind = 'change_review' AND k.vin = r.vin
                AND k.registered_on = r.registered_on)
        OR d.case_key %% {_JUSTIFICATIONS} <> 0 AND NOT EXISTS (
            SELECT FROM case_record k JOIN case_step s ON s.city_code = k.city_code AND s.case_id = k.id
            WHERE k.city_code = r.city_code AND k.kind = 'justification' AND k.vin = r.vin
                AND k.registered_on = r.registered_on AND s.at <= d.recorded_at
                AND s.to_state = (ARRAY[{_DECIDED_AS}])[d.case_key %% {_JUSTIFICATIONS}])
FROM decision d LEFT JOIN registration r ON r.city_code = d.city_code AND r.id = d.registration_id
"""  # noqa: S608 (constants only)
_CURRENT: Final = f"{_ROWS} WHERE d.superseded_at IS NULL"
_SAMPLE: Final = f"""
WITH chosen AS (SELECT city_code, id FROM decision WHERE superseded_at IS NULL ORDER BY random() LIMIT %(sample)s)
{_ROWS} JOIN chosen ON chosen.city_code = d.city_code AND chosen.id = d.id
"""  # noqa: S608 (constants only)
_ONE: Final = f"{_ROWS} WHERE d.city_code = %(city)s AND d.id = %(decision)s"

_DECIDED: Final = slice(3, 3 + 4 + len(_COPIED) + len(OUTCOME_COLUMNS))
_VERSION: Final = slice(_DECIDED.stop, _DECIDED.stop + 1 + len(_FACTS))


def replay_current(session: Session) -> Replayed:
    """Judge again every decision that stands."""
    return _replayed(session, _CURRENT, {})


def replay_all(session: Session) -> Replayed:
    """Judge again every decision that was ever stored, also those that were superseded."""
    return _replayed(session, _ROWS, {})


def replay_sample(session: Session, size: int) -> Replayed:
    """Judge again so many of the decisions that stand, chosen at random."""
    return _replayed(session, _SAMPLE, {"sample": size})


def replay_one(session: Session, *, city: int, decision: int) -> Differing | None:
    """Judge one decision again; return how it differs, or None."""
    found = _replayed(session, _ONE, {"city": city, "decision": decision})
    return found.named[0] if found.named else None


def record_run(session: Session, found: Replayed, *, now: datetime) -> None:
    """Keep what a replay of all found, for whoever watches the service."""
    session.add(ReplayRun(ran_at=now, decisions=found.decisions, differing=found.differ))


def last_run(session: Session) -> ReplayRun | None:
    """Return what the latest replay of all found."""
    return session.exec(select(ReplayRun).order_by(col(ReplayRun.id).desc()).limit(1)).first()


def _replayed(session: Session, statement: str, values: dict[str, object]) -> Replayed:
    judged, decisions, differ = _Judged(session), 0, 0
    named: list[Differing] = []
    with raw_connection(session).cursor(name="replay") as cursor:
        cursor.itersize = _AT_ONCE
        for row in cursor.execute(statement, values):
            decisions += 1
            why = judged.why_not(row)
            if why is not None:
                differ += 1
                if len(named) < MOST_NAMED:
                    named.append(judged.differing(row, why))
    return Replayed(decisions, differ, tuple(named))


class _Judged:
    """What was judged already: a province's decisions take few distinct forms."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._tables: dict[int, Table] = {}
        self._decided: dict[tuple[Any, ...], Why | None] = {}
        self._versions: dict[tuple[Any, ...], bool] = {}

    def why_not(self, row: Sequence[Any]) -> Why | None:
        """Return why a row's decision does not hold, or None."""
        decided, version = (row[0], *row[_DECIDED]), tuple(row[_VERSION])
        if decided not in self._decided:
            self._decided[decided] = self._why_decided(decided)
        if version not in self._versions:
            self._versions[version] = _is_of_its_facts(version)
        if self._decided[decided] is not None:
            return self._decided[decided]
        if not self._versions[version]:
            return Why.FACTS
        return Why.CASE if row[_VERSION.stop] else None

    def differing(self, row: Sequence[Any], why: Why) -> Differing:
        """Return what a row's decision says, and what its edition says."""
        edition, key, day, disputed, *rest = row[_DECIDED]
        expected = self._expected(row[0], edition, key, day, disputed=disputed)
        return Differing(str(row[0]), row[1], row[2], why, tuple(rest[len(_COPIED) :]), expected)

    def _why_decided(self, decided: tuple[Any, ...]) -> Why | None:
        city, edition, key, day, disputed, *said = decided
        copied, outcome = tuple(said[: len(_COPIED)]), tuple(said[len(_COPIED) :])
        if outcome != self._expected(city, edition, key, day, disputed=disputed):
            return Why.OUTCOME
        facts = unpack_case(key, unit=str(city), registered_on=day)
        return None if copied == (facts.category, facts.event, facts.energy) else Why.COPIED

    def _expected(
        self, city: int, edition: int, key: int, day: date, *, disputed: bool
    ) -> tuple[str | None, ...]:
        if edition not in self._tables:
            self._tables[edition] = table_of(self._session.get_one(RulebookEdition, edition))
        values = outcome_values(self._tables[edition].outcome(key, str(city), day))
        return tuple(map(_disputed, values)) if disputed else values


def _disputed(value: str | None) -> str | None:
    """Return what stands of a verdict while its vehicle is claimed more than once: what governs it is met by none."""
    met = value in tuple(Verdict) and value not in (Verdict.NOT_GOVERNED, Verdict.ADVISORY)
    return Verdict.UNDETERMINED.value if met else value


def _is_of_its_facts(version: tuple[Any, ...]) -> bool:
    """Tell whether a version's case is that of its own facts; one that is gone has none."""
    key, category, event, energy, stage, mass, shown = version
    return key is None or key == case_key(
        Category(category),
        Event(event),
        Energy(energy),
        EmissionStage(stage),
        mass_class(mass),
        shown,
        Justification.NONE,
    )
