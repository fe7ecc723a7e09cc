"""Fleet operators as tests need them: an account, its bindings, and vehicles that stand under an owner."""

import itertools
from datetime import date, datetime

from fleetsvc.database.transactions import OFFICE, Database, OperatorScope, UnitScope
from fleetsvc.models import AccountId, OwnerBinding, SessionId, stored_id
from fleetsvc.services.audit.events import Actor, by_person
from fleetsvc.services.fleets import bindings, vehicles
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import Role
from tests.actors import TESTER
from tests.upload_cases import HEADER, NOW, a_file, a_row, send, settled

OWNED = f"{HEADER},所有人"
OURS, THEIRS = "410100", "410200"
ACME, OTHER = "郑州甲运输有限公司", "郑州乙运输有限公司"
_NUMBERS = itertools.count(700_000)
BUREAU = Actor("key", 1, "z", "bureau", OURS, "key/1")


def a_fleet_file(*rows: tuple[str, str]) -> bytes:
    """A bureau's list of rows, each with its owner."""
    return a_file(*(f"{row},{owner}" for row, owner in rows), header=OWNED)


def store(
    database: Database,
    *rows: tuple[str, str],
    unit: str = OURS,
    now: datetime = NOW,
    name: str = "登记表.csv",
) -> None:
    """Have rows stored, each with its owner."""
    upload = send(database, a_fleet_file(*rows), unit=unit, now=now, name=name)
    settled(database, upload, now=now)


def an_operator(database: Database, name: str = "fleet", *, now: datetime = NOW) -> AccountId:
    """Make the account of an operator."""
    with database.transaction(OFFICE) as session:
        made = accounts.add_user(
            session, name, role=Role.OPERATOR, unit=None, password=None, by=TESTER, now=now
        )
        return made[0].number


def as_operator(account: AccountId, name: str = "fleet") -> Actor:
    """An operator as the log names it."""
    return by_person(account, SessionId(1), name=name, role="operator", unit=None)


def applied(
    database: Database,
    account: AccountId,
    owner: str = ACME,
    *,
    name: str = "fleet",
    unit: str = OURS,
    now: datetime = NOW,
) -> OwnerBinding:
    """Have an operator apply for an owner."""
    with database.transaction(OperatorScope(account)) as session:
        return bindings.apply(
            session, unit, owner, account=account, said="91410100", by=as_operator(account, name), now=now
        )


def bound(
    database: Database,
    account: AccountId,
    owner: str = ACME,
    *,
    name: str = "fleet",
    unit: str = OURS,
    until: date | None = None,
    now: datetime = NOW,
) -> OwnerBinding:
    """Have an operator apply for an owner and its bureau confirm it."""
    made = applied(database, account, owner, name=name, unit=unit, now=now)
    with database.transaction(UnitScope(unit)) as session:
        return bindings.confirm(session, made.id or 0, until=until, by=TESTER, now=now)


def an_application(database: Database, *, unit: str) -> int:
    """Have the account named ``operator`` apply for an owner with a vehicle of the unit, of which nobody has."""
    with database.transaction(OFFICE) as session:
        account = accounts.user_named(session, "operator").number
    number = next(_NUMBERS)
    owner = f"新公司{number}"
    store(
        database,
        a_vehicle(number, owner, plate=f"豫A{number % 100000:05d}D"),
        unit=unit,
        name=f"{number}.csv",
    )
    return stored_id(applied(database, account, owner, name="operator", unit=unit))


def seen_by(database: Database, account: AccountId) -> list[str]:
    """The plates of all vehicles that an operator sees, in the order of their days."""
    with database.transaction(OperatorScope(account)) as session:
        rows, _ = vehicles.list_vehicles(session, verdict=None, after=None, limit=100)
    return sorted(str(row.plate) for row in rows)


def a_vehicle(number: int, owner: str = ACME, **more: str) -> tuple[str, str]:
    """A row of a list with its owner."""
    return a_row(number, **more), owner
