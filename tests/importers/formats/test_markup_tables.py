"""Web pages and XML tables that are named like workbooks: their cells at the rows where programs show them."""

from datetime import datetime
from pathlib import Path

import pytest

from importers.formats.cell_faults import NO_RESULT, error_cell
from importers.formats.container import Container, inspect
from importers.formats.sheets import Sheet, Workbook, open_workbook
from importers.results import Refused

SPACE = "urn:schemas-microsoft-com:office:spreadsheet"


def opened(folder: Path, content: str | bytes, name: str = "登记表.xls") -> Workbook:
    path = folder / "sent"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = inspect(path, name=name)
    assert isinstance(found, Container), found
    return open_workbook(found)


def rows_of(sheet: Sheet) -> list[tuple[int, list[object]]]:
    return [(number, list(cells)) for number, cells in sheet.rows()]


def page(body: str, *, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


TABLE = "<table><tr><th>号牌</th><th>型号</th></tr><tr><td>豫A1</td><td>ZK6105</td></tr></table>"
READ = [(1, ["号牌", "型号"]), (2, ["豫A1", "ZK6105"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize(
    "content",
    [
        page(TABLE),
        page(
            TABLE,
            head='<meta charset="gb2312"><style>td {mso-number-format:"\\@"}</style><title>导出</title>',
        ),
        f"<!DOCTYPE html>\n{page(TABLE)}",
        f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{TABLE}</body></html>',
        TABLE,
        TABLE.upper().replace("号牌", "号牌"),
        page(TABLE.replace("</td>", "").replace("</th>", "").replace("</tr>", "")),
        page(TABLE.replace("豫A1", "<font color=red>豫A</font><b>1</b>").replace("ZK", " &nbsp;\n ZK")),
        page("<script>document.write('<td>x</td>')</script>" + TABLE),
        page(TABLE.replace("<td>ZK6105", "<td><table><tr><td>ZK6105</td></tr></table>")),
    ],
)
def test_a_page_is_read_by_its_table(content: str, encoding: str, tmp_path: Path) -> None:
    (sheet,) = opened(tmp_path, content.encode(encoding)).sheets
    assert (sheet.name, rows_of(sheet)) == ("登记表", READ)


def test_lines_of_text_and_further_tables_stand_in_rows_of_their_own(tmp_path: Path) -> None:
    body = f"<h2>2025年3月新增公交车</h2>{TABLE}<p>填表人：<b>张三</b></p>{TABLE}"
    (sheet,) = opened(tmp_path, page(body)).sheets
    assert rows_of(sheet) == [
        (1, ["2025年3月新增公交车"]),
        *((number + 1, cells) for number, cells in READ),
        (4, ["填表人：张三"]),
        *((number + 4, cells) for number, cells in READ),
    ]


def test_cells_that_span_rows_and_columns_move_the_others(tmp_path: Path) -> None:
    body = (
        '<table><tr><td colspan="2">标题</td><td>甲</td></tr><tr><td rowspan="2">郑州</td><td>1</td><td>2</td></tr>'
        "<tr><td>3</td><td>第一行<br>第二行</td></tr><tr><td></td><td>#N/A</td></tr></table>"
    )
    (sheet,) = opened(tmp_path, page(body)).sheets
    assert rows_of(sheet) == [
        (1, ["标题", None, "甲"]),
        (2, ["郑州", "1", "2"]),
        (3, [None, "3", "第一行\n第二行"]),
        (4, [None, error_cell("#N/A")]),
    ]
    assert sheet.merged == ((1, 1, 1, 2), (2, 1, 3, 1))


def test_hidden_rows_of_a_page_are_told(tmp_path: Path) -> None:
    (sheet,) = opened(tmp_path, page(TABLE.replace("<tr><td>", '<tr style="DISPLAY : none"><td>'))).sheets
    assert (sheet.hidden_rows, rows_of(sheet)) == ((2,), READ)


@pytest.mark.parametrize(
    "content",
    [
        page("请登录"),
        page("<table><tr><td>请登录</td></tr></table>"),
        page("<table><tr><td>用户名</td><td>密码</td></tr></table>"),
        page("<form><div>1</div><div>2</div></form>"),
    ],
)
def test_a_page_without_a_table_says_what_it_is(content: str, tmp_path: Path) -> None:
    path = tmp_path / "sent"
    path.write_text(content, encoding="utf-8")
    assert inspect(path, name="登记表.xls") == Refused("not-a-spreadsheet", {"why": "html"})


def xml_table(rows: str, *, prefix: str = "", options: str = "") -> str:
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f'<Worksheet ss:Name="明细"><Table>{rows}</Table>{options}</Worksheet></Workbook>'
    )


def data(text: str, kind: str = "String", **attributes: int) -> str:
    places = "".join(f' ss:{name}="{number}"' for name, number in attributes.items())
    return f'<Cell{places}><Data ss:Type="{kind}">{text}</Data></Cell>'


def test_an_xml_table_is_read_with_its_places_and_types(tmp_path: Path) -> None:
    rows = (
        f"<Row>{data('号牌')}{data('质量', Index=3)}</Row>"
        f'<Row ss:Index="4">{data("18000.5", "Number")}{data("2025-03-01T00:00:00.000", "DateTime")}'
        f"{data('1', 'Boolean')}{data('#N/A', 'Error')}</Row>"
        f'<Row ss:Hidden="1">{data("合并", MergeAcross=1, MergeDown=2)}{data("右")}</Row>'
        '<Row ss:Span="2"/>'
        '<Row><Cell ss:Formula="=RC[1]"/><Cell><Data ss:Type="String">豫<B>A</B>1</Data>'
        '<Comment><ss:Data ss:Type="String">批注</ss:Data></Comment></Cell></Row>'
    )
    (sheet,) = opened(tmp_path, xml_table(rows)).sheets
    assert rows_of(sheet) == [
        (1, ["号牌", None, "质量"]),
        (4, [18000.5, datetime(2025, 3, 1), True, error_cell("#N/A")]),
        (5, ["合并", None, "右"]),
        (9, [NO_RESULT, "豫A1"]),
    ]
    assert (sheet.name, sheet.hidden, sheet.hidden_rows, sheet.merged) == (
        "明细",
        False,
        (5,),
        ((5, 1, 7, 2),),
    )


def test_an_xml_table_is_read_in_every_encoding_and_spelling(tmp_path: Path) -> None:
    plain = xml_table(f"<Row>{data('号牌')}</Row><Row>{data('豫A1')}</Row>")
    prefixed = (
        plain.replace("<", "<ss:")
        .replace("<ss:/", "</ss:")
        .replace("<ss:?", "<?")
        .replace(f'xmlns="{SPACE}"', "")
    )
    declared = plain.replace('version="1.0"', 'version="1.0" encoding="GB2312"')
    wide = plain.replace('version="1.0"', 'version="1.0" encoding="UTF-16"')
    for content in (plain.encode(), prefixed.encode(), declared.encode("gbk"), wide.encode("utf-16")):
        assert rows_of(opened(tmp_path, content).sheets[0]) == [(1, ["号牌"]), (2, ["豫A1"])]


def test_a_sheet_of_an_xml_table_can_be_hidden(tmp_path: Path) -> None:
    visible = "<Visible>SheetHidden</Visible>"
    options = f'<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">{visible}</WorksheetOptions>'
    assert opened(tmp_path, xml_table(f"<Row>{data('1')}</Row>", options=options)).sheets[0].hidden


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        (f'<Row ss:Index="9999999">{data("1")}</Row>', ("too-large", "rows")),
        (f"<Row>{data('1', Index=99999)}</Row>", ("unsafe", "dimensions")),
        (f"<Row>{data('1', Index=-1)}</Row>", ("damaged", None)),
        (f"<Row>{data('x', 'Number')}</Row>", ("damaged", None)),
        ("<Row><Cell></Row>", ("damaged", None)),
        (
            "".join(f"<Row>{data('1', Index=16384)}</Row>" for _ in range(600)),
            ("unsafe", "dimensions"),
        ),
    ],
)
def test_a_broken_or_hostile_xml_table_is_refused(
    rows: str, refused: tuple[str, str | None], tmp_path: Path
) -> None:
    path = tmp_path / "sent"
    path.write_text(xml_table(rows), encoding="utf-8")
    found = inspect(path, name="登记表.xls")
    assert isinstance(found, Refused)
    assert (found.code, found.values.get("why")) == refused


def test_entities_are_refused_in_xml_tables_too(tmp_path: Path) -> None:
    path = tmp_path / "sent"
    entity = '<!DOCTYPE Workbook [<!ENTITY a "aaaa">]><Workbook'
    path.write_text(xml_table(f"<Row>{data('&a;')}</Row>").replace("<Workbook", entity), encoding="utf-8")
    assert inspect(path, name="a.xls") == Refused("unsafe", {"why": "entity"})
