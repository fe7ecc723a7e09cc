"""Stored decisions judged again from stored facts: does each say what its edition makes of its vehicle?

A decision holds where its edition, asked anew, gives the same verdict, rule and duties for its case; where the words
copied beside it are those of its case; where its defence is the one that this engine gives, or was kept by an earlier
one for this very case and outcome; and where its case is that of the version it stands on, unless the version is a
change that waits for the office, and the justification in it is one that a step of the vehicle's case has led to; and
where it was given again whenever an edition came into force that cites otherwise, and at no other time.
What the office decided otherwise is an input like a justification: it holds where one person proposed this very verdict
on this very case and another one signed it, and the rules' own verdict stands beside it.
Of a claim to replace a vehicle its case says whether it was confirmed. Whoever owns the database can alter any of
these, and is found here.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.database.transactions import raw_connection
from fleetsvc.models import GivenDecision, ReplayRun, stored_id
from fleetsvc.services.common.paging import first_of
from fleetsvc.services.law.duties import outcome_columns
from fleetsvc.services.law.judged_again import COPIED, FACTS, Defended, Differing, Judged
from fleetsvc.services.law.restatement_checks import InTime
from fleetsvc.services.law.standings import IN_A_KEY
from rules.facts import SHOWN_BIT
from rules.vocabulary import Justification

MOST_NAMED: Final = 100
"""So many differing decisions are named; all are counted."""
_AT_ONCE: Final = 10_000
_JUSTIFICATIONS: Final = IN_A_KEY
_DECIDED_AS: Final = ", ".join(f"'{one}'" for one in Justification if one is not Justification.NONE)
"""The justification in a case key comes after registration and is no fact of the version: a step of a case says it."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many decisions were judged again, how many differ, and the first of those.

    ``unhashed``: made before defences were hashed; ``earlier``: defended in the words of an earlier engine. Their
    outcomes were compared like all others.
    """

    decisions: int
    differ: int
    named: tuple[Differing, ...]
    unhashed: int = 0
    earlier: int = 0


_COLUMNS: Final = f"""
SELECT d.city_code, d.id, d.registration_id,
    d.edition_id, d.case_key, d.registered_on, d.disputed, {", ".join(f"d.{name}" for name in COPIED)},
    {outcome_columns("d")}, d.defence_sha256,
    r.case_key, {", ".join(f"r.{name}" for name in FACTS)},
    r.id IS NULL OR d.registered_on <> r.registered_on
        OR ((d.case_key | {SHOWN_BIT}) / {_JUSTIFICATIONS} <> (r.case_key | {SHOWN_BIT}) / {_JUSTIFICATIONS}
        OR r.event = 'replacement' AND d.event = 'replacement' AND NOT d.disputed
            AND d.superseded_at IS DISTINCT FROM d.recorded_at
            AND (d.case_key & {SHOWN_BIT} <> 0) <> (r.replacement_shown AND EXISTS (
                SELECT FROM replacement_use u WHERE u.city_code = r.city_code AND u.vin = r.vin
                    AND u.registered_on = r.registered_on AND u.recorded_at <= d.recorded_at
                    AND (u.superseded_at IS NULL OR u.superseded_at > d.recorded_at)))
        ) AND NOT EXISTS (SELECT FROM case_record k WHERE k.city_code = r.city_code AND k.kind = 'change_review'
            AND k.vin = r.vin AND k.registered_on = r.registered_on)
        OR d.case_key %% {_JUSTIFICATIONS} <> 0 AND NOT EXISTS (
            SELECT FROM case_record k JOIN case_step s ON s.city_code = k.city_code AND s.case_id = k.id
            WHERE k.city_code = r.city_code AND k.kind = 'justification' AND k.vin = r.vin
                AND k.registered_on = r.registered_on AND s.at <= d.recorded_at
                AND s.to_state = (ARRAY[{_DECIDED_AS}])[d.case_key %% {_JUSTIFICATIONS}]),
    d.override_id, CASE WHEN d.override_id IS NOT NULL THEN (
        SELECT signed_verdict(k.city_code, k.id, s.details ->> 'proposal') FROM case_record k
        JOIN case_step s ON s.city_code = k.city_code AND s.case_id = k.id
        WHERE k.city_code = d.city_code AND k.id = d.override_id AND k.kind = 'override' AND k.vin = r.vin
            AND k.registered_on = r.registered_on AND s.to_state = 'approved' AND s.at <= d.recorded_at
            AND signed_verdict(k.city_code, k.id, s.details ->> 'proposal')
                = (k.details ->> 'duty') || ' ' || (k.details ->> 'verdict')
        LIMIT 1) END,
    d.ruled_verdict, d.ruled_duty_verdict,
    d.recorded_at, d.superseded_at, d.restatement_id IS NOT NULL
"""  # noqa: S608 (constants only)
_VERSION: Final = "LEFT JOIN registration r ON r.city_code = d.city_code AND r.id = d.registration_id"
_ROWS: Final = f"{_COLUMNS} FROM given_decision d {_VERSION}"
CURRENT_DECISIONS: Final = f"{_COLUMNS} FROM standing_decision d {_VERSION}"
_SAMPLE: Final = f"""
WITH chosen AS (SELECT city_code, id FROM decision WHERE superseded_at IS NULL ORDER BY random() LIMIT %(sample)s)
{CURRENT_DECISIONS} JOIN chosen ON chosen.city_code = d.city_code AND chosen.id = d.id
"""  # noqa: S608 (constants only)
_ONE: Final = f"{_ROWS} WHERE d.city_code = %(city)s AND d.id = %(decision)s AND d.recorded_at = %(at)s"


def replay_current(session: Session) -> Replayed:
    """Judge again every decision that stands."""
    return _replayed(session, CURRENT_DECISIONS, {})


def replay_all(session: Session) -> Replayed:
    """Judge again every decision that was ever stored, also those that were superseded."""
    return _replayed(session, _ROWS, {})


def replay_sample(session: Session, size: int) -> Replayed:
    """Judge again so many of the decisions that stand, chosen at random."""
    return _replayed(session, _SAMPLE, {"sample": size})


def replay_one(session: Session, one: GivenDecision) -> Differing | None:
    """Judge one decision again, as it was given first or again; return how it differs, or None."""
    place = {"city": one.city_code, "decision": one.id, "at": one.recorded_at}
    found = _replayed(session, _ONE, place)
    return found.named[0] if found.named else None


def record_run(session: Session, found: Replayed, *, now: datetime) -> None:
    """Keep what a replay of all found, for whoever watches the service."""
    session.add(
        ReplayRun(
            ran_at=now,
            decisions=found.decisions,
            differing=found.differ,
            unhashed=found.unhashed,
            earlier=found.earlier,
        )
    )


def last_run(session: Session) -> ReplayRun | None:
    """Return what the latest replay of all found."""
    return session.exec(select(ReplayRun).order_by(col(ReplayRun.id).desc()).limit(1)).first()


def list_runs(session: Session, *, before: int | None, limit: int) -> tuple[Sequence[ReplayRun], int | None]:
    """Return a page of what replays of all found, newest first, and the number to go on before."""
    statement = select(ReplayRun).order_by(col(ReplayRun.id).desc())
    if before is not None:
        statement = statement.where(col(ReplayRun.id) < before)
    return first_of(session.exec(statement.limit(limit + 1)).all(), limit, stored_id)


def _replayed(session: Session, statement: str, values: dict[str, object]) -> Replayed:
    judged, in_time, found = Judged(session), InTime(session), Counter[str]()
    named: list[Differing] = []
    with raw_connection(session).cursor(name="replay") as cursor:
        cursor.itersize = _AT_ONCE
        for row in cursor.execute(statement, values):
            checked = judged.checked(row)
            why = checked.why or judged.why_not_its_version(row) or in_time.why_not(row)
            found.update(("decisions", checked.defended, "differ" if why else "hold"))
            if why is not None and len(named) < MOST_NAMED:
                named.append(checked.differing(row, why))
    return Replayed(
        found["decisions"], found["differ"], tuple(named), found[Defended.NOT], found[Defended.EARLIER]
    )
