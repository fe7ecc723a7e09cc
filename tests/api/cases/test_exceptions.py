"""``GET /api/v1/exceptions`` and the pages of exceptions and models: figures for everybody that point at no vehicle."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE, PUBLISHED, Database
from fleetsvc.models import CatalogueModel
from fleetsvc.services.cases.exception_counts import counts_on
from fleetsvc.services.law import catalogues
from rules.units import UNITS
from tests.http_app import ACTIVATED, Service, a_service
from tests.upload_cases import a_row, a_vin, deliver

FEW = (0, 4)
NEEDED = "special-need"
SIX = ("410100", "410200", "410300", "410400", "410500", "410600")


@pytest.fixture(scope="module")
def told(owner_url: str) -> Iterator[Service]:
    """Eleven diesel taxis of Zhengzhou and two of Kaifeng that asked for exceptions, and three models more."""
    with a_service(owner_url, "exceptions_service", FLEETSVC_RATE_ANONYMOUS="100000") as opened:
        database = opened.database
        deliver(database, *(a_taxi(number) for number in range(11)))
        deliver(database, *(a_taxi(number) for number in range(11, 13)), unit="410200")
        with database.transaction(OFFICE) as session:
            grounds = sorted({one.ground for rule in book_of(opened).rules for one in rule.exceptions})
            assert len(grounds) > 1
        decide(database, range(9), ground=grounds[0], outcome="approved")
        decide(database, range(9, 10), ground=grounds[0], outcome="refused")
        decide(database, range(10, 11), ground=grounds[1], outcome=None)
        decide(database, range(11, 13), ground=grounds[0], outcome="approved", ended=True)
        with database.transaction(OFFICE) as session:
            catalogues.load(
                session,
                [
                    a_listed("SL5040XXY", "纯电动邮政车"),
                    a_listed("SL5041XXY", "纯电动厢式运输车"),
                    a_listed("SL6100", "纯电动城市客车"),
                ],
                now=ACTIVATED + timedelta(days=1),
            )
        yield opened


def a_taxi(number: int) -> str:
    unit_letter = "A" if number < 11 else "B"
    return a_row(
        number, category="出租车", energy="柴油", plate=f"豫{unit_letter}{10000 + number}", mass="1800"
    )


def a_listed(code: str, name: str) -> CatalogueModel:
    return CatalogueModel(
        code=code,
        energy="bev",
        product_name=name,
        enterprise="某公司",
        batches=["第1批"],
        loaded_at=ACTIVATED,
    )


def book_of(service: Service) -> Any:
    with service.app.app_context():
        return service.app.extensions["fleetsvc"].in_force.get().book


_DECIDED = """
UPDATE case_record SET ground = :ground, outcome = :outcome, valid_from = :since, valid_until = :until
WHERE kind = 'justification' AND vin = ANY (:vins)
"""
_STEP = """
INSERT INTO case_step (city_code, case_id, action, from_state, to_state, hand, actor, ground, evidence, details,
    internal, at)
SELECT city_code, id, :action, 'open', 'open', 'office', 'tester', :ground, '{}', '{}', false, :at
FROM case_record WHERE kind = 'justification' AND vin = ANY (:vins)
"""


def decide(
    database: Database,
    numbers: range,
    *,
    ground: str,
    outcome: str | None,
    ended: bool = False,
    at: datetime = ACTIVATED,
) -> None:
    """Have justifications asked for and decided, as their cases and histories say in the end."""
    until = clock.day_of(clock.now()) + timedelta(days=300)
    values = {
        "ground": ground,
        "outcome": outcome,
        "since": date(2025, 4, 1) if outcome == "approved" else None,
        "until": None if outcome != "approved" else date(2025, 5, 1) if ended else until,
        "vins": [a_vin(number) for number in numbers],
    }
    with database.transaction(OFFICE) as session:
        changed = session.connection().execute(text(_DECIDED), values)
        assert changed.rowcount == len(numbers)
    step(database, numbers, "answer", at=at, ground=ground)
    if outcome is not None:
        step(database, numbers, "approve" if outcome == "approved" else "refuse", at=at)


def step(database: Database, numbers: range, action: str, *, at: datetime, ground: str | None = None) -> None:
    vins = [a_vin(number) for number in numbers]
    with database.transaction(OFFICE) as session:
        values = {"action": action, "ground": ground, "at": at, "vins": vins}
        session.connection().execute(text(_STEP), values)


def taxis(service: Service, **query: str) -> list[dict[str, Any]]:
    answer = service.client().get("/api/v1/exceptions", query_string={"category": "taxi", **query})
    assert answer.status_code == 200, answer.json
    found: list[dict[str, Any]] = answer.json["items"]  # type: ignore[index]
    return found


def bands(counts: dict[str, Any]) -> list[tuple[int, int | None]]:
    return [(one["least"], one["most"]) for name, one in counts.items() if name != "unit"]


def test_the_grounds_of_the_law_are_told_with_figures_in_bands(told: Service) -> None:
    items = taxis(told)
    grounds = {
        one.ground for rule in book_of(told).rules if "taxi" in rule.categories for one in rule.exceptions
    }
    assert {one["ground"] for one in items} == grounds
    first = next(one for one in items if one["ground"] == min(grounds))
    assert [rule["id"] for rule in first["rules"]] == ["henan-2023/13-in-principle"]
    assert (first["rules"][0]["events"], bool(first["rules"][0]["evidence"])) == (
        ["new", "replacement"],
        True,
    )
    # Twelve asked, eleven approved, one refused; nine approvals stand.
    assert bands(first["province"]) == [(10, 14), (10, 14), FEW, (5, 9)]
    assert first["as_of"] == clock.day_of(clock.now()).replace(day=1).isoformat()
    told_of = {one["unit"]: bands(one) for one in first["units"]}
    assert list(told_of) == list(UNITS)
    assert told_of.pop("410100") == [(5, None), (5, None), FEW, (5, None)]
    # Two of Kaifeng asked; none of the others.
    assert all(found == [FEW] * 4 for found in told_of.values())
    assert [one["unit"] for one in taxis(told, unit="410200")[items.index(first)]["units"]] == ["410200"]
    # One asked on the second ground, none on the third.
    others = [bands(one["province"]) for one in items if one != first]
    assert len(others) > 1
    assert all(found == [FEW] * 4 for found in others)


@pytest.fixture
def six(owner_url: str) -> Iterator[Service]:
    """Six diesel taxis of six units, one each."""
    with a_service(owner_url, "exceptions_of_six", FLEETSVC_RATE_ANONYMOUS="100000") as opened:
        for number, unit in enumerate(SIX):
            plate = f"豫{'ABCDEF'[number]}{20000 + number}"
            row = a_row(number, category="出租车", energy="柴油", plate=plate, mass="1800")
            deliver(opened.database, row, unit=unit)
        yield opened


def test_no_sum_over_units_tells_which_of_them_asked(six: Service) -> None:
    untouched = taxis(six)
    decide(six.database, range(4), ground=NEEDED, outcome="approved")
    assert taxis(six) == untouched
    decide(six.database, range(4, 6), ground=NEEDED, outcome="refused")
    [told_now] = [one for one in taxis(six) if one not in untouched]
    assert bands(told_now["province"]) == [(5, 9), FEW, FEW, FEW]
    assert all(bands(one) == [FEW] * 4 for one in told_now["units"])


def test_what_is_done_within_a_month_moves_no_figure_until_the_next(six: Service) -> None:
    database, now = six.database, clock.now()
    today = clock.day_of(now)

    def counts(day: date) -> Any:
        with database.transaction(PUBLISHED) as session:
            return counts_on(session, day)

    decide(database, range(5), ground=NEEDED, outcome="refused")
    before = counts(today)
    assert [one.least["refused"] for one in before["taxi", NEEDED]] == [5]
    # One more asks, one appeals, one says something else, and of one the category is corrected.
    decide(database, range(5, 6), ground=NEEDED, outcome="approved", at=now)
    step(database, range(1), "appeal", at=now)
    step(database, range(1, 2), "correct", at=now)
    row = a_row(2, category="公务用车", energy="柴油", plate="豫C20002", mass="1800")
    deliver(database, row, unit=SIX[2], now=now)
    assert counts(today) == counts(today.replace(day=1)) == before
    assert "taxi" not in {category for category, _ in counts(today.replace(day=1) + timedelta(days=32))}


def test_whoever_reads_what_is_published_gets_no_exact_figure_and_no_case(told: Service) -> None:
    with told.database.transaction(PUBLISHED) as session:
        found = counts_on(session, clock.day_of(clock.now()))
        assert {least for counts in found.values() for one in counts for least in one.least.values()} <= {
            0,
            5,
            10,
        }
        assert session.connection().execute(text("SELECT count(*) FROM case_record")).scalar() == 0
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        told.database.transaction(PUBLISHED) as session,
    ):
        session.connection().execute(text("SELECT band_of(7, true)"))


def test_no_answer_holds_a_plate_vin_or_owner(told: Service) -> None:
    for address in ("/api/v1/exceptions", "/exceptions?unit=410200", "/exceptions?lang=en"):
        said = told.client().get(address).get_data(as_text=True)
        assert not any(a_vin(number) in said or str(10000 + number) in said for number in range(13))


def test_models_are_listed_by_category_without_a_key(told: Service) -> None:
    def codes(**query: str) -> list[str]:
        answer = told.client().get("/api/v1/models", query_string=query)
        return [one["code"] for one in answer.json["items"]]  # type: ignore[index]

    assert codes(category="bus") == ["SL6100", "ZK6105BEVG25"]
    assert codes(category="postal") == ["SL5040XXY"]
    assert codes(category="taxi") == []
    assert codes() == ["SL5040XXY", "SL5041XXY", "SL6100", "ZK6105BEVG25"]
    page = told.client().get("/models?category=bus").get_data(as_text=True)
    assert "纯电动城市客车" in page
    assert "SL5040XXY" not in page


def test_the_page_shows_the_same_figures_and_leads_to_the_models(told: Service) -> None:
    page = told.client().get("/exceptions?unit=410200&category=taxi&lang=en").get_data(as_text=True)
    assert all(f'<td class="num">{band}</td>' in page for band in ("10–14", "5–9", "&lt; 5"))
    assert "0 new-energy models in the catalogue" in page


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("/exceptions?category=tram", "tram"),
        ("/exceptions?unit=taxi", "taxi"),
        ("/exceptions?category=410100", "410100"),
        ("/exceptions?unit=999999&category=taxi", "999999"),
        ("/models?category=410100", "410100"),
        ("/models?category=tram", "tram"),
        ("/changes?unit=taxi", "taxi"),
        ("/changes?category=410100", "410100"),
    ],
)
def test_a_word_that_is_of_another_kind_than_its_name_is_refused_by_name(
    told: Service, address: str, word: str
) -> None:
    answer = told.client().get(address)
    assert answer.status_code == 422
    assert f"“{word}”" in answer.get_data(as_text=True)
