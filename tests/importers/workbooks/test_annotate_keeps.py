"""Nothing is lost in an annotated copy: all parts of the package that say nothing of our signs stay byte by byte."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from importers.results import Finding
from importers.sandbox.annotator import annotated_copy
from importers.workbooks.annotation import Annotation
from tests import raw_workbooks as raw
from tests.importers.workbooks.test_annotate import (
    annotation_of,
    frames_of,
    understood,
)
from tests.workbook_of_rows import a_plate, a_vin

pytestmark = [pytest.mark.slow(12), pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")]

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
BELOW = (
    '<sheetProtection sheet="1"/><conditionalFormatting sqref="A3:A7"><cfRule type="dataBar" priority="1"/>'
    '</conditionalFormatting><printOptions horizontalCentered="1"/><pageMargins left="0.7" right="0.7" top="1"'
    ' bottom="1" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape"/>'
    '<headerFooter><oddFooter>&amp;P</oddFooter></headerFooter><rowBreaks count="1"><brk id="2"/></rowBreaks>'
    f'<drawing xmlns:r="{R}" r:id="rId1"/><extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}"'
    ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations count="1">'
    '<x14:dataValidation type="list"><x14:formula1>选项!$A$1:$A$3</x14:formula1></x14:dataValidation>'
    "</x14:dataValidations></ext></extLst>"
)
STRANGE = {
    "xl/drawings/drawing1.xml": b"<xdr:wsDr xmlns:xdr='urn:x'><!-- a seal --></xdr:wsDr>",
    "xl/drawings/_rels/drawing1.xml.rels": f"<Relationships xmlns='{P}'/>".encode(),
    "xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "xl/cellimages.xml": "<etc:cellImages xmlns:etc='urn:wps'>图</etc:cellImages>".encode(),
    "xl/slicers/slicer1.xml": b"<slicers xmlns='urn:s'/>",
    "xl/printerSettings/printerSettings1.bin": b"\x00\x01\x02\xff" * 99,
    "customXml/item1.xml": b"<?xml version='1.0'?>\r\n<a>\r\n</a>",
}


def a_workbook(
    sheet: str, *, relations: str = "", more: Mapping[str, bytes] | None = None, folder: Path
) -> bytes:
    rels = (
        f'<Relationships xmlns="{P}"><Relationship Id="rId1" Type="{R}/drawing" Target="../drawings/drawing1.xml"/>'
        f"{relations}</Relationships>"
    )
    parts: list[tuple[str, str | bytes]] = [
        *raw.xlsx_parts(sheet, names=["名单"]),
        ("xl/worksheets/_rels/sheet1.xml.rels", rels),
        *STRANGE.items(),
        *(more or {}).items(),
    ]
    return raw.zipped(folder / "made.xlsx", parts).read_bytes()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert package.testzip() is None
        assert len(set(package.namelist())) == len(package.namelist())
        return {name: package.read(name) for name in package.namelist()}


def a_sheet(*, below: str = BELOW, above: str = "", rows: str = "") -> str:
    """A list of three vehicles of which the second has a short VIN."""
    plain = raw.sheet_xml(raw.vehicle_rows(3) + rows, before=above)
    return plain.replace("LZYTAGBW0P0000003", "LZYTAGBW0P").replace("</worksheet>", f"{below}</worksheet>")


def copied(content: bytes, folder: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the parts of a workbook and those of its copy, which is kept and read as the original is."""
    frames = frames_of(content, folder)
    copy = annotated_copy(content, annotation_of(frames), name="a.xlsx")
    assert (copy.way, copy.trouble) == ("kept", None)
    assert understood(frames_of(copy.content, folder)) == understood(frames)
    load_workbook(BytesIO(copy.content))
    return parts_of(content), parts_of(copy.content)


def without_ours(sheet: str) -> str:
    """Take what we write off a sheet's XML again: our column, filter and drawing, and the looks of marked cells."""
    column = re.search(r'<c r="([A-Z]+)1"[^>]*><is><t xml:space="preserve">错误说明', sheet)
    assert column
    plain = re.sub(rf'<c r="{column[1]}\d+" s="\d+" t="inlineStr">.*?</c>', "", sheet)
    plain = re.sub(r'(?:<cols>)?<col min="\d+" max="\d+" width="70" customWidth="1"/>(?:</cols>)?', "", plain)
    plain = re.sub(r'<autoFilter ref="[^"]*"/>|<legacyDrawing [^>]*/>', "", plain)
    return re.sub(r'(<c r="[A-Z]+\d+"[^>]*?) s="\d+"', r"\1", plain)


def test_every_other_part_stays_byte_by_byte(tmp_path: Path) -> None:
    before, after = copied(a_workbook(a_sheet(), folder=tmp_path), tmp_path)
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed == {
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/_rels/sheet1.xml.rels",
        SHEET,
    }
    assert after.keys() - before.keys() == {
        "docProps/custom.xml", "xl/styles.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
    }  # fmt: skip
    assert without_ours(after[SHEET].decode()) == before[SHEET].decode()


def test_order_and_widths_around_the_cells_are_those_of_the_standard(tmp_path: Path) -> None:
    above = '<dimension ref="A1:E4"/><cols><col min="2" max="9" width="11"/></cols>'
    _, after = copied(a_workbook(a_sheet(above=above), folder=tmp_path), tmp_path)
    sheet = after[SHEET].decode()
    around = re.sub(r"<sheetData>.*</sheetData>", "<sheetData/>", sheet)
    order = re.findall(r"<(\w+)[ >/]", around)
    wanted = [
        "sheetData",
        "sheetProtection",
        "autoFilter",
        "conditionalFormatting",
        "printOptions",
        "drawing",
    ]
    assert [name for name in order if name in {*wanted, "legacyDrawing", "extLst"}] == [
        *wanted, "legacyDrawing", "extLst",
    ]  # fmt: skip
    spans = [re.findall(r'(?:min|max)="(\d+)"', col) for col in re.findall(r"<col .*?/>", sheet)]
    assert [sorted(map(int, span)) for span in spans] == [[2, 5], [6, 6], [7, 9]]
    assert '<dimension ref="A1:F4"/>' in sheet


def test_a_sheet_that_is_not_used_is_not_touched(tmp_path: Path) -> None:
    other = raw.sheet_xml('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>', before="<!-- 选项 -->")
    parts = raw.xlsx_parts(a_sheet(below=""), other, names=("名单", "选项"))
    content = raw.zipped(tmp_path / "a.xlsx", parts).read_bytes()
    before, after = copied(content, tmp_path)
    assert before["xl/worksheets/sheet2.xml"] == after["xl/worksheets/sheet2.xml"]


def test_looks_of_the_sender_stay_under_ours_and_come_back(tmp_path: Path) -> None:
    styles = (
        f'<styleSheet xmlns="{raw.MAIN}"><fonts count="1"><font><sz val="9"/></font></fonts><fills count="3"><fill>'
        '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill'
        ' patternType="solid"><fgColor theme="5" tint="0.4"/><bgColor indexed="64"/></patternFill></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf'
        ' xfId="0"/><xf numFmtId="49" fontId="0" fillId="2" borderId="0" xfId="0"><alignment wrapText="1"/></xf>'
        '</cellXfs><extLst><ext uri="{x}"/></extLst></styleSheet>'
    )
    relation = f'<Relationship Id="rId9" Type="{R}/styles" Target="styles.xml"/></Relationships>'
    sheet = a_sheet(below="").replace('<c r="B3"', '<c r="B3" s="1"')
    parts = [
        (
            name,
            str(text).replace("</Relationships>", relation) if name.endswith("workbook.xml.rels") else text,
        )
        for name, text in raw.xlsx_parts(sheet, names=["名单"])
    ]
    content = raw.zipped(tmp_path / "a.xlsx", [*parts, ("xl/styles.xml", styles)]).read_bytes()
    copy = annotated_copy(content, annotation_of(frames_of(content, tmp_path)), name="a.xlsx")
    cell = load_workbook(BytesIO(copy.content))["名单"]["B3"]
    assert (cell.fill.fgColor.rgb, cell.fill.bgColor.theme, cell.number_format) == ("FFFFC7CE", 5, "@")
    assert cell.alignment.wrap_text
    again = annotated_copy(
        copy.content, Annotation(annotation_of(frames_of(content, tmp_path)).sheets, (), "m"), name="a"
    )
    restored = load_workbook(BytesIO(again.content))["名单"]["B3"]
    assert (restored.fill.fgColor.theme, restored.fill.fgColor.tint, restored.comment) == (5, 0.4, None)


RICH = (
    f'<comments xmlns="{raw.MAIN}"><authors><author>张三</author></authors><commentList><comment ref="B3" authorId="0">'
    '<text><r><rPr><b/></rPr><t>张三:</t></r><r><t>\n待核实 &lt;2&gt;</t></r></text></comment><comment ref="A2"'
    ' authorId="0"><text><t>整段</t></text></comment></commentList></comments>'
)
SHAPES = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202"/><v:shape id="_x0000_s1030">'
    '<x:ClientData ObjectType="Note"><x:Row>2</x:Row><x:Column>1</x:Column></x:ClientData></v:shape>'
    '<v:shape id="_x0000_s1031"><x:ClientData ObjectType="Button"><br></x:ClientData></v:shape></xml>'
)


def commented(folder: Path) -> bytes:
    relations = (
        f'<Relationship Id="rId2" Type="{R}/vmlDrawing" Target="../drawings/vmlDrawing7.vml"/>'
        f'<Relationship Id="rId3" Type="{R}/comments" Target="../comments7.xml"/>'
    )
    below = BELOW.replace("<extLst>", f'<legacyDrawing xmlns:r="{R}" r:id="rId2"/><extLst>')
    more = {"xl/comments7.xml": RICH.encode(), "xl/drawings/vmlDrawing7.vml": SHAPES.encode()}
    return a_workbook(a_sheet(below=below), relations=relations, more=more, folder=folder)


def test_comments_of_the_sender_keep_their_form_and_ours_stand_below(tmp_path: Path) -> None:
    content = commented(tmp_path)
    _, after = copied(content, tmp_path)
    comments, shapes = after["xl/comments7.xml"].decode(), after["xl/drawings/vmlDrawing7.vml"].decode()
    assert "<r><rPr><b/></rPr><t>张三:</t></r><r><t>\n待核实 &lt;2&gt;</t></r>" in comments
    assert "<text><t>整段</t></text>" in comments
    assert "\n————\n【错误】车架号应为 17 位" in comments
    assert shapes.startswith(SHAPES.removesuffix("</xml>"))
    assert (
        shapes.count("<x:Row>2</x:Row><x:Column>1</x:Column>") == 1
    )  # the cell had a comment, and so a shape
    copy = annotated_copy(content, annotation_of(frames_of(content, tmp_path)), name="a.xlsx")
    bare = Annotation(annotation_of(frames_of(content, tmp_path)).sheets, (), "m")
    again = parts_of(annotated_copy(copy.content, bare, name="a").content)
    sheet = load_workbook(BytesIO(annotated_copy(copy.content, bare, name="a").content))["名单"]
    assert sheet["B3"].comment is not None
    assert sheet["B3"].comment.text == "张三:\n待核实 <2>"
    assert again["xl/drawings/vmlDrawing7.vml"].decode() == SHAPES


def test_shapes_of_taken_comments_go_with_them(tmp_path: Path) -> None:
    content = a_workbook(a_sheet(), folder=tmp_path)
    said = annotation_of(frames_of(content, tmp_path))
    copy = annotated_copy(content, said, name="a.xlsx").content
    assert parts_of(copy)["xl/drawings/vmlDrawing1.vml"].count(b"<v:shape ") == 4
    bare = parts_of(annotated_copy(copy, Annotation(said.sheets, (), "m"), name="a").content)
    assert bare["xl/drawings/vmlDrawing1.vml"].count(b"<v:shape ") == 0
    assert b"<comment " not in bare["xl/comments1.xml"]
    assert set(bare) == set(parts_of(copy))


@pytest.mark.parametrize("name", ["名单.xlsx", "名单.csv"])
def test_a_title_within_the_list_stays_one_when_something_is_said_of_it(name: str, tmp_path: Path) -> None:
    def block(title: str, first: int) -> list[list[str]]:
        rows = [["车牌号", "车架号", "燃料种类", "初次登记日期"]]
        rows += [[a_plate(n), a_vin(n), "纯电动", "2025-03-01"] for n in range(first, first + 3)]
        return [[title], *rows]

    lines = [*block("新增公交车登记表", 0), *block("新增出租车登记表", 10)]
    book = Workbook()
    for line in lines:
        book.worksheets[0].append(line)
    out = BytesIO()
    book.save(out)
    text = "\n".join(",".join(line) for line in lines).encode()
    content = out.getvalue() if name.endswith("x") else text
    frames = frames_of(content, tmp_path, name)
    said = annotation_of(frames)
    sheet = next(iter(said.sheets))
    about = Finding("vin-check-digit", sheet=sheet, row=6, value="标题")
    copy = annotated_copy(content, replace(said, findings=(*said.findings, about)), name=name)
    marked = load_workbook(BytesIO(copy.content)).worksheets[0]
    assert marked["A6"].comment is not None
    assert [cell.value for cell in marked[6] if cell.value is not None] == ["新增出租车登记表"]
    again = frames_of(copy.content, tmp_path, "名单.xlsx")
    if name.endswith("x"):
        assert understood(again) == understood(frames)
    else:
        assert len(understood(again)) == len(understood(frames))


@pytest.mark.parametrize("prefix", ["x:", ""])
def test_prefixes_and_encodings_of_the_markup_are_kept_to(prefix: str, tmp_path: Path) -> None:
    sheet = a_sheet(below="")
    if prefix:
        sheet = re.sub(r"<(/?)(?=[a-z])", rf"<\1{prefix}", sheet).replace('xmlns="', 'xmlns:x="')
    parts = [
        (
            name,
            text.replace('"UTF-8"', '"UTF-16"').encode("utf-16")
            if name == SHEET and isinstance(text, str)
            else text,
        )
        for name, text in raw.xlsx_parts(sheet, names=["名单"])
    ]
    _, after = copied(raw.zipped(tmp_path / "a.xlsx", parts).read_bytes(), tmp_path)
    assert f"<{prefix}autoFilter ".encode() in after[SHEET]


def test_formulas_that_ask_the_network_become_their_last_result(tmp_path: Path) -> None:
    asks = (
        '<row r="9"><c r="A9" t="str"><f>_xlfn.WEBSERVICE("http://198.51.100.1")</f><v>答</v></c>'
        '<c r="B9"><f>RTD("a",,"b")</f><v>7</v></c><c r="C9"><f t="shared" ref="C9:D9" si="0">[1]S!A1</f><v>1</v></c>'
        '<c r="D9"><f t="shared" si="0"/><v>2</v></c><c r="E9"><f>SUM(B9)</f><v>7</v></c></row>'
    )
    link = "xl/externalLinks/externalLink1.xml"
    more = {
        link: f'<externalLink xmlns="{raw.MAIN}"><ddeLink ddeService="c" ddeTopic="/C calc"/></externalLink>'.encode(),
        "xl/externalLinks/_rels/externalLink1.xml.rels": (
            f'<Relationships xmlns="{P}"><Relationship Id="rId1" Type="{R}/externalLinkPath"'
            ' Target="file://198.51.100.1/x.xlsx" TargetMode="External"/></Relationships>'
        ).encode(),
        "xl/calcChain.xml": f'<calcChain xmlns="{raw.MAIN}"><c r="A9" i="1"/></calcChain>'.encode(),
    }
    added = (
        f'<Relationship Id="rId8" Type="{R}/externalLink" Target="externalLinks/externalLink1.xml"/>'
        f'<Relationship Id="rId9" Type="{R}/calcChain" Target="calcChain.xml"/></Relationships>'
    )
    made = a_workbook(a_sheet(rows=asks), more=more, folder=tmp_path)
    parts = [
        (
            name,
            text.replace(b"</Relationships>", added.encode())
            if name == "xl/_rels/workbook.xml.rels"
            else text,
        )
        for name, text in parts_of(made).items()
    ]
    _, after = copied(raw.zipped(tmp_path / "b.xlsx", parts).read_bytes(), tmp_path)
    sheet = after[SHEET].decode()
    assert re.findall(r"<f[^>]*>", sheet) == ["<f>"]
    assert "<f>SUM(B9)</f><v>7</v>" in sheet
    kept = [("B", "<v>7</v>"), ("C", "<v>1</v>"), ("D", "<v>2</v>"), ("E", r"<f>SUM\(B9\)</f><v>7</v>")]
    assert re.search("".join(rf'<c r="{letter}9"[^>]*>{inside}</c>' for letter, inside in kept), sheet)
    everything = b"".join(after.values())
    assert b"198.51.100.1" not in everything
    assert b"/C calc" not in everything
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after["xl/_rels/workbook.xml.rels"] + after["[Content_Types].xml"]


@pytest.mark.parametrize(
    "main", [raw.XLSM_MAIN, raw.XLSX_MAIN.replace("sheet.main", "template.main"), raw.XLSX_MAIN]
)
def test_a_copy_is_an_ordinary_workbook_whatever_the_original_is(main: str, tmp_path: Path) -> None:
    parts = raw.xlsx_parts(a_sheet(below=""), names=["名单"], main=main)
    _, after = copied(raw.zipped(tmp_path / "a.xlsm", parts).read_bytes(), tmp_path)
    assert raw.XLSX_MAIN.encode() in after["[Content_Types].xml"]
    assert b"macroEnabled" not in after["[Content_Types].xml"]
    assert b"template" not in after["[Content_Types].xml"]


def test_the_sample_of_losses_keeps_all_of_them(shared_dir: Path, tmp_path: Path) -> None:
    folders = ("15-annotated-copy-losses", "24-wps-pictures-in-cells")
    paths = [
        path for folder in folders for path in (shared_dir / "samples" / "reported" / folder).glob("*.xlsx")
    ]
    if not paths:
        pytest.skip("no samples of these kinds")
    ours = re.compile(
        r"\[Content_Types\]|\.rels$|styles\.xml$|comments|vmlDrawing|tables/|worksheets/sheet1\.xml$|custom\.xml"
    )
    for path in paths:
        before, after = copied(path.read_bytes(), tmp_path)
        assert {name for name in before if before[name] != after.get(name) and not ours.search(name)} == set()
        for mark in (b"<extLst", b"<drawing", b"DISPIMG", b"x14:"):
            assert before[SHEET].count(mark) == after[SHEET].count(mark)
