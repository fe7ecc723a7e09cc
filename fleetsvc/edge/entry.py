"""Who may enter: every group of routes declares it, and a test holds each route against its declaration."""

from enum import StrEnum
from typing import ClassVar, Final

from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.own_keys import HOLDING_ROLES


class Refusal(StrEnum):
    """Why a request was refused, as the audit log says it."""

    KEY = "key"
    ROLE = "role"
    FORGED = "forged"


class EntryRefused(Exception):
    """Somebody is not let in because of who they are: ``why`` is for the audit log."""

    why: ClassVar[Refusal]


class Entry(StrEnum):
    """Whom a group of routes lets in."""

    ANYONE = "anyone"
    ANY_KEY = "any_key"  # whoever holds a key, or is signed in
    REPORTING = "reporting"  # a bureau (its own unit) or the office
    SIGNED_IN = "signed_in"
    KEY_HOLDER = "key_holder"  # who keeps keys for systems of their own
    OFFICE = "office"
    AUDIT = "audit"
    ADMIN = "admin"
    OPERATOR = "operator"
    BUREAU = "bureau"  # what no office does in a bureau's stead


ADMITTED: Final[dict[Entry, frozenset[Role]]] = {
    Entry.ANYONE: frozenset(Role),
    Entry.ANY_KEY: frozenset(Role),
    Entry.REPORTING: frozenset({Role.BUREAU, Role.OFFICE}),
    Entry.SIGNED_IN: frozenset(Role),
    Entry.KEY_HOLDER: HOLDING_ROLES,
    Entry.OFFICE: frozenset({Role.OFFICE}),
    Entry.AUDIT: frozenset({Role.AUDITOR}),
    Entry.ADMIN: frozenset({Role.ADMIN}),
    Entry.OPERATOR: frozenset({Role.OPERATOR}),
    Entry.BUREAU: frozenset({Role.BUREAU}),
}
"""Administration, audit and business are three hands (GB/T 22239-2019, 8.1.4.2): no role has another's."""


def admits(entry: Entry, role: Role) -> bool:
    """Return whether a role may enter."""
    return role in ADMITTED[entry]
