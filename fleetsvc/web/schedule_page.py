"""Recurring work, for administrators: what is done when, what became of it, and whether anybody does it."""

from flask import Response

from fleetsvc import clock
from fleetsvc.db import OFFICE
from fleetsvc.entry import Entry
from fleetsvc.parts import parts
from fleetsvc.services import processes
from fleetsvc.services.timetable import MAKE_UP, TIMETABLE, latest_runs
from fleetsvc.web.menu import rendered_beside_menu
from fleetsvc.web.pages import Pages, language, say

schedule_page = Pages("schedule_page", entry=Entry.ADMIN)


@schedule_page.get("/schedule")
def show() -> Response:
    """Show each job with its next and its latest runs."""
    now = clock.now()
    with parts().database.transaction(OFFICE) as session:
        runs = latest_runs(session, names=[row.name for row in TIMETABLE])
        workers = processes.count_alive(session, kind=processes.WORKER)
    return rendered_beside_menu(
        "schedule.html",
        crumbs=[(say("admin.schedule"), None)],
        jobs=[
            (row.name, row.what.said_in(language()), row.when.after(now), runs[row.name]) for row in TIMETABLE
        ],
        make_up=f"{MAKE_UP.hour:02}:{MAKE_UP.minute:02}",
        workers=workers,
    )
