"""By a clock that was set back nobody of the office decides: neither by page nor by API, on one case or on many."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.people.accounts import Role
from tests.browser import Bureau, a_bureau, token_in, words_of
from tests.overrides import FORM, a_diesel, proposed
from tests.reporting_app import fresh_numbers
from tests.upload_cases import a_file, a_row

MONTH: Any = timedelta(days=40)
"""Into another month, whatever the day."""
_CASE = "SELECT max(id) FROM case_record WHERE kind = 'justification'"


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "clock_set_back") as opened:
        yield opened


@pytest.fixture
def case(bureau: Bureau) -> int:
    """An answered case of a petrol taxi."""
    number = fresh_numbers(1)[0]
    bureau.stored(a_file(a_row(number, category="出租车", energy="汽油", plate=f"豫A{number:05d}")))
    with bureau.service.database.transaction(OFFICE) as session:
        found = int(session.connection().execute(text(_CASE)).scalar_one())
    form = {"reason": "无车型", "ground": "no-suitable-model", "missing": "已函询"}
    assert bureau["owner"].send(f"/cases/{found}", f"/cases/{found}/answer", form).status_code == 303
    return found


@contextmanager
def set_back(bureau: Bureau) -> Iterator[None]:
    """The clock of another month; whoever acts signs in by it, and again when it is right."""
    then = clock.now() - MONTH
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fleetsvc.clock.now", lambda: then)
        bureau.people.clear()
        yield
    bureau.people.clear()


def steps(bureau: Bureau) -> list[Any]:
    """All that the histories of cases and the proposals hold."""
    with bureau.service.database.transaction(OFFICE) as session:
        both = (
            "SELECT case_id, action FROM case_step ORDER BY id",
            "SELECT id, status FROM case_proposal ORDER BY id",
        )
        return [session.connection().execute(text(one)).all() for one in both]


def by_api(bureau: Bureau, path: str, **body: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {bureau.service.keys[Role.OFFICE]}", "Accept-Language": "en"}
    return bureau.service.client().post(f"/api/v1{path}", json=body, headers=headers)


def by_page(action: str) -> Callable[[Bureau, int], TestResponse]:
    return lambda bureau, case: bureau["office"].send(
        f"/cases/{case}", f"/cases/{case}/{action}", {"reason": "理由"}
    )


WAYS: dict[str, Callable[[Bureau, int], TestResponse]] = {
    "approve": by_page("approve"),
    "refuse": by_page("refuse"),
    "ask_again": by_page("ask_again"),
    "extend": by_page("extend"),
    "many": lambda bureau, case: bureau["office"].send(
        "/cases", "/cases", {"case": str(case), "action": "approve", "reason": "理由"}
    ),
    "approve by API": lambda bureau, case: by_api(bureau, f"/cases/{case}/approve", reason="x"),
    "extend by API": lambda bureau, case: by_api(bureau, f"/cases/{case}/extend", reason="x"),
    "many by API": lambda bureau, case: by_api(
        bureau, "/cases/acts", action="refuse", cases=[case], reason="x"
    ),
}


@pytest.mark.parametrize("way", sorted(WAYS))
def test_nothing_is_decided_until_the_clock_is_right(bureau: Bureau, case: int, way: str) -> None:
    before = steps(bureau)
    with set_back(bureau):
        answer = WAYS[way](bureau, case)
        assert answer.status_code == 503
        told = answer.get_json()["code"] if "API" in way else words_of(answer.get_data(as_text=True))
        assert ("clock-not-right" if "API" in way else "服务器时钟有误，没有办理") in told
        assert steps(bureau) == before
        remark = bureau["office"].send(f"/cases/{case}", f"/cases/{case}/comment", {"reason": "待时钟校准"})
        assert remark.status_code == 303
    if "extend" not in way:  # which an answered case is not
        assert WAYS[way](bureau, case).status_code in (200, 303)
        assert steps(bureau) != before


def test_no_override_is_proposed_or_signed(bureau: Bureau) -> None:
    _, vehicle = a_diesel(bureau)
    page = f"/registrations/{vehicle}/override"
    with set_back(bureau):
        assert bureau["office"].send(page, page, FORM).status_code == 503
    proposal, before = proposed(bureau, vehicle), steps(bureau)
    with set_back(bureau):
        headers = {"X-CSRFToken": token_in(bureau["deputy"].open("/account"))}
        number = proposal.rpartition("/")[2]
        signed = bureau["deputy"].client.post(f"/api/v1/case-proposals/{number}/signature", headers=headers)
        assert (signed.status_code, signed.get_json()["code"]) == (503, "clock-not-right")
        assert bureau["deputy"].send(proposal, f"{proposal}/sign").status_code == 503
    assert steps(bureau) == before
    assert bureau["deputy"].send(proposal, f"{proposal}/sign").status_code == 303


def test_a_unit_goes_on_answering(bureau: Bureau, case: int) -> None:
    with set_back(bureau):
        answer = bureau["owner"].send(f"/cases/{case}", f"/cases/{case}/comment", {"reason": "补充"})
    assert answer.status_code == 303
