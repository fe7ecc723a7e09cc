from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.periods import Period, PeriodKind, PeriodMalformed, parse_period, period_of

days = st.dates(date(1000, 1, 1), date(2998, 12, 31))


@pytest.mark.parametrize(
    ("key", "from_day", "until_day", "previous", "following"),
    [
        ("2025", date(2025, 1, 1), date(2026, 1, 1), "2024", "2026"),
        ("2025-Q1", date(2025, 1, 1), date(2025, 4, 1), "2024-Q4", "2025-Q2"),
        ("2025-Q4", date(2025, 10, 1), date(2026, 1, 1), "2025-Q3", "2026-Q1"),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1), "2024-01", "2024-03"),
        ("2025-12", date(2025, 12, 1), date(2026, 1, 1), "2025-11", "2026-01"),
    ],
)
def test_a_key_names_its_days_and_its_neighbours(
    key: str, from_day: date, until_day: date, previous: str, following: str
) -> None:
    period = parse_period(key)
    assert (period.key, period.from_day, period.until_day) == (key, from_day, until_day)
    assert (period.previous.key, period.following.key) == (previous, following)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25",
        "2025-",
        "2025-00",
        "2025-13",
        "2025-9",
        "2025-Q0",
        "2025-Q5",
        "2025-q3",
        " 2025",
        "2025\n",
        "２０２５",
        "0000",
    ],
)
def test_anything_else_is_refused_with_what_was_written(text: str) -> None:
    with pytest.raises(PeriodMalformed) as refused:
        parse_period(text)
    assert refused.value.text == text


@given(days, st.sampled_from(PeriodKind))
def test_a_day_lies_in_its_period_and_the_key_leads_back(day: date, kind: PeriodKind) -> None:
    period = period_of(day, kind)
    assert period.from_day <= day < period.until_day
    assert parse_period(period.key) == period


@given(days, st.sampled_from(PeriodKind))
def test_periods_of_one_kind_follow_each_other_without_gap(day: date, kind: PeriodKind) -> None:
    period = period_of(day, kind)
    assert period_of(period.until_day, kind).from_day == period.until_day
    assert isinstance(period.previous, Period)
    assert period.previous.until_day == period.from_day
    assert period_of(period.from_day - timedelta(days=1), kind) == period.previous
