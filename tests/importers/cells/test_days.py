"""Days in every form bureaus write, and what is asked instead of guessed."""

from datetime import date, datetime

import pytest

from importers.cells.days import EXCEL_1904, Calendar, DayOrder, parse_day, settle_order
from importers.cells.identifiers import CellDoubt, CellProblem
from importers.findings.register import message
from importers.results import Finding
from tests.row_data import said

TODAY = Calendar(today=date(2025, 6, 1))
FIRST_OF_MARCH = date(2025, 3, 1)


@pytest.mark.parametrize(
    "cell",
    [
        datetime(2025, 3, 1),
        datetime(2025, 3, 1, 23, 58),
        datetime(2025, 3, 1, 0, 0, 43),
        date(2025, 3, 1),
        45717,
        45717.0,
        45717.75,
        20250301,
        20250301.0,
        "45717",
        "20250301",
        "20250301.0",
        "2025-03-01",
        "2025-3-1",
        "2025/3/1",
        "2025.3.1",
        "2025.03.01.",
        "2025年3月1日",
        "2025年03月01号",
        " 2025 年 3 月 1 日",
        "２０２５－０３－０１",
        "2025-03-01 00:00:00",
        "2025-03-01T08:30:00Z",
        "2025/3/1 上午 8:30",
        "20250301083000",
        "二〇二五年三月一日",
        "25年3月1日",
        "民国114年3月1日",
        "民國114.3.1",
        "1-Mar-2025",
        "Mar 1, 2025",
        "3/1/2025\u200b",
        "2025年3月1日 星期六",
        "2025-03-01（周六）",
        "2025年03月01日登记",
        "登记于2025.3.1",
        "注册登记日期：2025-03-01",
        "2025—03—01",
        "2025–03–01",
        "2025、3、1",
        "2025。3。1",
        "2025 03 01",
        "2025年3月1",
        "2025年三月一日",
        "二○二五年3月1日",
        "'2025-03-01",
        "‘2025-03-01’",
        "2025年03月01日 上午10时30分",
        "2025-03-01T10:30:00.1234567+08:00",
        "2025-03-01T00:00:00+08:00",
        "2025-03-01T01:00:00+07:00",
        "20250301103000",
        "Sat Mar 01 00:00:00 CST 2025",
    ],
)
def test_a_day_is_read_in_every_form_that_leaves_no_choice(cell: object) -> None:
    order = DayOrder(long="mdy")
    assert parse_day(cell, TODAY, order) == FIRST_OF_MARCH


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (None, "date-missing"),
        ("", "date-missing"),
        ("无", "date-missing"),
        ("—", "date-missing"),
        ("0000-00-00", "date-missing"),
        ("1900-01-01", "date-out-of-range"),
        (datetime(1900, 1, 1), "date-out-of-range"),
        (0, "date-out-of-range"),
        ("1989-12-31", "date-out-of-range"),
        ("2025-06-02", "date-out-of-range"),
        ("2205-03-01", "date-out-of-range"),
        ("2025-02-30", "date-unreadable"),
        ("20251301", "date-unreadable"),
        ("2025年3月", "date-incomplete"),
        ("2025.3", "date-incomplete"),
        ("2025.03.", "date-incomplete"),
        ("2025-3", "date-incomplete"),
        (2025.3, "date-incomplete"),
        (2025.1, "date-incomplete"),
        (202503, "date-incomplete"),
        ("202503", "date-incomplete"),
        (2025, "date-incomplete"),
        ("2025年", "date-incomplete"),
        ("二〇二五年三月", "date-incomplete"),
        ("３月１日", "date-incomplete"),
        ("2025-03-01至今", "date-unreadable"),
        ("约2025-03-01", "date-unreadable"),
        ("2025.03.01前", "date-unreadable"),
        ("2025/3/1-2025/3/5", "date-unreadable"),
        ("2025-3-1\n2025-3-5", "date-unreadable"),
        ("2025年3月1日、2025年3月5日", "date-unreadable"),
        ("2025-O3-O1", "date-unreadable"),
        ("2025-03-011", "date-unreadable"),
        ("乙巳年二月初二", "date-unreadable"),
        ("2025-03-01 25:00", "date-unreadable"),
        ("1234567890123456", "date-unreadable"),
        ("去年三月", "date-unreadable"),
        (1e300, "date-unreadable"),
        (float("nan"), "date-unreadable"),
        (-1, "date-unreadable"),
        (True, "date-unreadable"),
        ("3/4/2025", "date-ambiguous"),
        ("23.3.4", "date-ambiguous"),
        ("114.3.1", "date-ambiguous"),
        ("114年3月1日", "date-ambiguous"),
    ],
)
def test_a_day_that_cannot_be_known_is_named_and_not_guessed(cell: object, code: str) -> None:
    assert said(lambda: parse_day(cell, TODAY)) == code


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2025-02-28T16:00:00.000Z", "date-converted"),
        ("2025-02-28T16:00:00Z", "date-converted"),
        ("2025-02-28T16:00:00+00:00", "date-converted"),
        ("2025-02-28 11:00:00-0500", "date-converted"),
        ("2025-03-01T01:30:00+09:00", None),
        ("2025-03-02T00:30:00+09:00", "date-converted"),
        ("2025-02-28T15:59:17Z", "time-near-midnight"),
        ("Sat Mar 01 2025 00:00:00 GMT+0800 (中国标准时间)", "date-converted"),
        ("Sat, 01 Mar 2025 10:30:00 GMT", "date-converted"),
        ("Fri, 28 Feb 2025 16:00:00 GMT", "date-converted"),
        ("Fri Feb 28 16:00:00 UTC 2025", "date-converted"),
        ("1740758400000", "date-converted"),
        (1740758400000, "date-converted"),
        (1740758400, "date-converted"),
        ("2025-02-28 23:59:17", "time-near-midnight"),
        (datetime(2025, 2, 28, 23, 59, 17), "time-near-midnight"),
        (datetime(2025, 2, 28, 23, 59, 59, 991000), "time-near-midnight"),
        (45716.9999999, "time-near-midnight"),
        (45717 - 43 / 86400, "time-near-midnight"),
        ("45716.9995", "time-near-midnight"),
        ("20250228235917", "time-near-midnight"),
        ("2025年2月28日 下午11时59分17秒", "time-near-midnight"),
        ("Fri Feb 28 2025 23:59:17 GMT+0800 (中国标准时间)", "date-converted"),
        ("2025-02-28 24:00", "time-near-midnight"),
        ("2025-03-01 23:59:59", "time-near-midnight"),
        (datetime(2025, 3, 1, 23, 59, 59), "time-near-midnight"),
        ("2025-03-01 23:59", "time-near-midnight"),
    ],
)
def test_an_instant_is_the_day_in_china_and_is_told_where_it_is_written_otherwise(
    cell: object, code: str | None
) -> None:
    if code is None:
        assert parse_day(cell, TODAY) == FIRST_OF_MARCH
        return
    with pytest.raises(CellDoubt) as doubt:
        parse_day(cell, TODAY)
    assert (doubt.value.code, doubt.value.value) == (code, FIRST_OF_MARCH)


def test_an_instant_of_no_possible_day_is_out_of_range() -> None:
    assert said(lambda: parse_day("2025-06-01T16:00:00Z", TODAY)) == "date-out-of-range"
    assert said(lambda: parse_day("0001-01-01T00:00:00+08:00", TODAY)) == "date-out-of-range"
    assert said(lambda: parse_day("9999-12-31T23:59:17-14:00", TODAY)) == "date-out-of-range"


def test_one_whole_day_among_other_words_is_proposed() -> None:
    with pytest.raises(CellProblem) as problem:
        parse_day("2025.03.01（补录）", TODAY)
    assert problem.value.values["proposal_zh"] == "；可能是 2025-03-01，请核对"


def test_the_last_possible_day_is_today_and_the_first_is_in_1990() -> None:
    assert parse_day("2025-06-01", TODAY) == date(2025, 6, 1)
    assert parse_day("1990-01-01", TODAY) == date(1990, 1, 1)


def test_serial_numbers_of_a_1904_workbook_count_from_1904() -> None:
    assert parse_day(44255, Calendar(today=TODAY.today, epoch=EXCEL_1904)) == FIRST_OF_MARCH


def test_one_late_day_settles_the_order_of_a_whole_column() -> None:
    order = settle_order(["3/4/2025", "3/25/2025", "2025-01-01", None, 45717], TODAY)
    assert order == DayOrder(long="mdy")
    assert parse_day("3/4/2025", TODAY, order) == date(2025, 3, 4)
    assert settle_order(["3/4/2025", "25/3/2025"], TODAY) == DayOrder(long="dmy")


def test_a_column_that_settles_nothing_or_contradicts_itself_has_no_order() -> None:
    assert settle_order(["3/4/2025", "5/4/2025"], TODAY) == DayOrder()
    contradictory = settle_order(["3/25/2025", "25/3/2025", "3/4/2025"], TODAY)
    assert contradictory == DayOrder()
    assert said(lambda: parse_day("3/4/2025", TODAY, contradictory)) == "date-ambiguous"
    assert parse_day("25/3/2025", TODAY, contradictory) == date(2025, 3, 25)


def test_a_day_that_reads_alike_in_both_orders_needs_no_order() -> None:
    assert parse_day("3/3/2025", TODAY) == date(2025, 3, 3)


def test_short_years_are_settled_by_the_column_too() -> None:
    order = settle_order(["25.3.1", "24.12.31"], TODAY)
    assert order == DayOrder(short="ymd")
    assert parse_day("25.3.1", TODAY, order) == FIRST_OF_MARCH


def test_an_ambiguous_day_lists_its_readings() -> None:
    with pytest.raises(CellProblem) as problem:
        parse_day("3/4/2025", TODAY)
    assert problem.value.values == {"read": "2025-03-04 / 2025-04-03"}


@pytest.mark.parametrize(
    ("cell", "zh", "en"),
    [
        ("2025-11-31", "11 月没有 31 日", "November has no 31st"),
        ("2025年4月32日", "4 月没有 32 日", "April has no 32nd"),
        ("2025.2.29", "2025 年 2 月没有 29 日", "February 2025 has no 29th"),
        ("20251305", "没有 13 月", "there is no month 13"),
    ],
)
def test_a_day_that_no_calendar_has_is_answered_with_what_it_lacks(cell: str, zh: str, en: str) -> None:
    with pytest.raises(CellProblem) as problem:
        parse_day(cell, Calendar(date(2026, 6, 1)))
    said = message(Finding(problem.value.code, values=problem.value.values))
    assert (said.zh, said.en) == (f"看不懂这个日期：{zh}", f"This day cannot be read: {en}")
