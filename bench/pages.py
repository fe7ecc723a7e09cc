"""Pages of a million registrations by filter, as the office lists them, beside paging by OFFSET."""

import random
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from time import perf_counter

from sqlalchemy import text

from bench.table import Line
from fleetsvc.clock import day_of, now
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.services.dashboards import province
from fleetsvc.services.registrations.filters import Order, Place, RegistrationFilter
from fleetsvc.services.registrations.lists import count_most_by_verdict, list_registrations, narrowed
from rules.periods import parse_period
from rules.units import UNITS
from rules.vocabulary import Category, Energy, Verdict

MOST_PAGE_SECONDS = 0.1
MOST_OFFICE_SECONDS = 0.15
MOST_SEARCH_SECONDS = 0.1
_PAGES = 200
_BY_OFFSET = text("""
    SELECT * FROM decision d JOIN registration r ON r.city_code = d.city_code AND r.id = d.registration_id
    WHERE d.superseded_at IS NULL ORDER BY d.registered_on DESC, d.id DESC LIMIT 101 OFFSET :skipped
""")


def line(database: Database, *, registrations: int) -> Line:
    """Measure pages of filters drawn by chance, each at a place drawn by chance."""
    chance = random.Random(4107)
    ours = [_page(database, chance, registrations) for _ in range(_PAGES)]
    theirs = [_page_by_offset(database, chance.randrange(registrations)) for _ in range(5)]
    slow, plain = of_twenty(ours), of_twenty(theirs)
    return Line(
        f"page of 100 of {registrations:,} by filter, p95",
        f"{slow * 1000:.0f} ms",
        f"by OFFSET {plain * 1000:.0f} ms",
        f"{plain / slow:.1f} x faster",
        f"<= {MOST_PAGE_SECONDS * 1000:.0f} ms",
        slow <= MOST_PAGE_SECONDS,
    )


def office_line(database: Database, *, registrations: int) -> Line:
    """Measure what the office's first page asks of the services."""
    today = day_of(now())
    taken = []
    for _ in range(9):
        began = perf_counter()
        with database.transaction(OFFICE) as session:
            province.standings(session, parse_period("2025"), category=None, now=now())
            province.months(session, province.last_months(today), category=None, now=now())
            province.open_matters(session)
        taken.append(perf_counter() - began)
    return Line(
        f"what /office asks, {registrations:,} registrations, median",
        f"{median(taken) * 1000:.0f} ms",
        "-",
        "-",
        f"<= {MOST_OFFICE_SECONDS * 1000:.0f} ms",
        median(taken) <= MOST_OFFICE_SECONDS,
    )


def search_line(database: Database, *, registrations: int) -> Line:
    """Measure lists by a part of a VIN, a plate or an owner's name, beside a look at each vehicle."""
    chance = random.Random(4107)
    wanted = [RegistrationFilter(named=_a_part(chance, registrations)) for _ in range(_PAGES // 2)]
    ours = [_searched(database, one) for one in wanted]
    theirs = [_searched(database, replace(one, known_at=now())) for one in wanted[:5]]
    slow, plain = of_twenty(ours), of_twenty(theirs)
    return Line(
        f"text search of a list of {registrations:,}, p95",
        f"{slow * 1000:.0f} ms",
        f"each looked at {plain * 1000:.0f} ms",
        f"{plain / slow:.1f} x faster",
        f"<= {MOST_SEARCH_SECONDS * 1000:.0f} ms",
        slow <= MOST_SEARCH_SECONDS,
    )


def _a_part(chance: random.Random, registrations: int) -> str:
    """Return what people look for: the last signs of a VIN or a plate, its middle, some signs of an owner's name."""
    number = chance.randrange(registrations)
    return chance.choice(
        (
            f"{number:06d}",
            f"X{number:09d}"[:-2],
            f"{number // 19:05d}",
            f"第{number % 300}运",
            f"{number:09d}",
        )
    )


def _searched(database: Database, wanted: RegistrationFilter) -> float:
    began = perf_counter()
    with database.transaction(OFFICE) as session:
        soon = narrowed(session, wanted)
        list_registrations(session, soon, after=None, limit=20)
        count_most_by_verdict(session, soon)
    return perf_counter() - began


def of_twenty(seconds: list[float]) -> float:
    """Return what nineteen of twenty stay within."""
    return sorted(seconds)[int(len(seconds) * 0.95)]


def _page(database: Database, chance: random.Random, registrations: int) -> float:
    wanted = RegistrationFilter(
        unit=_perhaps(chance, list(UNITS)),
        category=_perhaps(chance, [word.value for word in Category]),
        energy=_perhaps(chance, [word.value for word in Energy]),
        verdicts=tuple(chance.sample([word.value for word in Verdict], chance.choice((0, 0, 1, 3)))),
        order=chance.choice((Order.NEWEST, Order.OLDEST)),
    )
    day = date(2025, 1, 1) + timedelta(days=chance.randrange(365))
    place = Place(int(chance.choice(list(UNITS))), day, chance.randrange(registrations))
    began = perf_counter()
    with database.transaction(OFFICE) as session:
        list_registrations(session, wanted, after=place, limit=100)
    return perf_counter() - began


def _perhaps(chance: random.Random, words: list[str]) -> str | None:
    return chance.choice(words) if chance.random() < 0.3 else None


def _page_by_offset(database: Database, skipped: int) -> float:
    began = perf_counter()
    with database.transaction(OFFICE) as session:
        session.connection().execute(_BY_OFFSET, {"skipped": skipped}).all()
    return perf_counter() - began
