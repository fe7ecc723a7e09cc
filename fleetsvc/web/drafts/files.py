"""The files of stored editions, as they were stored."""

from typing import Final

from flask import Response

from fleetsvc.edge.entry import Entry
from fleetsvc.edge.every_answer import disposition
from fleetsvc.edge.parts import parts
from fleetsvc.services.drafts.edition_files import file_of
from fleetsvc.services.law.editions import edition_of_hash
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.pages import Pages
from fleetsvc.web.frame.phrases import short_edition

draft_files = Pages("draft_files", entry=Entry.OFFICE)

_LONGEST_NAME: Final = 60
"""Of what a rulebook calls itself, in a file's name: any text, as long as its author likes."""


@draft_files.get("/rulebook/drafts/<edition>/file.yaml")
def show(edition: str) -> Response:
    """Return an edition's file; sent again it is the same edition."""
    with parts().database.transaction(visiting().scope) as session:
        found = edition_of_hash(session, edition)
        name, digest, text = found.name, found.edition, file_of(session, found)
    response = Response(text, content_type="application/yaml; charset=utf-8")
    called = f"{name[:_LONGEST_NAME]}-{short_edition(digest)}.yaml"
    response.headers["Content-Disposition"] = disposition(called)
    response.headers["Cache-Control"] = "no-store"
    return response
