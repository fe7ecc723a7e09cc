"""The parsers of one sheet's columns: one memo for each, kept as long as the sheet is read."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from importers.cells.days import Calendar, DayOrder, is_loose, parse_day, settle_order
from importers.cells.days_of_month import day_of_month
from importers.cells.identifiers import CellProblem, is_blank, parse_event, text_of
from importers.cells.masses import mass_parser, parse_mass
from importers.cells.plates import plate_parser
from importers.cells.stages import parse_stage
from importers.cells.units import check_place
from importers.fields import FIELDS, SheetReading, column_letter
from importers.results import Expectation, Finding
from importers.rows.batches import Memo, SheetRows
from importers.rows.energies import Catalogue, EnergyRead, energy_memo
from importers.rows.meanings import Meanings
from importers.rows.uses import Use, use_memo
from rules.identifiers.plate import Plate
from rules.vocabulary import EmissionStage

_BRAND: Final = re.compile(r"^(?:.{1,20}牌|[\u4e00-\u9fff·()\-]{2,12}(?=[A-Za-z]))(?=[A-Za-z]{0,4}[0-9]{3,})")
_BEHIND: Final = re.compile(r"(?<=[A-Za-z0-9])\([^()]*[\u4e00-\u9fff][^()]*\)$")


@dataclass(frozen=True, slots=True)
class Parsers:
    """The memos of one sheet, the event of rows that state none, and what is told of a column once (``notices``)."""

    plate: Callable[[object], Plate | None]
    replaces_plate: Callable[[object], Plate | None]
    event: Memo[str]
    registered_on: Memo[date]
    retired_on: Memo[date]
    built_on: Memo[date]
    stage: Memo[EmissionStage]
    gross: Memo[int]
    kerb: Memo[int]
    model: Memo[str]
    owner: Memo[str]
    place: Memo[str]
    use: Memo[Use]
    energy: Memo[EnergyRead]
    default_event: str | None
    notices: list[Finding]
    meanings: Meanings


def parsers_for(
    sheet: SheetRows,
    reading: SheetReading,
    *,
    expectation: Expectation,
    calendar: Calendar,
    catalogue: Catalogue | None,
) -> Parsers:
    """Make the memos for one sheet."""
    event_header = reading.headers.get(reading.columns.get("event", -1), "")
    column = _Columns(sheet, reading, expectation.unit, calendar, [])
    meanings = Meanings(reading, column.notices.append)
    event = meanings.explained("event", lambda cell: parse_event(cell, header=event_header), str)
    return Parsers(
        plate=column.plates("plate"),
        replaces_plate=column.plates("replaces_plate"),
        event=Memo(event),
        registered_on=Memo(column.days("registered_on")),
        retired_on=Memo(column.days("retired_on")),
        built_on=Memo(column.days("built_on")),
        stage=Memo(meanings.explained("emission_stage", parse_stage, EmissionStage)),
        gross=Memo(column.masses("gross_mass")),
        kerb=Memo(column.masses("kerb_mass")),
        model=Memo(parse_model),
        owner=Memo(parse_owner),
        place=Memo(lambda cell: check_place(cell, expectation.unit)),
        use=use_memo(reading, reading.category or expectation.category, meanings),
        energy=energy_memo(catalogue, reading, meanings),
        default_event=reading.event or expectation.event,
        notices=column.notices,
        meanings=meanings,
    )


def for_section(parsers: Parsers, reading: SheetReading, expectation: Expectation) -> Parsers:
    """Return the memos for a section of the same columns, of which the headings may say something else."""
    return replace(
        parsers,
        use=use_memo(reading, reading.category or expectation.category, parsers.meanings),
        default_event=reading.event or expectation.event,
    )


def parse_model(cell: object) -> str | None:
    """Read a model code: half-width, without blanks, without the brand that licences write before it.

    >>> parse_model(" ＺＫ6105 BEVG25"), parse_model("厦门金龙牌XMQ6106AGHEV15"), parse_model("比亚迪BYD7009BEVA1（纯电动）")
    ('ZK6105BEVG25', 'XMQ6106AGHEV15', 'BYD7009BEVA1')
    """
    if is_blank(cell):
        return None
    text = text_of(cell).replace(" ", "")
    return text if text.isascii() else _BEHIND.sub("", _BRAND.sub("", text))


def parse_owner(cell: object) -> str | None:
    """Return an owner as it is stored: full width folded, blanks collapsed; None for a word for nothing.

    >>> parse_owner("郑州（集团）　公交\u200b 有限公司"), parse_owner("无")
    ('郑州(集团) 公交 有限公司', None)
    """
    return None if is_blank(cell) else text_of(cell)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a sheet, of which some are settled as a whole: their order of days, their unit, their province.

    That takes a pass over the column, made when the first cell is met that needs it. ``notices`` tell what was settled.
    """

    sheet: SheetRows
    reading: SheetReading
    unit: str
    calendar: Calendar
    notices: list[Finding]

    def plates(self, name: str) -> Callable[[object], Plate | None]:
        return plate_parser(
            lambda: self._cells(name), self.unit, self._telling(name, "plates-without-province")
        )

    def masses(self, name: str) -> Callable[[object], int | None]:
        said = self.reading.ways.get(name)
        if said is not None:
            return lambda cell: parse_mass(cell, unit=said)
        stated = self.reading.mass_units.get(name)
        return mass_parser(lambda: self._cells(name), stated, self._telling(name, "masses-in-tonnes"))

    def days(self, name: str) -> Callable[[object], date | None]:
        said = self.reading.ways.get(name)
        settled = [DayOrder(long=None if said == "ymd" else said, short=said)] if said else []

        def parse(cell: object) -> date:
            if not settled and is_loose(cell):
                settled.append(settle_order(self._cells(name), self.calendar))
            return parse_day(cell, self.calendar, settled[0] if settled else None)

        return parse if self.reading.year is None else self._of_month(name, parse)

    def _of_month(self, name: str, parse: Callable[[object], date]) -> Callable[[object], date]:
        """Read what is no day by itself as a day of the month that the headings name, and tell so once."""
        year, month, tell = self.reading.year, self.reading.month, self._telling(name, "days-of-title")
        told: list[date] = []

        def parse_short(cell: object) -> date:
            try:
                return parse(cell)
            except CellProblem:
                day = day_of_month(cell, year=year, month=month)
                if day is None or day > self.calendar.today:
                    raise
                if not told:
                    tell()
                told.append(day)
                return day

        return parse_short

    def _cells(self, name: str) -> Iterator[object]:
        place = self.reading.columns[name]
        for number, row in self.sheet.rows():
            if number >= self.reading.first_data_row and place < len(row):
                yield row[place]

    def _telling(self, name: str, code: str) -> Callable[[], None]:
        def tell() -> None:
            place = self.reading.columns[name]
            names = {"name_zh": FIELDS[name].zh, "name_en": FIELDS[name].en}
            header = self.reading.headers.get(place)
            self.notices.append(
                Finding(
                    code,
                    self.reading.sheet,
                    column=column_letter(place),
                    field=name,
                    value=header,
                    values=names,
                )
            )

        return tell
