"""Tables kept as text: every encoding and habit of quoting ends in the cells that were meant, or in a question."""

from pathlib import Path

import pytest

from importers.findings.refusals import FileRefused
from importers.formats.cell_faults import Fault
from importers.formats.container import Container, inspect
from importers.formats.sheets import open_workbook
from importers.formats.texts import inspect_text
from importers.limits import Limits

ENGLISH = "plate,vin,energy\n豫A00001D,LZYTABGW9S1000001,bev\n"
CHINESE = "号牌号码,车辆识别代号,所有人\n豫A00001D,LZYTABGW9S1000001,郑州公交\n"


def read(folder: Path, content: bytes, name: str = "登记表.csv") -> list[list[object]]:
    path = folder / "sent"
    path.write_bytes(content)
    found = inspect(path, name=name)
    assert isinstance(found, Container), found
    return [list(cells) for _, cells in open_workbook(found).sheets[0].rows()]


def split(text: str) -> list[list[object]]:
    return [list(line.split(",")) for line in text.splitlines()]


@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]
)
def test_a_table_is_the_same_in_every_encoding(text: str, encoding: str, tmp_path: Path) -> None:
    assert read(tmp_path, text.encode(encoding)) == split(text)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("first", ["\t\t\t", "\t\t", "2025年3月登记表\t\t", "\r\n\r\n"])
def test_a_text_that_begins_with_blank_cells_is_no_old_workbook(
    first: str, encoding: str, tmp_path: Path
) -> None:
    lines = [first, "号牌号码\t车辆识别代号\t所有人", *["豫A00001D\tLZYTABGW9S1000001\t郑州公交"] * 3]
    found = read(tmp_path, "\r\n".join(lines).encode(encoding), "登记表.xls")
    assert found[-1] == ["豫A00001D", "LZYTABGW9S1000001", "郑州公交"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (b"price\xa3\xba200\x80", "price：200€"),  # 0x80 is the euro sign of Windows, and no GB 18030
        (b"\xd6\xa3\xd6\xdd\xff", "郑州\uf8f5"),
    ],
)
def test_bytes_that_only_windows_knows_are_read_as_windows_does(
    written: bytes, meant: str, tmp_path: Path
) -> None:
    assert read(tmp_path, "号牌号码,所有人\n豫A1,".encode("gbk") + written + b"\n")[1] == ["豫A1", meant]


def test_big5_is_told_from_gbk(tmp_path: Path) -> None:
    text = "號牌號碼,車輛識別代號,所有人\n豫A00001D,LZYTABGW9S1000001,鄭州市公共交通集團有限公司\n"
    assert read(tmp_path, text.encode("cp950")) == split(text)
    private = CHINESE + "豫A00002D,LZYTABGW0S1000002,\ue863公司\n"
    assert read(tmp_path, private.encode("gb18030")) == split(private)


@pytest.mark.parametrize("text", ["name,note\nRenée,10 °C · 5 µm\n", "name,note\nGroßmann,±2 × 3\n"])
def test_latin_letters_in_utf_8_stay_what_they_are(text: str, tmp_path: Path) -> None:
    assert read(tmp_path, text.encode()) == split(text)


PLAIN = '1,豫A1,甲公司\n2,豫A2,{}\n3,豫A3,丙公司\n"4","豫A4","丁,公司"\n'
QUOTES = {
    "an inch mark inside": ('12.5" 轮胎', '12.5" 轮胎'),
    "quotes inside": ('郑州"豫公交"集团', '郑州"豫公交"集团'),
    "quotes at the start": ('"豫公交"集团', '"豫公交"集团'),
    "a blank after the quote": ('"豫公交" ', "豫公交"),
    "a tab after the quote": ('"豫公交"\t', "豫公交"),
    "a blank before the quote": (' "豫公交,一公司"', "豫公交,一公司"),
    "quotes escaped by a backslash": (r'"豫\"公交\"集团"', '豫"公交"集团'),
    "two lines in quotes": ('"豫公交\n一公司"', "豫公交\n一公司"),
    "never closed": ('"豫公交', Fault("quote-unclosed", '"豫公交')),
    "never opened": ('豫公交"', '豫公交"'),
    "one sign": ('"', Fault("quote-unclosed", '"')),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("shape", QUOTES)
def test_a_quote_holds_its_cell_and_no_other_row(shape: str, newline: str, tmp_path: Path) -> None:
    written, meant = QUOTES[shape]
    text = ("序号,号牌,所有人\n" + PLAIN.format(written)).replace("\n", newline)
    expected = meant.replace("\n", newline) if isinstance(meant, str) else meant
    assert read(tmp_path, text.encode()) == [
        ["序号", "号牌", "所有人"],
        ["1", "豫A1", "甲公司"],
        ["2", "豫A2", expected],
        ["3", "豫A3", "丙公司"],
        ["4", "豫A4", "丁,公司"],
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ["1,豫A1,见附件", '2,豫A2,"见附件', '3,豫A3,见附件"', "4,豫A4,见附件"],
        ["1,豫A1,见附件", '2,豫A2,"见附件', '3,"豫A3",见附件', "4,豫A4,见附件"],
        ["1,豫A1,见附件", '2,"豫A2,见附件', '3,豫A3,"见附件"', "4,豫A4,见附件"],
        ["1,豫A1,见附件", '"2,豫A2,见附件', '3",豫A3,见附件', "4,豫A4,见附件"],
    ],
)
def test_quotes_of_two_rows_never_swallow_what_lies_between(rows: list[str], tmp_path: Path) -> None:
    found = read(tmp_path, "\n".join(["序号,号牌,备注", *rows]).encode())
    assert [len(row) for row in found] == [3] * 5
    assert (found[1], found[4]) == (["1", "豫A1", "见附件"], ["4", "豫A4", "见附件"])
    assert any(isinstance(cell, Fault) for cell in found[2])


def test_a_row_whose_columns_cannot_be_told_is_doubtful_from_the_quote_on(tmp_path: Path) -> None:
    found = read(tmp_path, '号牌,备注,型号\n豫A1,甲,ZK6105\n豫A2,"a,b,ZK6105\n豫A3,丙,ZK6105\n'.encode())
    assert found[1:] == [
        ["豫A1", "甲", "ZK6105"],
        ["豫A2", *(Fault("quote-unclosed", shown) for shown in ('"a', "b", "ZK6105"))],
        ["豫A3", "丙", "ZK6105"],
    ]


@pytest.mark.parametrize("comma", [",", "，", "\t", ";", "|"])
def test_every_delimiter_is_known_also_the_wide_comma(comma: str, tmp_path: Path) -> None:
    text = CHINESE.replace(",", comma)
    assert read(tmp_path, text.encode()) == split(CHINESE)


@pytest.mark.parametrize("comma", [",", "，", "\t", ";", "|"])
@pytest.mark.parametrize("pasted", [",", "，", ";", "|"])
@pytest.mark.parametrize("lines", [1, 2])
def test_a_page_pasted_into_a_cell_does_not_choose_the_delimiter(
    comma: str, pasted: str, lines: int, tmp_path: Path
) -> None:
    page = ["，见附件", *["条"] * 400]
    rows = [["豫A00001D", "LZYTABGW9S1000001", "公交"] for _ in range(6)]
    table = [["号牌号码", "车辆识别代号", "备注"], *rows, *[["豫A2", "LZY2", pasted.join(page)]] * lines]
    quoted = [[f'"{cell}"' if len(cell) > 200 else cell for cell in row] for row in table]
    found = read(tmp_path, "\n".join(comma.join(row) for row in quoted).encode())
    assert found == table


def test_a_comma_within_every_number_does_not_choose_the_delimiter(tmp_path: Path) -> None:
    table = [["号牌号码", "车辆识别代号", "总质量"], *[["豫A1", "LZY1", "18,5"]] * 5]
    assert read(tmp_path, "\n".join(";".join(row) for row in table).encode()) == table


def test_columns_aligned_by_blanks_are_refused_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "号牌号码      车辆识别代号             所有人\n豫A1         LZYTABGW9S1000001   公交\n", "utf-8"
    )
    with pytest.raises(FileRefused) as refused:
        inspect_text(path, "a.txt", Limits())
    assert refused.value.refused.values == {"why": "text"}
