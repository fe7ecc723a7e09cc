"""Stored replacements: open while their retired vehicle is not found, decided when it is, open again when it goes."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from alembic import command
from sqlalchemy import text

from fleetsvc import clock
from fleetsvc.database.migrate import _config, migrate
from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.models import UploadRecord
from fleetsvc.services.law.replay import replay_all
from fleetsvc.services.uploads import current_versions, deliveries, steps
from importers.results import FileKind
from tests.actors import SETTINGS, TESTER
from tests.upload_cases import NOW, a_file, a_row, a_vin, list_retired, send, settled, with_rulebook

pytestmark = pytest.mark.slow(10)
UNIT = "410100"
OLD = "豫A90001"


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def hours(count: int) -> Any:
    return NOW + timedelta(hours=count)


def a_claim(number: int = 1, *, replaces: str = OLD, **more: str) -> str:
    told: dict[str, str] = {"plate": f"豫A{number:05d}", "event": "更新", "energy": "柴油"}
    return a_row(number, **told | more, replaces=replaces)


def report(database: Database, *rows: str, at: int = 0, unit: str = UNIT) -> UploadRecord:
    upload = send(database, a_file(*rows), unit=unit, now=hours(at))
    settled(database, upload, now=hours(at))
    return upload


def a_list(
    database: Database, *rows: str, at: int = 1, unit: str = UNIT, confirmed: bool = True
) -> UploadRecord:
    header = "车架号,号牌号码,车辆用途,注销日期,车辆状态,所有人"
    return list_retired(database, header, *rows, unit=unit, confirmed=confirmed, now=hours(at))


def a_retirement(plate: str = OLD, *, vin: str = "", category: str = "公交", day: str = "2025-02-01") -> str:
    return f"{vin},{plate},{category},{day},注销,"


def withdraw(database: Database, upload: UploadRecord, *, at: int) -> None:
    with database.transaction(UnitScope(str(upload.city_code))) as session:
        steps.withdraw(
            session, city=upload.city_code, number=upload.number, by=TESTER, now=hours(at), reason="x"
        )


_VERDICTS = text("""
SELECT d.verdict FROM registration r JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id
WHERE r.vin = :vin AND r.recorded_at <= :at AND (r.superseded_at IS NULL OR r.superseded_at > :at)
    AND d.recorded_at <= :at AND (d.superseded_at IS NULL OR d.superseded_at > :at)
""")


def verdict(database: Database, number: int = 1, *, at: int = 1000) -> str | None:
    with database.transaction(OFFICE) as session:
        return session.connection().execute(_VERDICTS, {"vin": a_vin(number), "at": hours(at)}).scalar()


def told(database: Database, upload: UploadRecord) -> list[str]:
    query = text("SELECT code FROM finding WHERE city_code = :city AND upload_id = :number ORDER BY ordinal")
    with database.transaction(OFFICE) as session:
        values = {"city": upload.city_code, "number": upload.number}
        return list(session.connection().execute(query, values).scalars())


def nothing_differs(database: Database) -> bool:
    with database.transaction(OFFICE) as session:
        return replay_all(session).differ == 0


def test_a_mere_claim_is_open_until_a_list_confirms_it_and_again_when_the_list_is_withdrawn(
    database: Database,
) -> None:
    claiming = report(database, a_claim())
    assert verdict(database) == "undetermined"
    assert "replacement-unconfirmed" in told(database, claiming)

    listing = a_list(database, a_retirement(), at=1)
    assert verdict(database) == "not_governed"
    withdraw(database, listing, at=2)
    assert verdict(database) == "undetermined"

    assert [verdict(database, at=at) for at in (0, 1, 2)] == ["undetermined", "not_governed", "undetermined"]
    assert nothing_differs(database)


def test_a_list_that_came_first_confirms_at_once_and_in_the_review(database: Database) -> None:
    a_list(database, a_retirement(), at=0)
    upload = send(database, a_file(a_claim()), confirmed=False, now=hours(1))
    reading = settled(database, upload, now=hours(1))
    assert (dict(reading.verdicts), told(database, upload)) == ({"not_governed": 1}, [])
    assert verdict(database) is None

    report(database, a_claim(2, replaces="豫A90002"), a_claim(), at=2)
    assert (verdict(database), verdict(database, 2)) == ("not_governed", "undetermined")
    assert nothing_differs(database)


def test_a_list_in_review_confirms_nothing(database: Database) -> None:
    report(database, a_claim())
    a_list(database, a_retirement(), confirmed=False)
    assert verdict(database) == "undetermined"


@pytest.mark.parametrize("at", [0, 2])
def test_a_vehicle_that_another_delivery_stored_in_the_category_confirms(database: Database, at: int) -> None:
    old = a_row(90, plate=OLD, energy="柴油", day="2015-03-01")
    if at:
        report(database, a_claim(), at=1)
    report(database, old, at=at)
    if not at:
        report(database, a_claim(), at=1)
    assert verdict(database) == "not_governed"
    assert nothing_differs(database)


def test_a_vehicle_that_comes_with_the_claim_itself_confirms_nothing(database: Database) -> None:
    report(database, a_row(90, plate=OLD, energy="柴油", day="2015-03-01"), a_claim())
    assert verdict(database) == "undetermined"


def test_what_decides_nothing_is_told_of_nobody(database: Database) -> None:
    upload = report(database, a_claim(energy="纯电动", plate="豫A00001D"))
    assert (verdict(database), told(database, upload)) == ("not_governed", [])


def test_of_two_lists_that_say_the_same_either_one_is_enough(database: Database) -> None:
    report(database, a_claim())
    first = a_list(database, a_retirement(), at=1)
    second = a_list(database, a_retirement(), a_retirement("豫A90002"), at=2)
    assert second.report is None
    withdraw(database, first, at=3)
    assert verdict(database) == "not_governed"
    with database.transaction(UnitScope(UNIT)) as session:
        kept = deliveries.upload(session, city=int(UNIT), number=second.number).report
    assert kept is not None
    assert (kept["rows"]["accepted"], kept["rows"]["unchanged"]) == (1, 1)
    withdraw(database, second, at=4)
    assert verdict(database) == "undetermined"
    assert nothing_differs(database)


def test_lists_that_differ_on_the_day_confirm_nothing_while_one_is_out_of_time(database: Database) -> None:
    report(database, a_claim())
    wrong = a_list(database, a_retirement(day="2016-02-01"), at=1)
    right = a_list(database, a_retirement(), at=2)
    assert (verdict(database), told(database, right)) == ("undetermined", ["retirement-day-differs"])
    withdraw(database, wrong, at=3)
    assert verdict(database) == "not_governed"
    assert nothing_differs(database)


def test_whoever_used_a_retired_vehicle_keeps_it_and_both_are_told(database: Database) -> None:
    a_list(database, a_retirement(vin=a_vin(900)), at=0)
    first = report(database, a_claim(1), at=1)
    second = report(database, a_claim(2), at=2)
    assert (verdict(database, 1), verdict(database, 2)) == ("not_governed", "undetermined")
    assert "replacement-claimed-again" in told(database, first)
    assert {"replacement-unconfirmed", "replacement-reused"} <= set(told(database, second))


def test_a_withdrawn_claim_that_was_not_published_frees_its_retired_vehicle(database: Database) -> None:
    a_list(database, a_retirement(), at=0)
    first = report(database, a_claim(1), at=1)
    report(database, a_claim(2), at=2)
    withdraw(database, first, at=3)
    assert (verdict(database, 1), verdict(database, 2)) == (None, "not_governed")
    assert nothing_differs(database)


def test_a_corrected_claim_is_judged_by_what_it_names_now(database: Database) -> None:
    a_list(database, a_retirement(), a_retirement("豫A90002"), at=0)
    report(database, a_claim(1, replaces="豫A90009"), at=1)
    report(database, a_claim(1, replaces="豫A90002"), at=2)
    report(database, a_claim(2), at=3)
    assert (verdict(database, 1), verdict(database, 2)) == ("not_governed", "not_governed")
    report(database, a_claim(1, replaces=""), at=4)
    report(database, a_claim(3, replaces="豫A90002"), at=5)
    assert (verdict(database, 1), verdict(database, 3)) == ("undetermined", "not_governed")
    assert nothing_differs(database)


def test_another_units_list_confirms_nothing(database: Database) -> None:
    report(database, a_claim())
    a_list(database, a_retirement("豫A90001"), unit="410200")
    assert verdict(database) == "undetermined"


def test_the_same_bytes_may_be_sent_as_either_kind(database: Database) -> None:
    content = "\n".join(
        ["车架号,号牌号码,车辆用途,注销日期", f"{a_vin(9)},{OLD},公交,2025-02-01", ""]
    ).encode()
    numbers = []
    for kind in (FileKind.REGISTRATIONS, FileKind.RETIREMENTS, FileKind.RETIREMENTS):
        delivery = deliveries.Delivery(content, "名单.csv", received_by="test", kind=kind, confirmed=True)
        with database.transaction(UnitScope(UNIT)) as session:
            upload, new = deliveries.deliver(
                session, delivery, city=int(UNIT), by=TESTER, settings=SETTINGS, now=NOW
            )
            numbers.append((upload.kind, new))
    assert numbers == [("registrations", True), ("retirements", True), ("retirements", False)]


_AT_ITS_WORD = """
UPDATE decision SET case_key = case_key | 8, verdict = 'not_governed', rule = NULL, energy_verdict = 'not_governed',
    energy_rule = NULL, emission_stage_verdict = 'not_governed', emission_stage_rule = NULL, defence_sha256 = NULL
"""


def test_what_an_earlier_release_took_at_its_word_is_open_after_the_upgrade_until_the_night_finds_it(
    database: Database, own_owner_url: str
) -> None:
    report(database, a_row(90, plate="豫A90002", energy="柴油", day="2015-03-01"))
    report(database, a_claim(1), a_claim(2, replaces="豫A90002"), at=1)
    database.close()
    command.downgrade(_config(own_owner_url), "0027")
    with psycopg.connect(own_owner_url) as owner:
        owner.execute(f"{_AT_ITS_WORD} WHERE event = 'replacement'")
    migrate(own_owner_url)
    assert (verdict(database, 1, at=100_000), verdict(database, 2, at=100_000)) == (
        "undetermined",
        "undetermined",
    )
    assert nothing_differs(database)

    later = clock.now() + timedelta(days=1)
    with database.transaction(OFFICE) as session:
        assert current_versions.settle_claims(session, now=later) == 1
    assert (verdict(database, 1, at=100_000), verdict(database, 2, at=100_000)) == (
        "undetermined",
        "not_governed",
    )
    assert nothing_differs(database)
