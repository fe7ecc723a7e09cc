"""Shares that rules demand are computed for each unit and period: with bounds, what is open, and what is short."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from fleetsvc.books import book_mapping
from fleetsvc.services.rankings.shares import attainments
from rules.periods import parse_period
from rules.rulebook import Rulebook, build
from rules.vocabulary import Category, EmissionStage
from rules.written_out import written_out
from tests.ranking_data import register

FREIGHT = Category.URBAN_LOGISTICS


def a_book(**changes: Any) -> Rulebook:
    """The shipped book, its rule on urban freight changed."""
    rules = [
        rule | changes if rule["id"] == "11-urban-freight-mainly" else rule
        for rule in written_out(book_mapping())["rules"]
    ]
    return build({**written_out(book_mapping()), "rules": rules})


def shown(session: Session, book: Rulebook, *, period: str = "2025-Q3", unit: str = "410100") -> list[Any]:
    """Counted, met, unknown, share low and high, shortfall, attainment of each rule."""
    found = attainments(session, parse_period(period), book=book, units=[unit], language="en")
    names = ("counted", "met", "unknown", "share_low", "share_high", "shortfall", "attainment")
    return [tuple(one[name] for name in names) for one in found]


def test_mainly_asks_for_more_than_half_and_says_how_many_are_short(session: Session) -> None:
    register(session, "410100", category=FREIGHT, compliant=2)
    register(session, "410100", category=FREIGHT, energy="diesel", non_compliant=2)
    register(session, "410200", category=FREIGHT, energy="diesel", non_compliant=9)
    assert shown(session, a_book()) == [(4, 2, 0, 0.5, 0.5, 1, "not_met")]
    assert attainments(session, parse_period("2025-Q3"), book=a_book(), units=["410200"], language="zh") == [
        {
            "unit": "410200",
            "name": "开封市",
            "title": "城市货物运输主要采用新能源轻型物流车",
            "rule": "henan-2023/11-urban-freight-mainly",
            "required": 0.5,
            "exclusive": True,
            "counted": 9,
            "met": 0,
            "unknown": 0,
            "share": 0.0,
            "share_low": 0.0,
            "share_high": 0.0,
            "shortfall": 5,
            "attainment": "not_met",
        }
    ]


@pytest.mark.parametrize(
    "doubt",
    [
        {"energy": "unknown"},
        {"energy": "bev", "emission_stage": EmissionStage.CHINA_5},  # a tailpipe on a battery vehicle
        {"energy": "diesel", "emission_stage": EmissionStage.ZERO},
        {"disputed": True},
    ],
)
def test_what_is_not_known_for_certain_lies_between_the_bounds(
    session: Session, doubt: dict[str, Any]
) -> None:
    register(session, "410100", category=FREIGHT, compliant=1)
    register(session, "410100", category=FREIGHT, energy="diesel", non_compliant=1)
    register(session, "410100", category=FREIGHT, undetermined=1, **doubt)
    [(counted, met, unknown, low, high, short, said)] = shown(session, a_book())
    assert (counted, met, unknown, short, said) == (3, 1, 1, 1, "open")
    assert (round(low, 3), round(high, 3)) == (0.333, 0.667)


def test_only_the_days_on_which_the_rule_holds_and_the_units_it_names_count(session: Session) -> None:
    for day in (date(2025, 8, 31), date(2025, 9, 1), date(2025, 9, 14), date(2025, 9, 15)):
        register(session, "410100", category=FREIGHT, day=day, compliant=1)
    book = a_book(effective_from="2025-09-01", effective_until="2025-09-15", units=["410100"])
    assert shown(session, book) == [(2, 2, 0, 1.0, 1.0, 0, "met")]
    assert shown(session, book, unit="410200") == []
    assert shown(session, book, period="2025-Q4") == []


def test_at_least_is_met_at_the_bound_and_other_categories_do_not_count(session: Session) -> None:
    four_fifths = {"share": {"energy": ["bev", "phev", "fcev"], "at_least_percent": 80}}
    register(session, "410100", category=FREIGHT, compliant=4)
    register(session, "410100", category=FREIGHT, energy="diesel", non_compliant=1)
    register(session, "410100", category=Category.BUS, energy="diesel", non_compliant=7)
    assert shown(session, a_book(force="at_least", requirement=four_fifths)) == [
        (5, 4, 0, 0.8, 0.8, 0, "met")
    ]


def test_a_unit_without_such_vehicles_has_an_empty_share(session: Session) -> None:
    assert shown(session, a_book()) == [(0, 0, 0, None, None, 0, "empty")]


def of_terms(session: Session, share: dict[str, Any], *, period: str = "2025-Q3") -> Any:
    """What Zhengzhou attains of a share with these terms over urban freight."""
    book = a_book(force="at_least", requirement={"share": {"energy": ["bev", "phev", "fcev"]} | share})
    [found] = attainments(session, parse_period(period), book=book, units=["410100"], language="en")
    return found


@pytest.mark.parametrize(("over", "counted"), [("period", 1), ("year", 2), ("term", 3), ("stock", 3)])
def test_a_share_counts_over_the_days_that_it_says(session: Session, over: str, counted: int) -> None:
    for day in (date(2023, 3, 1), date(2025, 1, 1), date(2025, 7, 1), date(2025, 10, 1)):
        register(session, "410100", category=FREIGHT, day=day, compliant=1)
    register(
        session, "410100", category=FREIGHT, day=date(2022, 12, 31), not_governed=1 if over == "stock" else 0
    )
    found = of_terms(session, {"at_least_percent": 80, "counted": over})
    assert (found["counted"], found["attainment"]) == (counted + (over == "stock"), "met")


def test_a_vehicle_that_another_one_replaces_is_on_record_no_more(session: Session) -> None:
    [old, _] = register(
        session, "410100", category=FREIGHT, day=date(2024, 5, 1), energy="diesel", non_compliant=2
    )
    register(session, "410100", category=FREIGHT, day=date(2025, 8, 1), replaces_vin=old, compliant=1)
    terms = {"at_least_percent": 50, "counted": "stock"}
    counts = [
        (found["counted"], found["met"], found["attainment"])
        for found in (of_terms(session, terms, period=period) for period in ("2025-Q2", "2025-Q3"))
    ]
    assert counts == [(2, 0, "not_met"), (2, 1, "met")]


def test_a_sub_share_asks_more_of_the_same_group(session: Session) -> None:
    register(session, "410100", category=FREIGHT, energy="phev", compliant=4)
    register(session, "410100", category=FREIGHT, energy="diesel", non_compliant=6)
    terms = {
        "at_least_percent": "38.5",
        "sub_shares": [{"energy": ["bev", "fcev"], "percent_of_target": 50}],
    }
    found = of_terms(session, terms)
    assert (found["required"], found["met"], found["shortfall"], found["attainment"]) == (
        0.385, 4, 0, "not_met",
    )  # fmt: skip
    [part] = found["sub_shares"]
    assert (part["required"], part["counted"], part["met"], part["shortfall"]) == (0.1925, 10, 0, 2)
    register(session, "410100", category=FREIGHT, energy="fcev", compliant=2)
    assert of_terms(session, terms)["attainment"] == "not_met"  # now 3 of 12 are asked for
    register(session, "410100", category=FREIGHT, energy="bev", compliant=1)
    assert of_terms(session, terms)["attainment"] == "met"


@pytest.mark.parametrize(("rounding", "attainment"), [("up", "not_met"), ("down", "met"), ("half_up", "met")])
def test_a_part_of_a_vehicle_is_rounded_as_the_rule_says(
    session: Session, rounding: str, attainment: str
) -> None:
    register(session, "410100", category=FREIGHT, compliant=1)
    register(session, "410100", category=FREIGHT, energy="diesel", non_compliant=3)
    found = of_terms(session, {"at_least_percent": 30, "rounding": rounding})  # 1.2 vehicles
    assert found["attainment"] == attainment


def test_a_share_of_each_owner_is_not_made_up_for_by_others(session: Session) -> None:
    for owner, good, bad in (("甲公司", 9, 1), ("乙公司", 1, 3), ("丙公司", 0, 1), (None, 1, 0)):
        register(session, "410100", category=FREIGHT, owner=owner, compliant=good)
        register(session, "410100", category=FREIGHT, owner=owner, energy="diesel", non_compliant=bad)
    found = of_terms(session, {"at_least_percent": 50, "group": "operator", "smallest_group": 2})
    assert (found["counted"], found["met"], found["shortfall"], found["attainment"]) == (16, 11, 1, "not_met")
    assert found["operators"] == {"asked": 2, "met": 1, "not_met": 1, "open": 0}
    assert [(one["owner"], one["counted"], one["met"], one["shortfall"]) for one in found["behind"]] == [
        ("乙公司", 4, 1, 1)
    ]
    unnamed = of_terms(session, {"at_least_percent": 50, "group": "operator"})
    assert unnamed["operators"] == {"asked": 4, "met": 1, "not_met": 2, "open": 1}
    assert [one["owner"] for one in unnamed["behind"]] == ["丙公司", "乙公司", None]
