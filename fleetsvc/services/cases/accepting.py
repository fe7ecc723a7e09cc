"""Vehicles of which the office accepts what a unit says: they are judged anew, all of a unit by a few statements.

An act on 5,000 of them is over within seconds. Needs the office's scope.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.services.cases.locks import Handled
from fleetsvc.services.cases.words import CaseKind, CaseState
from fleetsvc.services.law import rejudging
from fleetsvc.services.law.deciding import decide_anew
from fleetsvc.services.uploads import stored_claims

_ACCEPTED: Final = """
CREATE TEMP TABLE accepted ON COMMIT DROP AS
SELECT d.id, d.disputed, d.recorded_at, r.vin, {case_key} AS case_key
FROM unnest(cast(:vins AS text[]), cast(:days AS date[])) AS v (vin, registered_on)
CROSS JOIN LATERAL (SELECT * FROM registration r WHERE r.city_code = :city AND r.vin = v.vin
    AND r.registered_on = v.registered_on AND r.superseded_at IS NULL LIMIT 1) r
CROSS JOIN LATERAL (SELECT * FROM decision d WHERE d.city_code = :city AND d.registration_id = r.id
    AND d.superseded_at IS NULL LIMIT 1) d
"""
_INSTANT: Final = text("SELECT greatest(cast(:now AS timestamptz), max(recorded_at)) FROM accepted")
_CLAIMING: Final = """
SELECT DISTINCT r.id FROM accepted a CROSS JOIN LATERAL (SELECT id FROM registration r WHERE r.city_code = %(city)s
    AND r.vin = a.vin AND r.superseded_at IS NULL OFFSET 0) r
"""


def approved_of(
    kind: CaseKind, done: Iterable[Handled], instants: Mapping[int, datetime | None]
) -> Iterator[tuple[int, datetime, list[Handled]]]:
    """Yield the cases of a kind that were approved, by unit, with the instant given for its register."""
    by_unit: dict[int, list[Handled]] = {}
    for case in done:
        if case.kind is kind and case.state is CaseState.APPROVED:
            by_unit.setdefault(case.city_code, []).append(case)
    for city, cases in by_unit.items():
        instant = instants[city]
        if instant is not None:
            yield city, instant, cases


def judge_accepted(
    session: Session, cases: Sequence[Handled], case_key: str, *, city: int, now: datetime
) -> datetime | None:
    """Judge the vehicles of a unit's cases by the edition in force, and return when; None where all of them are gone.

    ``case_key``: SQL for the case that each is judged as, of its version ``r`` and its decision ``d``. The table
    ``accepted`` tells which they are, and whether they were disputed. One that is gone stays so.
    """
    rejudging.hold_edition(session)
    connection = session.connection()
    vehicles = {
        "city": city,
        "vins": [case.vin for case in cases],
        "days": [case.registered_on for case in cases],
    }
    connection.exec_driver_sql("DROP TABLE IF EXISTS pg_temp.accepted")
    if not connection.execute(text(_ACCEPTED.format(case_key=case_key)), vehicles).rowcount:
        return None
    connection.exec_driver_sql("ANALYZE accepted")
    instant: datetime = connection.execute(_INSTANT, {"now": now}).scalar_one()
    decide_anew(session, "accepted", city=city, now=instant)
    stored_claims.settle(session, [_CLAIMING], {}, city=city, now=instant)
    return instant
