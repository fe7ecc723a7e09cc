"""Say how one chosen sheet is read: its columns, the units of its masses, what its name and titles say."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from importers.cells.dittos import DITTOS
from importers.cells.identifiers import is_blank, shown
from importers.fields import MASS_FIELDS, Heading, Question, Says, SheetReading, column_letter, field_of
from importers.layout.confirmed import applicable
from importers.layout.extent import extent
from importers.layout.header_rows import HeaderBlock, names_columns, repeats_header
from importers.layout.headers import flat, mass_unit, speaks_of_part
from importers.layout.headings import (
    category_said,
    energy_said,
    event_said,
    of_name,
    of_row,
    retired_by,
    spoken,
)
from importers.layout.matching import (
    DECISIVE_OF_RETIRED,
    Column,
    Match,
    match_columns,
    of_retired,
    sample_rows,
)
from importers.layout.merged import data_ranges
from importers.layout.sheet_choice import Study
from importers.layout.state_columns import state_columns
from importers.layout.template_columns import CATEGORY_WORDS, EVENT_WORDS
from importers.layout.titles import month_in, year_in
from importers.results import ColumnUse, Expectation, FileKind, SheetUse
from rules.vocabulary import Category, Event
from rules.wording import Text

_SHOWN_SAMPLES: Final = 3
_LONGEST_SAMPLE: Final = 60
_DECIDES_NOTHING: Final = frozenset(
    {"plate_type", "brand", "in_service_on", "load_mass", "seats", "line", "fleet_no", "engine_no", "colour"}
)
"""Fields that are shown as understood, and used neither to judge nor to check."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A chosen sheet: how it is read, and how its columns were matched; ``recalled``: by a mapping of before.

    ``beyond``: see ``importers.layout.extent``.
    """

    study: Study
    reading: SheetReading
    match: Match
    columns: tuple[Column, ...]
    recalled: bool = False
    beyond: tuple[tuple[str, int], ...] = ()


def _columns(block: HeaderBlock, study: Study) -> tuple[Column, ...]:
    """The columns that have a name or any content, with a sample of their rows."""
    below = study.rows[block.first_data :]
    sampled = sample_rows(list(takewhile(lambda row: not names_columns(row) or _repeats(row, block), below)))
    filled = {index for row in sampled for index, cell in enumerate(row) if not is_blank(cell)}
    return tuple(
        Column(
            index,
            block.weights.get(index, {}),
            tuple(_sampled(row, index) for row in sampled),
            of_part=any(map(speaks_of_part, block.parts.get(index, ()))),
            path=block.parts.get(index, ()),
        )
        for index in sorted(filled | block.parts.keys())
    )


def _sampled(row: Sequence[object], place: int) -> object:
    """Return a cell of the sample; one that stands for the cell above says nothing of what its column holds."""
    return row[place] if place < len(row) and row[place] not in DITTOS else None


def _repeats(row: Sequence[object], block: HeaderBlock) -> bool:
    """Tell whether a row is the header once more; another header begins another table."""
    headers = headers_of(block)
    return all(
        repeats_header(text, headers.get(place)) for place, text in enumerate(row) if not is_blank(text)
    )


def headers_of(block: HeaderBlock) -> dict[int, str]:
    """Return the flattened header text of each named column, by its zero-based index."""
    return {index: "/".join(" ".join(text.split()) for text in texts) for index, texts in block.parts.items()}


def fingerprint_of(headers: Mapping[int, str]) -> str:
    """Return what identifies a layout: a hash of its column names and places, blind to case and blanks."""
    names = "\n".join(f"{index}:{flat(text)}" for index, text in sorted(headers.items()))
    return hashlib.sha256(names.encode()).hexdigest()


def _mass_units(match: Match, headers: Mapping[int, str]) -> dict[str, str]:
    stated = {
        name: mass_unit(headers.get(match.columns[name], "")) for name in MASS_FIELDS & match.columns.keys()
    }
    return {name: unit for name, unit in stated.items() if unit is not None}


def headed(reading: SheetReading, headings: Sequence[Heading]) -> SheetReading:
    """Return a reading under its headings: what they say of category, event and energy, or that all is retired."""
    category, event = spoken(headings, category_said), spoken(headings, event_said)
    retired = retired_by(headings)
    replaces = not {"replaces_vin", "replaces_plate"}.isdisjoint(reading.columns)
    return replace(
        reading,
        headings=tuple(headings),
        category=category.value,
        category_from=category.source if category.value else None,
        event=event.value,
        event_from=event.source if event.value else None,
        energy=spoken(headings, energy_said).value,
        year=next(filter(None, (year_in(one.text) for one in reversed(headings))), None),
        month=next(filter(None, (month_in(one.text) for one in reversed(headings))), None),
        retired_from=retired.source if retired and not replaces else None,
    )


def _headings_above(study: Study, block: HeaderBlock) -> list[Heading]:
    """The sheet's name and what stands above its header, as far as it is a title or a section."""
    rows = enumerate(study.rows[: block.rows[0]], start=1)
    return [of_name(study.name), *(one for number, row in rows for one in of_row(row, number, within=False))]


def sections_of(understood: Understood) -> Iterator[Says]:
    """Yield what the sections say that divide the first rows of a sheet below its header."""
    first = understood.reading.first_data_row
    for number, row in enumerate(understood.study.rows[first - 1 :], start=first):
        yield from (one.says for one in of_row(row, number, within=True))


def understand(study: Study, block: HeaderBlock, expectation: Expectation) -> Understood:
    """Match the columns of a chosen sheet and take from its name and titles what they say."""
    columns, headers = _columns(block, study), headers_of(block)
    mapping, recalled = expectation.mapping.get(study.name), None
    if mapping is None:
        recalled = expectation.remembered.get(fingerprint_of(headers))
    chosen = applicable(mapping or recalled or {}, {column.index for column in columns})
    confirmed = {place: name and field_of(name) for place, name in chosen.items()}
    table = extent(columns, headers, confirmed, covered=_covered(study, block))
    if expectation.kind == FileKind.RETIREMENTS:
        decisive = DECISIVE_OF_RETIRED
        match = of_retired(match_columns(table.own, sheet=study.name, confirmed=confirmed, decisive=decisive))
    else:
        match = match_columns(table.own, sheet=study.name, confirmed=confirmed)
    reading = SheetReading(
        sheet=study.name,
        index=study.index,
        header_rows=tuple(row + 1 for row in block.rows),
        first_data_row=block.first_data + 1,
        columns=match.columns,
        headers=headers,
        mass_units=_mass_units(match, headers),
        states=state_columns(headers, match.columns),
        beside=table.beside,
        open_fields={one.field: one.candidates for one in match.questions if _blocks(one)},
        merged=tuple(study.merged),
        composed=match.composed,
        ways=dict(name.split(":") for name in chosen.values() if name and ":" in name),
        meanings=_meanings(expectation, study.name, fingerprint_of(headers)),
        merged_down=data_ranges(study.merged, columns=match.columns, first_data_row=block.first_data + 1),
    )
    reading = headed(reading, _headings_above(study, block))
    return Understood(study, reading, match, columns, recalled is not None, table.beyond)


def _meanings(expectation: Expectation, sheet: str, fingerprint: str) -> dict[str, dict[str, str | None]]:
    """Return what words mean: as said of this file, else as remembered for the layout."""
    before, now = expectation.remembered_meanings.get(fingerprint, {}), expectation.meanings.get(sheet, {})
    return {name: {**before.get(name, {}), **now.get(name, {})} for name in {**before, **now}}


def _covered(study: Study, block: HeaderBlock) -> set[int]:
    """The places that a merged cell of the header covers."""
    return {
        place - 1
        for top, left, bottom, right in study.merged
        if top - 1 <= block.rows[-1] and bottom - 1 >= block.rows[0]
        for place in range(left, right + 1)
    }


def _blocks(question: Question) -> bool:
    """Tell whether a question must be answered before any row is taken: which vehicle it is, is never guessed."""
    return question.code == "column-ambiguous" and question.field in ("vin", "plate")


def _column_use(column: Column, understood: Understood, names: Mapping[int, str]) -> ColumnUse:
    return ColumnUse(
        column=column_letter(column.index),
        header=understood.reading.headers.get(column.index, ""),
        field=_choice(names.get(column.index), understood.reading),
        confidence=understood.match.confidence.get(column.index, 0.0),
        samples=tuple(shown(cell)[:_LONGEST_SAMPLE] for cell in column.values[:_SHOWN_SAMPLES]),
    )


def _choice(name: str | None, reading: SheetReading) -> str | None:
    """Return what a column is mapped to, with the way that its sender chose."""
    return f"{name}:{reading.ways[name]}" if name in reading.ways else name


def _why(reading: SheetReading, *, recalled: bool) -> Text:
    rows = "、".join(map(str, reading.header_rows)), ", ".join(map(str, reading.header_rows))
    count = len(reading.columns)
    zh, en = f"表头在第{rows[0]}行，认出{count}列", f"header in row {rows[1]}, {count} columns recognised"
    if reading.form:
        zh, en = f"一车一表，认出{count}项", f"one vehicle a form, {count} fields recognised"
    if recalled:
        zh, en = f"{zh}；列对应沿用上次确认的结果", f"{en}; columns mapped as confirmed before"
    if reading.category is not None and reading.category_from is not None:
        name = CATEGORY_WORDS[Category(reading.category)]
        zh += f"；类别“{name.zh}”取自{reading.category_from.zh}"
        en += f"; category “{name.en}” from {reading.category_from.en}"
    if reading.event is not None and reading.event_from is not None:
        event = EVENT_WORDS[Event(reading.event)]
        zh += f"；“{event.zh}”取自{reading.event_from.zh}"
        en += f"; “{event.en}” from {reading.event_from.en}"
    if reading.retired_from is not None:
        zh += f"；{reading.retired_from.zh}说的是退出的车辆，只列出，不计入新登记"
        en += (
            f"; {reading.retired_from.en} speaks of retired vehicles: listed, not counted as newly registered"
        )
    return Text(zh, en)


def _beside(reading: SheetReading) -> Text:
    """Say which columns are read together with others, and which are known but decide nothing."""
    zh = en = ""
    for one in reading.composed:
        first, *others = map(column_letter, one.places)
        zh += f"；{'、'.join(others)}列与{first}列合读"
        en += f"; {', '.join(others)} read together with {first}"
    idle = [column_letter(place) for name, place in reading.columns.items() if name in _DECIDES_NOTHING]
    if idle:
        zh += f"；{'、'.join(idle)}列只供核对，不参与判断"
        en += f"; {', '.join(idle)} shown only, not used in judging"
    return Text(zh, en)


def sheet_use(understood: Understood) -> SheetUse:
    """Return how a chosen sheet is shown in the report."""
    reading = understood.reading
    names = {index: name for name, index in reading.columns.items()}
    why, beside = _why(reading, recalled=understood.recalled), _beside(reading)
    return SheetUse(
        name=reading.sheet,
        used=True,
        why_zh=why.zh + beside.zh,
        why_en=why.en + beside.en,
        header_rows=reading.header_rows,
        first_data_row=reading.first_data_row,
        columns=tuple(_column_use(column, understood, names) for column in understood.columns),
    )
