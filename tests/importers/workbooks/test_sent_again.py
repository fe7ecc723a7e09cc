"""An annotated copy that is sent again unchanged is read like the original, whatever the original was."""

from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from importers.fields import Layout
from importers.findings.refusals import FileRefused
from importers.formats.container import inspect
from importers.formats.sheets import CellValue, Content, Sheet, open_workbook
from importers.formats.sheets import Workbook as Source
from importers.layout.workbook_layout import find_layout
from importers.results import Block, Expectation, Refused, RowFate
from importers.rows.registrations import ReadingContext, read_blocks
from importers.sandbox.annotate_child import write_copy
from importers.workbooks.annotation import Annotation, HeaderPlace
from importers.workbooks.held_rows import write_all_rows
from rules.wording import Language
from tests.workbook_of_rows import a_plate, a_vin

pytestmark = pytest.mark.slow(15)

FOLDERS = ("reported", "workbooks", "fleet", "reupload")
SUFFIXES = (".xlsx", ".xls", ".xlsb", ".ods", ".csv", ".txt")
LARGEST_BYTES = 600_000
HEADERS = ("序号", "车牌号", "车架号", "燃料种类", "登记日期", "类别", "新增/更新", "备注")
EXPECTED = Expectation("410100")

Cells = Sequence[CellValue]
Fates = dict[tuple[int, int], object]


def read(path: Path, name: str, expected: Expectation = EXPECTED) -> tuple[Layout, list[Block]] | None:
    """Read a file in this process; None where it is refused."""
    container = inspect(path, name=name)
    if isinstance(container, Refused):
        return None
    try:
        book = open_workbook(container)
        layout = find_layout(book, expected)
        if isinstance(layout, Refused):
            return None
        context = ReadingContext(expected, date(2026, 6, 1), epoch_1904=book.epoch_1904)
        sheets = [(book.sheets[reading.index], reading) for reading in layout.readings]
        return layout, [block for pair in sheets for block in read_blocks(*pair, context)]
    except FileRefused:
        return None


def fates(blocks: list[Block]) -> Fates:
    """What became of every row, by the place of its sheet among those that are used and its number."""
    places = list(dict.fromkeys(block.sheet for block in blocks))
    found: Fates = {}
    for block in blocks:
        of_sheet = places.index(block.sheet)
        for index, row in enumerate(block.rows):
            found[of_sheet, row] = {name: column[index] for name, column in block.columns.items()}
        found |= {(of_sheet, row.row): row.fate for row in block.aside}
    return found


def codes(blocks: list[Block]) -> list[tuple[str, int | None]]:
    return [
        (one.code, one.row) for block in blocks for one in block.findings if one.code != "control-characters"
    ]


def write_again(
    path: Path,
    name: str,
    out: Path,
    *,
    language: Language = "zh",
    expected: Expectation = EXPECTED,
    ways: Sequence[str] = ("kept", "rebuilt"),
) -> list[Block] | None:
    """Write the annotated copy of a file; return how the file was read, None where it was not."""
    found = read(path, name, expected)
    if found is None:
        return None
    layout, blocks = found
    places = {
        sheet.name: HeaderPlace(sheet.header_rows, sheet.first_data_row or 0)
        for sheet in layout.sheets
        if sheet.used
    }
    findings = (*layout.findings, *(one for block in blocks for one in block.findings))
    annotation = Annotation(places, findings, "v1.410100.7.signed", language, expected.corrections)
    write_copy(path, out, annotation, name=name, ways=ways)
    return blocks


def both(
    path: Path, name: str, folder: Path, *, language: Language = "zh"
) -> tuple[list[Block], list[Block]]:
    """How a file was read, and how its copy is."""
    before = write_again(path, name, folder / "copy.xlsx", language=language)
    after = read(folder / "copy.xlsx", "copy.xlsx")
    assert before is not None
    assert after is not None
    return before, after[1]


def samples(shared_dir: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((shared_dir / "samples" / folder).rglob("*")):
            if path.suffix.lower() in SUFFIXES and path.stat().st_size < LARGEST_BYTES:
                yield path


def test_the_copy_of_every_sample_is_read_like_the_sample(shared_dir: Path, tmp_path: Path) -> None:
    differing, compared, out = [], 0, tmp_path / "copy.xlsx"
    for path in samples(shared_dir):
        before = write_again(path, path.name, out)
        if before is None:
            continue
        after = read(out, "copy.xlsx")
        compared += 1
        if after is None or fates(after[1]) != fates(before):
            differing.append(path.name)
    if not compared:
        pytest.skip("no samples of workbooks")
    assert differing == []


def a_vehicle(number: int, *, fuel: str = "纯电动", event: str = "新增") -> list[CellValue]:
    return [number, a_plate(number), a_vin(number), fuel, "2025-03-01", "公交车", event, None]


def in_order(cells: Cells, order: Sequence[int]) -> list[CellValue]:
    return [cells[place] for place in order]


def book_of(path: Path, rows: Sequence[Cells]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


OTHER_ORDER = (0, 2, 1, 6, 4, 5, 3)
FAULTY = [a_vehicle(1, fuel="飞船"), a_vehicle(2, event="也许"), a_vehicle(3)]
LATER_TABLES: dict[str, list[Cells]] = {
    "the same header again": [HEADERS, a_vehicle(4), a_vehicle(5, event="不详")],
    "another order": [
        in_order(HEADERS, OTHER_ORDER),
        *(in_order(row, OTHER_ORDER) for row in (a_vehicle(4), a_vehicle(5, event="不详"))),
    ],
    "under a title": [("二、更新出租汽车",), HEADERS[:5], a_vehicle(4)[:5], a_vehicle(5, fuel="水")[:5]],
    "without a column for the event": [HEADERS[:6], a_vehicle(4)[:6], a_vehicle(5, fuel="水")[:6]],
    "wider than the first": [
        (*HEADERS, "所有人", "总质量"),
        (*a_vehicle(4, event="不详"), "公交公司", 18000),
        (*a_vehicle(5), "公交公司", 18000),
    ],
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", LATER_TABLES)
def test_our_column_is_ours_beside_every_table_of_a_sheet(
    kind: str, language: Language, tmp_path: Path
) -> None:
    rows: list[Cells] = [("郑州市2025年新增公交车",), HEADERS, *FAULTY, (), *LATER_TABLES[kind]]
    path = book_of(tmp_path / "a.xlsx", rows)
    before, after = both(path, "a.xlsx", tmp_path, language=language)
    assert (fates(after), codes(after)) == (fates(before), codes(before))
    assert RowFate.HELD in fates(before).values()


def test_a_column_that_a_clerk_adds_at_the_right_of_ours_does_not_make_ours_the_clerks(
    tmp_path: Path,
) -> None:
    path = book_of(tmp_path / "a.xlsx", [HEADERS, *FAULTY])
    before = write_again(path, "a.xlsx", tmp_path / "copy.xlsx")
    book = load_workbook(tmp_path / "copy.xlsx")
    for row, text in enumerate(("答复", "已核对", "新增", None), start=1):
        book.worksheets[0].cell(row, len(HEADERS) + 2).value = text
    book.save(tmp_path / "answered.xlsx")
    after = read(tmp_path / "answered.xlsx", "answered.xlsx")
    assert before is not None
    assert after is not None
    assert fates(after[1]) == fates(before)


SIGNED = [(place, name) for place, name in enumerate(HEADERS) if name not in ("序号", "备注")]


@pytest.mark.parametrize(("place", "name"), SIGNED)
@pytest.mark.parametrize("shape", ["{}\x07", "\x1f{}", "\x00", "{}，见附件" + "；见附件" * 400])
def test_a_row_held_for_what_a_rebuilt_copy_cannot_hold_is_held_again(
    place: int, name: str, shape: str, tmp_path: Path
) -> None:
    rows = [[str(cell or "") for cell in a_vehicle(number)] for number in range(1, 5)]
    rows[1][place] = shape.format(rows[1][place])
    path = tmp_path / "a.csv"
    path.write_text("\n".join(",".join(row) for row in (HEADERS, *rows)), "utf-8")
    before, after = both(path, "a.csv", tmp_path)
    assert fates(before)[0, 3] is RowFate.HELD, name
    assert fates(after) == fates(before)


def test_a_mark_that_a_clerk_takes_away_holds_nothing_any_more(tmp_path: Path) -> None:
    rows = [[str(cell or "") for cell in a_vehicle(number)] for number in range(1, 4)]
    rows[1][1] += "\x07"
    path = tmp_path / "a.csv"
    path.write_text("\n".join(",".join(row) for row in (HEADERS, *rows)), "utf-8")
    write_again(path, "a.csv", tmp_path / "copy.xlsx")
    book = load_workbook(tmp_path / "copy.xlsx")
    cell = book.worksheets[0]["B3"]
    assert cell.value == f"【内容有改动】{a_plate(2)}"
    cell.value = a_plate(2)
    book.save(tmp_path / "checked.xlsx")
    found = read(tmp_path / "checked.xlsx", "checked.xlsx")
    assert found is not None
    assert RowFate.HELD not in fates(found[1]).values()


@pytest.mark.parametrize("quoted", ['"豫A{},x', '"{}', 'x"{}"y,"'])
def test_a_row_whose_quotes_do_not_pair_is_held_again(quoted: str, tmp_path: Path) -> None:
    rows = [[str(cell or "") for cell in a_vehicle(number)] for number in range(1, 6)]
    rows[2][3] = quoted.format(rows[2][3])
    path = tmp_path / "a.csv"
    path.write_text("\n".join(",".join(row) for row in (HEADERS, *rows)), "utf-8")
    before, after = both(path, "a.csv", tmp_path)
    assert fates(before)[0, 4] is RowFate.HELD
    assert fates(after) == fates(before)


def test_what_is_struck_through_stays_so_in_a_rebuilt_copy(tmp_path: Path) -> None:
    struck = frozenset({(2, 3), (3, 2), (3, 3)})
    rows: list[list[CellValue]] = [list(HEADERS), a_vehicle(1), a_vehicle(2)]
    sheet = Sheet("明细", False, Content(len(rows), lambda: enumerate(rows, start=1)), struck=struck)
    out = tmp_path / "copy.xlsx"
    write_all_rows(
        Source((sheet,)), out, Annotation({"明细": HeaderPlace((1,), 2)}, (), "v1.410100.7.signed")
    )
    again = inspect(out, name="copy.xlsx")
    assert not isinstance(again, Refused)
    assert open_workbook(again).sheets[0].struck == struck
    assert load_workbook(BytesIO(out.read_bytes())).worksheets[0]["C2"].value == a_vin(1)


@pytest.mark.parametrize("cell", ["更新出租车", "新增公交车", "环卫车更新"])
@pytest.mark.parametrize("shape", ["{}{}", "{1}{0}", "{0}{1}{0}", "一[{1}]{0}"])
def test_a_long_name_of_a_text_goes_on_saying_what_it_says(cell: str, shape: str, tmp_path: Path) -> None:
    path = tmp_path / "sent"
    rows = [[str(cell or "") for cell in a_vehicle(number)][:5] for number in range(1, 4)]
    path.write_text("\n".join(",".join(row) for row in (HEADERS[:5], *rows)), "utf-8")
    name = shape.replace("{}{}", "{0}{1}").format("全市推广应用情况统计与" * 3, cell) + ".csv"
    before, after = both(path, name, tmp_path)
    assert RowFate.HELD not in fates(before).values()
    assert fates(after) == fates(before)


def a_book_to_correct(path: Path) -> None:
    """Row 2 has a refused VIN that is struck through, rows 3 to 5 share one event, row 6 an owner that is wrong."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "明细"
    sheet.append([*HEADERS[:7], "所有人"])
    for number in range(2, 7):
        sheet.append([*a_vehicle(number)[:7], "某公司"])
    sheet["C2"], sheet["C2"].font = "LZYT", Font(strike=True)
    sheet.merge_cells("G3:G5")
    book.save(path)


@pytest.mark.parametrize("ways", [("kept", "rebuilt"), ("rebuilt",)])
@pytest.mark.parametrize("event", ["G3", None], ids=["one of merged cells", "single cells"])
def test_corrected_cells_stand_in_the_copy_and_are_read_from_it(
    event: str | None, ways: tuple[str, ...], tmp_path: Path
) -> None:
    said = {"2": {"C": a_vin(90), "E": "2025-04-01"}, "6": {"H": ""}, "4": {"H": "=公交"}}
    said |= {"3": {"G": "更新"}} if event else {}
    a_book_to_correct(tmp_path / "list.xlsx")
    expected = Expectation("410100", corrections={"明细": said})
    before = write_again(
        tmp_path / "list.xlsx", "list.xlsx", tmp_path / "copy.xlsx", expected=expected, ways=ways
    )
    after = read(tmp_path / "copy.xlsx", "copy.xlsx")
    assert before is not None
    assert after is not None
    assert RowFate.HELD not in fates(before).values()
    assert fates(after[1]) == fates(before)
    corrected = [place for place in codes(before) if place[0] == "cell-corrected"]
    assert codes(after[1]) == [place for place in codes(before) if place not in corrected]
    sheet = load_workbook(tmp_path / "copy.xlsx")["明细"]
    assert (sheet["C2"].value, sheet["C2"].font.strike, sheet["H4"].data_type) == (a_vin(90), None, "s")
    assert "原文件里是“LZYT”" in (sheet["C2"].comment.text if sheet["C2"].comment else "")
