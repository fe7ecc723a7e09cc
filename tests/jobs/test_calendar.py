from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from fleetsvc.clock import SHANGHAI
from fleetsvc.jobs import monthly_edition, nightly_ranking
from fleetsvc.jobs.schedule import CALENDAR, MAKE_UP, Cron
from fleetsvc.services.common.working_days import published
from fleetsvc.services.law.holidays import Announced, announce
from fleetsvc.services.operations.timetable import next_edition, publication
from fleetsvc.services.rankings import lists, publishing
from rules.periods import parse_period
from tests.actors import TESTER
from tests.ranking_data import put_rulebook_in_force, register


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("job", "after", "ticks"),
    [
        ("nightly-ranking", "2025-12-31 01:30:01", "2026-01-01 01:30"),
        ("monthly-edition", "2025-12-15 02:30:01", "2026-01-05 02:30"),
        ("monthly-edition", "2025-10-05 02:30:01", "2025-10-06 02:30"),
        ("nightly-seals", "2025-12-31 03:00:01", "2026-01-01 03:00"),
        ("nightly-replay", "2025-12-31 03:15:01", "2026-01-01 03:15"),
        ("nightly-signals", "2025-12-31 03:20:01", "2026-01-01 03:20"),
        ("monthly-edition", "2026-02-05 02:29:59", "2026-02-05 02:30"),
    ],
)
def test_jobs_tick_by_chinas_clock(job: str, after: str, ticks: str) -> None:
    (row,) = (row for row in CALENDAR if row.name == job)
    assert row.when.trigger().get_next_fire_time(None, china(after).astimezone(UTC)) == china(ticks)


def test_days_of_the_week_go_by_name() -> None:
    saturday = Cron(hour=1, minute=0, day_of_week="mon-fri").trigger()
    assert saturday.get_next_fire_time(None, china("2026-11-28 00:00")) == china("2026-11-30 01:00")


def test_every_job_has_its_own_name_words_in_both_languages_and_hours_of_grace() -> None:
    assert len({job.name for job in CALENDAR}) == len(CALENDAR)
    for job in CALENDAR:
        assert job.what.zh
        assert job.what.en
        assert job.grace >= timedelta(hours=1)


def test_what_failed_is_tried_again_after_the_nights_jobs() -> None:
    day = {(job.when.hour, job.when.minute) for job in CALENDAR}
    assert max(day) < (MAKE_UP.hour, MAKE_UP.minute)


def test_nothing_is_due_before_there_is_a_vehicle(session: Session) -> None:
    now = china("2025-10-05 12:00")
    assert [job.due(session, now) for job in CALENDAR] == [()] * len(CALENDAR)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2025-10-04 23:59", ("2025-08",)),
        ("2025-10-09 02:29", ("2025-08",)),
        ("2025-10-09 02:30", ("2025-08", "2025-09", "2025-Q3")),
        ("2025-11-05 02:30", ("2025-08", "2025-09", "2025-Q3", "2025-10")),
    ],
)
def test_editions_are_due_from_the_5th_and_since_the_first_vehicle(
    session: Session, now: str, due: tuple[str, ...]
) -> None:
    """The 5th of October lies in the holidays: the 9th is the first day that is worked again."""
    for day in (date(2025, 8, 31), date(2025, 9, 1), date(2025, 10, 1)):
        register(session, "410100", day=day, recorded_at=china("2025-08-31 12:00"), compliant=1)
    assert monthly_edition.due(session, china(now)) == due


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2025-06", "2025-07-07"),  # a Saturday
        ("2025-03", "2025-04-07"),  # a Saturday in a festival that lasts until Sunday
        ("2026-01", "2026-02-05"),
        ("2024-12", "2025-01-06"),  # a Sunday
        ("2099-08", "2099-09-07"),  # a Saturday of a year whose holidays nobody knows
    ],
)
def test_nothing_is_due_on_a_day_off(period: str, day: str) -> None:
    assert publication(parse_period(period), calendar=published) == china(f"{day} 02:30")


def test_a_notice_of_holidays_moves_the_day_of_an_edition(session: Session) -> None:
    register(session, "410100", day=date(2025, 10, 1), recorded_at=china("2025-10-02 12:00"), compliant=1)
    off = frozenset({date(2025, 11, 5), date(2025, 11, 6)})
    announce(session, Announced(2025, "a notice", off, frozenset()), by=TESTER, now=china("2025-10-02 12:00"))
    assert next_edition(session, now=china("2025-11-06 12:00")) == (
        parse_period("2025-10"),
        china("2025-11-07 02:30"),
    )
    assert "2025-10" not in monthly_edition.due(session, china("2025-11-06 12:00"))
    assert "2025-10" in monthly_edition.due(session, china("2025-11-07 02:30"))


def test_a_late_file_makes_no_edition_of_last_year_by_itself(session: Session) -> None:
    late = china("2026-03-20 12:00")
    register(session, "410100", day=date(2025, 11, 3), recorded_at=late, compliant=1)
    assert monthly_edition.due(session, late) == ()
    register(session, "410100", day=date(2026, 2, 3), recorded_at=china("2026-03-01 12:00"), compliant=1)
    assert monthly_edition.due(session, late) == ("2026-02",)


def test_a_year_is_due_with_its_last_month_and_quarter(session: Session) -> None:
    register(session, "410100", day=date(2025, 12, 1), recorded_at=china("2025-12-02 12:00"), compliant=1)
    assert monthly_edition.due(session, china("2026-01-05 02:30")) == ("2025", "2025-12", "2025-Q4")


def test_editions_are_made_up_for_the_last_12_months_at_most(session: Session) -> None:
    for month in range(1, 13):
        day = date(2025, month, 1)
        register(session, "410100", day=day, recorded_at=china(f"{day} 12:00"), compliant=1)
    register(session, "410100", day=date(2012, 5, 1), compliant=1)
    due = monthly_edition.due(session, china("2026-01-20 00:00"))
    assert len(due) == len(set(due))
    assert [key for key in due if len(key) == 7 and "Q" not in key] == [
        f"2025-{month:02d}" for month in range(1, 13)
    ]
    assert [key for key in due if "Q" in key] == [f"2025-Q{quarter}" for quarter in range(1, 5)]
    assert [key for key in due if len(key) == 4] == ["2025"]


@pytest.mark.parametrize(
    ("now", "night"), [("2025-09-16 01:29", "2025-09-15"), ("2025-09-16 01:30", "2025-09-16")]
)
def test_only_the_last_night_is_due(session: Session, now: str, night: str) -> None:
    register(session, "410100", compliant=1)
    assert nightly_ranking.due(session, china(now)) == (night,)


@pytest.mark.parametrize(
    ("day", "periods"),
    [
        (date(2025, 9, 15), ["2025-09", "2025-Q3", "2025"]),
        (date(2025, 10, 4), ["2025-09", "2025-10", "2025-Q3", "2025-Q4", "2025"]),
        (date(2025, 10, 5), ["2025-10", "2025-Q4", "2025"]),
        (date(2026, 1, 1), ["2025-12", "2026-01", "2025-Q4", "2026-Q1", "2025", "2026"]),
    ],
)
def test_an_ended_period_stays_open_until_it_is_published(day: date, periods: list[str]) -> None:
    assert [period.key for period in nightly_ranking.open_periods(day)] == periods


def test_a_period_published_by_hand_is_left_alone(session: Session) -> None:
    put_rulebook_in_force(session)
    now = china("2025-10-02 12:00")
    register(session, "410100", day=date(2025, 10, 1), compliant=1)
    publishing.publish_final(session, parse_period("2025-09"), now=now)
    monthly_edition.work(session, "2025-09", now)
    nightly_ranking.work(session, "2025-10-02", now)
    assert lists.current_edition(session, parse_period("2025-09"))["revision"] == 0
    assert lists.current_edition(session, parse_period("2025-10"))["status"] == "provisional"
