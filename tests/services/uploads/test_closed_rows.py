"""Held rows that a unit closes: counts go on adding up, reasons are kept, a file that is read again remembers."""

from typing import cast

import pytest
from alembic import command
from sqlalchemy import text

from fleetsvc.database.migrate import _config, migrate
from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.models import AccountId, SessionId, UploadRecord
from fleetsvc.services.audit import events
from fleetsvc.services.audit.events import Act
from fleetsvc.services.audit.recording import record
from fleetsvc.services.dashboards.unit import unit_month
from fleetsvc.services.uploads import closed_rows, deliveries, steps
from fleetsvc.services.uploads.closed_rows import ClosingReasonMissing, Reason, ReopeningReasonMissing
from fleetsvc.services.uploads.history import history
from tests.actors import TESTER
from tests.upload_cases import NOW, a_file, a_row, a_vin, send, settled, with_rulebook

CITY = 410100
OWN = UnitScope("410100")
HELD = (("登记表", 3), ("登记表", 4))


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


CLERK = events.by_person(AccountId(7), SessionId(7), name="clerk", role="bureau", unit="410100")


def a_delivery(database: Database, *, confirmed: bool = True) -> int:
    """A file with one good row, two held ones and a sub-total."""
    content = a_file(a_row(1), a_row(2, day="x"), a_row(3, day="y"), "合计,,,,,,3")
    upload = send(database, content, confirmed=confirmed)
    settled(database, upload)
    assert upload.id is not None
    return upload.id


def dismiss(database: Database, number: int, *places: tuple[str, int], reason: Reason) -> int:
    with database.transaction(OWN) as session:
        upload = deliveries.upload(session, city=CITY, number=number)
        return closed_rows.dismiss(session, places, upload=upload, reason=reason, by=CLERK, now=NOW)


def rows_of(database: Database, number: int) -> dict[str, int]:
    with database.transaction(OWN) as session:
        report = deliveries.upload(session, city=CITY, number=number).report
    assert report is not None
    return cast("dict[str, int]", report["rows"])


def test_a_closed_row_is_ignored_with_its_reason_and_the_counts_still_add_up(database: Database) -> None:
    number = a_delivery(database)
    assert dismiss(database, number, HELD[0], reason=Reason("not_ours", "洛阳的车")) == 1
    rows = rows_of(database, number)
    assert rows == {"read": 4, "accepted": 1, "held": 1, "unchanged": 0, "ignored": 2}
    with database.transaction(OWN) as session:
        upload = deliveries.upload(session, city=CITY, number=number)
        kept = closed_rows.dismissals_at(session, HELD, upload=upload)
        fates = session.connection().execute(
            text("SELECT row_number, fate, why FROM upload_row WHERE upload_id = :n ORDER BY 1"),
            {"n": number},
        )
        assert fates.all() == [(3, "ignored", "dismissed"), (4, "held", None), (5, "ignored", "subtotal")]
        still_open = [held.count for held in unit_month(session, city=CITY, now=NOW).held]
    assert {
        place: (one.reason, one.note, one.dismissed_by, one.dismissed_at) for place, one in kept.items()
    } == {HELD[0]: ("not_ours", "洛阳的车", "clerk", NOW)}
    assert still_open == [1]


def test_only_held_rows_are_closed_and_each_once(database: Database) -> None:
    number = a_delivery(database)
    said = Reason("resent")
    assert dismiss(database, number, ("登记表", 2), ("登记表", 5), ("别的表", 3), reason=said) == 0
    assert dismiss(database, number, *HELD, reason=said) == 2
    assert dismiss(database, number, *HELD, reason=said) == 0
    assert rows_of(database, number) == {"read": 4, "accepted": 1, "held": 0, "unchanged": 0, "ignored": 3}


def test_a_row_closed_in_review_stays_closed_when_the_file_is_confirmed(database: Database) -> None:
    number = a_delivery(database, confirmed=False)
    dismiss(database, number, HELD[1], reason=Reason("duplicate"))
    with database.transaction(OWN) as session:
        upload = steps.confirm(session, city=CITY, number=number, by=TESTER, now=NOW).upload
    settled(database, upload)
    assert rows_of(database, number) == {"read": 4, "accepted": 1, "held": 1, "unchanged": 0, "ignored": 2}


def test_a_withdrawn_delivery_has_no_rows_to_close(database: Database) -> None:
    number = a_delivery(database)
    with database.transaction(OWN) as session:
        steps.withdraw(session, city=CITY, number=number, by=TESTER, reason="mistaken", now=NOW)
    with pytest.raises(deliveries.UploadNotOpen):
        dismiss(database, number, *HELD, reason=Reason("resent"))


@pytest.mark.parametrize(("code", "note"), [("", ""), ("nonsense", "x"), ("other", " ")])
def test_a_reason_is_one_of_the_list_and_another_one_needs_words(code: str, note: str) -> None:
    with pytest.raises(ClosingReasonMissing):
        Reason(code, note)


def steps_of(database: Database, upload: UploadRecord, unit: str) -> list[tuple[str, str]]:
    with database.transaction(UnitScope(unit)) as session:
        return [(step.act, step.by) for step in history(session, upload)]


def test_the_history_of_a_delivery_names_each_step_in_order_and_is_its_units_alone(
    database: Database,
) -> None:
    number = a_delivery(database)
    with database.transaction(OWN) as session:
        taken = steps.withdraw(session, city=CITY, number=number, reason="重复报送", by=CLERK, now=NOW)
        upload = taken.upload
        record(session, CLERK, Act.REVEALED, deliveries.subject_of(upload), {}, NOW)
        session.refresh(upload)
        session.expunge(upload)
    assert steps_of(database, upload, "410100") == [
        ("upload-received", "test"),
        ("read", ""),
        ("upload-withdrawn", "clerk"),
    ]
    foreign = steps_of(database, upload, "410200")
    assert [act for act, _ in foreign if act.startswith("upload-w")] == [], "another unit's scope sees no act"


def test_the_wall_keeps_the_dismissals_of_another_unit_away(database: Database) -> None:
    number = a_delivery(database)
    dismiss(database, number, HELD[0], reason=Reason("resent"))
    with database.transaction(UnitScope("410200")) as session:
        counted = session.connection().execute(text("SELECT count(*) FROM upload_dismissal")).scalar_one()
    assert counted == 0


OFFICER = events.by_person(AccountId(8), SessionId(8), name="officer", role="office", unit=None)


def reopen(
    database: Database, number: int, *places: tuple[str, int], reason: str = "still on the road"
) -> int:
    with database.transaction(OFFICE) as session:
        upload = deliveries.upload(session, city=CITY, number=number)
        return closed_rows.reopen(session, places, upload=upload, reason=reason, by=OFFICER, now=NOW)


def open_rows(database: Database) -> list[int]:
    with database.transaction(OWN) as session:
        return [held.count for held in unit_month(session, city=CITY, now=NOW).held]


def test_the_office_reopens_closed_rows_and_their_unit_cannot_close_them_once_more(
    database: Database,
) -> None:
    number = a_delivery(database)
    dismiss(database, number, *HELD, reason=Reason("not_ours"))
    assert open_rows(database) == []
    with pytest.raises(ReopeningReasonMissing):
        reopen(database, number, HELD[0], reason=" ")
    assert reopen(database, number, HELD[0], ("登记表", 5)) == 1
    assert rows_of(database, number) == {"read": 4, "accepted": 1, "held": 1, "unchanged": 0, "ignored": 2}
    assert (reopen(database, number, HELD[0]), open_rows(database)) == (0, [1])
    assert dismiss(database, number, *HELD, reason=Reason("not_ours")) == 0
    with database.transaction(OWN) as session:
        upload = deliveries.upload(session, city=CITY, number=number)
        kept = closed_rows.dismissals_at(session, HELD, upload=upload)[HELD[0]]
        said = [(step.act, step.by, step.details) for step in history(session, upload)][-1]
    assert (kept.reopened_by, kept.reopened_at, kept.reopened_reason) == ("officer", NOW, "still on the road")
    assert said == (
        "upload-rows-reopened",
        "officer",
        {"status": "accepted", "rows": 1, "reason": "still on the road"},
    )


def test_a_row_reopened_in_review_stays_held_when_the_file_is_confirmed(database: Database) -> None:
    number = a_delivery(database, confirmed=False)
    dismiss(database, number, *HELD, reason=Reason("duplicate"))
    reopen(database, number, HELD[0])
    with database.transaction(OWN) as session:
        upload = steps.confirm(session, city=CITY, number=number, by=TESTER, now=NOW).upload
    settled(database, upload)
    assert rows_of(database, number) == {"read": 4, "accepted": 1, "held": 1, "unchanged": 0, "ignored": 2}


SHORT = a_vin(2)[:8] + a_vin(2)[9:]


@pytest.mark.parametrize(
    ("held", "corrected", "left"),
    [
        (a_row(2, day="x"), a_row(2), []),  # the fault was in another cell: the VIN settles it
        (a_row(2).replace(a_vin(2), SHORT), a_row(2), []),  # a sign is missing: the plate settles it
        (a_row(2, plate="豫A·00002D").replace(a_vin(2), "不详"), a_row(2), []),
        (
            a_row(2, plate="豫A77777D").replace(a_vin(2), SHORT),
            a_row(2, plate="豫A88888D"),
            [],
        ),  # both ends are alike
        (a_row(2, plate="豫A77777D").replace(a_vin(2), SHORT), a_row(3), [1]),  # another vehicle
        (
            a_row(2, day="x"),
            a_row(3, plate="豫A00002D"),
            [1],
        ),  # its VIN was sound: a plate that moved on settles nothing
    ],
)
def test_a_held_row_is_settled_by_the_vehicle_that_a_later_file_has(
    database: Database, held: str, corrected: str, left: list[int]
) -> None:
    settled(database, send(database, a_file(a_row(1), held)))
    assert open_rows(database) == [1]
    later = send(database, a_file(corrected))
    settled(database, later)
    assert open_rows(database) == left
    with database.transaction(OWN) as session:
        number = later.number
        steps.withdraw(session, city=CITY, number=number, by=TESTER, reason="mistaken", now=NOW)
    assert open_rows(database) == [1]


def test_the_vin_of_a_row_that_was_held_before_is_found_by_the_upgrade(
    database: Database, own_owner_url: str
) -> None:
    settled(database, send(database, a_file(a_row(1), a_row(2, day="x"), a_row(3).replace(a_vin(3), "不详"))))
    database.close()
    command.downgrade(_config(own_owner_url), "0078")
    migrate(own_owner_url)
    with database.transaction(OWN) as session:
        found = session.connection().execute(text("SELECT row_number, vin FROM upload_row ORDER BY 1")).all()
    assert found == [(3, a_vin(2)), (4, None)]
