"""What is open in a whole column is asked once, read again as it was answered, and remembered for the layout."""

import pytest

from fleetsvc.database.transactions import Database, UnitScope
from fleetsvc.models import UploadRecord
from fleetsvc.services.uploads import column_answers, column_questions, deliveries, steps
from fleetsvc.services.uploads.column_answers import Answer, AnswerUnfit
from fleetsvc.services.uploads.column_questions import ColumnQuestion
from tests.actors import TESTER
from tests.upload_cases import NOW, a_file, a_row, send, settled, stored, with_rulebook

SHEET = "登记表"


def sent(database: Database, *rows: str) -> UploadRecord:
    upload = send(database, a_file(*rows), confirmed=False)
    settled(database, upload)
    return stored(database, upload)


def asked(database: Database, upload: UploadRecord) -> list[ColumnQuestion]:
    with database.transaction(UnitScope("410100")) as session:
        found = deliveries.upload(session, city=410100, number=upload.number)
        return column_questions.column_questions(session, found, now=NOW)


def answer(database: Database, upload: UploadRecord, column: str, way: str) -> None:
    said = Answer(asked(database, upload)[0].sheet if asked(database, upload) else SHEET, column, way)
    with database.transaction(UnitScope("410100")) as session:
        column_answers.answer(session, said, city=410100, number=upload.number, by=TESTER, now=NOW)
    settled(database, upload)


def rows(database: Database, upload: UploadRecord) -> dict[str, int]:
    report = stored(database, upload).report
    assert report is not None
    counted: dict[str, int] = report["rows"]
    return counted


def test_the_order_of_days_is_asked_once_read_again_and_remembered(own_database: Database) -> None:
    with_rulebook(own_database)
    days = ("3/4/2025", "5/4/2025", "2/1/2025")
    upload = sent(own_database, *(a_row(number, day=day) for number, day in enumerate(days, start=1)))
    assert rows(own_database, upload)["held"] == 3
    (question,) = asked(own_database, upload)
    assert question.json == {
        "sheet": question.sheet, "column": "F", "field": "registered_on", "header": "注册日期",
        "count": 3, "row": 2, "value": "3/4/2025",
        "choices": [
            {"choice": "registered_on:dmy", "read": "2025-04-03"},
            {"choice": "registered_on:mdy", "read": "2025-03-04"},
        ],
    }  # fmt: skip
    answer(own_database, upload, "F", "dmy")
    assert (rows(own_database, upload)["accepted"], rows(own_database, upload)["held"]) == (3, 0)
    assert asked(own_database, upload) == []
    with own_database.transaction(UnitScope("410100")) as session:
        steps.confirm(session, city=410100, number=upload.number, by=TESTER, now=NOW)
    settled(own_database, upload)
    following = sent(own_database, a_row(9, day="6/5/2025"))
    assert (rows(own_database, following)["held"], asked(own_database, following)) == (0, [])


def test_the_unit_of_masses_is_asked_once(own_database: Database) -> None:
    with_rulebook(own_database)
    upload = sent(own_database, a_row(1, mass="18"), a_row(2, mass="3500"), a_row(3, mass="4200"))
    (question,) = asked(own_database, upload)
    assert (question.column, question.row, dict(question.ways)) == ("H", 2, {"t": "18000 kg"})
    answer(own_database, upload, "H", "t")
    assert [one.value for one in asked(own_database, upload)] != ["18"]


def test_what_is_not_asked_is_not_answered(own_database: Database) -> None:
    with_rulebook(own_database)
    plain = sent(own_database, a_row(1))
    assert asked(own_database, plain) == []
    for column, way in (("F", "dmy"), ("A", "dmy")):
        with pytest.raises(AnswerUnfit):
            answer(own_database, plain, column, way)
    open_ = sent(own_database, a_row(2, day="3/4/2025"))
    for column, way in (("F", "ymd"), ("F", "tram"), ("G", "dmy")):
        with pytest.raises(AnswerUnfit):
            answer(own_database, open_, column, way)


def test_a_year_of_three_digits_is_no_matter_of_the_order(own_database: Database) -> None:
    with_rulebook(own_database)
    upload = sent(own_database, a_row(1, day="114-03-01"))
    assert rows(own_database, upload)["held"] == 1
    assert asked(own_database, upload) == []
