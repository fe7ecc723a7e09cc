"""Every code point through the service: stored, listed, exported and handed back, as other programs read it."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.parsers import expat

import pytest
from python_calamine import CalamineWorkbook

from fleetsvc.database.transactions import Database, UnitScope
from fleetsvc.models import UploadRecord
from fleetsvc.services.documents.list_exports import Form, ListExport, Writing
from fleetsvc.services.documents.requests import DocumentKind
from fleetsvc.services.registrations import exports, lists
from fleetsvc.services.registrations.filters import RegistrationFilter
from fleetsvc.services.uploads import deliveries, findings
from fleetsvc.services.uploads import rows as upload_rows
from importers.cells.identifiers import text_of
from importers.results import RowFate
from importers.rows.touched import LONGEST
from tests import every_sign as signs
from tests.actors import SETTINGS, TESTER
from tests.making import a_copy
from tests.upload_cases import NOW, settled, with_rulebook

UNIT = "410100"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return signs.owners()


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def sent(database: Database, path: Path) -> UploadRecord:
    delivery = deliveries.Delivery(path.read_bytes(), path.name, received_by="test", confirmed=True)
    with database.transaction(UnitScope(UNIT)) as session:
        upload = deliveries.deliver(session, delivery, city=int(UNIT), by=TESTER, settings=SETTINGS, now=NOW)[
            0
        ]
    settled(database, upload)
    with database.transaction(UnitScope(UNIT)) as session:
        assert upload.id is not None
        upload = deliveries.upload(session, city=int(UNIT), number=upload.id)
    assert upload.status == "accepted"
    return upload


def rows_as_calamine_reads(content: bytes, folder: Path) -> list[list[object]]:
    """Return the rows of a workbook's first sheet; all its parts must be XML to a strict parser."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                expat.ParserCreate().Parse(archive.read(name), True)
    path = folder / "taken away.xlsx"
    path.write_bytes(content)
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()  # type: ignore[return-value]


def column(rows: Iterable[Sequence[object]], header: str) -> list[object]:
    head, *below = rows
    place = head.index(header)
    return [row[place] for row in below]


def taken_away(database: Database, wanted: RegistrationFilter, form: Form) -> bytes:
    export = ListExport(DocumentKind.REGISTRATIONS, wanted, form, "zh", masked=False, name="")
    with database.snapshot(UnitScope(UNIT)) as session:
        return b"".join(Writing(session, export, now=NOW).pieces())


def test_every_code_point_is_stored_listed_and_exported_as_other_programs_read_it(
    database: Database, texts: list[str], tmp_path: Path
) -> None:
    upload = sent(database, signs.as_xlsx(tmp_path / "名单.xlsx", signs.rows_of(texts)))
    owners = [text_of(signs.left_of(text))[: LONGEST["owner"]] for text in texts]
    wanted = RegistrationFilter(unit=UNIT, upload=(upload.city_code, upload.id or 0))
    with database.transaction(UnitScope(UNIT)) as session:
        listed, _ = lists.list_registrations(session, wanted, after=None, limit=2000)
        rows = [lists.listed_json(row) for row in listed]
    by_vin = {str(row["vin"]): row["owner"] for row in rows}
    assert by_vin == {signs.a_vin(number): owner for number, owner in enumerate(owners, start=1)}

    header = exports.COLUMNS["owner"].zh
    content, lines = (taken_away(database, wanted, form) for form in ("xlsx", "csv"))
    shown = [row["owner"] for row in rows]
    assert column(rows_as_calamine_reads(content, tmp_path), header) == shown
    read_back = list(csv.reader(io.StringIO(lines.decode("utf-8-sig"), newline="")))
    assert column(read_back, header) == shown


@pytest.mark.parametrize("kind", ["xlsx", "csv utf-16", "xls"])
def test_every_code_point_in_rows_set_aside_is_listed_and_handed_back(
    database: Database, texts: list[str], tmp_path: Path, kind: str
) -> None:
    write, holds_halves = signs.FORMATS[kind]
    texts = texts if holds_halves else signs.owners(without=signs.SURROGATES)
    rows = [("", *row[1:]) for row in signs.rows_of(texts)]
    upload = sent(database, write(tmp_path / "名单", rows))
    with database.transaction(UnitScope(UNIT)) as session:
        held, _ = upload_rows.list_rows(session, RowFate.HELD, upload=upload, after=None, limit=2000)
        found = findings.findings_of(session, city=upload.city_code, number=upload.id or 0)
        content, _ = a_copy(session, city=upload.city_code, number=upload.id or 0)
    left = [signs.left_of(text) for text in texts]
    assert [row["cells"][6] for row in held] == left
    assert {one.code for one in found} >= {"vin-missing", "control-characters"}
    assert len(rows_as_calamine_reads(content, tmp_path)) == 1 + len(texts)
    # A kept workbook holds what its sender wrote, escapes and all: what it says is what our own reader makes of it.
    said = column(signs.rows_in(tmp_path / "taken away.xlsx"), "所有人")
    assert [one_line_end(str(text)) for text in said] == [one_line_end(text) for text in left]


def one_line_end(text: str) -> str:
    """XML knows one line end."""
    return text.replace("\r", "\n")


def test_what_is_too_long_is_stored_cut_in_every_place(database: Database, tmp_path: Path) -> None:
    long = "甲" * 32_000
    rows = [signs.a_row(1, long), ("", *signs.a_row(2, long)[1:]), signs.a_row(3, "乙")]
    upload = sent(database, signs.as_xlsx(tmp_path / "名单.xlsx", rows, name="名" * 5000))
    wanted = RegistrationFilter(unit=UNIT, owner="甲" * LONGEST["owner"])
    with database.transaction(UnitScope(UNIT)) as session:
        (row,), _ = lists.list_registrations(session, wanted, after=None, limit=10)
        (held,), _ = upload_rows.list_rows(session, RowFate.HELD, upload=upload, after=None, limit=10)
        content, _ = a_copy(session, city=upload.city_code, number=upload.id or 0)
    assert (row.vin, row.sheet, held["sheet"]) == (signs.a_vin(1), "名" * 100, "名" * 100)
    assert held["cells"][6] == "甲" * 1000
    assert len(rows_as_calamine_reads(content, tmp_path)) == 4
