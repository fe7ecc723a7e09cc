"""What a person keeps of their lists is theirs alone, named once, and no more than its limits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from fleetsvc.database.transactions import OFFICE, PUBLISHED, Database, OwnScope, UnitScope
from fleetsvc.models import AccountId
from fleetsvc.services.desks import filters, layouts
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import Role
from tests.actors import TESTER
from tests.patience import wait_for_lock

NOW = datetime(2025, 6, 1, 8, tzinfo=UTC)


def two_people(database: Database) -> tuple[AccountId, AccountId]:
    """Two accounts of the same unit."""
    with database.transaction(OFFICE) as session:
        numbers = [
            accounts.add_user(
                session, name, role=Role.BUREAU, unit="410100", password=None, by=TESTER, now=NOW
            )[0].number
            for name in ("anna", "berta")
        ]
    return numbers[0], numbers[1]


def test_what_one_keeps_is_seen_and_touched_by_nobody_else(own_database: Database) -> None:
    anna, berta = two_people(own_database)
    with own_database.transaction(OwnScope(anna)) as session:
        number = filters.save(session, "cases", "mine", "unit=410100", holder=anna, now=NOW)
        layouts.remember(session, "cases", holder=anna, columns=["vin"], rows=50)
    for scope in (OwnScope(berta), UnitScope("410100"), PUBLISHED):
        with own_database.transaction(scope) as session:
            assert (filters.list_filters(session, "cases"), layouts.find_layout(session, "cases")) == (
                [],
                None,
            )
            with pytest.raises(filters.FilterUnknown):
                filters.rename(session, "cases", number, "stolen")
            filters.forget(session, "cases", number)
            filters.open_plain(session, "cases")
    with pytest.raises(DBAPIError, match="permission denied"), own_database.transaction(OFFICE) as session:
        filters.list_filters(session, "cases")
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        own_database.transaction(OwnScope(berta)) as session,
    ):
        filters.save(session, "cases", "planted", "", holder=anna, now=NOW)
    with own_database.transaction(OwnScope(anna)) as session:
        assert [(one.name, one.query) for one in filters.list_filters(session, "cases")] == [
            ("mine", "unit=410100")
        ]


def test_names_are_given_once_and_a_list_opens_with_one_filter(own_database: Database) -> None:
    anna, _ = two_people(own_database)
    with own_database.transaction(OwnScope(anna)) as session:
        first = filters.save(session, "cases", "  to \t do ", "state=todo", holder=anna, now=NOW)
        second = filters.save(session, "cases", "x" * 40, "", holder=anna, now=NOW)
        filters.save(session, "uploads", "to do", "", holder=anna, now=NOW)  # of another list
        for name, fault in (
            (" ", filters.NameMissing),
            ("x" * 41, filters.NameTooLong),
            ("to do", filters.NameTaken),
        ):
            with pytest.raises(fault):
                filters.save(session, "cases", name, "", holder=anna, now=NOW)
            with pytest.raises(fault):
                filters.rename(session, "cases", second, name)
        with pytest.raises(filters.QueryTooLong):
            filters.save(session, "cases", "long", "a" * 1001, holder=anna, now=NOW)
        filters.rename(session, "cases", first, "to do")  # its own name
        filters.make_default(session, "cases", first)
        filters.make_default(session, "cases", second)
        assert {one.name: one.is_default for one in filters.list_filters(session, "cases")} == {
            "to do": False,
            "x" * 40: True,
        }
        for number in range(28):
            filters.save(session, "cases", str(number), "", holder=anna, now=NOW)
        with pytest.raises(filters.FiltersFull):
            filters.save(session, "cases", "one more", "", holder=anna, now=NOW)
        filters.forget(session, "cases", second)
        filters.save(session, "cases", "one more", "", holder=anna, now=NOW)
        assert session.connection().execute(text("SELECT count(*) FROM saved_filter")).scalar_one() == 31


def test_of_two_changes_at_once_the_second_finds_the_first(
    own_database: Database, own_owner_url: str
) -> None:
    anna, _ = two_people(own_database)

    def kept(name: str) -> Callable[[Session], object]:
        return lambda session: filters.save(session, "cases", name, "", holder=anna, now=NOW)

    def done(change: Callable[[Session], object]) -> object:
        with own_database.transaction(OwnScope(anna)) as session:
            return change(session)

    def fault_of_the_second(
        first: Callable[[Session], object], second: Callable[[Session], object]
    ) -> object:
        with ThreadPoolExecutor(1) as another:
            with own_database.transaction(OwnScope(anna)) as session:
                first(session)
                waiting = another.submit(done, second)
                wait_for_lock(own_owner_url)
            return waiting.exception()

    one, two, *others = (int(str(done(kept(f"of {number}")))) for number in range(29))
    fault = fault_of_the_second(
        lambda session: filters.rename(session, "cases", one, "same"),
        lambda session: filters.rename(session, "cases", two, "same"),
    )
    assert isinstance(fault, filters.NameTaken)
    fault = fault_of_the_second(
        lambda session: filters.make_default(session, "cases", one),
        lambda session: filters.make_default(session, "cases", two),
    )
    assert fault is None
    assert isinstance(fault_of_the_second(kept("thirtieth"), kept("one more")), filters.FiltersFull)
    fault = fault_of_the_second(
        lambda session: filters.forget(session, "cases", others[0]),
        lambda session: filters.rename(session, "cases", others[0], "gone"),
    )
    assert isinstance(fault, filters.FilterUnknown)
    with own_database.transaction(OwnScope(anna)) as session:
        found = filters.list_filters(session, "cases")
    assert (len(found), [kept.id for kept in found if kept.is_default]) == (29, [two])
