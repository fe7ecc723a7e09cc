"""Evidence on the pages of cases: what a form brings, and its bytes to be saved or shown as a picture."""

from typing import Final

from flask import Response, request
from werkzeug.exceptions import NotFound

from fleetsvc import clock
from fleetsvc.database.transactions import ScopedSession
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import AccountId
from fleetsvc.services.cases.attachments import (
    MOST_BYTES,
    AttachmentTooLarge,
    AttachmentUnknown,
    bring,
    find_attachment,
)
from fleetsvc.services.cases.explained import evidence_handed_on
from fleetsvc.services.cases.lists import find_case
from fleetsvc.services.uploads.file_names import label_of
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.downloads import as_file
from fleetsvc.web.frame.pages import Pages, number_of
from importers.formats.evidence import NotEvidence

evidence_pages = Pages("evidence_pages", entry=Entry.REPORTING)
UNFIT: Final = (NotEvidence, AttachmentTooLarge)
"""What ``brought`` raises of a file that is not taken."""
_MOST_FILES: Final = 10


@evidence_pages.get("/attachments/<id:number>")
def attachment(number: int) -> Response:
    """Hand out evidence, to be saved; a page shows pictures from here."""
    try:
        with parts().database.transaction(visiting().scope) as session:
            found = find_attachment(session, number)
    except AttachmentUnknown:
        raise NotFound from None
    return as_file(found.content, found.name, found.media)


def brought_to_case(session: ScopedSession, number: int) -> tuple[int, ...]:
    """Keep what a form brings to a case; their numbers, with those of an operator that it hands on.

    Raises CaseUnknown, what ``UNFIT`` names.
    """
    case = find_case(session, number)
    handed_on = evidence_handed_on(session, case, number_of(request.form.get("forward")))
    return brought(session, case.city_code) + handed_on


def brought(session: ScopedSession, city: int, *, operator: AccountId | None = None) -> tuple[int, ...]:
    """Keep the files that a form brings for a unit; their numbers. Raises what ``UNFIT`` names."""
    files = [file for file in request.files.getlist("files") if file.filename][:_MOST_FILES]
    by, now = visiting().actor, clock.now()
    contents = ((file.stream.read(MOST_BYTES + 1), label_of(file.filename)) for file in files)
    return tuple(
        bring(session, content, name=name, city=city, by=by, now=now, operator=operator).id
        for content, name in contents
    )
