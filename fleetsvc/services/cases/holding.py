"""Having cases to oneself until the transaction ends."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from fleetsvc.models import CaseRecord, stored_id
from fleetsvc.services.cases.words import CaseKind
from fleetsvc.services.rankings.holding import wait_for
from fleetsvc.services.uploads.lists import CITIES
from rules.periods import parse_period


def hold(session: Session, numbers: Sequence[int]) -> dict[int, CaseRecord]:
    """Wait for cases, and return by their numbers those that there are.

    Before them for the periods that objections among them are to, as whoever releases one: so of an appeal and a
    release one comes first, and the other is told.
    """
    named = (col(CaseRecord.city_code).in_(CITIES), col(CaseRecord.id).in_(numbers))
    period = col(CaseRecord.details)["period"].astext
    for key in sorted(set(session.exec(select(period).where(*named, CaseRecord.kind == CaseKind.OBJECTION)))):
        wait_for(session, parse_period(key))
    query = select(CaseRecord).where(*named).order_by(col(CaseRecord.id)).with_for_update(key_share=True)
    found = session.exec(query.execution_options(populate_existing=True))
    return {stored_id(case): case for case in found}
