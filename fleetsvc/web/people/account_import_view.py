"""What the page of many accounts shows, as values, and the workbooks that it hands out."""

import json
from collections.abc import Sequence
from typing import Any

from fleetsvc.services.people.account_sheet import HEADERS, MOST_ROWS, Made, Weighed
from fleetsvc.services.people.accounts import ROLE_NAMES
from fleetsvc.web.frame.choices import unit_name
from fleetsvc.web.frame.pages import language, say
from importers.workbooks.account_sheets import filled_sheet, sheet_to_fill_in
from rules.units import UNITS


def blank_sheet() -> bytes:
    """Return the sheet to fill in, with roles and units to choose from."""
    roles = [name.zh for name in ROLE_NAMES.values()]
    units = [unit.name.zh for unit in UNITS.values()]
    return sheet_to_fill_in("账户", HEADERS, ((), roles, units), rows=MOST_ROWS)


def password_sheet(made: Sequence[Made]) -> bytes:
    """Return the accounts that were made, with their first passwords."""
    spoken = language()
    lines = [
        [
            one.user.name,
            say(f"role.{one.user.role}"),
            unit_name(one.user.city_code, spoken),
            one.password,
            say("admin.must_change"),
        ]
        for one in made
    ]
    return filled_sheet(
        say("import.sheet"), [*HEADERS, say("import.password"), say("import.at_first")], lines
    )


def shown(row: Weighed) -> dict[str, Any]:
    """Return a row as it was understood, as it was written where it was not, and what is wrong with it."""
    return {
        "row": row.asked.row,
        "name": row.asked.name,
        "role": say(f"role.{row.role}") if row.role else row.asked.role,
        "unit": unit_name(int(row.unit), language()) if row.unit else row.asked.unit,
        "wrong": say(f"import.{row.wrong}") if row.wrong else None,
    }


def carried(rows: Sequence[Weighed]) -> str:
    """Return rows as the form carries them to its confirmation."""
    told = [[row.asked.row, row.asked.name, row.asked.role, row.asked.unit] for row in rows]
    return json.dumps(told, ensure_ascii=False)
