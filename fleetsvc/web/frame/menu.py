"""The menu at the left of the pages of whoever is signed in, for each role.

Another page is a row here, and a word ``menu.<name>``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, request, url_for

from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.own_keys import HOLDING_ROLES
from fleetsvc.web.frame.pages import rendered, say, visitor

Crumb = tuple[str, str | None]
"""What a step of the way here is called, and its address; the last step has none."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A row of the menu: its word, the endpoint it leads to, and whom it is shown to.

    ``below``: groups of pages that are reached from it, and are in the same place.
    """

    name: str
    endpoint: str
    roles: frozenset[Role]
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A row as a visitor sees it."""

    text: str
    address: str
    is_here: bool


_EVERYBODY: Final = frozenset(Role)
_OFFICE: Final = frozenset({Role.OFFICE})
_REPORTING: Final = frozenset({Role.OFFICE, Role.BUREAU})
_ADMIN: Final = frozenset({Role.ADMIN})
_OPERATOR: Final = frozenset({Role.OPERATOR})

WORK: Final = (
    MenuEntry("dashboard", "office_home.show", _OFFICE),
    MenuEntry("noncompliance", "noncompliance.show", _OFFICE, ("noncompliance_taken",)),
    MenuEntry("drafts", "draft_pages.show_all", _OFFICE),
    MenuEntry("bureau_home", "bureau_home.show", _REPORTING),
    MenuEntry("uploads", "upload_pages.show_all", frozenset({Role.BUREAU})),
    MenuEntry("registrations", "registration_pages.show_all", frozenset({Role.BUREAU})),
    MenuEntry(
        "cases",
        "case_pages.show",
        _REPORTING,
        ("case_page", "case_acts", "case_taken", "proposal_pages", "override_pages"),
    ),
    MenuEntry("preparations", "preparation_pages.show_all", frozenset({Role.BUREAU})),
    MenuEntry("operators", "operator_pages.show", frozenset({Role.BUREAU})),
    MenuEntry("fleet", "fleet_pages.show", _OPERATOR, ("vehicle_pages",)),
    MenuEntry("fleet_owners", "owner_pages.show_owners", _OPERATOR),
    MenuEntry("signals", "signal_pages.show", _OFFICE),
    MenuEntry("measures", "measure_pages.show", _REPORTING),
    MenuEntry("letter_templates", "template_pages.show", _OFFICE),
    MenuEntry("office_access", "office_access.show", _OFFICE),
    MenuEntry("two_persons", "two_persons_pages.show", _OFFICE),
    MenuEntry("holidays", "holiday_pages.show", _OFFICE),
    MenuEntry("shares", "share_pages.show", _REPORTING),
    MenuEntry("outlook", "outlook_pages.show", _REPORTING),
    MenuEntry("handouts", "handout_pages.show_all", _REPORTING),
    MenuEntry("webhooks", "webhook_pages.show", _REPORTING),
    MenuEntry("ask", "ask.show", frozenset({Role.DEALER})),
    MenuEntry("ask_list", "list_pages.show", frozenset({Role.DEALER})),
    MenuEntry("receipts", "my_receipts.show_all", HOLDING_ROLES | _OFFICE | _OPERATOR),
    MenuEntry("my_keys", "my_keys.show", HOLDING_ROLES),
    MenuEntry("accounts", "account_admin.show", _ADMIN, ("account_changes", "account_import")),
    MenuEntry("keys", "key_admin.show", _ADMIN),
    MenuEntry("sessions", "people.show_all", _ADMIN),
    MenuEntry("amounts", "amount_pages.show", _ADMIN),
    MenuEntry("sources", "source_admin.show", _ADMIN),
    MenuEntry("mail", "mail_admin.show", _ADMIN),
    MenuEntry("health", "health_page.show", _ADMIN),
    MenuEntry("schedule", "schedule_page.show", _ADMIN),
    MenuEntry("audit", "audit.show", frozenset({Role.AUDITOR})),
)
"""What a role does, in the order of its day."""

KNOWLEDGE: Final = (
    MenuEntry("ask", "ask.show", _EVERYBODY - {Role.DEALER}, ("list_pages",)),
    MenuEntry(
        "rankings",
        "rankings_pages.show_all",
        _EVERYBODY,
        ("ranking_corrections", "objection_pages", "letter_pages"),
    ),
    MenuEntry("requirements", "requirements_page.show", _EVERYBODY, ("changes_page", "exceptions_page")),
    MenuEntry("rulebook", "rulebook_pages.show", _EVERYBODY),
    MenuEntry("docs", "docs.show", _EVERYBODY),
    MenuEntry("help", "help_pages.show", _EVERYBODY),
)
"""What everybody may read. Whoever is not signed in finds it at the head of each page."""


def menu() -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """Return the menu of whoever is signed in, in groups under their headings; empty groups are left out."""
    found = visitor()
    if found is None or not found.complete:
        return ()
    role = Role(found.role)
    groups = (("work", WORK), ("knowledge", KNOWLEDGE))
    shown = ((say(f"menu.group.{name}"), _items(entries, role)) for name, entries in groups)
    return tuple((heading, items) for heading, items in shown if items)


def _items(entries: Sequence[MenuEntry], role: Role) -> tuple[Item, ...]:
    return tuple(
        Item(
            say(f"menu.{entry.name}"),
            url_for(entry.endpoint),
            request.blueprint in (entry.endpoint.partition(".")[0], *entry.below),
        )
        for entry in entries
        if role in entry.roles
    )


def rendered_beside_menu(
    template: str,
    status: int = 200,
    /,
    *,
    crumbs: Sequence[Crumb],
    **values: Any,  # noqa: ANN401 (what a template shows)
) -> Response:
    """Return a page with the way here above it."""
    return rendered(template, status, crumbs=crumbs, **values)
