"""What one person of a unit prepared, as tests need it."""

from datetime import UTC, datetime

from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.models import AccountId, SessionId, stored_id
from fleetsvc.services.audit.events import Actor, by_key, by_person
from fleetsvc.services.preparations import drafts
from fleetsvc.services.preparations.preparing import prepare_if_asked
from fleetsvc.services.uploads import two_persons
from rules.periods import parse_period
from rules.vocabulary import Category

CITY = 410100
NOW = datetime(2025, 6, 30, 2, tzinfo=UTC)


def a_person(number: int, name: str, *, role: str = "bureau", unit: str | None = "410100") -> Actor:
    """Somebody who is signed in, of Zhengzhou unless told otherwise."""
    return by_person(AccountId(number), SessionId(number), name=name, role=role, unit=unit)


ANNA, BOB = a_person(1, "anna"), a_person(2, "bob")
OFFICER = a_person(3, "officer", role="office", unit=None)
KEY = by_key(5, name="system", role="bureau", unit="410100")  # type: ignore[arg-type]
HOST = Actor("command", name="root")


def two_asked(database: Database, *, city: int = CITY) -> None:
    """Have the office ask for two persons of a unit."""
    with database.transaction(OFFICE) as session:
        two_persons.ask_for(session, city=city, by=OFFICER, now=NOW)


def two_no_more(database: Database, *, city: int = CITY) -> None:
    """Have the office ask no longer."""
    with database.transaction(OFFICE) as session:
        two_persons.lift(session, city=city, by=OFFICER, now=NOW)


def a_preparation(database: Database, *, unit: str) -> int:
    """Have somebody of a unit prepare a nil report; return its number. One person suffices again afterwards."""
    two_asked(database, city=int(unit))
    by = a_person(900_001, "anna", unit=unit)
    draft = drafts.nil_reports(parse_period("2024-01"), [Category.TAXI])
    with database.transaction(UnitScope(unit)) as session:
        kept = prepare_if_asked(session, draft, city=int(unit), by=by, now=NOW)
        assert kept is not None
        number = stored_id(kept[0])
    two_no_more(database, city=int(unit))
    return number
