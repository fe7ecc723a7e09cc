"""Vehicles that an approval excused in a period, though it has run out since: in that period they stay excused.

An expiry says that a vehicle falls short from then on, not that it did. So what an edition counts does not hang on the
day on which it is computed: a quarter released late, or corrected a year later, counts them as it did in time.
See docs/adr/0047-excused-in-a-period.md.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.services.law.standing_counts import Standing
from fleetsvc.services.law.standings import IN_A_KEY
from rules.facts import SHOWN_BIT
from rules.periods import Period
from rules.vocabulary import Verdict

# An approval that was settled (other facts, or the vehicle gone) has another outcome; a strict rule knows no approval,
# and its verdict does not hang on one, so its key has none.
_EXCUSED: Final = text(f"""
    SELECT d.city_code, d.case_key, d.energy_verdict, d.energy_rule, d.emission_stage_verdict, count(DISTINCT d.id)
    FROM case_record k
    CROSS JOIN LATERAL (SELECT * FROM registration r WHERE r.city_code = k.city_code AND r.vin = k.vin
        AND r.registered_on = k.registered_on AND r.superseded_at IS NULL LIMIT 1) r
    CROSS JOIN LATERAL (SELECT * FROM decision d WHERE d.city_code = r.city_code AND d.registration_id = r.id
        AND d.superseded_at IS NULL LIMIT 1) d
    WHERE k.kind = 'justification' AND k.valid_until IS NOT NULL
        AND (k.state = 'closed' AND k.outcome IS NULL OR k.outcome = 'approved')
        AND k.registered_on >= :first AND k.registered_on < :until AND k.valid_from <= :today
        AND (k.valid_until >= :until OR k.valid_from <= k.registered_on AND k.valid_until > k.registered_on)
        AND (d.case_key | {SHOWN_BIT}) / {IN_A_KEY} = (k.facts_key | {SHOWN_BIT // IN_A_KEY})
        AND d.override_id IS NULL AND NOT d.disputed
        AND (d.energy_verdict = 'needs_justification'
            OR d.energy_verdict = 'non_compliant' AND d.case_key % {IN_A_KEY} <> 0)
    GROUP BY 1, 2, 3, 4, 5
""")  # noqa: S608 (constants only)
"""Decisions that an approval excused when the period ended, later, or when the vehicle was registered."""


def with_excused(
    session: Session, stand: Iterable[Standing], period: Period, *, today: date
) -> list[Standing]:
    """Return the decisions that stand in a period, those exempt that an approval excused in it. The office's scope."""
    values = {"first": period.from_day, "until": period.until_day, "today": today}
    excused = {
        (str(city), *alike): number for city, *alike, number in session.connection().execute(_EXCUSED, values)
    }
    found: list[Standing] = []
    for one in stand:
        rule, verdict = one.energy_rule, one.energy_verdict.value
        place = (one.unit, one.case_key, verdict, rule, one.stage_verdict.value)
        number = 0 if one.disputed else min(one.number, excused.get(place, 0))
        if number:
            found.append(replace(one, energy_verdict=Verdict.EXEMPT, number=number))
        if one.number > number:
            found.append(replace(one, number=one.number - number))
    return found
