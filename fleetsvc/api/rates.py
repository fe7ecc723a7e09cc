"""How often a caller may call: by key or account, and by address where nobody is known."""

from ipaddress import IPv6Network
from typing import Final

from flask import request

from fleetsvc import clock
from fleetsvc.callers import Caller
from fleetsvc.http import MORE_HEADERS
from fleetsvc.limits import Rate
from fleetsvc.parts import parts

ANONYMOUS: Final = "anonymous"
KNOWN: Final = "key"


class RateExceeded(Exception):
    """The caller has used up its requests for this minute; the answer's headers say when it may go on."""


def take_from_rate(caller: Caller | None) -> None:
    """Count the request against its caller's rate, and say in the answer what is left. Raises RateExceeded."""
    shared = parts()
    settings, reporter = shared.settings, shared.reporter
    if caller is None:
        who, rate = _address(request.remote_addr or ""), Rate(ANONYMOUS, settings.rate_anonymous)
    else:
        who, rate = caller.mark, Rate(KNOWN, settings.rate_key)
    if rate.quota == 0:
        return
    standing = reporter.limiter.spend(who, rate, reporter.tell_spent, at=clock.now().timestamp())
    request.environ[MORE_HEADERS] = standing.headers()
    if not standing.granted:
        raise RateExceeded


def _address(address: str) -> str:
    """Return whom an address stands for: of IPv6 the network, as each subscriber has one to choose from.

    >>> _address("192.0.2.7"), _address("2001:db8::1:2:3:4")
    ('192.0.2.7', '2001:db8::/64')
    """
    if ":" not in address:
        return address
    return str(IPv6Network((address.partition("%")[0], 64), strict=False))
