"""What was said of a binding stays said, and nobody brings evidence under an operator's number, whatever is sent."""

from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fleetsvc.database.transactions import OFFICE, Database, OperatorScope, Scope, UnitScope
from fleetsvc.models import AccountId, stored_id
from fleetsvc.services.fleets import bindings
from tests.actors import TESTER
from tests.fleets import OURS, a_vehicle, an_operator, applied, bound, store
from tests.upload_cases import NOW, with_rulebook

ENDS = "ended_at = now(), ended_by = 'x', ended_reason = 'x'"
CONFIRMS = "confirmed_at = now(), confirmed_by = 'x'"


@dataclass(frozen=True)
class Place:
    """A database in which an operator's owner has a vehicle."""

    database: Database
    account: AccountId

    def changes(self, number: int, what: str, *, scope: Scope | None = None) -> int:
        """How many rows a statement of a unit changes."""
        with self.database.transaction(scope or UnitScope(OURS)) as session:
            return (
                session.connection()
                .execute(text(f"UPDATE owner_binding SET {what} WHERE id = {number}"))
                .rowcount
            )


@pytest.fixture
def place(own_database: Database) -> Place:
    with_rulebook(own_database)
    account = an_operator(own_database)
    store(own_database, a_vehicle(1))
    return Place(own_database, account)


def ended(place: Place) -> int:
    made = bound(place.database, place.account)
    with place.database.transaction(UnitScope(OURS)) as session:
        found = bindings.find_binding(session, stored_id(made))
        bindings.end(session, found, reason="x", by=TESTER, now=NOW)
    return stored_id(made)


@pytest.mark.parametrize(
    "what",
    ["ended_at = NULL, ended_by = NULL, ended_reason = NULL", "ended_reason = 'y'", "ended_at = now()",
     "until_at = now() + interval '9 years'", "confirmed_by = 'z'"],
)  # fmt: skip
def test_a_binding_that_is_over_is_changed_by_no_unit(place: Place, what: str) -> None:
    number = ended(place)
    with pytest.raises(DBAPIError, match="confirmed once and ended once"):
        place.changes(number, what)


@pytest.mark.parametrize(
    "what",
    ["confirmed_by = 'z'", "confirmed_at = now()", "until_at = now() + interval '9 years'",
     "confirmed_by = NULL, confirmed_at = NULL", f"{ENDS}, confirmed_by = 'z'"],
)  # fmt: skip
def test_what_is_confirmed_is_not_confirmed_otherwise(place: Place, what: str) -> None:
    number = stored_id(bound(place.database, place.account))
    with pytest.raises(DBAPIError, match="confirmed once and ended once"):
        place.changes(number, what)
    assert place.changes(number, ENDS) == 1


def test_what_is_refused_is_not_confirmed_with_it(place: Place) -> None:
    number = stored_id(applied(place.database, place.account))
    with pytest.raises(DBAPIError, match="confirmed once and ended once"):
        place.changes(number, f"{ENDS}, {CONFIRMS}")
    assert place.changes(number, CONFIRMS) == 1


def test_an_operator_begins_nothing_again(place: Place) -> None:
    number = ended(place)
    again = "ended_at = NULL, ended_by = NULL, ended_reason = NULL"
    assert place.changes(number, again, scope=OperatorScope(place.account)) == 0


@pytest.mark.parametrize("scope", [UnitScope(OURS), OFFICE], ids=["unit", "office"])
def test_only_an_operator_brings_evidence_under_its_number(place: Place, scope: Scope) -> None:
    row = (
        "INSERT INTO attachment (city_code, name, media, size_bytes, sha256, content, brought_by, brought_at,"
        f" operator_id) VALUES ({OURS}, 'x', 'application/pdf', 1, repeat('a', 64), 'x', 'x', now(), %s)"
    )
    with place.database.transaction(scope) as session:
        session.connection().execute(text(row % "NULL"))
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        place.database.transaction(scope) as session,
    ):
        session.connection().execute(text(row % place.account))
