"""What stands beside a rank: strict violations, shares of groups, and what tells how good the data are."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import TextClause, text
from sqlmodel import Session

from fleetsvc.services.law.standing_counts import Standing
from fleetsvc.services.rankings.shares import Group, count_groups
from fleetsvc.services.uploads.stored_months import CORRECTED
from rules.periods import Period
from rules.rulebook import Rulebook
from rules.vocabulary import Category, Duty, Force, Verdict

# A vehicle is as late as the first file with it: what a later file corrects is counted as corrected. In that file it is
# as late as its VIN, plate or day was typed there.
_LATE: Final = text("""
    SELECT stored.city_code, stored.category, sum(stored.first_named * (
        (stored.named_at AT TIME ZONE 'Asia/Shanghai')::date - (stored.month + interval '1 month')::date - :days + 1
    ))::bigint
    FROM upload
    JOIN upload_month AS stored ON stored.city_code = upload.city_code AND stored.upload_id = upload.id
    WHERE upload.status = 'accepted' AND stored.month >= :from_day AND stored.month < :until_day
        AND stored.first_named > 0
        AND stored.named_at >= (stored.month + interval '1 month' + make_interval(days => :days))
            AT TIME ZONE 'Asia/Shanghai'
    GROUP BY 1, 2
""")
_LATE_ANEW: Final = text(f"""
    WITH corrected AS ({CORRECTED})
    SELECT first.city_code, first.category, sum((named.at AT TIME ZONE 'Asia/Shanghai')::date
        - (date_trunc('month', first.registered_on::timestamp) + interval '1 month')::date - :days + 1)
    FROM upload
    JOIN registration AS first ON first.city_code = upload.city_code AND first.upload_id = upload.id
    LEFT JOIN corrected ON corrected.city_code = first.city_code AND corrected.upload_id = first.upload_id
        AND corrected.sheet = first.sheet AND corrected.row_number = first.row_number
    CROSS JOIN LATERAL (SELECT greatest(upload.received_at, corrected.at) AS at) AS named
    WHERE upload.status = 'accepted' AND first.registered_on >= :from_day AND first.registered_on < :until_day
        AND named.at >= (date_trunc('month', first.registered_on::timestamp) + interval '1 month'
            + make_interval(days => :days)) AT TIME ZONE 'Asia/Shanghai'
        AND NOT EXISTS (
            SELECT FROM registration AS before
            WHERE before.city_code = first.city_code AND before.vin = first.vin
                AND before.registered_on = first.registered_on
                AND (before.recorded_at, before.id) < (first.recorded_at, first.id))
    GROUP BY 1, 2
""")  # noqa: S608 (constants)
_CORRECTED: Final = text("""
    SELECT closed.city_code, closed.category, count(*) FROM registration AS closed
    WHERE closed.superseded_at IS NOT NULL AND closed.registered_on >= :from_day AND closed.registered_on < :until_day
        AND EXISTS (
            SELECT FROM registration AS current
            WHERE current.city_code = closed.city_code AND current.vin = closed.vin
                AND current.registered_on = closed.registered_on AND current.superseded_at IS NULL)
    GROUP BY 1, 2
""")
Place = tuple[str, Category]
Numbers = Mapping[Place, int]


@dataclass(frozen=True, slots=True)
class Beside:
    """Counts by unit and category; ``groups``: vehicles under each rule that demands a share."""

    strict: Numbers
    late_days: Numbers
    corrected: Numbers
    groups: tuple[Group, ...]


def count_beside(
    session: Session, period: Period, stand: Collection[Standing], *, book: Rulebook, due_day: int, anew: bool
) -> Beside:
    """Return what is counted in a period besides the verdicts; a month is due before a day of the following one.

    ``stand``: the decisions that stand in it. ``anew``: from the vehicles themselves, whatever is noted of deliveries.
    """
    return Beside(
        strict=_strict(stand, book),
        late_days=_numbers(session, _LATE_ANEW if anew else _LATE, period, days=due_day - 1),
        corrected=_numbers(session, _CORRECTED, period),
        groups=count_groups(session, period, stand, book=book),
    )


def _strict(stand: Iterable[Standing], book: Rulebook) -> Numbers:
    rules = {rule.id for rule in book.rules if rule.force is Force.ALL and rule.duty is Duty.ENERGY}
    found: Counter[Place] = Counter()
    for kind in stand:
        if kind.energy_verdict is Verdict.NON_COMPLIANT and kind.energy_rule in rules:
            found[kind.unit, kind.category] += kind.number
    return found


def _numbers(session: Session, statement: TextClause, period: Period, **values: object) -> Numbers:
    span = {"from_day": period.from_day, "until_day": period.until_day}
    rows = session.connection().execute(statement, span | values)
    return {(str(city_code), Category(category)): number for city_code, category, number in rows}
