"""Recurring work, for administrators: what is done when, what became of it, who does it, and having it done now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Response, redirect, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import JobRequest, JobRun
from fleetsvc.services.operations import job_requests, processes
from fleetsvc.services.operations.clock_alarms import REMEDY, clock_alarms
from fleetsvc.services.operations.job_requests import HELD
from fleetsvc.services.operations.timetable import (
    MAKE_UP,
    TIMETABLE,
    Planned,
    latest_runs,
)
from fleetsvc.services.operations.upcoming import next_runs, times_of
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say, when
from fleetsvc.web.frame.phrases import listed
from fleetsvc.web.rankings.start_view import find_period

schedule_page = Pages("schedule_page", entry=Entry.ADMIN)

NAMES: Final = tuple(row.name for row in TIMETABLE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A job as the page shows it; ``told`` says what became of the last request, ``is_open`` that it waits."""

    name: str
    what: str
    times: str
    by_hand: str
    next_at: datetime | None
    runs: list[JobRun]
    told: str | None
    is_open: bool
    is_bad: bool


@schedule_page.get("/schedule")
def show() -> Response:
    """Show each job with its next and its latest runs, and what became of the last request."""
    now = clock.now()
    with parts().database.transaction(OFFICE) as session:
        runs = latest_runs(session, names=NAMES)
        requests = job_requests.latest(session, NAMES)
        workers = processes.count_alive(session, kind=processes.WORKER)
        alarms = clock_alarms(session, now=now)
        next_at = next_runs(session, parts().settings.backups, now=now)
    jobs = [_shown(row, runs[row.name], requests, at=next_at[row.name], workers=workers) for row in TIMETABLE]
    return rendered_beside_menu(
        "schedule.html",
        crumbs=[(say("admin.schedule"), None)],
        jobs=jobs,
        open=[job.name for job in jobs if job.is_open],
        make_up=f"{MAKE_UP.hour:02}:{MAKE_UP.minute:02}",
        workers=workers,
        alarms=[alarm.says.in_language(language()) for alarm in alarms],
        remedy=REMEDY.in_language(language()),
        period=_period,
    )


def _period(text: str) -> str:
    """Return the period of a run in words; a day, which some jobs run for, stays as it is."""
    found = find_period(text)
    return text if found is None else found.name.in_language(language())


@schedule_page.post("/schedule/<name>/run")
def run(name: str) -> BaseResponse:
    """Ask that a job be done now: a worker takes it up. Asked again before it has ended, it is the same request."""
    if name not in NAMES:
        raise NotFound
    with parts().database.transaction(OFFICE) as session:
        job_requests.ask(session, name, by=visiting().actor, now=clock.now())
    return redirect(url_for(".show", _anchor=name), 303)


def _shown(
    row: Planned, runs: list[JobRun], requests: Mapping[str, JobRequest], *, at: datetime | None, workers: int
) -> Shown:
    request = requests.get(row.name)
    is_open = request is not None and request.ended_at is None
    return Shown(
        row.name,
        row.what.in_language(language()),
        times_of(row, parts().settings.backups).in_language(language()),
        row.by_hand.in_language(language()),
        at,
        runs,
        _told(request, workers=workers) if request is not None else None,
        is_open,
        is_bad=(is_open and not workers) or (request is not None and request.failure is not None),
    )


def _told(request: JobRequest, *, workers: int) -> str:
    """Return who asked, and what became of it or what to do now."""
    asked = say("asked.by", who=request.asked_by, at=when(request.asked_at))
    if request.ended_at is None:
        return asked + say("asked.waits" if workers else "asked.stuck")
    return asked + say("asked.ended", at=when(request.ended_at)) + _outcome(request)


def _outcome(request: JobRequest) -> str:
    if request.failure == HELD:
        return say("asked.held")
    if request.failure is not None:
        return say("asked.failed", failure=request.failure)
    if request.stored is not None:
        return say("asked.again", count=request.stored) if request.stored else say("asked.same")
    if job_requests.AGAIN in (request.done or {}).values():
        return say("asked.fine")
    made = [_period(period) for period, outcome in (request.done or {}).items() if outcome == "done"]
    return say("asked.made_up", periods=listed(made)) if made else say("asked.nothing_due")
