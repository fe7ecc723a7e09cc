"""Who may enter: every group of routes declares it, and a test holds each route against its declaration."""

from enum import StrEnum


class Entry(StrEnum):
    """Whom a group of routes lets in."""

    ANYONE = "anyone"
    ANY_KEY = "any_key"
    REPORTING = "reporting"  # a bureau (its own unit) or the office
