"""The demonstration is invented, plausible, the same every time, and goes the way of real data."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs import demo
from fleetsvc.services.cases.lists import CaseFilter, count_cases
from fleetsvc.services.cases.words import CaseKind
from fleetsvc.services.demo.data import HEADER_STYLES, KINDS, NEV_SHARE, POPULATION
from fleetsvc.services.demo.deliveries import Delivery, RetirementList, sent
from fleetsvc.services.law import enactment, replay
from fleetsvc.services.rankings import lists
from importers.layout.header_words import WORDS
from rules.identifiers import vin
from rules.periods import parse_period
from rules.units import UNITS
from tests.actors import SETTINGS
from tests.signing import account_with

pytestmark = pytest.mark.slow(10)

TODAY = date(2026, 3, 20)
_CLAIMS = text("""
SELECT d.case_key & 8 <> 0, count(*) FROM decision d
JOIN registration r ON r.city_code = d.city_code AND r.id = d.registration_id
WHERE d.superseded_at IS NULL AND r.replacement_shown GROUP BY 1
""")


def deliveries(*, vehicles: int = 8000, seed: int = 13) -> list[Delivery]:
    return [one for one in sent(today=TODAY, seed=seed, vehicles=vehicles) if isinstance(one, Delivery)]


def retirement_lists() -> list[RetirementList]:
    return [one for one in sent(today=TODAY) if isinstance(one, RetirementList)]


def test_the_same_seed_and_day_give_the_same_deliveries() -> None:
    assert deliveries(vehicles=300) == deliveries(vehicles=300)
    assert deliveries(vehicles=300) != deliveries(vehicles=300, seed=14)


def test_the_proportions_cover_all_units_and_add_up() -> None:
    assert set(POPULATION) == set(NEV_SHARE) == set(UNITS)
    assert sum(kind.share for kind in KINDS.values()) == pytest.approx(1)


def test_one_unit_stays_silent_and_the_others_send_in_order_of_the_day() -> None:
    sent = deliveries()
    assert len({delivery.unit.code for delivery in sent}) == 18
    assert 50 <= len(sent) <= 72
    assert [delivery.sent_on for delivery in sent] == sorted(delivery.sent_on for delivery in sent)
    assert max(delivery.sent_on for delivery in sent) == TODAY


def test_a_larger_city_sends_more() -> None:
    rows: Counter[str] = Counter()
    for delivery in deliveries():
        rows[delivery.unit.code] += len(delivery.rows)
    assert rows.most_common(1)[0][0] == "410100"
    assert 5000 <= rows.total() <= 9000


def test_everything_is_invented_and_marked_so() -> None:
    for delivery in deliveries(vehicles=2000):
        for row in delivery.rows:
            assert "示例" in str(row["owner"])
            assert str(row["vin"]).startswith("L99DEM0X")


def test_the_dirt_is_little_but_there() -> None:
    rows = [row for delivery in deliveries() for row in delivery.rows]
    broken = Counter(
        name
        for row in rows
        for name, is_so in {
            "check digit": len(str(row["vin"])) == 17 and not vin.has_check_digit(str(row["vin"])),
            "length": len(str(row["vin"])) == 16,
            "no day": row["registered_on"] is None,
            "text day": isinstance(row["registered_on"], str),
            "nothing retired": row["event"] == "更新" and "replaces_vin" not in row,
        }.items()
        if is_so
    )
    assert set(broken) == {"check digit", "length", "no day", "text day", "nothing retired"}
    assert broken.total() < len(rows) / 10


def test_most_retired_vehicles_are_on_a_list_that_is_sent_the_day_before_and_left_in_time() -> None:
    rows = [row for delivery in deliveries() for row in delivery.rows]
    named = {row["replaces_plate"]: row for row in reversed(rows) if "replaces_plate" in row}
    listed = [(one.sent_on, row) for one in retirement_lists() for row in one.rows]
    found = {row[0]: row for _, row in listed if row[0] in named}
    assert len(found) / len(named) > 0.8
    assert len(found) < len(named)
    assert all(row[2] == named[plate]["category"] for plate, row in found.items())
    assert all(row[3] < sent_on for sent_on, row in listed if isinstance(row[3], date))


def test_no_vehicle_is_registered_after_the_day() -> None:
    days = [row["registered_on"] for delivery in deliveries() for row in delivery.rows]
    assert max(day for day in days if isinstance(day, date)) <= TODAY


def test_a_delivery_is_written_with_title_sub_totals_and_signature(tmp_path: Path) -> None:
    delivery = next(one for one in deliveries() if one.title and len(one.rows) > 30)
    path = tmp_path / delivery.name
    delivery.write(path)
    first = [row[0].value for row in load_workbook(path).worksheets[0].iter_rows(max_col=1)]
    assert first[:2] == [delivery.title, "序号"]
    assert first[-2:] == ["合计", "填表人：示例"]
    assert first.count("小计") == 1
    assert len(first) == len(delivery.rows) + 5


def test_the_headers_of_all_styles_are_words_the_importer_knows() -> None:
    known = {word for weights in WORDS.values() for _, words in weights for word in words.split()}
    for style in HEADER_STYLES:
        for header in style.values():
            assert header.lower().replace("（", "").replace("）", "") in known, header


def test_the_demonstration_fills_an_empty_database_once(own_database: Database) -> None:
    now = datetime(2026, 3, 20, 4, tzinfo=UTC)
    with own_database.transaction(OFFICE) as session:
        enactment.ensure_shipped(session, book_mapping(), now=now)
    told: list[int] = []
    filled = demo.fill(own_database, settings=SETTINGS, now=now, vehicles=400, progress=told.append)
    assert told == list(range(1, filled.files + 1))
    assert filled.rows["accepted"] > 300
    assert {"compliant", "needs_justification"} <= set(filled.verdicts)
    assert [(one.name, one.role, one.unit) for one in filled.sign_ins] == [
        ("admin", "admin", None),
        ("office", "office", None),
        ("auditor", "auditor", None),
        ("zhengzhou", "bureau", "410100"),
        ("luoyang", "bureau", "410300"),
        ("dealer", "dealer", None),
    ]
    with own_database.transaction(OFFICE) as session:
        assert replay.replay_all(session).differ == 0
        states = {row[0]: row[1] for row in session.connection().execute(_CLAIMS)}
        assert states[True] > 3 * states[False] > 0
        account_with(session, "office", filled.sign_ins[1].password)
        asked = CaseFilter(kind=CaseKind.JUSTIFICATION)
        assert count_cases(session, replace(asked, state="approved")) > 0
        assert count_cases(session, replace(asked, state="notified")) > 0
        statuses = {
            key: lists.current_edition(session, parse_period(key))["status"] for key in ("2026-02", "2026-03")
        }
        lines = lists.current_edition(session, parse_period("2026-02"))["lines"]
    assert statuses == {"2026-02": "final", "2026-03": "provisional"}
    assert {"ranked", "not_reported"} <= {line["status"] for line in lines}
    with pytest.raises(demo.DatabaseNotEmpty):
        demo.fill(own_database, settings=SETTINGS, now=now, vehicles=400, progress=told.append)
