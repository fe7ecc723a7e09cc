"""The office decides otherwise than the rules on one vehicle, by two persons; the rules' verdict stays beside it."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import CaseRecord
from fleetsvc.services.cases.nightly import tend
from fleetsvc.services.law.impact import foretell
from fleetsvc.services.law.rulebooks import active_book
from fleetsvc.services.rankings.publishing import compute_edition
from rules.periods import parse_period
from rules.vocabulary import Verdict
from tests.browser import Bureau, a_bureau, words_of
from tests.overrides import (
    BROKEN,
    EXEMPT,
    FORM,
    a_diesel,
    accepted,
    case_of,
    decided,
    lifted,
    overridden,
    proposed,
    replayed,
)
from tests.upload_cases import a_vin

MARCH = parse_period("2025-03")


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "override_pages") as opened:
        yield opened


def test_it_counts_once_signed_with_the_rules_verdict_beside_it_and_replay_finds_no_difference(
    bureau: Bureau,
) -> None:
    number, vehicle = a_diesel(bureau)
    with bureau.service.database.transaction(OFFICE) as session:
        before = compute_edition(session, MARCH, category=None, now=clock.now()).lines[0].tally
    dossier = bureau["office"].open(f"/registrations/{vehicle}?unit=410100")
    assert f"/registrations/{vehicle}/override" in dossier
    assert "应急抢险等特殊任务用车" in bureau["office"].open(f"/registrations/{vehicle}/override")
    page = proposed(bureau, vehicle)
    assert decided(bureau, number) == BROKEN
    assert "规则判定“不符合”，认定为“豁免”" in words_of(bureau["deputy"].open(page))
    own = bureau["office"].send(page, f"{page}/sign")
    assert (own.status_code, decided(bureau, number)) == (422, BROKEN)
    bureau["deputy"].send(page, f"{page}/sign")
    assert decided(bureau, number) == EXEMPT
    assert replayed(bureau) == 0
    with bureau.service.database.transaction(OFFICE) as session:
        after = compute_edition(session, MARCH, category=None, now=clock.now()).lines[0].tally
    assert after.verdicts.get(Verdict.EXEMPT, 0) == before.verdicts.get(Verdict.EXEMPT, 0) + 1
    for who, address in (
        ("owner", f"/registrations/{vehicle}"),
        ("office", f"/registrations/{vehicle}?unit=410100"),
    ):
        shown = words_of(bureau[who].open(address))
        assert "省级部门另行认定" in shown
        assert "防汛抢险专用" in shown
    assert case_of(bureau, number, "non_compliance").state == "corrected"


def test_a_refused_one_leaves_nothing_open(bureau: Bureau) -> None:
    number, vehicle = a_diesel(bureau)
    page = proposed(bureau, vehicle)
    bureau["deputy"].send(page, f"{page}/drop", {"reason": "证据不足"})
    assert (case_of(bureau, number).state, decided(bureau, number)) == ("closed", BROKEN)
    overridden(bureau, vehicle)
    assert decided(bureau, number) == EXEMPT


def test_it_is_lifted_by_two_for_a_reason_and_the_rules_verdict_returns(bureau: Bureau) -> None:
    number, vehicle = a_diesel(bureau)
    overridden(bureau, vehicle)
    case = case_of(bureau, number)
    bare = bureau["deputy"].send("/cases", f"/cases/{case.id}/lift", {"reason": " "})
    assert (bare.status_code, decided(bureau, number)) == (422, EXEMPT)
    assert "撤销认定" in words_of(bureau["deputy"].open(f"/cases/{case.id}"))
    page = (
        bureau["deputy"].send("/cases", f"/cases/{case.id}/lift", {"reason": "任务结束"}).headers["Location"]
    )
    assert (case_of(bureau, number).state, decided(bureau, number)) == ("approved", EXEMPT)
    assert bureau["deputy"].send(page, f"{page}/sign").status_code == 422  # not by the one who proposes
    bureau["office"].send(page, f"{page}/sign")
    assert (case_of(bureau, number).state, decided(bureau, number)) == ("closed", BROKEN)
    assert replayed(bureau) == 0


def test_lists_exports_and_the_api_mark_it_and_the_dossier_tells_it_when_it_has_ended(bureau: Bureau) -> None:
    number, vehicle = a_diesel(bureau)
    other, _ = a_diesel(bureau)
    overridden(bureau, vehicle, verdict="undetermined")
    office, owner = bureau["office"], bureau["owner"]
    for who, page in ((office, "/noncompliance"), (owner, "/registrations")):
        shown = who.open(f"{page}?overridden=true&reveal=true&col=vin")
        assert (a_vin(number) in shown, a_vin(other) in shown) == (True, False)
        assert "另行认定" in words_of(shown)
        assert a_vin(number) not in who.open(f"{page}?overridden=false&reveal=true&col=vin")
        assert a_vin(other) in who.open(f"{page}?overridden=false&reveal=true&col=vin")
    assert "未采用" in words_of(office.open("/noncompliance?overridden=perhaps", 422))
    asked = "/api/v1/registrations?overridden=true"
    items = owner.client.get(asked).get_json()["items"]
    assert [one["overridden"] for one in items if one["vin"] == a_vin(number)] == [True]
    ruled = owner.client.get(asked.replace("true", "false")).get_json()["items"]
    assert {one["overridden"] for one in ruled} == {False}
    table = owner.client.get(asked, headers={"Accept": "text/csv"}).get_data(as_text=True).splitlines()
    assert table[0].endswith(",省级部门另行认定")
    assert [line.endswith(",是") for line in table if a_vin(number) in line] == [True]
    lifted(bureau, case_of(bureau, number), "任务结束")
    for who, address in (
        (owner, f"/registrations/{vehicle}"),
        (office, f"/registrations/{vehicle}?unit=410100"),
    ):
        told = words_of(who.open(address))
        assert re.search(
            r"曾由省级部门另行认定：.*应急抢险等特殊任务用车.*防汛抢险专用.* 撤销：任务结束", told
        ), told
    document = owner.client.get(f"/api/v1/registrations/{vehicle}").get_json()
    (past,) = document["overrides"]
    assert (document["overridden"], document["decision"]["override"], past["ended"], past["reason"]) == (
        False,
        None,
        "lift",
        "防汛抢险专用",
    )
    assert [one["override_case"] for one in document["decisions"]] == [None, past["case"], None]


@pytest.fixture
def days_ahead(owner_url: str) -> Iterator[Bureau]:
    """One whose nights are played days ahead: by the clock of today its office decides nothing afterwards."""
    with a_bureau(owner_url, "override_ends") as opened:
        yield opened


def test_it_ends_on_its_day(days_ahead: Bureau) -> None:
    bureau = days_ahead
    number, vehicle = a_diesel(bureau)
    until = clock.day_of(clock.now()) + timedelta(days=2)
    overridden(bureau, vehicle, valid_until=until.isoformat())
    with bureau.service.database.transaction(OFFICE) as session:
        tend(session, now=clock.over_at(until - timedelta(days=2)))
    assert decided(bureau, number) == EXEMPT
    with bureau.service.database.transaction(OFFICE) as session:
        tend(session, now=clock.over_at(until - timedelta(days=1)))
    assert (case_of(bureau, number).state, decided(bureau, number)) == ("closed", BROKEN)
    assert replayed(bureau) == 0


def test_other_facts_that_the_office_accepts_end_it_and_the_same_ones_do_not(bureau: Bureau) -> None:
    number, vehicle = a_diesel(bureau)
    overridden(bureau, vehicle)
    a_diesel(bureau, number, plate=f"豫A{number + 50_000:05d}")
    assert decided(bureau, number) == EXEMPT
    other, theirs = a_diesel(bureau)
    overridden(bureau, theirs)
    a_diesel(bureau, other, energy="汽油")
    assert (case_of(bureau, other).state, decided(bureau, other)) == ("approved", EXEMPT)
    accepted(bureau, case_of(bureau, other, "change_review"))
    assert (case_of(bureau, other).state, decided(bureau, other)[2]) == ("corrected", None)
    assert replayed(bureau) == 0


def test_the_law_judging_again_leaves_it_as_it_is(bureau: Bureau) -> None:
    _, vehicle = a_diesel(bureau)
    overridden(bureau, vehicle)
    with bureau.service.database.transaction(OFFICE) as session:
        assert foretell(session, active_book(session).table).differences == ()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"verdict": "non_compliant"}, "请选择与规则判定不同的结论"),
        ({"verdict": "not_governed"}, "请选择与规则判定不同的结论"),
        ({"code": "because"}, "请选择与规则判定不同的结论"),
        ({"duty": "emission_stage"}, "请选择与规则判定不同的结论"),
        ({"reason": " "}, "请写明理由"),
        ({"valid_until": "2020-01-01"}, "有效期"),
        ({"valid_until": "soon"}, "日期请写成"),
    ],
)
def test_what_cannot_be_decided_so_is_told_and_leaves_nothing(
    bureau: Bureau, form: dict[str, str], said: str
) -> None:
    number, vehicle = a_diesel(bureau)
    page = f"/registrations/{vehicle}/override"
    answer = bureau["office"].send(page, page, FORM | form)
    shown = words_of(answer.get_data(as_text=True))
    assert (answer.status_code, said in shown) == (422, True), shown
    with bureau.service.database.transaction(OFFICE) as session:
        query = select(CaseRecord.id).where(CaseRecord.vin == a_vin(number), CaseRecord.kind == "override")
        assert session.exec(query).first() is None


def test_one_at_a_time_and_no_unit_decides_otherwise(bureau: Bureau) -> None:
    number, vehicle = a_diesel(bureau)
    page = f"/registrations/{vehicle}/override"
    assert bureau["owner"].client.get(page).status_code == 403
    overridden(bureau, vehicle)
    again = bureau["deputy"].send(page, page, FORM | {"verdict": "compliant"})
    assert "已有另行认定" in words_of(again.get_data(as_text=True))
    case = case_of(bureau, number)
    assert bureau["owner"].send("/cases", f"/cases/{case.id}/lift", {"reason": "x"}).status_code == 403
    assert bureau["office"].client.get("/registrations/99999999/override").status_code == 404
    assert re.search("Decide otherwise", words_of(bureau["office"].open(f"{page}?lang=en")))
    bureau["office"].open(f"{page}?lang=zh")
