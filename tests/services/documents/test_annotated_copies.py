"""What a bureau takes away: the annotated copy of its upload, known again when it comes back, and the template."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import Session

from fleetsvc.database.transactions import Database, UnitScope
from fleetsvc.models import UploadRecord
from fleetsvc.services.documents import annotated_copies
from fleetsvc.services.documents.requests import Question
from fleetsvc.services.uploads import batch_marks, deliveries, steps, template
from fleetsvc.services.uploads.batch_marks import CarriedOver, Mark
from importers.results import FileKind
from rules.units import UnitUnknown
from tests.actors import SETTINGS, TESTER
from tests.making import SECRET, a_copy
from tests.upload_cases import HEADER, NOW, a_row, settled, with_rulebook

ROWS = (a_row(1), a_row(2, category="飞船"), a_row(3))


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def a_workbook(*rows: str) -> bytes:
    book, out = Workbook(), BytesIO()
    book.worksheets[0].title = "名单"
    for line in (HEADER, *rows):
        book.worksheets[0].append(line.split(","))
    book.save(out)
    return out.getvalue()


def sent(
    database: Database, content: bytes, name: str, mapping: dict[str, object] | None = None
) -> UploadRecord:
    delivery = deliveries.Delivery(content, name, received_by="test", category="bus", mapping=mapping or {})
    with database.transaction(UnitScope("410100")) as session:
        upload = deliveries.deliver(session, delivery, city=410100, by=TESTER, settings=SETTINGS, now=NOW)[0]
    settled(database, upload)
    return upload


def copy_of(database: Database, upload: UploadRecord) -> tuple[bytes, str]:
    assert upload.id is not None
    with database.transaction(UnitScope("410100")) as session:
        return a_copy(session, city=410100, number=upload.id)


def asked_of(session: Session, number: int) -> Question:
    return annotated_copies.question(
        session, city=410100, number=number, language="zh", secret=SECRET, personal=False
    )


def test_an_upload_comes_back_annotated_under_its_own_name(database: Database) -> None:
    content, name = copy_of(database, sent(database, a_workbook(*ROWS), "三月 公交.xlsx"))
    sheet = load_workbook(BytesIO(content))["名单"]
    assert name == "三月 公交（已标注）.xlsx"
    assert sheet["I1"].value == "错误说明"
    assert [sheet.cell(row, 9).value is None for row in (2, 3, 4)] == [True, False, True]
    assert str(sheet["I3"].value).startswith("【错误】C列车辆用途类别：看不出“飞船”属于哪一类车辆用途。")


def test_a_copy_of_a_copy_is_not_named_twice(database: Database) -> None:
    upload = sent(database, "\n".join([HEADER, *ROWS]).encode(), "名单（已标注）.csv")
    assert copy_of(database, upload)[1] == "名单（已标注）.xlsx"


def test_what_was_said_of_an_upload_holds_for_its_corrected_file(database: Database, tmp_path: Path) -> None:
    mapping: dict[str, object] = {"名单": {"A": "vin", "B": "plate"}}
    upload = sent(database, a_workbook(*ROWS), "名单.xlsx", mapping)
    path = tmp_path / "copy.xlsx"
    path.write_bytes(copy_of(database, upload)[0])
    assert upload.id is not None
    with database.transaction(UnitScope("410100")) as session:
        found = batch_marks.carried_over(session, path, city=410100, secret=SECRET)
        assert found == CarriedOver(upload.id, "bus", None, FileKind.REGISTRATIONS, mapping)
        assert batch_marks.carried_over(session, path, city=410100, secret="another") is None
    with database.transaction(UnitScope("410200")) as session:
        assert batch_marks.carried_over(session, path, city=410200, secret=SECRET) is None


def test_a_mark_is_signed_over_all_that_it_says() -> None:
    mark = Mark("410100", 7, "ab" * 32)
    text = batch_marks.signed(mark, secret=SECRET)
    assert batch_marks.verified(text, secret=SECRET) == mark
    for forged in (
        text.replace("410100", "410200"), text.replace(".7.", ".8."), text.replace("abab", "abcd", 1),
        text[:-1] + ("0" if text[-1] != "0" else "1"), "", "....", "v1.410100.x." + "ab" * 32,
    ):  # fmt: skip
        assert batch_marks.verified(forged, secret=SECRET) is None
    assert batch_marks.verified(text, secret="another") is None


def test_an_upload_without_rows_has_nothing_to_annotate(database: Database) -> None:
    refused = sent(database, b"%PDF-1.7 no spreadsheet", "扫描件.pdf")
    with pytest.raises(annotated_copies.UploadHasNoRows) as told:
        copy_of(database, refused)
    assert told.value.status == "refused"
    with database.transaction(UnitScope("410100")) as session, pytest.raises(deliveries.UploadUnknown):
        asked_of(session, 99)


def test_another_reading_of_a_file_is_another_state(database: Database) -> None:
    upload = sent(database, a_workbook(*ROWS), "名单.xlsx")
    assert upload.id is not None

    def state() -> str:
        with database.transaction(UnitScope("410100")) as session:
            return asked_of(session, upload.id or 0).state

    first = state()
    assert state() == first
    with database.transaction(UnitScope("410100")) as session:
        steps.set_mapping(session, {"名单": {"C": None}}, city=410100, number=upload.id, by=TESTER, now=NOW)
    settled(database, upload)
    assert state() != first


def test_a_template_is_named_after_unit_and_category() -> None:
    assert template.template_for(unit="410300", category="bus", language="zh")[1] == (
        "洛阳市新登记车辆信息表（公交车）.xlsx"
    )
    assert (
        template.template_for(unit="410300", category=None, language="en")[1] == "Registrations Luoyang.xlsx"
    )
    with pytest.raises(UnitUnknown):
        template.template_for(unit="110000", category=None, language="zh")
