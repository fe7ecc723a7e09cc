"""An upload from its bytes to stored verdicts: whole or not at all, and only what changed."""

from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from fleetsvc.books import shipped_book
from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.jobs.reading_uploads import settle, waiting
from fleetsvc.models import DecisionRecord, FindingRecord, RegistrationRecord, UploadRow
from fleetsvc.services.dashboards.province import Cell, Reported, months
from fleetsvc.services.law.ranking_method import current_method
from fleetsvc.services.rankings.context import count_beside
from fleetsvc.services.uploads import cell_answers, deliveries, steps
from fleetsvc.services.uploads.cell_corrections import CellSaid
from rules.periods import parse_period
from rules.vocabulary import Category
from tests.actors import TESTER
from tests.upload_cases import NOW, a_file, a_row, a_vin, send, settled, stored, with_rulebook

LATER = datetime(2025, 7, 1, 8, tzinfo=UTC)


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def current(database: Database) -> list[tuple[str, str, str | None, str]]:
    """(vin, verdict, rule, energy) of every registration as it stands now."""
    query = (
        select(RegistrationRecord.vin, DecisionRecord.verdict, DecisionRecord.rule, RegistrationRecord.energy)
        .join(DecisionRecord, col(DecisionRecord.registration_id) == RegistrationRecord.id)
        .where(col(RegistrationRecord.superseded_at).is_(None), col(DecisionRecord.superseded_at).is_(None))
        .order_by(col(RegistrationRecord.vin))
    )
    with database.transaction(OFFICE) as session:
        return [tuple(row) for row in session.exec(query)]  # type: ignore[misc]


def test_a_confirmed_upload_is_stored_with_its_verdicts(database: Database) -> None:
    rows = (
        a_row(1),
        a_row(2, energy="柴油", plate="豫A00002"),
        a_row(3, energy="柴油", day=""),
        "合计,,,,,,",
    )
    upload = send(database, a_file(*rows))
    settled(database, upload)

    kept = stored(database, upload)
    assert kept.status == "accepted"
    assert kept.report is not None
    assert kept.report["rows"] == {"read": 4, "accepted": 2, "held": 1, "unchanged": 0, "ignored": 1}
    assert kept.report["verdicts"] == {"compliant": 1, "non_compliant": 1}
    assert current(database) == [
        (a_vin(1), "compliant", "henan-2023/13-bus-new", "bev"),
        (a_vin(2), "non_compliant", "henan-2023/13-bus-new", "diesel"),
    ]
    with database.transaction(OFFICE) as session:
        aside = session.exec(select(UploadRow.row_number, UploadRow.fate, UploadRow.why, UploadRow.vin)).all()
        held = select(FindingRecord.row_number, FindingRecord.column_letter).where(
            FindingRecord.code == "date-missing"
        )
        assert sorted(aside) == [(4, "held", None, a_vin(3)), (5, "ignored", "subtotal", None)]
        assert session.exec(held).all() == [(4, "F")]


def test_an_upload_in_review_shows_its_verdicts_and_stores_nothing(database: Database) -> None:
    upload = send(database, a_file(a_row(1)), confirmed=False)
    settled(database, upload)
    kept = stored(database, upload)
    assert (kept.status, kept.report and kept.report["verdicts"]) == ("in_review", {"compliant": 1})
    assert current(database) == []
    assert waiting(database) == []

    assert upload.id is not None
    with database.transaction(UnitScope("410100")) as session:
        steps.confirm(session, city=410100, number=upload.id, by=TESTER, now=NOW)
    settled(database, upload)
    assert stored(database, upload).status == "accepted"
    assert [vin for vin, *_ in current(database)] == [a_vin(1)]


def test_rows_that_are_stored_already_are_unchanged_and_a_changed_row_is_a_new_version(
    database: Database,
) -> None:
    settled(database, send(database, a_file(a_row(1), a_row(2))))
    second = send(database, a_file(a_row(2), a_row(1, energy="柴油", plate="豫A00001")))
    reading = settled(database, second, now=LATER)
    assert (reading.rows["accepted"], reading.rows["unchanged"]) == (1, 1)

    with database.transaction(OFFICE) as session:
        versions = session.exec(
            select(
                RegistrationRecord.energy, RegistrationRecord.recorded_at, RegistrationRecord.superseded_at
            )
            .where(RegistrationRecord.vin == a_vin(1))
            .order_by(col(RegistrationRecord.id))
        ).all()
    assert versions == [("bev", NOW, LATER), ("diesel", LATER, None)]
    assert [verdict for _, verdict, *_ in current(database)] == ["non_compliant", "compliant"]


def test_withdrawing_brings_back_what_the_upload_had_replaced(database: Database) -> None:
    settled(database, send(database, a_file(a_row(1))))
    second = send(database, a_file(a_row(1, energy="柴油", plate="豫A00001"), a_row(2)))
    settled(database, second, now=LATER)
    assert second.id is not None
    with database.transaction(UnitScope("410100")) as session:
        steps.withdraw(
            session,
            city=410100,
            number=second.id,
            by=TESTER,
            reason="mistaken",
            now=datetime(2025, 7, 2, tzinfo=UTC),
        )
    assert current(database) == [(a_vin(1), "compliant", "henan-2023/13-bus-new", "bev")]


def test_the_same_bytes_are_one_upload_until_it_is_withdrawn(database: Database) -> None:
    first = send(database, a_file(a_row(1)))
    assert send(database, a_file(a_row(1))).id == first.id
    assert send(database, a_file(a_row(1)), unit="410200").id != first.id
    assert first.id is not None
    with database.transaction(UnitScope("410100")) as session:
        steps.withdraw(session, city=410100, number=first.id, by=TESTER, reason="mistaken", now=NOW)
    assert send(database, a_file(a_row(1))).id != first.id


def test_a_vehicle_that_another_unit_reported_is_told_without_naming_the_unit(database: Database) -> None:
    settled(database, send(database, a_file(a_row(1)), unit="410200"))
    settled(database, send(database, a_file(a_row(1))))
    with database.transaction(UnitScope("410100")) as session:
        told = session.exec(
            select(FindingRecord.row_number, FindingRecord.value, FindingRecord.fillings).where(
                FindingRecord.code == "duplicate-elsewhere"
            )
        ).all()
    assert told == [(2, a_vin(1), {})]


def test_a_retired_vehicle_serves_one_replacement_over_all_deliveries(database: Database) -> None:
    settled(database, send(database, a_file(a_row(1, event="更新", replaces="豫A11111"))))
    reading = settled(database, send(database, a_file(a_row(2, event="更新", replaces="豫A11111"))))
    assert reading.codes["replacement-reused"] == 1


def test_a_refused_file_is_kept_with_its_reason(database: Database) -> None:
    upload = send(database, b"%PDF-1.7 this is no spreadsheet")
    settled(database, upload)
    kept = stored(database, upload)
    assert kept.status == "refused"
    assert kept.report is not None
    assert kept.report["refused"]["code"] == "not-a-spreadsheet"
    assert upload.id is not None
    with database.transaction(UnitScope("410100")) as session:
        assert (
            deliveries.content(session, city=410100, number=upload.id) == b"%PDF-1.7 this is no spreadsheet"
        )


def test_a_settled_upload_is_not_settled_again(database: Database) -> None:
    upload = send(database, a_file(a_row(1)))
    settled(database, upload)
    assert upload.id is not None
    assert settle(database, city=410100, number=upload.id, worker="test", now=LATER) is None


def test_a_mapping_given_once_is_used_for_the_next_file_of_that_layout(database: Database) -> None:
    def strange(number: int) -> bytes:
        header = "甲,乙,车辆用途类别,新增/更新,燃料种类,注册日期"
        row = f"{a_vin(number)},豫A{number:05d}D,公交车,新增,纯电动,2025-03-01"
        return f"{header}\n{row}\n".encode()

    first = send(database, strange(1), confirmed=False)
    assert first.id is not None
    with database.transaction(UnitScope("410100")) as session:
        steps.set_mapping(
            session, {"登记表": {"A": "vin", "B": None}}, city=410100, number=first.id, by=TESTER, now=NOW
        )
        steps.confirm(session, city=410100, number=first.id, by=TESTER, now=NOW)
    settled(database, first)
    reading = settled(database, send(database, strange(2)))
    fields = {column.column: column.field for column in reading.sheets[0].columns}
    assert (fields["A"], fields["B"]) == ("vin", None)


def test_what_is_typed_over_a_placeholder_is_as_late_as_it_was_typed(database: Database) -> None:
    """A file is sent in time; a VIN, a day and a category are typed over in August."""
    sent = [a_row(1, day="2025-06-02"), "x" + a_row(2, day="2025-06-02")[17:]]
    sent += [a_row(3, day="2025-05-32"), a_row(4, day="2025-06-02", category="公交大巴士车")]
    upload = send(database, a_file(*sent), confirmed=False)
    settled(database, upload)

    def correct(cell: str, text: str, now: datetime) -> None:
        said = [CellSaid("登记表", int(cell[1:]), cell[0], text)]
        with database.transaction(UnitScope("410100")) as session:
            cell_answers.take_cells(session, said, city=410100, number=upload.number, by=TESTER, now=now)
        if stored(database, upload).is_waiting:
            settled(database, upload, now=now)

    correct("A3", a_vin(2), datetime(2025, 8, 8, 8, tzinfo=UTC))
    correct("F4", "2025-06-03", datetime(2025, 8, 9, 8, tzinfo=UTC))
    for day in (10, 11):  # said once more it is no later; what is no name of the vehicle makes nothing late
        correct("F4", "2025-06-03", datetime(2025, 8, day, 8, tzinfo=UTC))
        correct("C5", "公交车", datetime(2025, 8, day, 9, tzinfo=UTC))
    with database.transaction(UnitScope("410100")) as session:
        steps.confirm(session, city=410100, number=upload.number, by=TESTER, now=NOW)
    settled(database, upload, now=datetime(2025, 8, 12, tzinfo=UTC))
    assert {vin for vin, *_ in current(database)} == {a_vin(1), a_vin(2), a_vin(3), a_vin(4)}

    june, method = parse_period("2025-06"), current_method()
    with database.transaction(OFFICE) as session:
        for anew in (False, True):
            beside = count_beside(session, june, (), book=shipped_book(), due_day=method.due_day, anew=anew)
            assert beside.late_days == {("410100", Category.BUS): 35 + 36}, "in time until 4 July"
        seen = months(session, [june.from_day], category=None, now=datetime(2025, 9, 1, tzinfo=UTC))
        assert seen.cells["410100", june.from_day] == Cell(Reported.RECEIVED, 4)
