"""Changes for the better are reviewed: stored, but the verdict before counts until the office accepts them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.jobs.reading_uploads import Policy, settle
from fleetsvc.models import CaseRecord, FindingRecord, UploadRecord
from fleetsvc.services.cases.words import REQUESTS
from fleetsvc.services.rankings import publishing
from fleetsvc.services.uploads import steps
from fleetsvc.services.uploads.changes import KINDS
from fleetsvc.settings import CHANGES, SettingUnusable, read_settings
from rules.periods import parse_period
from tests.actors import TESTER
from tests.upload_cases import a_file, a_row, a_vin, deliver, send, settled, with_rulebook

CITY = 410100
LATER, LAST = datetime(2025, 7, 1, tzinfo=UTC), datetime(2025, 7, 2, tzinfo=UTC)
DIESEL: dict[str, Any] = {"energy": "柴油", "plate": "豫A00001"}
OTHER_CODES = ("plate-energy-conflict", "replacement-unproven", "energy-ambiguous", "vehicle-vanished")

_COUNTED = """
SELECT r.energy, d.energy, d.event, d.category, d.verdict FROM registration r
JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id AND d.superseded_at IS NULL
WHERE r.superseded_at IS NULL AND r.vin = %(vin)s
"""


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def counted(database: Database, number: int = 1) -> tuple[object, ...]:
    """Energy as stored; energy, event, category and verdict as they count."""
    with database.transaction(OFFICE) as session:
        found = session.connection().exec_driver_sql(_COUNTED, {"vin": a_vin(number)})
        return tuple(found.one())


def told(database: Database, upload: UploadRecord) -> list[str]:
    with database.transaction(OFFICE) as session:
        query = select(FindingRecord.code).where(FindingRecord.upload_id == upload.id)
        return sorted(code for code in session.exec(query) if code.endswith("-changed"))


def cases(database: Database) -> list[tuple[str, int | None, str]]:
    with database.transaction(OFFICE) as session:
        asked = select(CaseRecord.kind, CaseRecord.upload_id, CaseRecord.state)
        query = asked.where(col(CaseRecord.kind).in_(REQUESTS)).order_by(col(CaseRecord.id))
        return [tuple(row) for row in session.exec(query)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("rewritten", "code"),
    [
        ({"energy": "纯电动", "plate": "豫A00001D"}, "energy-changed"),
        ({"energy": "插电式混合动力", "plate": "豫A00001F"}, "energy-changed"),
        ({"energy": "混合动力", "plate": "豫A00001"}, "energy-changed"),
        ({**DIESEL, "event": "更新", "replaces": "豫A99999"}, "event-changed"),
        ({**DIESEL, "category": "其他"}, "category-changed"),
    ],
)
def test_a_vehicle_that_fell_short_goes_on_counting_as_before_when_it_is_sent_again_as_better(
    database: Database, rewritten: dict[str, Any], code: str
) -> None:
    deliver(database, a_row(1, **DIESEL))
    second = deliver(database, a_row(1, **rewritten), now=LATER)
    assert counted(database)[1:] == ("diesel", "new", "bus", "non_compliant")
    assert code in told(database, second)
    assert cases(database) == [("change_review", second.id, "open")]


def test_the_finding_names_both_values_and_both_files_and_the_report_says_what_counts(
    database: Database,
) -> None:
    deliver(database, a_row(1, **DIESEL))
    upload = send(database, a_file(a_row(1)))
    reading = settled(database, upload, now=LATER)
    assert dict(reading.verdicts) == {"non_compliant": 1}
    with database.transaction(OFFICE) as session:
        query = select(FindingRecord.value, FindingRecord.fillings).where(
            FindingRecord.code == "energy-changed"
        )
        assert session.exec(query).all() == [
            (
                "bev",
                {
                    "before_zh": "柴油",
                    "before_en": "diesel",
                    "after_zh": "纯电动",
                    "after_en": "battery-electric",
                    "waits_zh": "；核准之前仍按原来的结论统计",
                    "waits_en": "; until the office accepts it, the verdict before goes on counting",
                    "file": "登记表.csv",
                    "here": "登记表.csv",
                },
            )
        ]


def test_a_change_for_the_worse_counts_at_once(database: Database) -> None:
    deliver(database, a_row(1))
    second = deliver(database, a_row(1, **DIESEL), now=LATER)
    assert counted(database) == ("diesel", "diesel", "new", "bus", "non_compliant")
    assert (told(database, second), cases(database)) == (["energy-changed"], [])


def test_a_change_of_what_decides_nothing_is_neither_told_nor_reviewed(database: Database) -> None:
    deliver(database, a_row(1, **DIESEL))
    second = deliver(database, a_row(1, energy="柴油", plate="豫A00002"), now=LATER)
    assert (told(database, second), cases(database)) == ([], [])


def test_withdrawing_and_sending_again_as_better_is_reviewed_too(database: Database) -> None:
    first = deliver(database, a_row(1, **DIESEL))
    assert first.id is not None
    with database.transaction(UnitScope(str(CITY))) as session:
        steps.withdraw(session, city=CITY, number=first.id, by=TESTER, reason="mistaken", now=LATER)
    again = deliver(database, a_row(1), now=LAST)
    assert counted(database) == ("bev", "diesel", "new", "bus", "non_compliant")
    assert (told(database, again), cases(database)) == (
        ["energy-changed"],
        [("change_review", again.id, "open")],
    )


def test_a_small_second_change_does_not_slip_the_first_one_through(database: Database) -> None:
    deliver(database, a_row(1, **DIESEL))
    second = deliver(database, a_row(1), now=LATER)
    third = deliver(database, a_row(1, plate="豫A00009D"), now=LAST)
    assert counted(database) == ("bev", "diesel", "new", "bus", "non_compliant")
    assert cases(database) == [("change_review", second.id, "closed"), ("change_review", third.id, "open")]


def test_a_change_that_is_taken_back_by_a_later_delivery_is_no_open_matter(database: Database) -> None:
    deliver(database, a_row(1, **DIESEL))
    second = deliver(database, a_row(1), now=LATER)
    deliver(database, a_row(1, energy="柴油", plate="豫A00002"), now=LAST)
    assert counted(database) == ("diesel", "diesel", "new", "bus", "non_compliant")
    assert cases(database) == [("change_review", second.id, "closed")]


def test_in_review_the_change_is_told_and_opens_no_case(database: Database) -> None:
    deliver(database, a_row(1, **DIESEL))
    upload = send(database, a_file(a_row(1)), confirmed=False)
    settled(database, upload)
    assert (told(database, upload), cases(database)) == (["energy-changed"], [])
    assert counted(database) == ("diesel", "diesel", "new", "bus", "non_compliant")


def test_any_change_of_a_vehicle_in_a_published_edition_is_reviewed(database: Database) -> None:
    deliver(database, a_row(1), a_row(2, day="2025-06-15"))
    with database.transaction(OFFICE) as session:
        publishing.publish_final(session, parse_period("2025-03"), now=LATER)
    worse = deliver(database, a_row(1, **DIESEL), a_row(2, **DIESEL, day="2025-06-15"), now=LAST)
    assert counted(database) == ("diesel", "bev", "new", "bus", "compliant")
    assert counted(database, 2) == ("diesel", "diesel", "new", "bus", "non_compliant")
    assert cases(database) == [("change_review", worse.id, "open")]
    with database.transaction(OFFICE) as session:
        details = session.exec(select(CaseRecord.details).where(CaseRecord.kind == "change_review")).one()
    assert {name: details[name] for name in ("published", "facts", "before", "after")} == {
        "published": True,
        "facts": ["energy", "event", "category", "emission_stage", "mass_class", "perhaps_used"],
        "before": ["bev", "new", "bus", "zero", "light", "no"],
        "after": ["diesel", "new", "bus", "unknown", "light", "no"],
    }


def test_withdrawing_the_change_closes_its_case_and_what_returns_unaccepted_is_reviewed_again(
    database: Database,
) -> None:
    deliver(database, a_row(1, **DIESEL))
    second = deliver(database, a_row(1), now=LATER)
    third = deliver(database, a_row(1, plate="豫A00009D"), now=LAST)
    for upload, standing in ((third, "bev"), (second, "diesel")):
        assert upload.id is not None
        with database.transaction(UnitScope(str(CITY))) as session:
            steps.withdraw(session, city=CITY, number=upload.id, by=TESTER, reason="mistaken", now=LAST)
        assert counted(database) == (standing, "diesel", "new", "bus", "non_compliant")
    assert cases(database) == [
        ("change_review", second.id, "closed"),
        ("change_review", third.id, "closed"),
        ("change_review", second.id, "closed"),
    ]


@pytest.mark.parametrize(
    ("accepted", "counts"),
    [({"energy-changed"}, "bev"), ({"event-changed"}, "diesel"), (set(CHANGES), "bev"), (set(), "diesel")],
)
def test_kinds_of_changes_that_the_operator_names_count_at_once(
    database: Database, accepted: set[str], counts: str
) -> None:
    deliver(database, a_row(1, **DIESEL))
    upload = send(database, a_file(a_row(1)))
    settle(
        database,
        city=CITY,
        number=upload.number,
        worker="test",
        now=LATER,
        policy=Policy(at_once=frozenset(accepted)),
    )
    assert counted(database)[1] == counts
    assert bool(cases(database)) is (counts == "diesel")


def test_of_what_is_published_no_change_counts_at_once(database: Database) -> None:
    deliver(database, a_row(1, **DIESEL))
    with database.transaction(OFFICE) as session:
        publishing.publish_final(session, parse_period("2025-03"), now=LATER)
    upload = send(database, a_file(a_row(1)))
    policy = Policy(at_once=frozenset(CHANGES))
    settle(database, city=CITY, number=upload.number, worker="test", now=LAST, policy=policy)
    assert counted(database)[1] == "diesel"


def test_the_setting_names_the_findings_of_changes_and_nothing_else() -> None:
    named = {"FLEETSVC_CHANGES_ACCEPTED": "energy-changed, category-changed"}
    assert read_settings(named).changes_accepted == {"energy-changed", "category-changed"}
    assert read_settings({}).changes_accepted == frozenset()
    assert CHANGES == KINDS
    with pytest.raises(
        SettingUnusable, match="FLEETSVC_CHANGES_ACCEPTED: 'fuel' is not made of energy-changed"
    ):
        read_settings({"FLEETSVC_CHANGES_ACCEPTED": "fuel"})
