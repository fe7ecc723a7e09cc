"""One case: what it is about, its deadline day by day, its history, and the form for what is open to the visitor."""

from typing import Any, Final

from flask import Response, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import ScopedSession
from fleetsvc.edge.bodies import EVIDENCE, takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.acting import act
from fleetsvc.services.cases.attachments import MOST_BYTES, AttachmentTooLarge, bring, find_attachment
from fleetsvc.services.cases.guards import NotDone
from fleetsvc.services.cases.lists import CaseUnknown, find_case
from fleetsvc.services.cases.words import CaseAction
from fleetsvc.services.common.working_days import CalendarMissing
from fleetsvc.services.uploads.deliveries import UploadBusy
from fleetsvc.services.uploads.file_names import label_of
from fleetsvc.web.cases.case_form import LONGEST_REASON, DayUnfit, hand, said_in_form
from fleetsvc.web.cases.case_view import case_page_view, grounds
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.downloads import as_file
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from importers.formats.evidence import NotEvidence

case_page = Pages("case_page", entry=Entry.REPORTING)
_MOST_FILES: Final = 10


@case_page.get("/cases/<id:number>")
def show(number: int) -> Response:
    """Show a case."""
    return _page(number, 200)


@case_page.post("/cases/<id:number>/<action>")
@takes(EVIDENCE)
def act_on_one(number: int, action: str) -> BaseResponse:
    """Take a step, with the evidence that the form brings; what is refused leaves nothing behind."""
    if action not in tuple(CaseAction):
        raise CaseUnknown(number)
    visitor, now = visiting(), clock.now()
    try:
        with parts().database.transaction(visitor.scope) as session:
            evidence = tuple(_brought(session, number, file) for file in _files())
            said = said_in_form(CaseAction(action), evidence=evidence)
            act(session, number, said, by=visitor.actor, hand=hand(), now=now)
    except CaseUnknown:
        raise
    except (NotDone, CalendarMissing, UploadBusy, NotEvidence, AttachmentTooLarge, DayUnfit) as why:
        name = f"cases.fault.{type(why).__name__}"
        return _page(number, 422, fault=say(name, **vars(why)))
    return redirect(url_for(".show", number=number, told=action), 303)


@case_page.get("/attachments/<id:number>")
def attachment(number: int) -> Response:
    """Hand out evidence, to be saved; a page shows pictures from here."""
    with parts().database.transaction(visiting().scope) as session:
        found = find_attachment(session, number)
    return as_file(found.content, found.name, found.media)


def _files() -> list[FileStorage]:
    return [file for file in request.files.getlist("files") if file.filename][:_MOST_FILES]


def _brought(session: ScopedSession, number: int, file: FileStorage) -> int:
    city, name = find_case(session, number).city_code, label_of(file.filename)
    content = file.stream.read(MOST_BYTES + 1)
    return bring(session, content, name=name, city=city, by=visiting().actor, now=clock.now()).id


def _page(number: int, status: int, *, fault: str = "") -> Response:
    told = request.args.get("told", "")
    with parts().database.transaction(visiting().scope) as session:
        shown = case_page_view(session, number, hand=hand(), language=language(), say=say, now=clock.now())
        known = grounds(session, language=language())
    values: dict[str, Any] = {"fault": fault, "typed": request.form, "most": LONGEST_REASON}
    return rendered_beside_menu(
        "case.html",
        status,
        crumbs=[(say("menu.cases"), url_for("case_pages.show")), (str(number), None)],
        shown=shown,
        grounds=known,
        told=say("case.told", action=say(f"case.action.{told}")) if told in tuple(CaseAction) else "",
        **values,
    )
