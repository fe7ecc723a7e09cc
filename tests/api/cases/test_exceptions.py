"""``GET /api/v1/exceptions`` and the pages of exceptions and models: figures for everybody that point at no vehicle."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE, PUBLISHED, Database
from fleetsvc.models import CatalogueModel
from fleetsvc.services.cases.excepted import counts_on
from fleetsvc.services.law import catalogues
from tests.http_app import ACTIVATED, Service, a_service
from tests.upload_cases import a_row, a_vin, deliver

EMERGENCY, NO_MODEL = "emergency", "no-suitable-model"


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


def decide(
    database: Database, numbers: range, *, ground: str, outcome: str | None, ended: bool = False
) -> None:
    """Have justifications asked for and decided, as their cases say in the end."""
    today = clock.day_of(clock.now())
    until = (today if ended else today + timedelta(days=300)) if outcome == "approved" else None
    with database.transaction(OFFICE) as session:
        changed = session.connection().execute(
            text(
                "UPDATE case_record SET ground = :ground, outcome = :outcome, valid_from = :since, valid_until = :until"
                " WHERE kind = 'justification' AND vin = ANY (:vins)"
            ),
            {
                "ground": ground,
                "outcome": outcome,
                "since": None if until is None else date(2025, 4, 1),
                "until": until,
                "vins": [a_vin(number) for number in numbers],
            },
        )
        assert changed.rowcount == len(numbers)


def taxis(service: Service, **query: str) -> list[dict[str, Any]]:
    answer = service.client().get("/api/v1/exceptions", query_string={"category": "taxi", **query})
    assert answer.status_code == 200, answer.json
    found: list[dict[str, Any]] = answer.json["items"]  # type: ignore[index]
    return found


def bands(counts: dict[str, Any]) -> list[tuple[int, int]]:
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
    assert bands(first["province"]) == [(10, 14), (10, 14), (1, 4), (5, 9)]
    assert [(one["unit"], bands(one)) for one in first["units"]] == [
        ("410100", [(10, 14), (5, 9), (1, 4), (5, 9)]),
        ("410200", [(1, 4), (1, 4), (0, 0), (0, 0)]),
    ]
    assert [one["unit"] for one in taxis(told, unit="410200")[items.index(first)]["units"]] == ["410200"]


def test_whoever_reads_what_is_published_gets_no_exact_figure_and_no_case(told: Service) -> None:
    with told.database.transaction(PUBLISHED) as session:
        found = counts_on(session, clock.day_of(clock.now()))
        assert {least for counts in found.values() for one in counts for least in one.least.values()} <= {
            0,
            1,
            5,
            10,
        }
        assert session.connection().execute(text("SELECT count(*) FROM case_record")).scalar() == 0
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        told.database.transaction(PUBLISHED) as session,
    ):
        session.connection().execute(text("SELECT band_of(7)"))


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
    assert all(f'<td class="num">{band}</td>' in page for band in ("10–14", "5–9", "1–4", "0"))
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
