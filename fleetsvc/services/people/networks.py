"""Network addresses as what is counted by them: one subscriber of IPv6 has a whole network to choose from."""

from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Final

UNKNOWN: Final = "unknown"
"""Whoever comes by no readable address: through a socket, or with a line of a proxy that is none."""


def network_of(address: str) -> str:
    """Return the network that an address counts as: itself for IPv4, its /64 for IPv6.

    >>> network_of("192.0.2.7"), network_of("2001:db8::1:2:3:4"), network_of("::ffff:192.0.2.7")
    ('192.0.2.7', '2001:db8::/64', '192.0.2.7')
    >>> network_of("fe80::1%eth0"), network_of("gg::1"), network_of("")
    ('fe80::/64', 'unknown', 'unknown')
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((int(found), 64), strict=False))
