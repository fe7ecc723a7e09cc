"""The way of an operator through the pages: it applies, is confirmed, sees its vehicles and gives its reasons."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from sqlalchemy import text

from fleetsvc.database.transactions import OFFICE
from tests.browser import Bureau, a_bureau, token_in, words_of
from tests.cases import A_PDF
from tests.fleets import ACME, OTHER, a_fleet_file, a_vehicle
from tests.upload_cases import ODD_NAMES, a_vin

pytestmark = pytest.mark.slow(10)

TAXI = {"category": "出租车", "energy": "汽油"}


@pytest.fixture
def bureau(owner_url: str) -> Iterator[Bureau]:
    """Two petrol taxis, one the operator's, one another's."""
    with a_bureau(owner_url, "fleet_pages", FLEETSVC_RATE_PAGES="0") as opened:
        opened.stored(
            a_fleet_file(
                a_vehicle(1, plate="豫A00001", **TAXI), a_vehicle(2, OTHER, plate="豫A00002", **TAXI)
            )
        )
        yield opened


def number_of(bureau: Bureau, statement: str) -> int:
    """A number of the database."""
    with bureau.service.database.transaction(OFFICE) as session:
        return int(session.connection().execute(text(statement)).scalar_one())


def bind(bureau: Bureau, owner: str = ACME) -> int:
    """Have the operator apply and its bureau confirm, by their pages; the number of the binding."""
    applied = {"unit": "410100", "owner": owner, "said": "91410100MA0000000X"}
    answer = bureau["operator"].send("/fleet/owners", "/fleet/owners", applied)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/fleet/owners?told=sent")
    number = number_of(bureau, "SELECT max(id) FROM owner_binding")
    assert bureau["owner"].send("/operators", f"/operators/{number}/confirm", {}).status_code == 303
    return number


def test_an_operator_is_shown_its_vehicles_once_its_bureau_has_confirmed(bureau: Bureau) -> None:
    told = words_of(bureau["operator"].open("/fleet"))
    assert "没有可显示的车辆" in told
    bind(bureau, f" {ACME}　")
    page = bureau["operator"].open("/fleet")
    assert "共 1 辆 待说明 1" in words_of(page)
    assert "豫A00001" in page
    assert "豫A00002" not in page
    (vehicle,) = set(re.findall(r"/fleet/(\d+)", page))
    told = words_of(bureau["operator"].open(f"/fleet/{vehicle}"))
    assert a_vin(1) in told
    assert "新能源要求：待说明" in told
    other = number_of(bureau, "SELECT id FROM registration WHERE plate = '豫A00002'")
    bureau["operator"].open(f"/fleet/{other}", 404)


def test_a_session_that_is_open_shows_nothing_once_the_binding_is_ended(bureau: Bureau) -> None:
    number = bind(bureau)
    page = bureau["operator"].open("/fleet")
    (vehicle,) = set(re.findall(r"/fleet/(\d+)", page))
    form = bureau["operator"].open(f"/fleet/{vehicle}")
    case = number_of(bureau, "SELECT min(id) FROM case_record")
    bureau["owner"].send("/operators", f"/operators/{number}/end", {"reason": "不再代表"})
    assert "豫A00001" not in bureau["operator"].open("/fleet")
    bureau["operator"].open(f"/fleet/{vehicle}", 404)
    sent = {"csrf_token": token_in(form), "reason": "x", "ground": "no-suitable-model", "missing": "x"}
    answer = bureau["operator"].client.post(f"/fleet/{vehicle}/cases/{case}/explain", data=sent)
    assert answer.status_code == 404
    assert number_of(bureau, "SELECT count(*) FROM case_step WHERE hand = 'operator'") == 0


def test_reasons_go_to_the_bureau_filled_in_and_are_answered_as_its_own(bureau: Bureau) -> None:
    bind(bureau)
    (vehicle,) = set(re.findall(r"/fleet/(\d+)", bureau["operator"].open("/fleet")))
    case = number_of(
        bureau,
        f"SELECT k.id FROM case_record k JOIN registration r ON r.vin = k.vin WHERE r.id = {vehicle}",
    )
    sent = {
        "csrf_token": token_in(bureau["operator"].open(f"/fleet/{vehicle}")),
        "reason": "没有七座的车型",
        "ground": "no-suitable-model",
        "brought": "no-suitable-model:1",
        "missing": "其余厂家未出具",
        "files": (BytesIO(A_PDF), "厂家说明.pdf"),
    }
    for name in ODD_NAMES:  # it is looked at, whatever it is called
        unfit = sent | {"files": (BytesIO(b"no picture"), name)}
        refused = bureau["operator"].client.post(f"/fleet/{vehicle}/cases/{case}/explain", data=unfit)
        assert refused.status_code == 422
    answer = bureau["operator"].client.post(f"/fleet/{vehicle}/cases/{case}/explain", data=sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/fleet/{vehicle}?told=explained")
    page = bureau["owner"].open(f"/cases/{case}")
    assert "车队“operator”" in words_of(page)
    assert "没有七座的车型</textarea>" in page
    assert 'value="no-suitable-model" checked' in page
    assert 'value="no-suitable-model:1" checked' in page
    (step,) = re.findall(r'name="forward" value="(\d+)"', page)
    answered = {
        "reason": "没有七座的车型", "ground": "no-suitable-model", "brought": "no-suitable-model:1",
        "missing": "其余厂家未出具", "forward": step,
    }  # fmt: skip
    assert bureau["owner"].send(f"/cases/{case}", f"/cases/{case}/answer", answered).status_code == 303
    assert number_of(bureau, f"SELECT cardinality(evidence) FROM case_step WHERE case_id = {case}"
                     " AND hand = 'bureau'") == 1  # fmt: skip
    assert "已说明" in words_of(bureau["operator"].open(f"/fleet/{vehicle}"))


@pytest.mark.parametrize(
    "address",
    ["/cases", "/registrations", "/attachments/1", "/bureau", "/noncompliance", "/uploads", "/operators"],
)
def test_an_operator_is_let_into_no_page_of_a_bureau(bureau: Bureau, address: str) -> None:
    bind(bureau)
    bureau["operator"].open(address, 403)


@pytest.mark.parametrize(
    "said", [{"unit": "410100", "owner": "", "said": "x"}, {"unit": "999999", "owner": ACME, "said": "x"},
             {"unit": "410100", "owner": ACME, "said": " "}, {"unit": "410100", "owner": "无", "said": "x"}],
)  # fmt: skip
def test_an_application_that_says_too_little_is_told_so_and_kept_in_the_form(
    bureau: Bureau, said: dict[str, str]
) -> None:
    answer = bureau["operator"].send("/fleet/owners", "/fleet/owners", said)
    assert answer.status_code == 422
    assert "没有提交：请选择报送单位" in words_of(answer.text)


def test_an_answer_to_an_application_never_depends_on_what_is_registered(bureau: Bureau) -> None:
    rows = []
    for owner in (ACME, "没有的公司有限公司"):
        said = {"unit": "410100", "owner": owner, "said": "x"}
        bureau["operator"].send("/fleet/owners", "/fleet/owners", said)
        page = bureau["operator"].open("/fleet/owners")
        row = next(one for one in page.split("<tr>") if f"{owner}</th>" in one).replace(owner, "")
        rows.append(words_of(f"<main>{row.partition('</tr>')[0]}")[: len("郑州市 待核准")])
    assert rows == ["郑州市 待核准"] * 2


@pytest.mark.parametrize("until", ["9999-12-31", "9999-12-30", "2999-01-01", "0001-01-01"])
def test_a_last_day_out_of_reach_is_told_on_the_page_and_by_api(bureau: Bureau, until: str) -> None:
    said = {"unit": "410100", "owner": ACME, "said": "x"}
    bureau["operator"].send("/fleet/owners", "/fleet/owners", said)
    number = number_of(bureau, "SELECT max(id) FROM owner_binding")
    answer = bureau["owner"].send("/operators", f"/operators/{number}/confirm", {"until": until})
    assert answer.status_code == 422
    assert "不晚于十年后" in words_of(answer.text)
    token = {"X-CSRFToken": token_in(bureau["owner"].open("/account"))}
    sent = bureau["owner"].client.post(
        f"/api/v1/operators/{number}/confirm", json={"until": until}, headers=token
    )
    assert (sent.status_code, sent.get_json()["code"]) == (422, "until-past")


def test_who_waits_comes_first_the_oldest_above_and_what_is_over_apart(bureau: Bureau) -> None:
    for owner in ("诚实公司", "灌水一", "灌水二"):
        said = {"unit": "410100", "owner": owner, "said": "x"}
        bureau["operator"].send("/fleet/owners", "/fleet/owners", said)
    last = number_of(bureau, "SELECT max(id) FROM owner_binding")
    bureau["operator"].send("/fleet/owners", f"/fleet/owners/{last}/end")
    page = bureau["owner"].open("/operators")
    assert page.index("诚实公司") < page.index("灌水一") < page.index("灌水二")
