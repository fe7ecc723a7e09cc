"""The list of vehicles that fall short, for the office: filters and order in the address, pages of 20, exports."""

from collections.abc import Iterator

from flask import Response, url_for

from fleetsvc import clock
from fleetsvc.callers import current_actor
from fleetsvc.db import OFFICE, Database, ScopedSession
from fleetsvc.entry import Entry
from fleetsvc.parts import parts
from fleetsvc.services import audit
from fleetsvc.services.audit import Act
from fleetsvc.services.exports import COLUMNS, Row, csv_lines, export_rows, xlsx_chunks
from fleetsvc.services.masked_documents import masked_registration
from fleetsvc.services.noncompliance import OPEN, Order, all_noncompliant, counts, list_noncompliant
from fleetsvc.services.registrations import registration_json
from fleetsvc.web.downloads import CSV, XLSX, as_stream
from fleetsvc.web.menu import rendered_beside_menu
from fleetsvc.web.noncompliance_form import (
    OPTIONAL,
    Asked,
    asked_for,
    choices,
    place_asked_for,
    written_place,
)
from fleetsvc.web.pages import Pages, language, say
from fleetsvc.web.rulebook_page import anchor
from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import Category, EmissionStage, Energy, Event, Verdict

noncompliance = Pages("noncompliance", entry=Entry.OFFICE)

PAGE = 20
_SAID = {
    "category": Category,
    "event": Event,
    "energy": Energy,
    "emission_stage": EmissionStage,
    "verdict": Verdict,
}
"""Columns whose values are words of a closed list."""


@noncompliance.get("/noncompliance")
def show() -> Response:
    """Show a page of the list."""
    asked, after = asked_for(), place_asked_for()
    with parts().database.transaction(OFFICE) as session:
        counted = counts(session, asked.wanted)
        rows, further = list_noncompliant(session, asked.wanted, after=after, limit=PAGE)
        _note(session, asked, "noncompliance")
    documents = [registration_json(row, verdict=row.verdict, rule=row.rule) for row in rows]
    return rendered_beside_menu(
        "noncompliance.html",
        422 if asked.faults else 200,
        crumbs=[(say("menu.noncompliance"), None)],
        asked=asked,
        items=[_shown(one if asked.reveals else masked_registration(one)) for one in documents],
        names={name: text.said_in(language()) for name, text in COLUMNS.items()},
        optional=OPTIONAL,
        choices=choices(),
        verdicts=_counted(counted),
        total=sum(counted.values()),
        sorts={order.value: _address(asked, {"sort": order.value}) for order in Order},
        first=_address(asked, {}) if after is not None else None,
        further=_address(asked, written_place(further)) if further is not None else None,
        reveal=_address(asked, {"reveal": "true"}),
        files={suffix: url_for(f".as_{suffix}", **asked.parameters()) for suffix in ("csv", "xlsx")},
    )


@noncompliance.get("/noncompliance.csv")
def as_csv() -> Response:
    """Hand out the whole list of the filter as CSV, written while it is read."""
    return as_stream(csv_lines(_export(), language=language()), _file_name("csv"), CSV)


@noncompliance.get("/noncompliance.xlsx")
def as_xlsx() -> Response:
    """Hand out the whole list of the filter as a workbook."""
    return as_stream(xlsx_chunks(_export(), language=language()), _file_name("xlsx"), XLSX)


def _export() -> Iterator[Row]:
    """Return the cells of the whole list; they are read while they are sent, after the request is over."""
    asked = asked_for()
    with parts().database.transaction(OFFICE) as session:
        _note(session, asked, "noncompliance-export")
    return export_rows(_documents(parts().database, asked), language=language())


def _documents(database: Database, asked: Asked) -> Iterator[dict[str, object]]:
    with database.transaction(OFFICE) as session:
        for row in all_noncompliant(session, asked.wanted):
            document = registration_json(row, verdict=row.verdict, rule=row.rule)
            yield document if asked.reveals else masked_registration(document)


def _file_name(suffix: str) -> str:
    return f"{say('menu.noncompliance')}{clock.day_of(clock.now()):%Y%m%d}.{suffix}"


def _note(session: ScopedSession, asked: Asked, subject: str) -> None:
    """Enter in the audit log that plates and VINs were shown in full, and by which filter."""
    if asked.reveals:
        audit.record(session, current_actor(), Act.REVEALED, subject, dict(asked.written), clock.now())


def _address(asked: Asked, more: dict[str, str]) -> str:
    return url_for(".show", **asked.parameters() | more)


def _counted(counted: dict[str, int]) -> list[tuple[str, str, int]]:
    """Return the verdicts found, and those that are always looked for, with their numbers."""
    shown = (verdict for verdict in Verdict if verdict in OPEN or counted.get(verdict.value))
    return [
        (verdict.value, label(verdict).said_in(language()), counted.get(verdict.value, 0))
        for verdict in shown
    ]


def _shown(document: dict[str, object]) -> dict[str, object]:
    """Return a vehicle in words, with the places its row leads to."""
    spoken = language()
    words = {name: label(kind(str(document[name]))).said_in(spoken) for name, kind in _SAID.items()}
    rule = document["rule"]
    return {
        **document,
        "said": words,
        "unit_name": UNITS[str(document["unit"])].name.said_in(spoken),
        "dossier": url_for("dossier_pages.show", number=document["id"], unit=document["unit"]),
        "clause": url_for("rulebook_pages.show", _anchor=anchor(str(rule))) if rule else None,
    }
