"""Accounts that are made from a sheet: what each row asks for, what is wrong with it, and all of them made at once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.models import AppUser
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import ROLE_NAMES, Role
from fleetsvc.services.people.passwords import Policy
from importers.cells.units import parse_unit
from importers.results import Refused
from importers.sandbox.table_reader import LONGEST_CELL, TableRow, read_table
from rules.units import UNITS

MOST_ROWS: Final = 100
"""Each password costs a tenth of a second to hash, and somebody waits for them."""
LONGEST_NAME: Final = 60
_HEADER_WITHIN: Final = 10
HEADERS: Final = ("用户名", "角色", "报送单位")
"""Of the sheet to fill in: name, role, reporting unit."""
_KNOWN_HEADERS: Final = (
    frozenset({"用户名", "账户", "账户名", "登录名", "name", "user", "username", "account"}),
    frozenset({"角色", "role"}),
    frozenset({"报送单位", "单位", "unit", "reporting unit"}),
)
_ROLES: Final = {word: role for role, name in ROLE_NAMES.items() for word in (role.value, name.zh, name.en)}


class Wrong(StrEnum):
    """What keeps a row from becoming an account."""

    NAME_MISSING = "name_missing"
    NAME_TWICE = "name_twice"
    NAME_TAKEN = "name_taken"
    ROLE_UNKNOWN = "role_unknown"
    UNIT_MISSING = "unit_missing"
    UNIT_UNKNOWN = "unit_unknown"
    UNIT_OUT_OF_PLACE = "unit_out_of_place"


class NoSuchColumns(Exception):
    """No row of the sheet's first ones names the columns of name and role."""


class TooManyRows(Exception):
    """The sheet asks for more accounts than are made at once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A row as it was written: its number, and what stands under name, role and unit."""

    row: int
    name: str
    role: str
    unit: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """A row with what it asks for, as far as that is understood; ``wrong`` is None where an account can be made."""

    asked: Asked
    role: Role | None
    unit: str | None
    wrong: Wrong | None


@dataclass(frozen=True, slots=True)
class Made:
    """An account that was made, and its first password."""

    user: AppUser
    password: str


def read_sheet(content: bytes, *, name: str) -> list[Asked] | Refused:
    """Read a file in a child process, outside of any transaction; needs no database.

    Raises NoSuchColumns, TooManyRows, and as ``importers.sandbox.reader.ask`` does.
    """
    rows = read_table(content, name=name, most_rows=MOST_ROWS + _HEADER_WITHIN + 1)
    if isinstance(rows, Refused):
        return rows
    places, below = _below_header(rows)
    if len(below) > MOST_ROWS:
        raise TooManyRows
    if not below:
        return Refused("empty")
    return [Asked(number, *(_cell(cells, place) for place in places)) for number, cells in below]


def _below_header(rows: Sequence[TableRow]) -> tuple[list[int | None], Sequence[TableRow]]:
    for index, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        texts = [text.lower() for text in cells]
        places = [
            next((at for at, text in enumerate(texts) if text in known), None) for known in _KNOWN_HEADERS
        ]
        if None not in places[:2]:
            return places, rows[index + 1 :]
    raise NoSuchColumns


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def weigh(session: Session, rows: Sequence[Asked]) -> list[Weighed]:
    """Say of each row what it would make, or what is wrong with it; needs the office's scope."""
    names = Counter(one.name for one in rows)
    taken = set(session.exec(select(AppUser.name).where(col(AppUser.name).in_(list(names)))))
    return [_weighed(one, is_twice=names[one.name] > 1, is_taken=one.name in taken) for one in rows]


def _weighed(asked: Asked, *, is_twice: bool, is_taken: bool) -> Weighed:
    role, unit = _ROLES.get(asked.role.lower()), _unit(asked.unit)
    wrong = _wrong_name(asked.name) or _wrong_place(asked, role, unit)
    if wrong is None and (is_twice or is_taken):
        wrong = Wrong.NAME_TWICE if is_twice else Wrong.NAME_TAKEN
    return Weighed(asked, role, unit, wrong)


def _unit(text: str) -> str | None:
    return text if text in UNITS else parse_unit(text)


def _wrong_name(name: str) -> Wrong | None:
    fits = 0 < len(name) <= LONGEST_NAME and name.isprintable()
    return None if fits else Wrong.NAME_MISSING


def _wrong_place(asked: Asked, role: Role | None, unit: str | None) -> Wrong | None:
    if role is None:
        return Wrong.ROLE_UNKNOWN
    if role is not Role.BUREAU:
        return Wrong.UNIT_OUT_OF_PLACE if asked.unit else None
    if not asked.unit:
        return Wrong.UNIT_MISSING
    return Wrong.UNIT_UNKNOWN if unit is None else None


def make_all(
    session: Session, rows: Sequence[Weighed], *, policy: Policy, by: Actor, now: datetime
) -> list[Made]:
    """Make the accounts of rows that nothing is wrong with, each to choose a password at its first sign-in.

    Raises NameTaken where a name was taken since they were weighed.
    """
    return [_made(session, one, policy=policy, by=by, now=now) for one in rows]


def _made(session: Session, one: Weighed, *, policy: Policy, by: Actor, now: datetime) -> Made:
    if one.role is None or one.wrong is not None:
        raise ValueError(one.wrong)
    user, password = accounts.add_user(
        session, one.asked.name, role=one.role, unit=one.unit, password=None, by=by, now=now, policy=policy
    )
    user.must_change_password = True  # whoever hands it over has seen it
    session.add(user)
    return Made(user, password)


def from_json(told: object) -> list[Asked]:
    """Return rows that a page carried from one form to the next; raises ValueError for what is none."""
    if not isinstance(told, list) or not 0 < len(told) <= MOST_ROWS:
        raise ValueError
    return [_row(one) for one in told]


def _row(told: object) -> Asked:
    match told:
        case [int(row), str(name), str(role), str(unit)] if max(map(len, (name, role, unit))) <= LONGEST_CELL:
            return Asked(row, name, role, unit)
    raise ValueError
