"""A list of vehicles on a page: pasted by anybody or uploaded by a dealer, answered row by row, kept nowhere."""

import re
from io import BytesIO

from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from fleetsvc.web.public.list_answering import UNKNOWN
from tests.browser import token_in, words_of

HEAD = "车辆型号\t车辆用途\t新增/更新\t能源种类"
LIST = f"{HEAD}\nZK6105BEVG25\t公交车\t新增\t\nZK6120HG\t公交车\t新增\t柴油\nZK6105BEVG25\t公交车\t\t"


def send(client: FlaskClient, *, sheet: bytes | None = None, **fields: str) -> TestResponse:
    page = client.get("/ask/list").get_data(as_text=True)
    said: dict[str, object] = {"csrf_token": token_in(page), "unit": "410100", "on": "2025-06-01", **fields}
    if sheet is not None:
        said["sheet"] = (BytesIO(sheet), "清单.csv")
    return client.post("/ask/list", data=said, headers={"Origin": "http://localhost"})


def test_anybody_pastes_a_list_and_reads_the_answer_beside_each_row(client: FlaskClient) -> None:
    answer = send(client, list=LIST)
    told = words_of(answer.get_data(as_text=True))
    assert answer.status_code == 200
    assert "2 ZK6105BEVG25 可以登记 纯电动，符合要求" in told
    assert "新增 · 公交车 纯电动（按车型目录） 2025-06-01 3 ZK6120HG 不可以登记 柴油，不符合要求" in told
    assert re.search("4 ZK6105BEVG25 未能回答 .*请填“新增”或“更新”.* 公交车 纯电动（按车型目录） –", told)
    assert f"一次至多 {UNKNOWN.vehicles} 辆、256 KB。" in told


def test_a_list_of_models_alone_is_answered_by_what_the_form_says_of_all(client: FlaskClient) -> None:
    answer = send(client, list="ZK6105BEVG25\nZK9999X", category="bus", event="new")
    told = words_of(answer.get_data(as_text=True))
    assert "已按各行的样子补上一行列名" in told
    assert "2 ZK6105BEVG25 可以登记" in told
    assert "3 ZK9999X 还不能判定" in told


def test_the_answers_to_an_uploaded_sheet_are_taken_as_a_workbook(client: FlaskClient) -> None:
    answer = send(client, sheet=LIST.encode("gb18030"), **{"as": "xlsx"})
    rows = load_workbook(BytesIO(answer.get_data())).active
    assert rows is not None
    cells = [[cell.value for cell in row] for row in rows.iter_rows(min_row=6)]
    assert [(row[1], row[2], row[8], row[9]) for row in cells] == [
        (2, "ZK6105BEVG25", "符合", "可以登记"),
        (3, "ZK6120HG", "不符合", "不可以登记"),
        (4, "ZK6105BEVG25", "", "未能回答"),
    ]


def test_what_is_wrong_with_the_form_is_told_and_what_was_written_stays(client: FlaskClient) -> None:
    for said, told in (
        ({"list": ""}, "请粘贴清单，或选择一个表格"),
        ({"list": LIST, "sheet": b"a,b"}, "请只给一样"),
        ({"list": LIST, "unit": "999999"}, "请从列表中选择"),
        ({"list": LIST, "on": "31.2."}, "“31.2.”不是日期"),
        ({"list": "\n".join([HEAD, *["ZK6105BEVG25\t公交车\t新增\t"] * 51])}, "上限 50 行"),
    ):
        answer = send(client, **said)
        page = answer.get_data(as_text=True)
        assert (answer.status_code, told in words_of(page)) == (422, True), said
        assert str(said["list"]) in page
