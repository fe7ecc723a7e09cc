"""Changes that the office accepts, one or thousands: their vehicles count by the facts of the versions that stand.

All of a unit by a few statements: an act on 5,000 of them is over within seconds. Needs the office's scope.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.services.cases.holding import Handled
from fleetsvc.services.cases.words import CaseKind, CaseState
from fleetsvc.services.law import rejudging
from fleetsvc.services.law.deciding import decide_anew
from fleetsvc.services.uploads import current_versions, stored_claims
from rules.facts import SHOWN_BIT

_ACCEPTED: Final = text(f"""
CREATE TEMP TABLE accepted ON COMMIT DROP AS
SELECT d.id, d.disputed, r.vin, r.case_key
    - CASE WHEN r.replacement_shown AND NOT EXISTS (
        SELECT FROM replacement_use u WHERE u.city_code = r.city_code AND u.vin = r.vin
            AND u.registered_on = r.registered_on AND u.superseded_at IS NULL) THEN {SHOWN_BIT} ELSE 0 END AS case_key
FROM unnest(cast(:vins AS text[]), cast(:days AS date[])) AS v (vin, registered_on)
CROSS JOIN LATERAL (SELECT * FROM registration r WHERE r.city_code = :city AND r.vin = v.vin
    AND r.registered_on = v.registered_on AND r.superseded_at IS NULL LIMIT 1) r
CROSS JOIN LATERAL (SELECT * FROM decision d WHERE d.city_code = :city AND d.registration_id = r.id
    AND d.superseded_at IS NULL LIMIT 1) d
""")  # noqa: S608 (constants only)
"""The case of a version: its own facts, and whether its claim to replace a vehicle is confirmed."""
_CLAIMING: Final = """
SELECT DISTINCT r.id FROM accepted a CROSS JOIN LATERAL (SELECT id FROM registration r WHERE r.city_code = %(city)s
    AND r.vin = a.vin AND r.superseded_at IS NULL OFFSET 0) r
"""


def accept_changes(
    session: Session, done: Iterable[Handled], instants: Mapping[int, datetime | None]
) -> None:
    """Have the vehicles of changes that are approved count by the facts of the versions that stand."""
    reviewed: dict[int, list[Handled]] = {}
    for case in done:
        if case.kind is CaseKind.CHANGE_REVIEW and case.state is CaseState.APPROVED:
            reviewed.setdefault(case.city_code, []).append(case)
    for city, cases in reviewed.items():
        instant = instants[city]
        if instant is not None:
            _accept(session, cases, city=city, now=instant)


def _accept(session: Session, cases: Iterable[Handled], *, city: int, now: datetime) -> None:
    """Accept those of a unit. A vehicle that is gone stays so; one that is disputed stays disputed."""
    rejudging.hold_edition(session)
    connection = session.connection()
    vehicles = [(case.vin, case.registered_on) for case in cases]
    named = {"city": city, "vins": [vin for vin, _ in vehicles], "days": [day for _, day in vehicles]}
    connection.exec_driver_sql("DROP TABLE IF EXISTS pg_temp.accepted")
    if not connection.execute(_ACCEPTED, named).rowcount:
        return
    connection.exec_driver_sql("ANALYZE accepted")
    decide_anew(session, "accepted", city=city, now=now)
    stored_claims.settle(session, [_CLAIMING], {}, city=city, now=now)
    disputed = set(connection.exec_driver_sql("SELECT vin FROM accepted WHERE disputed").scalars())
    if disputed:
        current_versions.dispute_again(session, disputed, now=now)
