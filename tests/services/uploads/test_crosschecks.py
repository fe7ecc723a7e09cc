"""What only the stored registrations show about a new delivery: gaming and error alike."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from fleetsvc.database.transactions import Database, UnitScope
from fleetsvc.models import FindingRecord, UploadRecord
from fleetsvc.services.uploads import steps
from tests.actors import TESTER
from tests.upload_cases import a_row, deliver, with_rulebook


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def told(database: Database, upload: UploadRecord) -> list[tuple[str, int | None]]:
    """(code, row) of an upload's findings that come from comparing with what is stored."""
    compared = ("replacement-younger", "replacement-other-category", "replacement-reused", "category-changed",
                "duplicate-elsewhere", "vehicle-vanished", "replacement-other-owner")  # fmt: skip
    with database.transaction(UnitScope("410100")) as session:
        query = select(FindingRecord.code, FindingRecord.row_number).where(
            FindingRecord.upload_id == upload.id
        )
        return [(code, row) for code, row in session.exec(query) if code in compared]


def test_a_vehicle_that_is_unlike_its_retired_one_is_asked_about(database: Database) -> None:
    deliver(database, a_row(1, plate="豫A00001D", category="出租车", day="2025-05-01"))
    upload = deliver(database, a_row(2, event="更新", day="2025-03-01", replaces="豫A00001D"))
    assert told(database, upload) == [("replacement-other-category", 2), ("replacement-younger", 2)]


def test_a_retired_vehicle_that_the_same_delivery_changes_is_compared_as_it_was(database: Database) -> None:
    deliver(database, a_row(1, plate="豫A00001D", category="出租车", day="2025-02-01"))
    upload = deliver(
        database,
        a_row(1, plate="豫A00001D", day="2025-02-01"),
        a_row(2, event="更新", replaces="豫A00001D"),
        a_row(3, event="更新", replaces="豫A00009D"),
    )
    assert told(database, upload) == [("category-changed", 2), ("replacement-other-category", 3)]
    again = deliver(
        database, a_row(3, event="更新", replaces="豫A00007D"), a_row(4, event="更新", replaces="豫A00009D")
    )
    assert told(database, again) == [("replacement-reused", 3)]


def test_a_vehicle_reported_under_another_category_is_asked_about(database: Database) -> None:
    deliver(database, a_row(1))
    assert told(database, deliver(database, a_row(1, category="环卫车"))) == [("category-changed", 2)]


def test_vehicles_that_fell_short_and_are_listed_no_more_are_asked_about(database: Database) -> None:
    short = a_row(1, energy="柴油", plate="豫A00001", day="2025-03-10")
    deliver(database, short, a_row(2, day="2025-03-01"), a_row(3, day="2025-03-31"))
    upload = deliver(
        database, a_row(2, day="2025-03-01"), a_row(3, day="2025-03-31"), a_row(4, day="2025-03-20")
    )
    assert told(database, upload) == [("vehicle-vanished", None)]
    with database.transaction(UnitScope("410100")) as session:
        query = select(FindingRecord.fillings).where(FindingRecord.code == "vehicle-vanished")
        assert session.exec(query).all() == [{"file": "登记表.csv", "count": "1", "rows": "2"}]


def test_the_next_months_list_is_not_asked_about_last_months_vehicles(database: Database) -> None:
    deliver(database, a_row(1, energy="柴油", plate="豫A00001", day="2025-03-10"))
    assert told(database, deliver(database, a_row(2, day="2025-04-10"))) == []


def test_withdrawing_does_not_lose_a_vehicle_that_fell_short(database: Database) -> None:
    kept = (a_row(2, day="2025-03-01"), a_row(3, day="2025-03-31"))
    first = deliver(database, a_row(1, energy="柴油", plate="豫A00001", day="2025-03-10"), *kept)
    assert first.id is not None
    with database.transaction(UnitScope("410100")) as session:
        steps.withdraw(
            session,
            city=410100,
            number=first.id,
            by=TESTER,
            reason="mistaken",
            now=datetime(2025, 7, 1, tzinfo=UTC),
        )
    assert told(database, deliver(database, *kept)) == [("vehicle-vanished", None)]
    assert told(database, deliver(database, a_row(1, day="2025-03-10"), *kept)) == []
