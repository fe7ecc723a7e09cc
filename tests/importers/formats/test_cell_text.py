"""Texts as they leave a file: what is removed, what is cut, where that is told, and which rows it holds."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from importers.formats.cell_faults import error_cell
from importers.formats.cell_text import (
    LONGEST_CELL,
    LONGEST_NAME,
    Touch,
    TouchedRow,
    as_xlsx,
    settle,
    settled_names,
)
from importers.results import Expectation, FileFacts, Finding, Refused, RowFate
from importers.rows.registrations import read_blocks
from importers.rows.touched import DECIDING, LONGEST
from importers.sandbox import frames, reader
from tests import every_sign as signs
from tests import raw_workbooks as raw
from tests.row_data import FIELDS, LETTER, a_context, a_reading, a_row, cells_of, codes, read

TODAY = date(2025, 6, 1)


def frames_of(
    path: Path, *, name: str = "名单.xlsx", mapping: dict[str, dict[str, str | None]] | None = None
) -> list[reader.Frame]:
    expectation = Expectation("410100", category="bus", event="new", mapping=mapping or {})
    return list(reader.stream(path, name=name, expectation=expectation, today=TODAY))


def layout_of(path: Path, **more: object) -> reader.LayoutFrame:
    (layout,) = [one for one in frames_of(path, **more) if isinstance(one, reader.LayoutFrame)]  # type: ignore[arg-type]
    return layout


@pytest.mark.parametrize(
    ("given", "escaped", "settled"),
    [
        ("郑州\x00公交", False, ("郑州公交", ("U+0000",))),
        ("a\x0bb\x0cc\x85d", False, ("a\nb\nc\nd", ("U+000B", "U+000C", "U+0085"))),
        ("a\tb\r\nc", False, ("a\tb\r\nc", ())),
        ("_xD83D__xDE8C_公交", False, ("🚌公交", ())),
        ("a_xd800_b_xDC00_", False, ("ab", ("U+D800", "U+DC00"))),
        ("a_xFFFE_b", False, ("ab", ("U+FFFE",))),
        ("SH_x000D_Z", False, ("SH_x000D_Z", ())),  # an xlsx says so by _x005F_x000D_
        ("郑州_x0007_公交_x000D_", True, ("郑州公交\r", ("U+0007",))),
        ("_x4E2D_ _x005F_", True, ("_x4E2D_ _x005F_", ())),
        ("v\x00i\x00n\x00", False, ("vin", ())),  # UTF-16 read as single bytes: nothing is lost
        ("i\x00", False, ("i", ("U+0000",))),
        ("豫\u202eA\ufeff\u2069\U000e0041", False, ("豫A", ())),
        ("\ud83d\ude8c", False, ("", ("U+D83D", "U+DE8C"))),  # halves that a JSON brought apart
        ("𠮷\U000e0100", False, ("𠮷\U000e0100", ())),  # a variant of a character in a name
    ],
)
def test_a_text_loses_what_no_text_may_hold_and_nothing_else(
    given: str, escaped: bool, settled: tuple[str, tuple[str, ...]]
) -> None:
    text, touch = settle(given, escaped=escaped)
    assert (text, touch.signs if touch else ()) == settled
    assert settle(text) == (text, None)


def test_a_text_is_cut_at_its_limit_and_blanks_around_it_do_not_count() -> None:
    assert settle("甲" * 1001) == ("甲" * 1000, Touch((), 1001, 1000))
    assert settle(f"甲{' ' * 5000}") == ("甲", None)
    assert settle("甲\x00" * 3, limit=2) == ("甲甲", Touch(("U+0000",), 3, 2))


def test_what_looks_like_an_escape_comes_back_from_a_workbook_as_it_was(tmp_path: Path) -> None:
    texts = ("SH_x000D_Z", "_x005F_x0007_", "_x0041_", "__x000D__", "_x000D_x000D_")
    cells = "".join(
        raw.text_cell(f"{letter}1", as_xlsx(text)) for letter, text in zip("ABCDE", texts, strict=True)
    )
    rows = signs.rows_in(raw.xlsx(tmp_path / "a.xlsx", f'<row r="1">{cells}</row>'))
    assert rows == [list(texts)]


def test_names_of_sheets_stay_different_when_they_are_cleaned_and_cut() -> None:
    names = [
        name for name, _ in settled_names(["甲", "甲\x00", "\ufeff", "乙" * 5000, "乙" * 4000, "甲 (2)"])
    ]
    assert names == [
        "甲",
        "甲 (2)",
        "Sheet3",
        "乙" * LONGEST_NAME,
        f"{'乙' * LONGEST_NAME} (5)",
        "甲 (2) (6)",
    ]


def test_sheets_of_one_name_and_of_long_names_are_read_and_told_apart(tmp_path: Path) -> None:
    sheets = [
        raw.sheet_xml(raw.vehicle_rows(1)),
        raw.sheet_xml(raw.vehicle_rows(1).replace("0000002<", "0000003<")),
    ]
    name = f"名单\x7f{'长' * 5000}"
    path = raw.zipped(tmp_path / "a", raw.xlsx_parts(*sheets, names=[name, name]))
    layout = layout_of(path)
    kept = f"名单{'长' * 98}"
    assert [sheet.name for sheet in layout.sheets] == [kept, f"{kept} (2)"]
    assert list(layout.fingerprints) == [kept, f"{kept} (2)"]
    assert [
        finding for finding in layout.findings if finding.code in {"control-characters", "text-too-long"}
    ] == [
        Finding(code, sheet=sheet, values=values)
        for sheet in (kept, f"{kept} (2)")
        for code, values in (
            ("control-characters", {"signs": "U+007F"}),
            ("text-too-long", {"length": "5002", "limit": "100"}),
        )
    ]


def test_changes_in_titles_and_headers_are_told_at_their_cells(tmp_path: Path) -> None:
    rows = (
        raw.vehicle_rows(2)
        .replace("车辆识别代号", "车辆_x0000_识别代号")
        .replace("燃料种类", "燃料种类" + "类" * 1000)
    )
    layout = layout_of(raw.xlsx(tmp_path / "a", rows))
    told = [(one.code, one.row, one.column, one.value and one.value[:6]) for one in layout.findings]
    assert told == [
        ("column-unsure", None, "C", "燃料种类类类"),
        ("control-characters", 1, "B", "车辆识别代号"),
        ("text-too-long", 1, "C", "燃料种类类类"),
    ]
    fields = {column.column: column.field for column in layout.sheets[0].columns}
    assert (fields["B"], fields["C"]) == ("vin", "fuel")


def test_no_text_that_came_another_way_leaves_the_child_uncleaned(tmp_path: Path) -> None:
    path = raw.xlsx(tmp_path / "a", raw.vehicle_rows(1))
    mapping: dict[str, dict[str, str | None]] = {"\ud800没\x00有\uffff": {"A\x85": "vin"}}
    facts, layout, *_ = frames_of(path, name="登\ud800记\x00表\x9f.xlsx", mapping=mapping)
    assert isinstance(facts, FileFacts)
    assert isinstance(layout, reader.LayoutFrame)
    assert facts.name == "登记表.xlsx"
    (unused,) = [finding for finding in layout.findings if finding.code == "mapping-unused"]
    assert unused.sheet == unused.values["sheet"] == "没有"
    refused = frames.decode(frames.encode(Refused("unsafe", {"sheet": "名\ud800\x00单", "cell": "A1"})))
    assert refused == Refused("unsafe", {"sheet": "名单", "cell": "A1"})


def test_an_error_cell_shows_no_sign_that_may_not_be_shown() -> None:
    assert (error_cell("#N\x00A").shown, error_cell("#名称?").shown) == ("#ERROR", "#名称?")


class Sheet:
    """Rows of which one cell was touched."""

    struck: frozenset[tuple[int, int]] = frozenset()

    def __init__(self, row: dict[str, object], name: str, touch: Touch) -> None:
        self.touched = TouchedRow(cells_of(row), {FIELDS.index(name): touch})

    def rows(self) -> Iterator[tuple[int, list[object]]]:
        yield 1, list(FIELDS)
        yield 2, self.touched
        yield 3, cells_of(a_row(3, category=None))


@pytest.mark.parametrize("touch", [Touch(("U+0000",)), Touch((), 5000, LONGEST_CELL)])
@pytest.mark.parametrize("name", FIELDS)
def test_a_row_is_held_where_a_cell_that_decides_was_changed(name: str, touch: Touch) -> None:
    (block,) = read_blocks(Sheet(a_row(2), name, touch), a_reading(), a_context())
    said = "control-characters" if touch.signs else "text-too-long"
    expected = [said, "cell-altered"] if name in DECIDING else [said]
    assert [one.code for one in block.findings if one.row == 2] == expected
    assert (2 in block.rows) == (name not in DECIDING)
    assert {one.column for one in block.findings if one.row == 2} == {LETTER[name]}


def test_a_changed_cell_merged_down_holds_each_row_that_it_speaks_for() -> None:
    place = FIELDS.index("category") + 1
    reading = replace(a_reading(), merged_down=((2, place, 3, place),))
    (block,) = read_blocks(Sheet(a_row(2), "category", Touch(("U+0000",))), reading, a_context())
    assert (block.rows, [(row.row, row.fate) for row in block.aside]) == (
        [],
        [(2, RowFate.HELD), (3, RowFate.HELD)],
    )


@pytest.mark.parametrize(("name", "limit"), LONGEST.items())
def test_a_stored_text_is_cut_at_what_its_column_may_hold_and_told(name: str, limit: int) -> None:
    longest, longer = "A" * limit, "A" * (limit + 1)
    block = read(a_row(1, **{name: longest}), a_row(2, **{name: longer}))
    assert block.columns[name] == [longest, longest]
    (finding,) = block.findings
    assert (finding.code, finding.row, finding.field) == ("text-too-long", 3, name)
    assert finding.values == {"length": str(limit + 1), "limit": str(limit)}


LONG = ("9" * 999, "9." * 400, "甲" * 999, "_x0000_" * 140, "ﷺ" * 999, "a\n" * 499, "-" * 999, "年" * 999)


@pytest.mark.parametrize("name", FIELDS)
def test_no_long_text_breaks_the_reader_in_any_column(name: str) -> None:
    rows = [a_row(number, **{name: text}) for number, text in enumerate(LONG, start=1)]
    block = read(*rows)
    assert len(block.rows) + len(block.aside) == len(LONG)
    assert len(json.dumps(frames.encode(block).decode())) < 200_000


@pytest.mark.parametrize("name", FIELDS)
def test_no_odd_number_breaks_the_reader_in_any_column(name: str) -> None:
    numbers = (float("inf"), float("-inf"), float("nan"), 1e308, -1e308, 5e-324, 10**30, -1, True, 2**63)
    block = read(*(a_row(number, **{name: value}) for number, value in enumerate(numbers, start=1)))
    assert len(block.rows) + len(block.aside) == len(numbers)
    assert codes(block) is not None
