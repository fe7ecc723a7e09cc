"""Stored registrations of a unit: filters that live in the address, page by page, and exports of the same list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from flask import Response, request, url_for

from fleetsvc import clock
from fleetsvc.db import Database, UnitScope
from fleetsvc.entry import Entry
from fleetsvc.parts import parts
from fleetsvc.services.exports import Row, csv_lines, export_rows, xlsx_chunks
from fleetsvc.services.masked_documents import masked_registration
from fleetsvc.services.registrations import (
    Place,
    RegistrationFilter,
    all_registrations,
    list_registrations,
    registration_json,
)
from fleetsvc.web.downloads import CSV, XLSX, as_stream
from fleetsvc.web.frame import chosen_unit, is_masked, of_unit, rendered_in_frame, unit_scope
from fleetsvc.web.pages import Pages, language, say
from fleetsvc.web.uploads import number_of
from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import Category, Energy, Event, Verdict

registration_pages = Pages("registration_pages", entry=Entry.REPORTING)

PAGE: Final = 20
WORDS: Final = {"category": Category, "event": Event, "energy": Energy, "verdict": Verdict}
"""Filters of a closed list of words."""
FIELDS: Final = (*WORDS, "from", "until", "text", "upload")
_LONGEST_TEXT: Final = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as written in the address, what they mean, and the days among them that are none."""

    written: Mapping[str, Any]
    wanted: RegistrationFilter
    wrong_days: list[str] = field(default_factory=list)


@registration_pages.get("/registrations")
def show_all() -> Response:
    """Show a page of the unit's registrations by filter."""
    asked = _asked()
    with parts().database.transaction(unit_scope()) as session:
        rows, further = list_registrations(session, asked.wanted, after=_place(), limit=PAGE)
    items = [registration_json(row, verdict=row.verdict, rule=row.rule) for row in rows]
    return rendered_in_frame(
        "registrations.html",
        place="registrations",
        asked=asked.written,
        wrong_days=asked.wrong_days,
        is_filtered=bool(asked.written),
        items=[masked_registration(item) for item in items] if is_masked() else items,
        choices={name: _choices(name) for name in WORDS},
        words={name: dict(_choices(name)) for name in WORDS},
        is_first=_place() is None,
        further=_address(asked, {"after_day": further[0].isoformat(), "after": str(further[1])})
        if further
        else None,
        first=_address(asked, {}),
        csv=url_for(".as_csv", **of_unit(), **asked.written),
        xlsx=url_for(".as_xlsx", **of_unit(), **asked.written),
    )


def _asked() -> Asked:
    given = {name: request.args.get(name, "").strip().replace("\0", "") for name in FIELDS}
    wrong = [text for name in ("from", "until") if (text := given[name]) and _day(text) is None]
    written = {name: text[:_LONGEST_TEXT] for name, text in given.items() if text and _is_fit(name, text)}
    unit, until = chosen_unit(), _day(written.get("until", ""))
    upload = number_of(written.get("upload"))
    named = "".join(written.get("text", "").replace("·", "").split())
    wanted = RegistrationFilter(
        unit=unit,
        category=written.get("category"),
        event=written.get("event"),
        energy=written.get("energy"),
        verdict=written.get("verdict"),
        from_on=_day(written.get("from", "")),
        until_on=None if until is None else until + timedelta(days=1),
        named=named or None,
        upload=None if upload is None else (int(unit), upload),
    )
    return Asked(written, wanted, wrong)


def _is_fit(name: str, text: str) -> bool:
    """Return whether a filter says something; an old or mistyped address is no reason for an error."""
    if name in WORDS:
        return text in tuple(WORDS[name])
    if name in ("from", "until"):
        return _day(text) is not None
    return name != "upload" or number_of(text) is not None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day < date.max else None


def _place() -> Place | None:
    day, number = _day(request.args.get("after_day", "")), number_of(request.args.get("after"))
    return None if day is None or number is None else (day, number)


def _address(asked: Asked, more: Mapping[str, Any]) -> str:
    return url_for(".show_all", **of_unit(), **asked.written, **more)


def _choices(name: str) -> list[tuple[str, str]]:
    return [(word.value, label(word).said_in(language())) for word in WORDS[name]]


@registration_pages.get("/registrations.csv")
def as_csv() -> Response:
    """Hand out all registrations of the filter as CSV, written while it is read."""
    return as_stream(csv_lines(_export_rows(), language=language()), _name("csv"), CSV)


@registration_pages.get("/registrations.xlsx")
def as_xlsx() -> Response:
    """Hand out all registrations of the filter as a workbook."""
    return as_stream(xlsx_chunks(_export_rows(), language=language()), _name("xlsx"), XLSX)


def _export_rows() -> Iterator[Row]:
    """Return the cells of all registrations of the filter; they are read while they are sent."""
    documents = _documents(parts().database, unit_scope(), _asked().wanted, masked=is_masked())
    return export_rows(documents, language=language())


def _documents(
    database: Database, scope: UnitScope, wanted: RegistrationFilter, *, masked: bool
) -> Iterator[dict[str, object]]:
    with database.transaction(scope) as session:
        for row in all_registrations(session, wanted):
            document = registration_json(row, verdict=row.verdict, rule=row.rule)
            yield masked_registration(document) if masked else document


def _name(suffix: str) -> str:
    unit = UNITS[chosen_unit()].name.said_in(language())
    return f"{unit}{say('reg.title')}{clock.day_of(clock.now()):%Y%m%d}.{suffix}"
