"""What a unit corrected on the page of an upload is read in the place of what its file holds, at the same row."""

from datetime import date

import pytest

from importers.results import Block, Expectation, Finding, RowFate
from importers.rows.registrations import ReadingContext, read_blocks
from rules.labels import label
from rules.vocabulary import Category, EmissionStage, Energy, Event
from tests.row_data import LETTER, TODAY, RowsOnly, a_reading, a_row, a_vin, cells_of, codes, read


def read_corrected(*rows: dict[str, object], **of_rows: dict[str, str]) -> Block:
    """Read rows of which some cells are corrected: ``row3={"vin": …}``."""
    said = {
        row.removeprefix("row"): {LETTER[name]: text for name, text in cells.items()}
        for row, cells in of_rows.items()
    }
    return read(*rows, context=ReadingContext(Expectation("410100", corrections={"明细": said}), TODAY))


def test_a_corrected_cell_counts_and_is_told_beside_what_the_file_holds() -> None:
    block = read_corrected(a_row(1), a_row(2, vin="LZYT"), a_row(3), row3={"vin": a_vin(7)})
    assert (block.rows, block.aside) == ([2, 3, 4], [])
    assert block.columns["vin"] == [a_vin(1), a_vin(7), a_vin(3)]
    told = Finding("cell-corrected", "明细", 3, LETTER["vin"], "vin", a_vin(7), values={"was": "LZYT"})
    assert block.findings == [told]


def test_a_correction_may_be_wrong_itself_empty_or_what_the_file_holds() -> None:
    rows = [a_row(1), a_row(2), a_row(3)]
    block = read_corrected(*rows, row2={"vin": "LZYT"}, row3={"owner": ""}, row4={"vin": a_vin(3)})
    assert [(row.row, row.fate, row.vin) for row in block.aside] == [(2, RowFate.HELD, None)]
    assert block.columns["owner"] == [None, "某公交公司"]
    assert codes(block) == [
        (2, "cell-corrected", LETTER["vin"]),
        (2, "vin-length", LETTER["vin"]),
        (3, "cell-corrected", LETTER["owner"]),
    ]


def test_every_word_that_is_offered_for_a_cell_is_read_as_what_it_stands_for() -> None:
    offered = {
        "category": [*Category],
        "event": [*Event],
        "fuel": [one for one in Energy if one not in (Energy.UNKNOWN, Energy.OTHER)],
        "emission_stage": [one for one in EmissionStage if one is not EmissionStage.UNKNOWN],
    }
    stored = {"fuel": "energy"}
    read_as = {
        (name, value): read_corrected(
            a_row(
                1, plate="豫A12345", fuel="", powertrain="", model="", category="公交车", emission_stage=""
            ),
            row2={name: label(value).zh},
        ).columns[stored.get(name, name)]
        for name, values in offered.items()
        for value in values
    }
    assert {place: found for place, found in read_as.items() if found != [place[1]]} == {}


def test_a_corrected_day_is_a_day() -> None:
    block = read_corrected(a_row(1, registered_on="2025-02-30"), row2={"registered_on": "2025-02-28"})
    assert (block.columns["registered_on"], codes(block)) == (
        [date(2025, 2, 28).isoformat()],
        [(2, "cell-corrected", LETTER["registered_on"])],
    )


TITLE = dict.fromkeys(LETTER, "") | {"seq": "2025年公交车新增车辆登记表"}
NAMES = {"seq": "序号", "vin": "车架号", "plate": "号牌号码", "model": "型号", "registered_on": "注册日期"}


@pytest.mark.parametrize(
    "said",
    [
        {"seq": "示例"},
        {"seq": "合计", "vin": "", "plate": ""},
        dict.fromkeys(LETTER, ""),
        TITLE,
        dict.fromkeys(LETTER, "") | NAMES,
    ],
    ids=["example", "sum", "blank", "title", "header"],
)
@pytest.mark.parametrize(
    "of", [{"registered_on": "x"}, {"fuel": "柴油", "powertrain": "柴油"}], ids=["held", "taken"]
)
def test_no_row_leaves_a_file_by_a_correction(said: dict[str, str], of: dict[str, object]) -> None:
    block = read_corrected(a_row(1), a_row(2, **of), a_row(3), row3=said)
    assert (block.rows, [(row.row, row.fate) for row in block.aside]) == ([2, 4], [(3, RowFate.HELD)])
    found = [(finding.row, finding.code) for finding in block.findings]
    told = [cell for cell in block.findings if cell.code == "cell-corrected"]
    assert found == [(3, "cell-corrected")] * len(told) + [(3, "corrected-away")]
    assert {cell.field for cell in told} >= {"seq"}
    assert block.aside[0].cells[0] == said["seq"]
    assert len(block.aside[0].cells) == len(LETTER), "each cell may be corrected once more"


def test_what_is_struck_through_and_said_to_hold_after_all_is_told() -> None:
    sheet = RowsOnly(
        [cells_of(a_row(1)), cells_of(a_row(2))], frozenset({(3, ord(LETTER["vin"]) - ord("A") + 1)})
    )
    said = {"明细": {"3": {LETTER["vin"]: a_vin(2)}}}
    context = ReadingContext(Expectation("410100", corrections=said), TODAY)
    (block,) = read_blocks(sheet, a_reading(), context)
    told = Finding("cell-corrected", "明细", 3, LETTER["vin"], "vin", a_vin(2), values={"was": a_vin(2)})
    assert (block.rows, block.aside, block.findings) == ([2, 3], [], [told])
