"""Official letters: their form after GB/T 9704-2012, the filling of templates, and templates that are refused."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm

from importers.letters.content import Block, Column, Content, Table
from importers.letters.faults import TemplateRefused
from importers.letters.fields import LetterKind, fields_of
from importers.letters.filling import fill, template_faults
from importers.letters.package_check import TEMPLATE_BYTES, check_package
from importers.letters.standard_templates import write_standard_template
from importers.sandbox import letter_writer

TABLE = Table([Column("名次", 20), Column("达标率", 30, is_number=True)], [["1", "<99%&"]] * 3)


def content_of(kind: LetterKind, *, draft: str | None = None) -> Content:
    fields = fields_of(kind)
    texts = {name: f"某{name}" for name, field in fields.items() if not field.is_block}
    blocks: dict[str, Block] = {
        name: [f"{name}甲", TABLE, f"{name}乙"] for name, field in fields.items() if field.is_block
    }
    return Content(texts, blocks, draft)


@pytest.fixture
def filled(tmp_path: Path) -> Callable[..., WordDocument]:
    """Fill a template (the standard one unless lines are given) and read the letter back."""

    def of(
        kind: LetterKind, *lines: str, content: Content | None = None, made: WordDocument | None = None
    ) -> WordDocument:
        template, out = tmp_path / "template.docx", tmp_path / "letter.docx"
        if lines or made:
            (made or a_document(*lines)).save(str(template))
        else:
            write_standard_template(kind, template)
        fill(template, out, kind, content or content_of(kind))
        return Document(str(out))

    return of


def a_document(*lines: str) -> WordDocument:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return document


def as_bytes(document: WordDocument) -> bytes:
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def words_in(document: WordDocument) -> str:
    """All text of the body, tables too."""
    return "".join(one.text or "" for one in document.element.iter(qn("w:t")))


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_has_page_grid_fonts_and_numbers_of_the_standard(
    kind: LetterKind, filled: Callable[..., WordDocument]
) -> None:
    letter = filled(kind)
    section = letter.sections[0]
    page = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    sides = (section.left_margin, section.right_margin)
    given = [round(one / Mm(1)) if one is not None else None for one in (*page, *sides)]
    assert given == [210, 297, 37, 35, 28, 26]
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001
    assert {name.rpartition("}")[2]: value for name, value in grid.attrib.items()} == {
        "type": "linesAndChars",
        "linePitch": "579",
        "charSpace": "-849",
    }
    body = letter.styles["Normal"]
    assert (body.font.size.pt, body.paragraph_format.line_spacing.pt) == (16, 28.95)
    fonts = {
        name: letter.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "公文标题", "公文正文", "公文一级标题")
    }
    assert fonts == {
        "Normal": "仿宋_GB2312",
        "公文标题": "方正小标宋简体",
        "公文正文": "仿宋_GB2312",
        "公文一级标题": "黑体",
    }
    assert letter.styles["公文标题"].font.size.pt == 22
    assert letter.settings.odd_and_even_pages_header_footer
    for footer, alignment in ((section.footer, 2), (section.even_page_footer, 0)):
        paragraph = footer.paragraphs[0]
        assert (
            "".join(one.text or "" for one in paragraph._p.iter(qn("w:t"), qn("w:instrText")))  # noqa: SLF001
            == "—  PAGE 1 —"
        )
        assert paragraph.alignment == alignment
        sizes = {run.font.size.pt for run in paragraph.runs}
        assert sizes == {14}


@pytest.mark.parametrize("kind", LetterKind)
def test_every_field_of_a_standard_template_is_filled_and_what_only_people_know_is_a_marked_blank(
    kind: LetterKind, filled: Callable[..., WordDocument]
) -> None:
    letter = filled(kind)
    said = words_in(letter)
    assert "{{" not in said
    assert "}}" not in said
    blanks = [
        run
        for line in letter.paragraphs
        for run in line.runs
        if "＿" in run.text and "发文机关填写" not in run.text
    ]
    assert len(blanks) >= 6
    assert all(run.font.highlight_color is not None for run in blanks)
    assert next(line.text for line in letter.paragraphs) == "＿＿＿＿〔＿＿＿＿〕＿＿＿＿号"
    assert "（发文机关署名、印章：＿＿＿＿）" in said


def test_a_value_is_text_and_never_looked_into(filled: Callable[..., WordDocument]) -> None:
    texts = dict.fromkeys(fields_of(LetterKind.CIRCULAR), "{{依据}} <w:t>&=1+1\x00")
    content = Content(texts, {name: ["{{期次}}"] for name in texts})
    letter = filled(LetterKind.CIRCULAR, "甲{{期次}}乙", "{{存在问题}}", content=content)
    assert [line.text for line in letter.paragraphs] == ["甲{{依据}} <w:t>&=1+1\ufffd乙", "{{期次}}"]


def test_a_field_that_word_has_cut_into_runs_is_filled_in_the_form_of_its_beginning(
    filled: Callable[..., WordDocument],
) -> None:
    document = Document()
    line = document.add_paragraph("关于")
    for number, piece in enumerate(("{", "{期", "次}", "}的通报和{{单位", "}}")):
        line.add_run(piece).bold = number == 0
    letter = filled(
        LetterKind.TALK, made=document, content=Content({"期次": "2025年9月", "单位": "郑州市"}, {})
    )
    (filled_line,) = letter.paragraphs
    assert filled_line.text == "关于2025年9月的通报和郑州市"
    assert [run.text for run in filled_line.runs if run.bold] == ["2025年9月"]


def test_blocks_become_paragraphs_of_the_same_form_and_tables_with_a_head_on_each_page(
    filled: Callable[..., WordDocument],
) -> None:
    letter = filled(LetterKind.CIRCULAR)
    table = letter.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["名次", "达标率"],
        *[["1", "<99%&"]] * 3,
    ]
    assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None  # noqa: SLF001
    styles = {
        line.style and line.style.name
        for line in letter.paragraphs
        if line.text in ("总体情况甲", "总体情况乙")
    }
    assert styles == {"公文正文"}


def test_a_draft_says_so_at_the_head_of_every_kind_of_page(filled: Callable[..., WordDocument]) -> None:
    letter = filled(LetterKind.CIRCULAR, content=content_of(LetterKind.CIRCULAR, draft="征求意见稿"))
    section = letter.sections[0]
    heads = (section.header, section.even_page_header, section.first_page_header)
    assert [head.paragraphs[0].text for head in heads] == ["征求意见稿"] * 3
    final = filled(LetterKind.CIRCULAR).sections[0]
    assert final.header.is_linked_to_previous


def faults(
    tmp_path: Path, document: WordDocument, kind: LetterKind = LetterKind.CIRCULAR
) -> list[tuple[str, str]]:
    path = tmp_path / "template.docx"
    document.save(str(path))
    return [(fault.code, fault.place) for fault in template_faults(path, kind)]


def test_all_faults_of_a_template_are_told_with_their_places(tmp_path: Path) -> None:
    document = a_document("{{期数}}", "见{{排名表}}", "{{期次", "{{单位}}", "{{ 期次 }}")
    document.add_table(1, 1).cell(0, 0).text = "{{排名表}}"
    document.sections[0].header.paragraphs[0].text = "{{存在问题}}{{x.__class__}}"
    assert faults(tmp_path, document) == [
        ("field-unknown", "正文 第 1 段"),
        ("block-beside-text", "正文 第 2 段"),
        ("field-open", "正文 第 3 段"),
        ("field-unknown", "正文 第 4 段"),
        ("block-beside-text", "正文 第 6 段"),
        ("block-beside-text", "页眉 / header 第 1 段"),
        ("field-unknown", "页眉 / header 第 1 段"),
    ]
    assert faults(tmp_path, a_document("没有字段")) == [("no-field", "")]
    with pytest.raises(TemplateRefused) as told:
        fill(tmp_path / "template.docx", tmp_path / "out.docx", LetterKind.CIRCULAR, Content({}, {}))
    assert "从现行模板改起" in told.value.told.zh


def test_an_unknown_field_is_told_with_the_nearest_one(tmp_path: Path) -> None:
    path = tmp_path / "template.docx"
    a_document("{{排名表格}}").save(str(path))
    (fault,) = template_faults(path, LetterKind.CIRCULAR)
    assert "没有名为“排名表格”的字段，是不是“排名表”" in fault.message.zh


@pytest.mark.parametrize("pieces", [["DDEAUTO c:\\x"], [" INCLUDE", "TEXT http://x "], ["MACROBUTTON x"]])
def test_word_fields_that_fetch_or_run_are_refused(tmp_path: Path, pieces: list[str]) -> None:
    document = a_document("{{期次}}")
    line = document.add_paragraph()
    for kind, text in (("begin", ""), *(("", piece) for piece in pieces), ("end", "")):
        run = line.add_run()._r  # noqa: SLF001
        if kind:
            run.makeelement(qn("w:fldChar"), {qn("w:fldCharType"): kind})
            run.append(run.makeelement(qn("w:fldChar"), {qn("w:fldCharType"): kind}))
        else:
            instruction = run.makeelement(qn("w:instrText"), {})
            instruction.text = text
            run.append(instruction)
    assert faults(tmp_path, document) == [("word-field", "正文")]


def with_part(name: str, content: bytes, *, into: bytes | None = None) -> bytes:
    """A package with a part more, or another in its place."""
    written = BytesIO()
    with (
        ZipFile(BytesIO(into or as_bytes(a_document("{{期次}}")))) as old,
        ZipFile(written, "w", ZIP_DEFLATED) as new,
    ):
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, content)
    return written.getvalue()


def rels(attributes: str) -> bytes:
    names = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    return f'<Relationships {names}><Relationship Id="r" {attributes}/></Relationships>'.encode()


KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packages(*parts: tuple[str, str, bytes]) -> list[tuple[str, Callable[[], bytes]]]:
    """What is told of a package that has one such part more."""
    return [(code, partial(with_part, name, content)) for code, name, content in parts]


HOSTILE: list[tuple[str, Callable[[], bytes]]] = [
    ("not-a-document", lambda: b"%PDF-1.4"),
    ("not-a-document", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    ("too-large", lambda: bytes(TEMPLATE_BYTES + 1)),
    ("unsafe", lambda: with_part("word/media/a.png", bytes(18 << 20))),
    *packages(
        ("not-a-document", "[Content_Types].xml", b"<Types/>"),
        ("unsafe", "../x.xml", b"<a/>"),
        ("unsafe", "word/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        ("damaged", "word/x.xml", b"<a>"),
        ("macro", "word/vbaProject.bin", b"x"),
        ("macro", "word/activeX/activeX1.xml", b"<a/>"),
        (
            "macro",
            "[Content_Types].xml",
            b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
        ),
        ("foreign-part", "word/embeddings/oleObject1.bin", b"x"),
        ("foreign-part", "word/_rels/a.xml.rels", rels(f'Type="{KIND}/aFChunk" Target="a.html"')),
        (
            "external",
            "word/_rels/a.xml.rels",
            rels('Target="\\\\h\\x.dotm" TargetMode="&#69;xternal"'),
        ),
        ("external", "word/_rels/a.xml.rels", rels('Target="file://h/x"')),
    ),
]


@pytest.mark.parametrize(("code", "made"), HOSTILE, ids=lambda one: one if isinstance(one, str) else "")
def test_a_hostile_document_is_refused_before_any_library_opens_it(
    code: str, made: Callable[[], bytes]
) -> None:
    content = made()
    with pytest.raises(TemplateRefused) as told:
        check_package(content)
    (fault,) = told.value.faults
    assert fault.code == code
    assert fault.message.zh


def test_a_child_process_makes_templates_checks_them_and_fills_them(tmp_path: Path) -> None:
    template = letter_writer.standard_template(LetterKind.TALK)
    letter_writer.check_template(template, LetterKind.TALK)
    with pytest.raises(TemplateRefused) as told:
        letter_writer.check_template(template, LetterKind.CIRCULAR)
    assert {fault.values["name"] for fault in told.value.faults} == {"单位", "单位情况", "约谈缘由"}
    letter = letter_writer.filled(template, LetterKind.TALK, content_of(LetterKind.TALK))
    own = letter_writer.filled(None, LetterKind.TALK, content_of(LetterKind.TALK))
    read = [words_in(Document(BytesIO(one))) for one in (letter, own)]
    assert read[0] == read[1]
    assert "某单位：" in read[0]
