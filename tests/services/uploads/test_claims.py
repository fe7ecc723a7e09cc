"""One vehicle counts once: claimed twice, it is disputed on all sides until the office decides."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event

import psycopg
import pytest
from alembic import command
from sqlalchemy import text
from sqlmodel import col, select

from fleetsvc.database.migrate import _config, migrate
from fleetsvc.database.transactions import (
    OFFICE,
    Database,
    Patience,
    RawConnection,
    ScopedSession,
    UnitScope,
    open_database,
    raw_connection,
)
from fleetsvc.models import CaseRecord, DecisionRecord, FindingRecord, UploadRecord
from fleetsvc.services.cases.words import REQUESTS
from fleetsvc.services.dashboards.province import standings
from fleetsvc.services.law import rulebooks
from fleetsvc.services.law.impact import foretell
from fleetsvc.services.law.standings import Vehicles
from fleetsvc.services.uploads import claims, shortfalls, steps
from fleetsvc.services.uploads.staging import Version
from importers.facts import FACTS
from rules.periods import parse_period
from rules.vocabulary import Verdict
from tests.actors import TESTER
from tests.patience import wait_until
from tests.upload_cases import a_file, a_row, a_vin, deliver, send, settled, stored, with_rulebook

LATER = datetime(2025, 7, 1, tzinfo=UTC)
OURS, THEIRS = "410100", "410200"

_STANDING = """
SELECT r.city_code::text, r.registered_on::text, d.verdict, d.disputed FROM registration r
JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id AND d.superseded_at IS NULL
WHERE r.superseded_at IS NULL AND r.vin = %(vin)s ORDER BY 1, 2
"""


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def standing(database: Database, number: int = 1) -> list[tuple[object, ...]]:
    with database.transaction(OFFICE) as session:
        found = session.connection().exec_driver_sql(_STANDING, {"vin": a_vin(number)})
        return [tuple(row) for row in found]


def told(database: Database, upload: UploadRecord) -> list[str]:
    with database.transaction(OFFICE) as session:
        query = select(FindingRecord.code).where(
            FindingRecord.city_code == upload.city_code, FindingRecord.upload_id == upload.id
        )
        return sorted(code for code in session.exec(query) if code != "plate-other-city")


def cases(database: Database) -> list[tuple[str, str, str]]:
    with database.transaction(OFFICE) as session:
        query = select(CaseRecord.kind, CaseRecord.subject, CaseRecord.state)
        return sorted(session.exec(query.where(col(CaseRecord.kind).in_(REQUESTS))))


def test_a_vehicle_that_two_units_claim_is_disputed_on_both_sides_and_both_are_told(
    database: Database,
) -> None:
    theirs = deliver(database, a_row(1), a_row(2), unit=THEIRS)
    ours = deliver(database, a_row(1), now=LATER)
    assert standing(database) == [
        (OURS, "2025-03-01", "undetermined", True),
        (THEIRS, "2025-03-01", "undetermined", True),
    ]
    assert standing(database, 2) == [(THEIRS, "2025-03-01", "compliant", False)]
    assert told(database, ours) == ["duplicate-elsewhere", "vin-claimed-elsewhere"]
    assert told(database, theirs) == ["vin-claimed-elsewhere"]
    assert cases(database) == [
        ("vin_conflict", f"vehicle/{unit}/{a_vin(1)}/2025-03-01", "open") for unit in (OURS, THEIRS)
    ]


def test_a_disputed_vehicle_counts_as_met_for_none(database: Database) -> None:
    deliver(database, a_row(1), a_row(2), unit=THEIRS)
    deliver(database, a_row(1))
    with database.transaction(OFFICE) as session:
        lines = standings(session, parse_period("2025-03"), category=None, now=LATER)
    counted = {line.unit: (line.verdicts, line.tally.disputed) for line in lines}
    assert (counted[OURS], counted[THEIRS]) == (({}, 1), ({Verdict.COMPLIANT: 1}, 1))


def test_a_vehicle_with_two_days_of_first_registration_is_disputed_for_both(database: Database) -> None:
    deliver(database, a_row(1, day="2025-03-01"))
    again = deliver(database, a_row(1, day="2025-04-02"), now=LATER)
    assert standing(database) == [
        (OURS, "2025-03-01", "undetermined", True),
        (OURS, "2025-04-02", "undetermined", True),
    ]
    assert told(database, again) == ["registered-on-changed", "vin-claimed-elsewhere"]
    with database.transaction(OFFICE) as session:
        query = select(FindingRecord.fillings).where(FindingRecord.code == "registered-on-changed")
        assert session.exec(query).all() == [
            {"before": "2025-03-01", "after": "2025-04-02", "file": "登记表.csv", "here": "登记表.csv"}
        ]


def test_what_was_known_before_the_dispute_stays_known(database: Database) -> None:
    deliver(database, a_row(1), unit=THEIRS)
    deliver(database, a_row(1), now=LATER)
    with database.transaction(OFFICE) as session:
        query = select(DecisionRecord.verdict, DecisionRecord.superseded_at).where(
            DecisionRecord.city_code == int(THEIRS)
        )
        assert sorted(session.exec(query), key=str) == [("compliant", LATER), ("undetermined", None)]


def test_in_review_a_claim_is_told_and_disputes_nothing(database: Database) -> None:
    deliver(database, a_row(1), unit=THEIRS)
    upload = send(database, a_file(a_row(1)), confirmed=False)
    settled(database, upload)
    assert told(database, upload) == ["duplicate-elsewhere", "vin-claimed-elsewhere"]
    assert standing(database) == [(THEIRS, "2025-03-01", "compliant", False)]
    assert cases(database) == []


def test_what_returns_by_a_withdrawal_is_a_claim_too(database: Database) -> None:
    deliver(database, a_row(1))
    second = deliver(database, a_row(1, energy="柴油", plate="豫A00001"))
    with database.transaction(
        OFFICE
    ) as session:  # as if the other unit's claim had come in meanwhile, unseen
        names = f"{', '.join(FACTS)}, case_key, upload_id, sheet, row_number, recorded_at"
        session.connection().exec_driver_sql(
            f"INSERT INTO registration (city_code, {names})"
            f" SELECT 410200, {names} FROM registration WHERE superseded_at IS NULL"
        )
    assert second.id is not None
    with database.transaction(UnitScope(OURS)) as session:
        steps.withdraw(session, city=int(OURS), number=second.id, by=TESTER, reason="mistaken", now=LATER)
    assert standing(database) == [(OURS, "2025-03-01", "undetermined", True)]


@pytest.mark.parametrize("round_", range(3))
def test_of_two_deliveries_that_claim_a_vehicle_at_once_both_are_told(
    database: Database, round_: int
) -> None:
    uploads = [send(database, a_file(a_row(1), a_row(number)), unit=unit)
               for unit, number in ((OURS, 5 + round_), (THEIRS, 6 + round_))]  # fmt: skip
    together = Barrier(2)

    def store(upload: UploadRecord) -> None:
        together.wait()
        settled(database, upload)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(store, uploads))
    assert standing(database) == [
        (OURS, "2025-03-01", "undetermined", True),
        (THEIRS, "2025-03-01", "undetermined", True),
    ]
    assert all("vin-claimed-elsewhere" in told(database, upload) for upload in uploads)
    assert len(cases(database)) == 2


def test_what_was_overlooked_is_disputed_by_night_once(database: Database) -> None:
    deliver(database, a_row(1), a_row(2), unit=THEIRS)
    deliver(database, a_row(1), a_row(2))
    with database.transaction(OFFICE) as session:  # as if both had been overlooked
        session.connection().execute(text("UPDATE decision SET superseded_at = recorded_at WHERE disputed"))
        session.connection().execute(
            text(
                "INSERT INTO decision (city_code, registration_id, edition_id, case_key, verdict, energy_verdict,"
                " emission_stage_verdict, category, event, energy, registered_on, recorded_at)"
                " SELECT city_code, id, 1, case_key, 'compliant', 'compliant', 'not_governed', category, event, energy,"
                " registered_on, recorded_at FROM registration WHERE superseded_at IS NULL"
            )
        )
    for expected in (2, 0):
        with database.transaction(OFFICE) as session:
            assert claims.dispute_overlooked(raw_connection(session), now=LATER) == expected
    assert [row[3] for number in (1, 2) for row in standing(database, number)] == [True] * 4


def test_claims_that_were_stored_before_are_disputed_by_the_upgrade(
    database: Database, own_owner_url: str
) -> None:
    deliver(database, a_row(1), a_row(2), unit=THEIRS)
    deliver(database, a_row(1))
    database.close()
    command.downgrade(_config(own_owner_url), "0017")
    migrate(own_owner_url)
    assert [row[3] for row in standing(database)] == [True, True]
    assert standing(database, 2) == [(THEIRS, "2025-03-01", "compliant", False)]
    assert cases(database) == [
        ("vin_conflict", f"vehicle/{unit}/{a_vin(1)}/2025-03-01", "open") for unit in (OURS, THEIRS)
    ]


def test_a_disputed_vehicle_is_not_judged_again_until_it_is_decided(database: Database) -> None:
    deliver(database, a_row(1), unit=THEIRS)
    deliver(database, a_row(1))
    with database.transaction(OFFICE) as session:
        active = rulebooks.active_book(session)
        assert foretell(session, active.table).differences == ()
        assert (
            session.connection().execute(text("SELECT count(*) FROM decision WHERE disputed")).scalar() == 2
        )


def test_a_claim_that_comes_while_another_unit_stores_the_same_vehicle_is_found_at_the_end(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, came = shortfalls.review_shortfalls, list[UploadRecord]()

    def meanwhile(session: ScopedSession, *, city: int, vehicles: Vehicles, now: datetime) -> tuple[int, int]:
        if city == int(OURS):
            came.append(deliver(database, a_row(1), unit=THEIRS))
        return real(session, city=city, vehicles=vehicles, now=now)

    monkeypatch.setattr(shortfalls, "review_shortfalls", meanwhile)
    ours = deliver(database, a_row(1), a_row(2), now=LATER)
    assert standing(database) == [(unit, "2025-03-01", "undetermined", True) for unit in (OURS, THEIRS)]
    assert standing(database, 2) == [(OURS, "2025-03-01", "compliant", False)]
    assert [told(database, one) for one in (ours, *came)] == [["vin-claimed-elsewhere"]] * 2
    assert cases(database) == [
        ("vin_conflict", f"vehicle/{unit}/{a_vin(1)}/2025-03-01", "open") for unit in (OURS, THEIRS)
    ]


def test_an_import_that_is_nearly_done_keeps_no_other_unit_waiting(
    database: Database, own_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is held where it has yet to look at the claims of others; whoever waits for it longer than that fails."""
    deliver(database, *(a_row(number, energy="柴油", plate=f"豫A{number:05d}") for number in (8, 9)))
    real, reached, goes_on = claims.settle_late, Event(), Event()

    def held(connection: RawConnection, version: Version) -> None:
        if version.city == int(OURS):
            reached.set()
            assert goes_on.wait(60)
        real(connection, version)

    monkeypatch.setattr(claims, "settle_late", held)
    with ThreadPoolExecutor() as pool:
        rows = [a_row(number, energy="柴油", plate=f"豫A{number:05d}") for number in (1, 2)]
        ours = pool.submit(deliver, database, *rows, unit=OURS)
        assert reached.wait(60)
        impatient = open_database(own_database_url, patience=Patience(lock_seconds=5))
        try:
            theirs = deliver(impatient, *(row.replace("豫A0000", "豫B0000") for row in rows), unit=THEIRS)
        finally:
            goes_on.set()
            impatient.close()
    assert [stored(database, one).status for one in (ours.result(), theirs)] == ["accepted"] * 2
    assert {unit for unit, *_ in standing(database)} == {OURS, THEIRS}, (
        "and what both report is still disputed"
    )
    assert all(disputed for *_, disputed in standing(database))


_WAITS = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def test_two_imports_that_claim_and_store_the_same_defence_do_not_wait_for_each_other(
    database: Database, own_database_url: str, own_owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One holds the claims since its comparison when the other, its defences kept, waits for them."""
    deliver(database, a_row(1, day="2025-02-01"), unit=THEIRS)
    rows = [a_row(number, energy="柴油", plate=f"豫A{number:05d}") for number in (2, 3)]
    real, reached = shortfalls.review_shortfalls, Event()

    def held(session: ScopedSession, *, city: int, vehicles: Vehicles, now: datetime) -> None:
        if city == int(OURS):
            reached.set()
            with psycopg.connect(own_owner_url, autocommit=True) as connection:
                wait_until(lambda: connection.execute(_WAITS).rowcount)
        real(session, city=city, vehicles=vehicles, now=now)

    monkeypatch.setattr(shortfalls, "review_shortfalls", held)
    another = open_database(own_database_url)
    with ThreadPoolExecutor() as pool:
        ours = pool.submit(deliver, database, a_row(1), rows[0], unit=OURS)
        assert reached.wait(60)
        theirs = pool.submit(deliver, another, rows[1].replace("豫A", "豫B"), unit=THEIRS)
        assert [stored(database, one.result()).status for one in (ours, theirs)] == ["accepted"] * 2
    another.close()
