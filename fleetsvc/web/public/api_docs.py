"""``/api/docs``: the API description as pages, made from the same document that machines read."""

import json
from typing import Final

from flask import Response, current_app, request
from werkzeug.exceptions import NotFound

from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.own_keys import HOLDING_ROLES
from fleetsvc.settings import MEBIBYTE
from fleetsvc.web.frame.pages import Pages, language, rendered, visitor
from fleetsvc.web.public.api_reference import API, TRIED, Document, headlines, operations, problem
from rules.wording import Language, Text

docs = Pages("docs", entry=Entry.ANYONE)

REFUSED_QUERY: Final = "unit=410100&category=bus&event=new&on=2025-02-30"
_NO_DAY: Final = Text("应为日期，写作 2025-06-01", "this must be a day, written 2025-06-01")


@docs.get("/api/docs")
def show() -> Response:
    """Show how to begin, and list all operations and problems."""
    document, spoken, settings, found = parts().openapi, language(), parts().settings, visitor()
    return rendered(
        "docs.html",
        rooms=headlines(current_app, document, spoken),
        rates={"without_key": settings.rate_anonymous, "with_key": settings.rate_key},
        most_checks=document["components"]["schemas"]["CheckBody"]["properties"]["items"]["maxItems"],
        most_bytes=settings.max_upload_bytes // MEBIBYTE,
        may_hold_keys=found is not None and Role(found.role) in HOLDING_ROLES,
        refused=_refused(document, spoken),
        refused_query=REFUSED_QUERY,
        tried=f"{API}/requirements{TRIED['/requirements']}",
        problems=[(one["status"], one["code"], one["title"][spoken]) for one in document["x-problems"]],
        base=request.url_root.rstrip("/"),
    )


@docs.get("/api/docs/<room>")
def show_room(room: str) -> Response:
    """Show the operations on one subject, with what they take and answer."""
    document, spoken = parts().openapi, language()
    shown = operations(current_app, document, room, spoken)
    if not shown:
        raise NotFound
    return rendered(
        "docs_room.html", room=room, operations=shown, rooms=headlines(current_app, document, spoken)
    )


def _refused(document: Document, spoken: Language) -> str:
    """Return what the API answers to the example that it refuses."""
    refused = problem(document, "input-refused")
    error = {"in": "query", "pointer": "/on", "code": "not-day", "message": _NO_DAY.in_language(spoken)}
    told = {
        "type": f"/api/docs#problem-{refused['code']}",
        "title": refused["title"][spoken],
        "status": refused["status"],
        "code": refused["code"],
        "request_id": "…",
        "errors": [error],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)
