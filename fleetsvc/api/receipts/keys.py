"""``/.well-known/jwks.json``: the published keys, by which anybody checks a receipt without us."""

from typing import Final

from flask import Blueprint, Response

from fleetsvc.api.frame.answers import encoded, etag_of, tagged
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.rates import take_from_rate
from fleetsvc.edge.signing import published_keys

JWKS: Final = "/.well-known/jwks.json"


class WellKnown(Blueprint):
    """Addresses that are the same at every host (RFC 8615)."""

    entry = Entry.ANYONE


well_known = WellKnown("well_known", __name__)


@well_known.get(JWKS)
def jwks() -> Response:
    """Answer the published keys (RFC 7517): of the one that signs now, and of all that did."""
    take_from_rate(None)
    found = published_keys()
    return tagged(etag_of(encoded(found).decode()), lambda: found)
