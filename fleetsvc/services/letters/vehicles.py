"""The annex of a letter: the vehicles that fell short when the edition was computed, masked, as a table."""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.models import Json
from fleetsvc.services.common.masked_documents import masked_registration
from fleetsvc.services.registrations.filters import Order, RegistrationFilter
from fleetsvc.services.registrations.lists import count_by_verdict, list_registrations, listed_json
from importers.letters.content import Block, Column, Table
from rules.labels import label
from rules.periods import parse_period
from rules.units import UNITS
from rules.vocabulary import Category, Duty, Energy, Event, Verdict

MOST_VEHICLES: Final = 2000
"""Sixty pages: whoever has more is given the system's list."""
SHORT: Final = (Verdict.NON_COMPLIANT.value, Verdict.NEEDS_JUSTIFICATION.value)

_COLUMNS: Final = (
    Column("序号", 8),
    Column("报送单位", 20),
    Column("号牌", 18),
    Column("车架号", 33),
    Column("类别", 25),
    Column("登记日", 18),
    Column("登记", 9),
    Column("能源", 13),
    Column("结论", 12),
)
"""Together as wide as the type area: 156 mm."""


def annex(session: Session, wanted: RegistrationFilter) -> Block:
    """Return the vehicles of a filter as a table, at most ``MOST_VEHICLES``, and what is left out in a sentence."""
    total = sum(count_by_verdict(session, wanted).values())
    if not total:
        return ["无。"]
    found, _ = list_registrations(session, wanted, after=None, limit=MOST_VEHICLES)
    rows = [_row(number, masked_registration(listed_json(row))) for number, row in enumerate(found, 1)]
    said = f"共{total}辆。号牌和车架号已脱敏。"
    if total > len(rows):
        said += f"此处列前{len(rows)}辆，其余见系统的未达标清单。"
    return [said, Table(_COLUMNS, rows, size_pt=9)]


def short_in(edition: Json, *, unit: str | None = None) -> RegistrationFilter:
    """Return the filter of the vehicles that fell short when an edition was computed, of one unit or of all."""
    period = parse_period(edition["period"])
    return RegistrationFilter(
        unit=unit,
        category=edition["category"],
        verdicts=SHORT,
        duty=Duty.ENERGY,
        from_on=period.from_day,
        until_on=period.until_day,
        known_at=datetime.fromisoformat(edition["computed_at"]),
        order=Order.UNIT,
    )


def _row(number: int, vehicle: Json) -> tuple[str, ...]:
    verdict = next(one["verdict"] for one in vehicle["duties"] if one["duty"] == Duty.ENERGY)
    return (
        str(number),
        UNITS[vehicle["unit"]].name.zh,
        vehicle["plate"] or "—",
        vehicle["vin"],
        label(Category(vehicle["category"])).zh,
        vehicle["registered_on"],
        label(Event(vehicle["event"])).zh,
        label(Energy(vehicle["energy"])).zh.partition("（")[0],
        label(Verdict(verdict)).zh,
    )
