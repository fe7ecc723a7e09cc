"""A clock that cannot be trusted is told to everybody who may do something about it, and nothing is published by it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from prometheus_client.parser import text_string_to_metric_families

from fleetsvc import clock
from fleetsvc.cli import main
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.audit.events import NOBODY, Act
from fleetsvc.services.audit.recording import record
from fleetsvc.services.health.database_checks import database_checks
from fleetsvc.services.operations.checks import Check, Status
from fleetsvc.services.rankings import lists
from fleetsvc.settings import read_settings
from rules.periods import parse_period
from tests.browser import Bureau, a_bureau, words_of
from tests.ranking_data import register

CORRECTION = "/rankings/2025-09/correction"
BEHIND = "时钟比库中最新记录的时间晚了 3 天"


@pytest.fixture
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "clock_alarms") as opened:
        yield opened


def put_later_on_record(bureau: Bureau) -> None:
    """As a clock that ran three days ahead would have left it."""
    with bureau.service.database.transaction(OFFICE) as session:
        at = clock.now() + timedelta(days=3, minutes=1)
        record(session, NOBODY, Act.SIGN_IN_REFUSED, None, {}, at)


def readiness(bureau: Bureau) -> tuple[int, Any]:
    answer = bureau.service.client().get("/readyz")
    return answer.status_code, (answer.json or {})["clock"]


def measured(bureau: Bureau) -> dict[str, float]:
    families = text_string_to_metric_families(bureau.service.client().get("/metrics").get_data(as_text=True))
    return {
        sample.labels["fault"]: sample.value
        for family in families
        for sample in family.samples
        if sample.name == "fleetsvc_clock_fault_seconds"
    }


def doctors(bureau: Bureau) -> Check:
    url = bureau.service.database.engine.url
    service_url = url.render_as_string(hide_password=False)
    owner_url = url.set(username="postgres", drivername="postgresql").render_as_string(hide_password=False)
    checks = database_checks(
        owner_url=owner_url,
        service_url=service_url,
        secret=None,
        backups=read_settings({}).backups,
        now=clock.now(),
    )
    return next(check for check in checks if check.name == "clock-alarms")


def run(bureau: Bureau, *arguments: str) -> Result:
    url = bureau.service.database.engine.url.set(drivername="postgresql")
    environment = {
        "FLEETSVC_DATABASE_URL": url.render_as_string(hide_password=False),
        "LC_ALL": "en_GB.UTF-8",
    }
    return CliRunner().invoke(main, ["clock", *arguments], env=environment)


def test_nothing_is_told_while_nothing_speaks_against_it(bureau: Bureau) -> None:
    assert readiness(bureau) == (200, [])
    assert measured(bureau) == {"behind": 0, "apart": 0, "jumped": 0}
    assert doctors(bureau).status is Status.OK
    result = run(bureau)
    assert (result.exit_code, result.stdout) == (0, "Nothing speaks against the clock.\n")
    assert 'id="clock"' not in bureau["office"].open("/office")
    assert 'id="clock"' not in bureau["admin"].open("/schedule")


def test_monitoring_and_the_doctor_tell_of_it_and_callers_are_still_served(bureau: Bureau) -> None:
    put_later_on_record(bureau)
    status, faults = readiness(bureau)
    assert (status, [fault["fault"] for fault in faults]) == (200, ["behind"])
    assert faults[0]["seconds"] == pytest.approx(259260, abs=60)
    assert measured(bureau) == {"behind": pytest.approx(259260, abs=60), "apart": 0, "jumped": 0}
    check = doctors(bureau)
    assert (check.status, check.says.zh) == (Status.FAIL, f"正式通报暂停：{BEHIND}")
    assert check.remedy is not None
    assert "fleetsvc clock --accept" in check.remedy.en


def test_the_office_and_administrators_see_it_on_their_pages(bureau: Bureau) -> None:
    put_later_on_record(bureau)
    for who, page in (("office", "/office"), ("admin", "/schedule")):
        told = words_of(bureau[who].open(page))
        assert f"时钟有误，正式通报暂停 {BEHIND} 请校准时钟（NTP）" in told


def test_a_correction_waits_as_well_and_is_not_stored(bureau: Bureau) -> None:
    with bureau.service.database.transaction(OFFICE) as session:
        register(session, "410100", compliant=8)
    put_later_on_record(bureau)
    office = bureau["office"]
    answer = office.send(CORRECTION, CORRECTION, {"reason": "补报"})
    assert answer.status_code == 503
    assert "服务器时钟有误，没有办理" in words_of(answer.get_data(as_text=True))
    with bureau.service.database.transaction(OFFICE) as session:
        assert lists.current_edition(session, parse_period("2025-09"))["revision"] == 0
    run(bureau, "--accept")
    assert office.send(CORRECTION, CORRECTION, {"reason": "补报"}).status_code == 303


def test_an_operator_sees_it_and_declares_the_clock_right_where_the_records_are_wrong(bureau: Bureau) -> None:
    put_later_on_record(bureau)
    result = run(bureau)
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "the clock is 3 days behind the newest instant on record\nSet the clock right"
    )
    accepted = run(bureau, "--accept", "--json")
    document = json.loads(accepted.stdout)
    assert (accepted.exit_code, document["alarms"]) == (0, [])
    assert document["accepted_until"].startswith((clock.now() + timedelta(days=3)).isoformat()[:4])
    assert readiness(bureau) == (200, [])
    again = run(bureau, "--accept", "--json")
    assert json.loads(again.stdout)["alarms"] == []
