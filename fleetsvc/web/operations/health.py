"""The state of the service, for administrators: what falls short and what to do, disks, backups, queues and jobs."""

from flask import Response

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.web.documents.pages import size_text
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.operations.health_view import places, state_of

health_page = Pages("health_page", entry=Entry.ADMIN)


@health_page.get("/health")
def show() -> Response:
    """Show all of it: the checks as a worker found them last, the rest as it is now."""
    now, settings = clock.now(), parts().settings
    with parts().database.transaction(OFFICE) as session:
        state = state_of(session, settings, language(), now=now)
    return rendered_beside_menu(
        "health.html",
        crumbs=[(say("health.title"), None)],
        state=state,
        places=places(settings),
        sized=size_text,
    )
