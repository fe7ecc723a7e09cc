"""The list of cases as it is handed in: a workbook and a printed list of what is asked, cut where it is said."""

from io import BytesIO

import openpyxl
import pytest

from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.document_answers import place_held
from fleetsvc.services.audit.events import Act
from fleetsvc.web.cases import taken
from tests.actors import noted
from tests.browser import a_bureau, words_of
from tests.reporting_app import fresh_numbers
from tests.upload_cases import a_file, a_row, a_vin


def test_cases_are_taken_away_by_their_filter_masked_for_the_office_and_cut_where_it_is_said(
    owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_bureau(owner_url, "cases_taken") as bureau:
        numbers = fresh_numbers(3)
        bureau.stored(a_file(*(a_row(n, energy="柴油", plate=f"豫A{n:05d}") for n in numbers)))
        vins = [a_vin(number) for number in numbers]
        for who, sees in (("owner", True), ("office", False)):
            browser = bureau[who]
            answer = browser.client.get("/cases.xlsx?state=")
            first, everything = openpyxl.load_workbook(BytesIO(answer.data)).worksheets
            texts = [str(cell.value) for row in first.iter_rows() for cell in row if cell.value is not None]
            assert texts[0] == "事项"
            assert "筛选条件：全部。" in texts[1]
            assert texts[-1] == "以上共 3 件。"
            assert [any(vin in text for text in texts) for vin in vins] == [sees] * 3
            assert everything.max_row == 4
            assert (first.page_setup.orientation, first.print_title_rows is not None) == ("landscape", True)
            paper = browser.open("/cases/print?state=")
            assert (paper.count('<th scope="row">'), [vin in paper for vin in vins]) == (3, [sees] * 3)
            assert "到此截断" not in paper
            none = words_of(browser.open("/cases/print?state=&kind=objection"))
            assert "筛选条件：种类" in none
        assert bureau["stranger"].open("/cases/print?state=").count('<th scope="row">') == 0
        with place_held(), place_held():
            waits = bureau["owner"].client.get("/cases.xlsx?state=")
        assert (waits.status_code, "请等几秒后再试一次" in waits.text) == (429, True)
        assert bureau["owner"].client.get("/cases.xlsx?state=").status_code == 200
        monkeypatch.setattr(taken, "MOST_PRINTED", 2)
        cut = bureau["owner"].open("/cases/print?state=")
        assert (cut.count('<th scope="row">'), "只列出前 2 件，共 3 件" in cut) == (2, True)
        wrong = bureau["owner"].client.get("/cases.xlsx?kind=tram")
        assert (wrong.status_code, wrong.headers["Location"]) == (303, "/cases?kind=tram")
        with bureau.service.database.transaction(OFFICE) as session:
            log = [(event.subject, event.details["shown"]) for event in noted(session, act=Act.LIST_EXPORTED)]
        assert set(log) == {("export/cases", "full"), ("export/cases", "masked")}
