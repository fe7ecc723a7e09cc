"""Replacements that are none: each trick by which a diesel bus would escape the duty of new ones.

Before there was a register of retired vehicles any plate that looked like one was enough.
"""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from fleetsvc.database.transactions import OFFICE, Database, UnitScope, as_login_role, open_database
from fleetsvc.jobs.reading_uploads import settle
from fleetsvc.models import UploadRecord
from fleetsvc.services.dashboards.province import standings
from fleetsvc.services.uploads import steps
from rules.periods import parse_period
from rules.ranking import Line
from tests.actors import TESTER
from tests.conftest import a_copy
from tests.ranking_data import sign_nil
from tests.upload_cases import NOW, a_file, a_row, a_vin, list_retired, send, settled, with_rulebook

pytestmark = pytest.mark.slow(20)

MARCH = parse_period("2025-03")
UNITS = ("410100", "410200", "410300")
CRAFTY = UNITS[0]
_COPIES = itertools.count(1)
_LATER = itertools.count(1)


@pytest.fixture
def database(owner_url: str) -> Iterator[Database]:
    with a_copy(owner_url, f"tricks_{next(_COPIES)}") as url:
        opened = open_database(as_login_role(url))
        yield with_rulebook(opened)
        opened.close()


def report(database: Database, *rows: str, unit: str = CRAFTY) -> UploadRecord:
    now = NOW + timedelta(hours=next(_LATER))
    upload = send(database, a_file(*rows), unit=unit, now=now)
    settled(database, upload, now=now)
    return upload


def a_list(database: Database, *rows: str, unit: str = CRAFTY) -> UploadRecord:
    now = NOW + timedelta(hours=next(_LATER))
    header = "号牌号码,车架号,车辆用途,注销日期,车辆状态,所有人"
    return list_retired(database, header, *rows, name="名单.csv", unit=unit, now=now)


def withdraw(database: Database, upload: UploadRecord) -> None:
    now = NOW + timedelta(hours=next(_LATER))
    with database.transaction(UnitScope(str(upload.city_code))) as session:
        steps.withdraw(session, city=upload.city_code, number=upload.number, by=TESTER, now=now, reason="x")


def retired(number: int, *, day: str = "2025-02-01", status: str = "注销", category: str = "公交") -> str:
    return f"豫A9{number:04d},,{category},{day},{status},"


def a_diesel(number: int, **more: str) -> str:
    return a_row(number, **{"energy": "柴油", "plate": f"豫A{number:05d}"} | more)


def a_claim(number: int, **more: str) -> str:
    return a_diesel(number, **{"event": "更新", "replaces": f"豫A9{number:04d}"} | more)


def verdicts(database: Database, *numbers: int) -> list[Any]:
    query = text(
        "SELECT r.vin, d.energy_verdict FROM registration r JOIN decision d ON d.city_code = r.city_code"
        " AND d.registration_id = r.id AND d.superseded_at IS NULL WHERE r.superseded_at IS NULL"
    )
    with database.transaction(OFFICE) as session:
        found = {row[0]: row[1] for row in session.connection().execute(query)}
    return [found.get(a_vin(number)) for number in numbers]


def codes(database: Database, upload: UploadRecord) -> set[str]:
    query = text("SELECT code FROM finding WHERE city_code = :city AND upload_id = :number")
    with database.transaction(OFFICE) as session:
        values = {"city": upload.city_code, "number": upload.number}
        return set(session.connection().execute(query, values).scalars())


def lines(database: Database) -> dict[str, Line]:
    with database.transaction(OFFICE) as session:
        return {line.unit: line for line in standings(session, MARCH, category=None, now=NOW)}


def test_fifteen_diesel_buses_sent_again_as_replacements_of_invented_plates_move_nobody_up(
    database: Database,
) -> None:
    good = [a_row(number) for number in range(1, 11)]
    bad = range(11, 26)
    report(database, *good, *(a_diesel(number) for number in bad))
    for place, unit in enumerate(UNITS[1:], start=1):
        letter = "BC"[place - 1]
        more = [a_row(100 * place + number, plate=f"豫{letter}{number:05d}D") for number in range(1, 10)]
        report(database, *more, a_diesel(100 * place + 50, plate=f"豫{letter}00050"), unit=unit)
    with database.transaction(OFFICE) as session:
        for unit in UNITS:
            sign_nil(session, unit, months=("2025-03",))
    before = lines(database)[CRAFTY]
    report(database, *(a_claim(number) for number in bad))
    after = lines(database)[CRAFTY]

    assert (before.rank, after.rank) == (3, 3)
    assert (after.rate or 0) <= (before.rate or 0)


def test_buses_reported_at_once_as_replacements_of_invented_plates_are_met_for_none(
    database: Database,
) -> None:
    upload = report(database, *(a_claim(number) for number in range(11, 26)))
    assert set(verdicts(database, *range(11, 26))) == {"undetermined"}
    assert "replacement-unconfirmed" in codes(database, upload)


def test_a_retired_plate_used_twice_confirms_the_first_alone_and_both_are_told(database: Database) -> None:
    a_list(database, retired(1))
    first = report(database, a_claim(1))
    second = report(database, a_claim(2, replaces="豫A90001"))
    assert verdicts(database, 1, 2) == ["not_governed", "undetermined"]
    assert "replacement-claimed-again" in codes(database, first)
    assert "replacement-unconfirmed" in codes(database, second)


def test_two_files_that_claim_one_retired_vehicle_at_once_have_one_outcome(database: Database) -> None:
    a_list(database, retired(1))
    uploads = [send(database, a_file(a_claim(number, replaces="豫A90001")), unit=CRAFTY) for number in (1, 2)]
    now = NOW + timedelta(hours=next(_LATER))

    def read(upload: UploadRecord) -> None:
        while settle(database, city=int(CRAFTY), number=upload.number, worker="w", now=now) is None:
            pass

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(read, uploads))
    assert sorted(verdicts(database, 1, 2)) == ["not_governed", "undetermined"]
    told = [codes(database, upload) for upload in uploads]
    loser = verdicts(database, 1, 2).index("undetermined")
    assert "replacement-unconfirmed" in told[loser]
    assert "replacement-claimed-again" in told[1 - loser]


def test_another_units_retired_vehicle_confirms_nothing(database: Database) -> None:
    a_list(database, retired(1), unit="410200")
    report(database, a_claim(1))
    assert verdicts(database, 1) == ["undetermined"]


@pytest.mark.parametrize("status", ["正常", "在用", "未报废"])
def test_a_replaced_vehicle_that_is_still_running_confirms_nothing(database: Database, status: str) -> None:
    listing = a_list(database, retired(1, status=status))
    report(database, a_claim(1))
    assert verdicts(database, 1) == ["undetermined"]
    assert "retirement-in-use" in codes(database, listing)


@pytest.mark.parametrize(("day", "verdict"), [("2023-03-01", "not_governed"), ("2023-02-28", "undetermined")])
def test_a_retirement_of_years_ago_confirms_nothing(database: Database, day: str, verdict: str) -> None:
    a_list(database, retired(1, day=day))
    report(database, a_claim(1))
    assert verdicts(database, 1) == [verdict]


def test_a_retirement_invented_after_the_fact_and_withdrawn_leaves_nothing_behind(database: Database) -> None:
    report(database, a_claim(1))
    invented = a_list(database, retired(1))
    assert verdicts(database, 1) == ["not_governed"]
    withdraw(database, invented)
    assert verdicts(database, 1) == ["undetermined"]


def test_a_retired_vehicle_of_another_category_confirms_nothing(database: Database) -> None:
    a_list(database, retired(1, category="出租车"))
    report(database, a_claim(1))
    assert verdicts(database, 1) == ["undetermined"]
