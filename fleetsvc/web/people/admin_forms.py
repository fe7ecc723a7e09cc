"""What an administrator filled in to make an account or a key, and what is wrong with it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import request

from fleetsvc.services.law.requirements import find_day, written_day
from fleetsvc.services.people.accounts import Role
from rules.units import UNITS

MOST_CHARACTERS: Final = 60


@dataclass(frozen=True, slots=True)
class Filled:
    """The fields as written, and the name of the word that says what is wrong; None where nothing is.

    ``unit`` and ``until`` are empty where nothing was given.
    """

    name: str
    role: str
    unit: str
    until: str
    fault: str | None

    @property
    def last_day(self) -> date | None:
        """The last day of a key; None where none was named."""
        return written_day(self.until) if self.until else None


def filled_in(roles: tuple[Role, ...], *, days: tuple[date, date] | None = None) -> Filled:
    """Return what was sent by the form, for one of some roles.

    ``days``: the first and the last to which a key may work.
    """
    name, role, unit, until = (
        request.form.get(field, "").strip() for field in ("name", "role", "unit", "until")
    )
    fault = _fault(name, role, unit, roles)
    day = find_day(until)
    if fault is None and until and (day is None or days is None or not days[0] <= day <= days[1]):
        fault = "admin.until_wrong"
    return Filled(name, role, unit, until, fault)


def _fault(name: str, role: str, unit: str, roles: tuple[Role, ...]) -> str | None:
    if not name or len(name) > MOST_CHARACTERS or not name.isprintable():
        return "admin.name_missing"
    if role not in roles:
        return "admin.role_missing"
    if role == Role.BUREAU and unit not in UNITS:
        return "admin.unit_missing"
    return "admin.unit_out_of_place" if unit and role != Role.BUREAU else None
