"""Approvals that end what two persons have decided otherwise than the rules: one person does not undo that alone."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.words import CaseAction
from fleetsvc.services.uploads.lists import CITIES

_ENDING: Final = text("""
SELECT k.id FROM case_record k
WHERE k.city_code = ANY(:cities) AND k.id = ANY(:numbers) AND k.state = 'open' AND CASE k.kind
    WHEN 'change_review' THEN EXISTS (SELECT FROM case_record o WHERE o.city_code = k.city_code AND o.vin = k.vin
        AND o.registered_on = k.registered_on AND o.kind = 'override' AND o.state = 'approved')
    WHEN 'vin_conflict' THEN EXISTS (SELECT FROM case_record o WHERE o.city_code = ANY(:cities) AND o.vin = k.vin
        AND (o.city_code, o.registered_on) <> (k.city_code, k.registered_on) AND o.kind = 'override'
        AND o.state = 'approved')
    WHEN 'withdrawal' THEN EXISTS (SELECT FROM registration r
        JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id AND d.superseded_at IS NULL
        WHERE r.city_code = k.city_code AND r.upload_id = k.upload_id AND r.superseded_at IS NULL
            AND d.override_id IS NOT NULL)
    ELSE false END
""")


def approved_among(session: Session, said: Said, numbers: Sequence[int]) -> frozenset[int]:
    """Return those of some open cases whose approval ends an override.

    Other facts of its vehicle are accepted, another claim to it, or that the delivery which reported it is withdrawn.
    """
    if said.action is not CaseAction.APPROVE:
        return frozenset()
    named = {"cities": list(CITIES), "numbers": list(numbers)}
    return frozenset(session.connection().execute(_ENDING, named).scalars())
