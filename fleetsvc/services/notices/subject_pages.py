"""Where the subject of what happened is shown, by its noun and by who opens it."""

from typing import Final

from fleetsvc.services.people.accounts import Role

PAGES: Final = {
    "upload": "/uploads/{last}{of_unit}",
    "case": "/cases/{last}",
    "cases": "/cases{of_unit}",
    "case-proposal": "/cases/proposals/{last}",
    "ranking": "/rankings/{last}",
    "draft": "/rulebook/drafts/{last}",
    "rulebook": "/rulebook",
    "handout": "/handouts/{last}",
    "report": "/bureau{of_unit}",
    "source": "/uploads{of_unit}",
    "two-persons": "/uploads{of_unit}",
    "preparation": "/preparations/{last}",
    "account": "/notices",
    "key": "/notices",
    "health": "/health",
}
"""The noun of a subject -> where it is shown."""
ADMIN_PAGES: Final = {"source": "/sources"}
"""Where an administrator sees it, if elsewhere."""


def page_of(subject: str, *, city: int, role: Role) -> str:
    """Return the address of what an occurrence is about, as somebody of a role opens it.

    >>> page_of("cases/410100", city=410100, role=Role.OFFICE)
    '/cases?unit=410100'
    """
    noun, *_, last = subject.split("/")
    pages = ADMIN_PAGES if role is Role.ADMIN and noun in ADMIN_PAGES else PAGES
    return pages[noun].format(last=last, of_unit=f"?unit={city}" if city and role is Role.OFFICE else "")
