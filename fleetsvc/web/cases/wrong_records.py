"""Whoever asks may say that what is recorded of a vehicle looks wrong; the page never tells whether it is known."""

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import UnitScope
from fleetsvc.edge.callers import current_person
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.audit.events import NOBODY
from fleetsvc.services.cases.guards import ReasonNeeded
from fleetsvc.services.cases.wrong_records import TooManyReports, WrongRecord, report_wrong
from fleetsvc.web.frame.choices import units
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from rules.identifiers import vin
from rules.units import UNITS

wrong_record_pages = Pages("wrong_record_pages", entry=Entry.ANYONE)


@wrong_record_pages.get("/ask/wrong-record")
def ask() -> Response:
    """Show the form."""
    told = say("wrong.received") if request.args.get("told") == "received" else ""
    return _page(200, unit=request.args.get("unit", ""), told=told)


@wrong_record_pages.post("/ask/wrong-record")
def send() -> BaseResponse:
    """Take what is said, and answer the same of every vehicle."""
    unit, person, now = written_in("unit"), current_person(), clock.now()
    if unit not in UNITS:
        return _page(422, fault=say("wrong.fault.unit"))
    try:
        said = WrongRecord(
            unit, vin.validate(written_in("vin")), " ".join(written_in("reason").split())[:1000]
        )
        with parts().database.transaction(UnitScope(unit)) as session:
            report_wrong(session, said, by=person.actor if person else NOBODY, now=now)
    except vin.VinMalformed:
        return _page(422, unit=unit, fault=say("wrong.fault.vin"))
    except ReasonNeeded:
        return _page(422, unit=unit, fault=say("wrong.fault.reason"))
    except TooManyReports:
        return _page(429, unit=unit, fault=say("wrong.fault.many"))
    return redirect(url_for(".ask", told="received"), 303)


def _page(status: int, *, unit: str = "", fault: str = "", told: str = "") -> Response:
    return rendered_beside_menu(
        "wrong_record.html",
        status,
        crumbs=[(say("form.title"), url_for("ask.show")), (say("wrong.title"), None)],
        units=units(language()),
        unit=unit,
        fault=fault,
        told=told,
        typed=request.form,
    )
