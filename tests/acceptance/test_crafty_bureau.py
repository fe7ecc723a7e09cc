"""A bureau that wants to look good sends again what looks better: it never ranks higher than the truth would.

The truth: of ten buses of the honest unit one is a diesel, of twelve of the crafty one four are and one is
undecided. What a bureau can still do is not among the tricks: never reporting a vehicle at all, or lying from the
first file on.
"""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fleetsvc.database.transactions import OFFICE, Database, UnitScope, as_login_role, open_database
from fleetsvc.models import UploadStatus
from fleetsvc.services.dashboards.province import standings
from fleetsvc.services.uploads import steps
from rules.periods import parse_period
from rules.ranking import Line
from tests.actors import TESTER
from tests.conftest import a_copy
from tests.ranking_data import sign_nil
from tests.upload_cases import HEADER, NOW, a_file, a_row, a_vin, list_retired, send, settled, with_rulebook

pytestmark = pytest.mark.slow(20)

MARCH = parse_period("2025-03")
CRAFTY, HONEST = "410100", "410200"
_COPIES = itertools.count(1)
GOOD, BAD = range(1, 8), range(9, 13)
AGED = 8
"""A new-energy bus, declared new three years after it was built: it may be a used one, and that stays open."""
WITH_FACTS = f"{HEADER},排放标准,出厂日期"


def diesel(number: int, *, stage: str = "国五", built: str = "", **better: str) -> str:
    told = {"energy": "柴油", "plate": f"豫A{number:05d}"} | better
    return f"{a_row(number, **told)},{stage},{built}"


def new_energy(number: int, built: str = "") -> str:
    return f"{a_row(number)},,{built}"


@dataclass
class Office:
    """The database, and a clock that moves on with each delivery."""

    database: Database
    now: datetime = NOW
    sent: list[int] = field(default_factory=list)

    def deliver(self, rows: Iterable[str], unit: str = CRAFTY) -> None:
        self.now += timedelta(hours=1)
        upload = send(self.database, a_file(*rows, header=WITH_FACTS), unit=unit, now=self.now)
        if upload.status is not UploadStatus.RECEIVED:
            return  # two tricks sent the same bytes: that is the earlier delivery
        settled(self.database, upload, now=self.now)
        if unit == CRAFTY:
            self.sent.append(upload.number)

    def list_retired(self, rows: Iterable[str]) -> None:
        self.now += timedelta(hours=1)
        header = "号牌号码,车辆用途,注销日期,车辆状态"
        list_retired(self.database, header, *rows, name="名单.csv", unit=CRAFTY, now=self.now)

    def withdraw_all(self) -> None:
        for number in self.sent:
            self.now += timedelta(hours=1)
            with self.database.transaction(UnitScope(CRAFTY)) as session:
                steps.withdraw(session, city=int(CRAFTY), number=number, by=TESTER, now=self.now, reason="x")
        self.sent.clear()

    def lines(self) -> dict[str, Line]:
        with self.database.transaction(OFFICE) as session:
            found = standings(session, MARCH, category=None, now=self.now)
        return {line.unit: line for line in found}


def ambiguous_fuels(office: Office) -> None:
    office.deliver(diesel(number, energy="混合动力") for number in BAD)


def battery_after_all(office: Office) -> None:
    office.deliver(diesel(number, energy="纯电动") for number in BAD)


def invented_replacements(office: Office) -> None:
    office.deliver(diesel(number, event="更新", replaces=f"豫A9{number:04d}") for number in BAD)


def replacements_of_vehicles_that_still_run(office: Office) -> None:
    office.list_retired(f"豫A9{number:04d},公交,2025-02-01,在用" for number in BAD)
    invented_replacements(office)


def one_retired_long_ago_for_all(office: Office) -> None:
    """It is on a list, but left years ago."""
    office.list_retired(["豫A90001,公交,2019-02-01,注销"])
    office.deliver(diesel(number, event="更新", replaces="豫A90001") for number in BAD)


def moved_to_other(office: Office) -> None:
    office.deliver(diesel(number, category="其他") for number in BAD)


def moved_to_another_day(office: Office) -> None:
    office.deliver(diesel(number, day="2025-04-02") for number in BAD)


def damaged_numbers(office: Office) -> None:
    office.deliver(diesel(number).replace(a_vin(number), a_vin(number)[:16]) for number in BAD)


def withdrawn_and_sent_better(office: Office) -> None:
    office.withdraw_all()
    office.deliver(
        [new_energy(number) for number in (*GOOD, AGED)]
        + [diesel(number, event="更新", replaces="豫A90001") for number in BAD]
    )


def the_good_ones_once_more(office: Office) -> None:
    office.deliver(new_energy(number) for number in GOOD)


def without_the_day_of_manufacture(office: Office) -> None:
    office.deliver([new_energy(AGED)])


def built_last_year(office: Office) -> None:
    office.deliver([new_energy(AGED, built="2024-12-01")])


def a_stage_that_contradicts_the_energy(office: Office) -> None:
    """What contradicts itself decides nothing: a violation would be an open matter."""
    office.deliver(diesel(number, stage="零排放") for number in BAD)


def perhaps_used_after_all(office: Office) -> None:
    """The same: of a vehicle that may be a used one nothing is decided."""
    office.deliver(diesel(number, built="2021-05-01") for number in BAD)


TRICKS: list[Callable[[Office], None]] = [
    ambiguous_fuels,
    battery_after_all,
    invented_replacements,
    replacements_of_vehicles_that_still_run,
    one_retired_long_ago_for_all,
    moved_to_other,
    moved_to_another_day,
    damaged_numbers,
    withdrawn_and_sent_better,
    the_good_ones_once_more,
    without_the_day_of_manufacture,
    built_last_year,
    a_stage_that_contradicts_the_energy,
    perhaps_used_after_all,
]

ELSEWHERE = {moved_to_another_day, damaged_numbers}
"""What these send is disputed or held; all others say again of the same vehicles what looks better."""


def begin(database: Database) -> Office:
    office = Office(with_rulebook(database))
    honest = [a_row(number, plate=f"豫B{number:05d}D") + ",," for number in range(101, 110)]
    office.deliver([*honest, diesel(110, plate="豫B00110")], unit=HONEST)
    aged = new_energy(AGED, built="2022-01-05")
    office.deliver([*map(new_energy, GOOD), aged, *map(diesel, BAD)])
    with office.database.transaction(OFFICE) as session:
        for unit in (HONEST, CRAFTY):
            sign_nil(session, unit, months=("2025-03",))
    return office


@settings(max_examples=8)
@example(tricks=[invented_replacements, replacements_of_vehicles_that_still_run])
@example(tricks=[a_stage_that_contradicts_the_energy, without_the_day_of_manufacture])
@example(tricks=[perhaps_used_after_all, built_last_year])
@given(tricks=st.lists(st.sampled_from(TRICKS), min_size=1, max_size=3, unique=True))
def test_no_trick_ranks_a_bureau_higher_than_the_truth(
    owner_url: str, tricks: list[Callable[[Office], None]]
) -> None:
    with a_copy(owner_url, f"crafty_{next(_COPIES)}") as url:
        database = open_database(as_login_role(url))
        try:
            office = begin(database)
            truth = office.lines()
            assert (truth[HONEST].rank, truth[CRAFTY].rank) == (1, 2)
            for trick in tricks:
                trick(office)
            told = office.lines()[CRAFTY]
            assert told.rank in (2, None), [trick.__name__ for trick in tricks]
            assert (told.rate or 0) <= (truth[CRAFTY].rate or 0), [trick.__name__ for trick in tricks]
            if not ELSEWHERE & set(tricks):
                assert told.counts == truth[CRAFTY].counts, [trick.__name__ for trick in tricks]
        finally:
            database.close()
