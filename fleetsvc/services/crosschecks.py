"""Checks of a staged upload against what is stored: the same vehicle elsewhere, the same retired vehicle twice."""

from sqlmodel import Session

from fleetsvc.services.staging import raw_connection
from importers.results import Finding

_ELSEWHERE = """
SELECT s.sheet, s.row_number, s.vin FROM staged s
JOIN vins_of_other_units(%(city)s, (SELECT array_agg(vin) FROM staged WHERE NOT unchanged)) v(vin) ON v.vin = s.vin
WHERE NOT s.unchanged ORDER BY s.sheet, s.row_number
"""

# Two equality joins: one join on "this or that" would compare every row with every other.
_REUSED = """
SELECT s.sheet, s.row_number, s.replaces_vin, min(r.registered_on)::text
FROM staged s JOIN registration r ON r.city_code = %(city)s AND r.superseded_at IS NULL AND r.vin <> s.vin
    AND r.replaces_vin = s.replaces_vin
WHERE s.replacement_shown AND NOT s.unchanged GROUP BY 1, 2, 3
UNION ALL
SELECT s.sheet, s.row_number, s.replaces_plate, min(r.registered_on)::text
FROM staged s JOIN registration r ON r.city_code = %(city)s AND r.superseded_at IS NULL AND r.vin <> s.vin
    AND r.replaces_plate = s.replaces_plate
WHERE s.replacement_shown AND NOT s.unchanged AND s.replaces_vin IS NULL GROUP BY 1, 2, 3
ORDER BY 1, 2
"""


def _elsewhere(sheet: object, row: object, vin: object) -> Finding:
    return Finding("duplicate-elsewhere", sheet=str(sheet), row=int(str(row)), field="vin", value=str(vin))


def _reused(sheet: object, row: object, retired: object, day: object) -> Finding:
    return Finding(
        "replacement-reused",
        sheet=str(sheet),
        row=int(str(row)),
        field="replaces_vin",
        value=str(retired),
        values={
            "first_zh": f"以前报送的登记（登记日期 {day}）",
            "first_en": f"an earlier registration (of {day})",
        },
    )


def against_stored(session: Session, *, city: int) -> list[Finding]:
    """Return the findings that only the stored registrations can show. Another unit's are never named."""
    connection = raw_connection(session)
    elsewhere = [_elsewhere(*row) for row in connection.execute(_ELSEWHERE, {"city": city})]
    return elsewhere + [_reused(*row) for row in connection.execute(_REUSED, {"city": city})]
