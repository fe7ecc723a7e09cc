"""Confirmed column mappings are remembered by unit and layout, and used for the next file of that layout."""

from dataclasses import replace
from pathlib import Path

import pytest

from fleetsvc.database.transactions import Database, ScopedSession, UnitScope
from fleetsvc.models import UploadRecord, UploadStatus
from fleetsvc.services.uploads import layout_memory
from fleetsvc.services.uploads.reading import Reading
from importers.fields import Question
from importers.results import Expectation, SheetUse
from importers.sandbox import reader
from tests.upload_cases import NOW, a_row

PRINT, OTHER = "a" * 64, "b" * 64
HEADER = "车架号,号牌号码,车辆用途类别,新增/更新,燃料种类,登记日期,发证日期"
ASKED = Question("column-ambiguous", "名单", "plate", ("B", "C"), "B")


def an_upload(status: str = "in_review", **columns: str | None) -> UploadRecord:
    mapping: dict[str, object] = {"名单": columns} if columns else {}
    return UploadRecord(city_code=410100, id=7, status=UploadStatus(status), confirmed=True, mapping=mapping)


def a_reading(*questions: Question) -> Reading:
    return Reading(fingerprints={"名单": PRINT, "其他": OTHER}, questions=questions)


def test_a_mapping_given_by_hand_is_remembered() -> None:
    for status in ("received", "in_review"):
        found = layout_memory.confirmed_mappings(an_upload(status, A="vin", D=None), a_reading())
        assert found == {PRINT: {"A": "vin", "D": None}}


def test_a_proposal_is_remembered_only_where_a_person_has_reviewed_it() -> None:
    assert layout_memory.confirmed_mappings(an_upload(), a_reading(ASKED)) == {PRINT: {"B": "plate"}}
    assert layout_memory.confirmed_mappings(an_upload("received"), a_reading(ASKED)) == {}
    assert layout_memory.confirmed_mappings(an_upload(C="plate"), a_reading(ASKED)) == {PRINT: {"C": "plate"}}


def test_a_field_that_moves_to_another_column_leaves_its_earlier_one(session: ScopedSession) -> None:
    steps: list[dict[str, str | None]] = [{"A": "vin", "B": "plate", "F": None}, {"C": "plate"}]
    for said in steps:
        layout_memory.remember(session, {PRINT: said}, city=410100, upload=7, now=NOW)
    assert layout_memory.remembered(session, city=410100) == {PRINT: {"A": "vin", "F": None, "C": "plate"}}


def test_a_unit_remembers_its_own_mappings_only(own_database: Database) -> None:
    with own_database.transaction(UnitScope("410100")) as own:
        layout_memory.remember(own, {PRINT: {"A": "vin"}}, city=410100, upload=7, now=NOW)
    with own_database.transaction(UnitScope("410200")) as strange:
        assert layout_memory.remembered(strange, city=410100) == {}


def layout_of(folder: Path, expectation: Expectation, *, header: str = HEADER) -> reader.LayoutFrame:
    path = folder / "list.csv"
    path.write_text("\n".join([header, *(a_row(n, day="2025-03-01") for n in range(1, 9))]), encoding="utf-8")
    frames = reader.stream(path, name="名单.csv", expectation=expectation, today=NOW.date())
    (layout,) = [frame for frame in frames if isinstance(frame, reader.LayoutFrame)]
    return layout


def fields_of(layout: reader.LayoutFrame) -> dict[str, str | None]:
    (sheet,) = layout.sheets
    return {column.column: column.field for column in sheet.columns}


def only_sheet(layout: reader.LayoutFrame) -> SheetUse:
    (sheet,) = layout.sheets
    return sheet


@pytest.mark.parametrize(
    "header",
    [HEADER, HEADER.replace("车架号", " 车架号 "), f"{HEADER},错误说明", f"{HEADER},原行号,错误说明"],
)
def test_the_next_file_of_a_layout_is_read_as_confirmed(header: str, tmp_path: Path) -> None:
    said = Expectation("410100")
    first = layout_of(tmp_path, said)
    assert fields_of(first)["G"] is None
    known = {first.fingerprints["名单"]: {"F": None, "G": "registered_on"}}
    recalled = layout_of(tmp_path, replace(said, remembered=known), header=header)
    assert (fields_of(recalled)["F"], fields_of(recalled)["G"]) == (None, "registered_on")
    assert only_sheet(recalled).why_zh.endswith("列对应沿用上次确认的结果")
    assert only_sheet(recalled).why_en.endswith("columns mapped as confirmed before")


def test_a_mapping_given_for_the_file_goes_before_what_is_remembered(tmp_path: Path) -> None:
    known: layout_memory.Mappings = {
        layout_of(tmp_path, Expectation("410100")).fingerprints["名单"]: {"G": "registered_on"}
    }
    said = Expectation("410100", mapping={"名单": {"F": "registered_on"}}, remembered=known)
    assert fields_of(layout_of(tmp_path, said))["F"] == "registered_on"


def test_another_layout_is_not_read_by_the_remembered_mapping(tmp_path: Path) -> None:
    known = {
        layout_of(tmp_path, Expectation("410100")).fingerprints["名单"]: {"F": None, "G": "registered_on"}
    }
    moved = layout_of(
        tmp_path, Expectation("410100", remembered=known), header=HEADER.replace("燃料种类", "燃料")
    )
    assert fields_of(moved)["F"] == "registered_on"
    assert not only_sheet(moved).why_zh.endswith("列对应沿用上次确认的结果")
