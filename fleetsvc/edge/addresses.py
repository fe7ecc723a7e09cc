"""How the service is called from outside: in links that leave it, and in ids that name it."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode, urlsplit

from flask import request

from fleetsvc.edge.parts import parts

_NAMELESS: Final = "fleetsvc.invalid"
"""Names a service of which the operator has not said how it is called; nobody can own it (RFC 2606)."""


def public_address() -> str:
    """Return where people reach the service, without a slash at its end: as the operator said, else as asked."""
    return parts().settings.outward.public_url or request.url_root.rstrip("/")


def tag_authority() -> str:
    """Return the name in ids that last (RFC 4151): it does not depend on how a request reached the service."""
    return urlsplit(parts().settings.outward.public_url or "").hostname or _NAMELESS


def with_query(address: str, arguments: Mapping[str, str]) -> str:
    """Return an address with its query, if there is one."""
    return f"{address}?{urlencode(arguments)}" if arguments else address
