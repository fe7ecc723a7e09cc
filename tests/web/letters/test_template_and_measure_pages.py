"""Pages of templates and of measures: what the office may do there, what a bureau sees, and what is refused."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from docx import Document

from tests.browser import Bureau, a_bureau, words_of
from tests.upload_cases import ODD_NAMES

PAGE, CIRCULAR = "/letter-templates", "/letter-templates/circular"
FORM = {
    "unit": "410100",
    "kind": "talk",
    "happened_on": "2025-10-09",
    "period": "2025-09",
    "said": "约谈了分管领导",
}


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "letter_settings") as opened:
        yield opened


def a_template(*lines: str) -> tuple[BytesIO, str]:
    document, written = Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(written)
    return BytesIO(written.getvalue()), "我们的.docx"


def test_the_office_takes_the_template_changes_it_and_puts_it_in_use(bureau: Bureau) -> None:
    office = bureau["office"]
    given = office.client.get(f"{CIRCULAR}.docx")
    assert "{{排名表}}" in [line.text for line in Document(BytesIO(given.data)).paragraphs]
    told = words_of(office.open(PAGE))
    assert told.count("系统随附的模板") == 3
    assert "{{期次}} 通报期次，如 2025年9月" in told
    assert "{{排名表}} 19 个报送单位的排名表 独占一段" in told
    done = office.send(PAGE, CIRCULAR, {"file": a_template("{{期次}}通报", "{{排名表}}")})
    assert done.status_code == 303
    assert "我们的.docx，office 于" in words_of(office.open(PAGE))
    own = Document(BytesIO(office.client.get(f"{CIRCULAR}.docx").data))
    assert [line.text for line in own.paragraphs] == ["{{期次}}通报", "{{排名表}}"]
    assert office.send(PAGE, f"{CIRCULAR}/standard").status_code == 303
    assert words_of(office.open(PAGE)).count("系统随附的模板") == 3


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_template_is_taken_whatever_it_is_called(bureau: Bureau, name: str) -> None:
    office = bureau["office"]
    sent = {"file": (a_template("{{期次}}通报", "{{排名表}}")[0], name)}
    assert office.send(PAGE, CIRCULAR, sent).status_code == 303
    assert office.send(PAGE, f"{CIRCULAR}/standard").status_code == 303


def test_what_is_wrong_with_a_template_is_told_with_its_place_and_it_is_not_used(bureau: Bureau) -> None:
    office = bureau["office"]
    for sent, said in (
        ({"file": a_template("{{期数}}", "见{{排名表}}")}, "正文 第 1 段：没有名为“期数”的字段"),
        ({"file": a_template("{{期数}}", "见{{排名表}}")}, "正文 第 2 段：“排名表”是整段的内容"),
        ({"file": (BytesIO(b"%PDF"), "a.docx")}, "这不是 Word 文档"),
        ({}, "没有选择文件"),
    ):
        answer = office.send(PAGE, CIRCULAR, sent)
        assert (answer.status_code, said in words_of(answer.get_data(as_text=True))) == (422, True), said
    assert office.client.get("/letter-templates/x.docx").status_code == 404


def test_the_office_notes_a_measure_and_the_unit_reads_it_but_no_other_unit(bureau: Bureau) -> None:
    answer = bureau["office"].send("/measures", "/measures", FORM)
    assert answer.headers["Location"] == "/measures?unit=410100&noted=1"
    line = "郑州市 2025-10-09 已约谈 2025-09 约谈了分管领导"
    assert line in words_of(bureau["office"].open("/measures?unit=410100"))
    assert line in words_of(bureau["owner"].open("/measures"))
    assert "记一项措施" not in bureau["owner"].open("/measures")
    assert "还没有措施记录" in bureau["stranger"].open("/measures")
    assert bureau["owner"].send("/measures", "/measures", FORM).status_code == 403


@pytest.mark.parametrize(
    "changed",
    [{"unit": "1"}, {"kind": "x"}, {"happened_on": "2999-01-01"}, {"period": "九月"}, {"said": " "}],
)
def test_a_measure_that_cannot_be_noted_is_told_and_what_was_written_stays(
    bureau: Bureau, changed: dict[str, str]
) -> None:
    answer = bureau["office"].send("/measures", "/measures", FORM | changed)
    told = answer.get_data(as_text=True)
    assert (answer.status_code, "没有记下" in told) == (422, True)
    assert changed.get("said", FORM["said"]) in told
