"""The vehicles that a text is about: those with it in their plate, their VIN or the name of their owner."""

from dataclasses import replace
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.services.registrations.conditions import is_whole_vin
from fleetsvc.services.registrations.filters import RegistrationFilter, alive_that_fit
from fleetsvc.services.uploads.vehicle_names import BEGINS, DIGITS, PARTS
from rules.units import UNITS

Vehicles = tuple[tuple[int, int], ...]
"""Units and numbers of versions."""

# Cut at the text itself, a row falls into what stands before each place where it is found: the last line begun there
# is that of the version. A piece in which none begins is of a line that was met before.
_BY_NAME: Final = f"""
    SELECT n.city_code, translate(split_part(split_part(piece, '{BEGINS}', -1), '{PARTS}', 1), '{DIGITS}',
        '0123456789')::bigint AS id, false AS fits
    FROM vehicle_names n, unnest(trim_array(string_to_array(n.lines, upper(:named)), 1)) AS piece
    WHERE strpos(n.lines, upper(:named)) > 0 AND strpos(piece, '{BEGINS}') > 0 AND n.city_code = ANY (:cities)
"""  # noqa: S608 (constants)
_BY_OWNER: Final = """
    SELECT r.city_code, r.id, true FROM registration r
    WHERE {fits} AND r.city_code = ANY (:cities) AND r.owner = ANY (ARRAY(
        SELECT owner FROM owner_name WHERE city_code = ANY (:cities) AND strpos(upper(owner), upper(:named)) > 0))
"""
_BY_VIN: Final = """
    SELECT r.city_code, r.id, true AS fits FROM registration r
    WHERE {fits} AND r.city_code = ANY (:cities) AND r.vin = upper(:named)
"""


def vehicles_named(session: Session, wanted: RegistrationFilter, *, most: int) -> tuple[Vehicles, bool]:
    """Return the vehicles of a filter that its text is about as they stand now, and whether they may be more.

    No more than so many with the text are looked at by what else the filter asks.
    """
    cities = [int(code) for code in ([wanted.unit] if wanted.unit else UNITS)]
    fits, values = alive_that_fit(replace(wanted, named=None))
    by_either = f"({_BY_NAME}) UNION ALL ({_BY_OWNER.format(fits=fits)})"
    called = _BY_VIN.format(fits=fits) if is_whole_vin(wanted.named or "") else by_either
    # Each by its key: the planner knows of no text how many vehicles it is about.
    statement = text(f"""
        WITH called AS MATERIALIZED ({called} LIMIT {most + 1})
        SELECT c.city_code, c.id, c.fits OR (
            SELECT true FROM registration r WHERE r.city_code = c.city_code AND r.id = c.id AND {fits} LIMIT 1) AS fits
        FROM called c
    """)  # noqa: S608 (constants)
    met = session.connection().execute(statement, values | {"named": wanted.named, "cities": cities}).all()
    fitting = dict.fromkeys((row.city_code, row.id) for row in met if row.fits)
    return tuple(fitting)[:most], len(met) > most
