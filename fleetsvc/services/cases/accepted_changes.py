"""Changes that the office accepts, one or thousands: their vehicles count by the facts of the versions that stand.

Needs the office's scope.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.services.cases.accepting import approved_of, judge_accepted
from fleetsvc.services.cases.locks import Handled
from fleetsvc.services.cases.words import CaseKind
from fleetsvc.services.uploads import current_versions
from rules.facts import SHOWN_BIT

_CASE_OF_VERSION: Final = f"""r.case_key
    - CASE WHEN r.replacement_shown AND NOT EXISTS (
        SELECT FROM replacement_use u WHERE u.city_code = r.city_code AND u.vin = r.vin
            AND u.registered_on = r.registered_on AND u.superseded_at IS NULL) THEN {SHOWN_BIT} ELSE 0 END
"""
"""The case of a version: its own facts, and whether its claim to replace a vehicle is confirmed."""


def accept_changes(
    session: Session, done: Iterable[Handled], instants: Mapping[int, datetime | None]
) -> None:
    """Have the vehicles of changes that are approved count by the facts of the versions that stand.

    One that is disputed stays disputed.
    """
    for city, now, cases in approved_of(CaseKind.CHANGE_REVIEW, done, instants):
        instant = judge_accepted(session, cases, _CASE_OF_VERSION, city=city, now=now)
        if instant is None:
            continue
        disputed = session.connection().exec_driver_sql("SELECT vin FROM accepted WHERE disputed").scalars()
        if vins := set(disputed):
            current_versions.dispute_again(session, vins, now=instant)
