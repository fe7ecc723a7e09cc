"""Verdicts in bulk from the decision table, beside judging each vehicle from the rules."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from time import perf_counter

from bench.places import UNIT
from bench.table import Line
from fleetsvc.books import shipped_book
from rules.decide import decide
from rules.facts import unpack_case
from rules.table import Table, every_case

LEAST_A_SECOND = 1_000_000
_SEED = 13


def lines(*, verdicts: int) -> Iterator[Line]:
    """Judge so many vehicles by the table and a few of them one by one, and compare the answers."""
    chance = Random(_SEED)
    cases = chance.sample(list(every_case()), 2000)  # far more kinds of vehicle than a province registers
    keys = chance.choices(cases, k=verdicts)
    first = date(2022, 1, 1)
    days = [first + timedelta(days=chance.randrange(1400)) for _ in range(verdicts)]
    book = shipped_book()
    table = Table(book)
    table.outcomes(keys, days, unit=UNIT)  # the table is built once per edition; here its use is measured
    began = perf_counter()
    found = table.outcomes(keys, days, unit=UNIT)
    taken = perf_counter() - began
    few = min(verdicts, 2000)
    began = perf_counter()
    decided = [
        decide(book, unpack_case(key, unit=UNIT, registered_on=day))
        for key, day in zip(keys[:few], days[:few], strict=True)
    ]
    one_by_one = few / (perf_counter() - began)
    assert [outcome.verdict for outcome in found[:few]] == [decision.verdict for decision in decided]
    a_second = verdicts / taken
    yield Line(
        "verdicts in bulk from the table",
        f"{a_second:,.0f} /s",
        f"decide one by one {one_by_one:,.0f} /s",
        f"{a_second / one_by_one:,.0f} x",
        f">= {LEAST_A_SECOND:,} /s",
        a_second >= LEAST_A_SECOND,
    )
