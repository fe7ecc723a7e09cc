"""Certificates: signed, read by whoever has the number, and broken by any change."""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from fleetsvc.services.fleets import certificates
from fleetsvc.services.receipts.checking import Flaw, check, keys_of
from tests.browser import Bureau, a_bureau, words_of
from tests.fleets import ACME, OTHER, a_fleet_file, a_vehicle
from tests.upload_cases import a_vin
from tests.web.fleets.test_fleet_pages import bind

pytestmark = pytest.mark.slow(8)


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    """A bus and a petrol taxi of the operator's, and a bus of another owner."""
    with a_bureau(owner_url, "certificates", FLEETSVC_RATE_PAGES="0", FLEETSVC_RATE_ANONYMOUS="0") as opened:
        taxi = a_vehicle(2, category="出租车", energy="汽油", plate="豫A00002", day="2025-02-01")
        opened.stored(a_fleet_file(a_vehicle(1), taxi, a_vehicle(3, OTHER)))
        bind(opened, ACME)
        yield opened


def certified(bureau: Bureau, address: str) -> dict[str, Any]:
    """Have the operator get a certificate by a button; what anybody gets of it by its number, as a file."""
    answer = bureau["operator"].send("/fleet", address)
    assert answer.status_code == 303
    file = bureau.service.client().get(f"{answer.headers['Location']}/file")
    assert file.status_code == 200
    found: dict[str, Any] = json.loads(file.get_data())
    return found


def published(bureau: Bureau) -> Any:
    """The keys by which anybody checks."""
    return keys_of(bureau.service.client().get("/.well-known/jwks.json").json)


def own_vehicle(bureau: Bureau) -> str:
    """The number of the operator's bus, the last registered."""
    return str(re.findall(r'href="/fleet/(\d+)"', bureau["operator"].open("/fleet"))[0])


def test_a_vehicles_certificate_says_the_verdict_the_clause_and_the_day_and_no_more(bureau: Bureau) -> None:
    receipt = certified(bureau, f"/fleet/{own_vehicle(bureau)}/certificate")
    assert check(receipt, published(bureau)).flaws == ()
    told = receipt["document"]["vehicle"]
    assert (told["plate"], told["vin"], told["owner"], told["verdict"]) == (
        "豫A00001D", "LZY**********0001", ACME, "compliant",
    )  # fmt: skip
    energy = told["duties"][0]
    assert (energy["rule"], energy["clause"]["number"]) == ("henan-2023/13-bus-new", "13")
    assert re.fullmatch("[0-9a-f]{64}", energy["clause"]["source_sha256"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", receipt["document"]["as_of"])
    for word in (a_vin(1), a_vin(3), OTHER, "豫A00003D"):
        assert word not in json.dumps(receipt, ensure_ascii=False)


def test_a_fleets_certificate_counts_and_names_no_vehicle(bureau: Bureau) -> None:
    receipt = certified(bureau, "/fleet/certificate")
    assert check(receipt, published(bureau)).flaws == ()
    fleet = receipt["document"]["fleet"]
    assert fleet["owners"] == [{"unit": "410100", "owner": ACME}]
    assert (fleet["vehicles"], fleet["verdicts"]) == (2, {"compliant": 1, "needs_justification": 1})
    assert "豫A" not in json.dumps(receipt, ensure_ascii=False)


def test_anybody_reads_it_by_its_number_with_the_code_that_leads_there(bureau: Bureau) -> None:
    receipt = certified(bureau, "/fleet/certificate")
    page = bureau.service.client().get(f"/receipts/{receipt['id']}").get_data(as_text=True)
    assert ACME in words_of(page)
    assert "<svg" in page
    assert "登录" not in words_of(page)


@pytest.mark.parametrize(
    ("place", "value"),
    [(("as_of",), "2030-01-01"), (("vehicle", "plate"), "豫A99999D"), (("vehicle", "verdict"), "exempt"),
     (("vehicle", "owner"), OTHER), (("kind",), "fleet"), (("vehicle", "duties"), [])],
)  # fmt: skip
def test_whatever_is_altered_is_told_at_its_place(bureau: Bureau, place: tuple[str, ...], value: Any) -> None:
    receipt = copy.deepcopy(certified(bureau, f"/fleet/{own_vehicle(bureau)}/certificate"))
    within = receipt["document"]
    for name in place[:-1]:
        within = within[name]
    assert within[place[-1]] != value
    within[place[-1]] = value
    flaws = check(receipt, published(bureau)).flaws
    assert flaws[0] == (Flaw.ALTERED, "/document/" + "/".join(place))


def test_a_signature_is_not_carried_over_to_another_vehicle(bureau: Bureau) -> None:
    receipt = certified(bureau, f"/fleet/{own_vehicle(bureau)}/certificate")
    other = certified(bureau, "/fleet/certificate")
    head, _, signature = receipt["jws"].split(".")
    forged = receipt | {"jws": ".".join((head, other["jws"].split(".")[1], signature))}
    assert check(forged, published(bureau)).flaws == ((Flaw.ALTERED, "/jws"),)


def test_of_another_owners_vehicle_there_is_none(bureau: Bureau) -> None:
    theirs = str(int(max(re.findall(r'href="/fleet/(\d+)"', bureau["operator"].open("/fleet")))) + 1)
    for number in (theirs, "999999"):
        assert bureau["operator"].send("/fleet", f"/fleet/{number}/certificate").status_code == 404


def test_what_was_certified_outlives_the_binding_and_nothing_new_is(owner_url: str) -> None:
    with a_bureau(owner_url, "outlived", FLEETSVC_RATE_PAGES="0") as own:
        own.stored(a_fleet_file(a_vehicle(1)))
        number = bind(own)
        receipt = certified(own, "/fleet/certificate")
        vehicle = own_vehicle(own)
        own["owner"].send("/operators", f"/operators/{number}/end", {"reason": "已转让"})
        assert receipt["id"] in words_of(own["operator"].open("/receipts"))
        assert check(receipt, published(own)).flaws == ()
        assert own["operator"].send("/fleet/owners", "/fleet/certificate").headers["Location"] == "/fleet"
        gone = own["operator"].send("/fleet/owners", f"/fleet/{vehicle}/certificate")
        assert gone.status_code == 404


def test_an_operator_gets_so_many_certificates_a_day_and_is_told(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    certified(bureau, "/fleet/certificate")
    monkeypatch.setattr(certificates, "MOST_A_DAY", 1)
    for address in ("/fleet/certificate", f"/fleet/{own_vehicle(bureau)}/certificate"):
        refused = bureau["operator"].send("/fleet", address)
        assert refused.status_code == 429
        assert "没有出具：24 小时内至多出具 1 份证明，请明天再办" in words_of(refused.get_data(as_text=True))
    monkeypatch.undo()
    certified(bureau, "/fleet/certificate")


def test_answers_that_an_operator_has_signed_are_no_certificates(
    owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificates, "MOST_A_DAY", 1)
    asked = {"unit": "410100", "event": "new", "category": "bus", "on": "2025-06-01", "energy": "bev"}
    with a_bureau(owner_url, "answers_signed") as own:
        own.stored(a_fleet_file(a_vehicle(1)))
        bind(own)
        signed = own["operator"].send(f"/ask?{urlencode(asked)}", "/ask/receipt", asked)
        assert signed.headers["Location"].startswith("/receipts/")
        certified(own, "/fleet/certificate")
        assert own["operator"].send("/fleet", "/fleet/certificate").status_code == 429
