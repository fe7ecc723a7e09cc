"""Who of the demonstration sends which workbook when: quarterly deliveries of a year, with gaps and habits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

from fleetsvc.services.demo.data import (
    CAR_CITY_FACTOR,
    DIRT,
    HEADER_STYLES,
    LATE_SHARE,
    NEV_SHARE,
    POPULATION,
    SILENT_UNITS,
)
from fleetsvc.services.demo.fleet import Fleet, RowValues, registrations, with_subtotals
from importers.layout.template_columns import COLUMNS
from importers.results import FileKind
from importers.workbooks.handed_out import Value, write_registrations
from rules.units import UNITS, Unit

_MONTHS_A_WINDOW: Final = 3
_SERIALS_A_UNIT: Final = 40_000
_LIST_HEADERS: Final = ("号牌号码", "车架号", "车辆用途", "注销日期", "车辆状态", "所有人")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One workbook that a unit sends on a day. ``headers`` and the cells of ``rows`` follow ``COLUMNS``."""

    unit: Unit
    sent_on: date
    name: str
    title: str | None
    headers: tuple[str, ...]
    rows: tuple[RowValues, ...]
    kind: FileKind = FileKind.REGISTRATIONS

    def write(self, path: Path) -> None:
        """Write the workbook as an xlsx."""
        rows = [[row.get(column.field) for column in COLUMNS] for row in with_subtotals(self.rows)]
        write_registrations(path, rows, headers=self.headers, title=self.title)


@dataclass(frozen=True, slots=True)
class RetirementList:
    """One list of retired vehicles that a unit sends on a day, in time for the delivery that replaces them."""

    unit: Unit
    sent_on: date
    name: str
    rows: tuple[tuple[Value, ...], ...]
    kind: FileKind = FileKind.RETIREMENTS

    def write(self, path: Path) -> None:
        """Write the workbook as an xlsx."""
        title = f"{self.unit.name.zh}退出车辆名单（示例数据）"
        write_registrations(path, self.rows, headers=_LIST_HEADERS, title=title, sheet_name="注销明细")


def months_until(today: date) -> list[date]:
    """Return the first days of the twelve months that end with the month of ``today``, in order.

    >>> months_until(date(2026, 2, 7))[0], months_until(date(2026, 2, 7))[-1]
    (datetime.date(2025, 3, 1), datetime.date(2026, 2, 1))
    """
    last = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - 11, last + 1)]


def _windows(today: date) -> list[tuple[date, date]]:
    """Return the quarterly windows as first day and the day after the last; the last window ends today."""
    starts = months_until(today)[::_MONTHS_A_WINDOW]
    return list(zip(starts, [*starts[1:], today + timedelta(days=1)], strict=True))


def sent(*, today: date, seed: int = 13, vehicles: int = 8000) -> list[Delivery | RetirementList]:
    """Return what all units send, in the order in which it is sent; a list a day before the delivery it is for.

    ``vehicles`` is about how many registrations there are in all; ``seed`` and ``today`` fix every cell. Some retired
    vehicles are on no list, and some lists are never sent: what names these stays open.
    """
    found: list[Delivery | RetirementList] = []
    for delivery, left in _made(today=today, seed=seed, vehicles=vehicles):
        listed = _list_of(delivery, left, Random(f"{seed} {delivery.name}"))
        found += [delivery] if listed is None else [listed, delivery]
    return sorted(found, key=lambda one: (one.sent_on, one.kind is FileKind.REGISTRATIONS, one.unit.code))


def _list_of(delivery: Delivery, left: Sequence[RowValues], chance: Random) -> RetirementList | None:
    if chance.random() < DIRT.list_missing:
        return None
    rows = [
        (
            one["plate"],
            one["vin"],
            one["category"],
            _days_before(one["registered_on"], chance),
            "注销",
            one["owner"],
        )
        for one in left
        if chance.random() >= DIRT.not_listed
    ]
    if not rows:
        return None
    name = delivery.name.replace("新登记车辆", "退出车辆名单")
    return RetirementList(delivery.unit, delivery.sent_on - timedelta(days=1), name, tuple(rows))


def _days_before(day: Value, chance: Random) -> Value:
    """Return a day some months before another."""
    return day - timedelta(days=chance.randint(5, 300)) if isinstance(day, date) else day


def _made(*, today: date, seed: int, vehicles: int) -> Iterator[tuple[Delivery, list[RowValues]]]:
    """Yield each delivery of the year with the vehicles that left for it, unit by unit."""
    chance = Random(f"{seed} {today}")
    silent = set(chance.sample([code for code in UNITS if code != "410100"], SILENT_UNITS))
    plates: set[str] = set()
    for place, unit in enumerate(UNITS.values()):
        own = Random(f"{seed} {today} {unit.code}")
        fleet = Fleet(unit, own, NEV_SHARE[unit.code], place * _SERIALS_A_UNIT, plates)
        if unit.code not in silent:
            yield from _of_unit(fleet, _windows(today), a_year=_share(unit.code) * vehicles)


def _share(code: str) -> float:
    """Return a unit's part of all registrations."""
    weights = {one: people * CAR_CITY_FACTOR.get(one, 1.0) for one, people in POPULATION.items()}
    return weights[code] / sum(weights.values())


def _of_unit(
    fleet: Fleet, windows: Sequence[tuple[date, date]], *, a_year: float
) -> Iterator[tuple[Delivery, list[RowValues]]]:
    days_in_all = (windows[-1][1] - windows[0][0]).days
    style = fleet.chance.choice(HEADER_STYLES)
    titled = fleet.chance.random() < 0.6
    earlier: list[RowValues] = []
    for from_day, until_day in windows:
        count = max(3, round(a_year * (until_day - from_day).days / days_in_all))
        rows = registrations(fleet, from_day=from_day, until_day=until_day, count=count)
        late = fleet.chance.random() < LATE_SHARE
        again = [row for row in earlier if fleet.chance.random() < DIRT.sent_again]
        earlier = rows
        left, fleet.left = fleet.left, []
        if not late:
            sent = [*rows, *again]
            yield _delivery(fleet.unit, (from_day, until_day), sent, style=style, titled=titled), left


def _delivery(
    unit: Unit, window: tuple[date, date], rows: Sequence[RowValues], *, style: dict[str, str], titled: bool
) -> Delivery:
    last_day = window[1] - timedelta(days=1)
    span = f"{window[0]:%Y年%m月}至{last_day:%m月}"
    return Delivery(
        unit=unit,
        sent_on=last_day,
        name=f"{unit.name.zh}新登记车辆{window[0]:%Y%m}-{last_day:%m}.xlsx",
        title=f"{unit.name.zh}{span}新登记车辆明细表（示例数据）" if titled else None,
        headers=tuple(style.get(column.field, column.header) for column in COLUMNS),
        rows=tuple({"seq": number} | row for number, row in enumerate(rows, start=1)),
    )
