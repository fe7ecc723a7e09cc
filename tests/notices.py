"""People who are told of things, what happens to them, and what they have been told."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import text
from sqlmodel import col, select

from fleetsvc.database.transactions import OFFICE, Database, Scope, UnitScope
from fleetsvc.jobs.telling_people import work_once
from fleetsvc.models import AccountId, Occurrence, stored_id
from fleetsvc.services.notices.deliveries import list_deliveries, tell_test
from fleetsvc.services.notices.endpoints import add_endpoint, find_endpoint, switch
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.inbox import Told, list_told
from fleetsvc.services.notices.telling import PROVINCE, tell
from fleetsvc.services.people.accounts import Role, add_user
from tests.actors import TESTER
from tests.upload_cases import NOW

PEOPLE = {
    "owner": (Role.BUREAU, "410100"),
    "colleague": (Role.BUREAU, "410100"),
    "stranger": (Role.BUREAU, "410200"),
    "office": (Role.OFFICE, None),
    "dealer": (Role.DEALER, None),
    "auditor": (Role.AUDITOR, None),
    "admin": (Role.ADMIN, None),
}
READ: dict[str, str | int] = {"name": "登记表.csv", "read": 3, "held": 1}


def peopled(database: Database, *, now: datetime = NOW) -> dict[str, AccountId]:
    """Make an account of each kind; their numbers by name."""
    with database.transaction(OFFICE) as session:
        return {
            name: add_user(session, name, role=role, unit=unit, password="correct horse", by=TESTER, now=now)[
                0
            ].number
            for name, (role, unit) in PEOPLE.items()
        }


def happen(
    database: Database,
    event: Event = Event.UPLOAD_READ,
    subject: str = "upload/410100/1",
    *,
    city: int = 410100,
    mark: str = "",
    account: AccountId | None = None,
    details: dict[str, str | int] | None = None,
    scope: Scope = OFFICE,
    now: datetime = NOW,
) -> None:
    """Have something happen; the test names only what matters."""
    told = READ if details is None else details
    with database.transaction(scope) as session:
        tell(session, event, subject, mark=mark, city=city, account=account, details=told, now=now)


def happen_to_all(database: Database, event: Event, subject: str, **details: str | int) -> None:
    """Have something happen that concerns the whole province."""
    happen(database, event, subject, city=PROVINCE, details=details)


def tell_all(database: Database, *, now: datetime = NOW) -> bool:
    """Have a worker tell whatever waits; whether anything did."""
    return work_once(database, now=lambda: now)


def told(
    database: Database, account: AccountId, role: Role = Role.BUREAU, *, unread: bool = False
) -> list[Told]:
    """What a person was told, the newest first."""
    with database.transaction(OFFICE) as session:
        return list_told(session, account, role, unread=unread, before=None, limit=500)[0]


def told_by_name(database: Database, people: dict[str, AccountId]) -> dict[str, list[str]]:
    """What each of some people was told, in Chinese; those who were told nothing are left out."""
    found = {
        name: [one.said.zh for one in told(database, number, PEOPLE[name][0])]
        for name, number in people.items()
    }
    return {name: said for name, said in found.items() if said}


def occurrences(database: Database) -> list[tuple[str, str, dict[str, object]]]:
    """All that happened: event, subject, details, in their order."""
    with database.transaction(OFFICE) as session:
        found = session.exec(select(Occurrence).order_by(col(Occurrence.id)))
        return [(one.kind, one.subject, dict(one.details)) for one in found]


def count(database: Database, table: str) -> int:
    """How many rows a table has."""
    with database.transaction(OFFICE) as session:
        return int(session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def a_webhook(database: Database, *, unit: str) -> int:
    """Have an address of a unit told what happens; its number."""
    by = replace(TESTER, unit=unit)
    with database.transaction(UnitScope(unit)) as session:
        endpoint = add_endpoint(
            session,
            "https://hooks.example/",
            ["upload-read"],
            city=int(unit),
            role=Role.BUREAU,
            by=by,
            now=NOW,
        )
        switch(session, endpoint, why="by-hand", by=by, now=NOW)  # so that any number may be made
        return stored_id(endpoint)


def a_dropped_delivery(database: Database, *, unit: str) -> int:
    """Have something that was to be told to an address of a unit dropped; its number."""
    number, by = a_webhook(database, unit=unit), replace(TESTER, unit=unit)
    with database.transaction(UnitScope(unit)) as session:
        endpoint = find_endpoint(session, number, city=int(unit))
        switch(session, endpoint, why=None, by=by, now=NOW)
        tell_test(session, endpoint, now=NOW)
        switch(session, endpoint, why="by-hand", by=by, now=NOW)
        return stored_id(list_deliveries(session, city=int(unit))[0])
