"""Certificates of vehicles that more is to be said of than a verdict: decided by the office, or disputed."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from fleetsvc.database.transactions import OFFICE, OperatorScope, UnitScope
from fleetsvc.services.fleets.clauses import law_judged_by
from tests.browser import Bureau, a_bureau, words_of
from tests.fleets import OTHER, OURS, a_fleet_file, a_vehicle
from tests.overrides import overridden, registration
from tests.web.fleets.test_certificates import certified
from tests.web.fleets.test_fleet_pages import TAXI, bind, number_of

pytestmark = pytest.mark.slow(8)

QUOTE = "新增公交车、市政环卫车全部使用新能源汽车"
OTHERWISE = "结论由省级主管部门决定，与规则的判定（新能源要求：未达到）不同。理由：应急抢险等特殊任务用车。"


@pytest.fixture
def bureau(owner_url: str) -> Iterator[Bureau]:
    """Two diesel buses of the operator's, the first of them decided exempt by the office, and a petrol taxi."""
    with a_bureau(owner_url, "certified", FLEETSVC_RATE_PAGES="0", FLEETSVC_RATE_ANONYMOUS="0") as opened:
        diesel = [a_vehicle(number, energy="柴油", plate=f"豫A0000{number}") for number in (5, 6)]
        theirs = a_vehicle(8, OTHER, energy="柴油", plate="豫A00008")
        opened.stored(a_fleet_file(*diesel, theirs, a_vehicle(7, plate="豫A00007", **TAXI)))
        bind(opened)
        overridden(opened, registration(opened, 5))
        opened.work()
        yield opened


def of_vehicle(bureau: Bureau, number: int) -> dict[str, Any]:
    """The certificate of a vehicle among the tests'."""
    return certified(bureau, f"/fleet/{registration(bureau, number)}/certificate")


def read(bureau: Bureau, receipt: dict[str, Any]) -> str:
    """What anybody reads of it."""
    return words_of(bureau.service.client().get(f"/receipts/{receipt['id']}").get_data(as_text=True))


def disputing(bureau: Bureau) -> None:
    """Have all that stands disputed, as a second claim does."""
    with bureau.service.database.transaction(OFFICE) as session:
        _again(session, "verdict", "true")


def _again(session: Any, verdict: str, disputed: str) -> None:
    """Close all decisions that stand and append others, as judging again does."""
    made = "column_name NOT IN ('id', 'recorded_at', 'superseded_at', 'verdict', 'disputed')"
    names = ", ".join(
        session.connection()
        .execute(
            text(
                f"SELECT column_name FROM information_schema.columns WHERE table_name = 'decision' AND {made}"
            )
        )
        .scalars()
    )
    session.connection().execute(
        text(
            "WITH closed AS (UPDATE decision SET superseded_at = clock_timestamp() WHERE superseded_at IS NULL"
            f" RETURNING *) INSERT INTO decision ({names}, verdict, disputed, recorded_at)"
            f" SELECT {names}, {verdict}, {disputed}, superseded_at FROM closed"
        )
    )


def test_what_the_office_decided_is_signed_as_its_decision_and_no_clause_is_its_basis(bureau: Bureau) -> None:
    receipt = of_vehicle(bureau, 5)
    told = receipt["document"]["vehicle"]
    decision = told["decision"]
    assert (told["verdict"], told["overridden"]) == ("exempt", True)
    assert (decision["duty"], decision["ruled"], decision["code"], decision["until"]) == (
        "energy", "non_compliant", "emergency-use", None,
    )  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", decision["since"])
    energy = told["duties"][0]
    assert (energy["decided_by"], energy["rule"], energy["clause"]) == ("office", None, None)
    for page in (
        read(bureau, receipt),
        words_of(bureau["operator"].open(f"/fleet/{registration(bureau, 5)}")),
    ):
        assert f"{OTHERWISE}自 {decision['since']} 起，无期限。" in page
        assert QUOTE not in page
    assert "防汛抢险专用" not in str(receipt)


def test_beside_it_what_the_rules_decide_cites_its_clause_and_no_decision(bureau: Bureau) -> None:
    receipt = of_vehicle(bureau, 6)
    told = receipt["document"]["vehicle"]
    assert (told["verdict"], told["overridden"], told["decision"]) == ("non_compliant", False, None)
    assert (told["duties"][0]["decided_by"], told["duties"][0]["clause"]["number"]) == ("rules", "13")
    assert QUOTE in read(bureau, receipt)
    assert "另行认定" not in read(bureau, receipt)


def test_a_fleets_counts_part_what_the_office_decided_from_what_the_rules_say(bureau: Bureau) -> None:
    receipt = certified(bureau, "/fleet/certificate")
    fleet = receipt["document"]["fleet"]
    assert fleet["vehicles"] == 3
    assert fleet["verdicts"] == {"needs_justification": 1, "non_compliant": 1}
    assert (fleet["overridden"], fleet["disputed"]) == ({"exempt": 1}, {})
    assert {
        "category": "bus",
        "verdict": "exempt",
        "disputed": False,
        "overridden": True,
        "vehicles": 1,
    } in fleet["categories"]
    assert [one["vehicles"] for one in fleet["rules"] if one["rule"] == "henan-2023/13-bus-new"] == [1]
    assert "另行认定 豁免 1" in read(bureau, receipt)


def test_what_is_disputed_is_counted_apart(bureau: Bureau) -> None:
    disputing(bureau)
    receipt = certified(bureau, "/fleet/certificate")
    fleet = receipt["document"]["fleet"]
    assert (fleet["verdicts"], fleet["overridden"]) == ({}, {})
    assert fleet["disputed"] == {"exempt": 1, "needs_justification": 1, "non_compliant": 1}
    assert all(one["disputed"] for one in fleet["categories"])
    assert "有另一份登记，正在核实 豁免 1 · 待说明 1 · 不符合 1" in read(bureau, receipt)
    one = of_vehicle(bureau, 7)
    assert one["document"]["vehicle"]["disputed"]
    assert "该车另有一份登记，正在核实" in read(bureau, one)


@pytest.mark.parametrize("kind", ["vehicle", "fleet"])
def test_a_certificate_names_the_edition_that_judged(bureau: Bureau, kind: str) -> None:
    receipt = of_vehicle(bureau, 6) if kind == "vehicle" else certified(bureau, "/fleet/certificate")
    (book, *_) = receipt["document"]["rulebooks"]
    assert book["id"] == "henan"
    assert f"{book['id']} {book['edition']}" in read(bureau, receipt)


def test_what_changes_while_it_is_made_is_in_all_of_it_or_in_none(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(session: Any, editions: Any, **more: Any) -> Any:
        with bureau.service.database.transaction(OFFICE) as other:
            _again(other, "'compliant'", "false")
        return law_judged_by(session, editions, **more)

    vehicle = registration(bureau, 6)
    monkeypatch.setattr("fleetsvc.web.fleets.certifying.law_judged_by", meanwhile)
    told = certified(bureau, f"/fleet/{vehicle}/certificate")["document"]["vehicle"]
    assert (told["verdict"], told["duties"][0]["verdict"]) == ("non_compliant", "non_compliant")
    monkeypatch.undo()
    assert certified(bureau, f"/fleet/{vehicle}/certificate")["document"]["vehicle"]["verdict"] == "compliant"


def test_of_others_vehicles_no_decision_of_the_office_is_told(bureau: Bureau) -> None:
    overridden(bureau, registration(bureau, 8))
    bureau.work()
    account = number_of(bureau, "SELECT id FROM app_user WHERE name = 'operator'")
    asked = text("SELECT r.duty FROM generate_series(1, 99) AS n, office_decision(410100, n) AS r")
    with bureau.service.database.transaction(OperatorScope(account)) as session:
        assert session.connection().execute(asked).scalars().all() == ["energy"]
    with (
        pytest.raises(Exception, match="permission denied"),
        bureau.service.database.transaction(UnitScope(OURS)) as session,
    ):
        session.connection().execute(asked)
