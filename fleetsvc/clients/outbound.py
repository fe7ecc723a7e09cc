"""Asking other hosts over https, and never the inside of our own network: one guard for whatever goes out.

A name is resolved once, all its addresses are looked at, and the connection is made to one that was looked at: a
resolver that answers otherwise a moment later changes nothing. Certificates are those of the name. No proxy of the
environment is used: it would resolve the name again. All of it ends after a time, however slowly the other side goes
on. See docs/adr/0033-outbound-addresses.md.
"""

import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Final
from urllib.parse import SplitResult

import requests
from requests.adapters import HTTPAdapter

from fleetsvc.clients.deadline import Deadline, EndingConnection
from fleetsvc.https_address import https_parts

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

CONNECT_SECONDS: Final = 10
READ_SECONDS: Final = 30
WHOLE_SECONDS: Final = 60
"""From the name to the last byte, unless the caller says otherwise."""
MOST_TRIED: Final = 3
"""Addresses of a name that are tried, one after the other."""
_TRANSLATED: Final = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96")))
"""IPv6 that stands for the IPv4 address in its last 32 bits: NAT64 (RFC 6052, 8215), the old compatible form, and
that of stateless translators (RFC 2765, 2.1), which RFC 6052 replaced."""
_INSIDE: Final = tuple(
    map(
        ip_network,
        (
            *("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24"),
            *("2002::/16", "2001::/32", "3fff::/20", "5f00::/16"),
        ),
    )
)
"""Not private by number, and yet inside or led elsewhere: a cloud's host agent, protocols' own, 6to4 and its relays,
Teredo, documentation (RFC 9637), identifiers of segments of routes (SRv6, RFC 9602)."""
_AUTHORITIES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


class AddressRefused(Exception):
    """The address is no https one, or leads to the inside of a network that is not declared as reachable."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What is sent: a method, its headers and its body."""

    method: str = "GET"
    headers: Mapping[str, str] | None = None
    body: bytes | None = None


GET: Final = Sent()


def resolved(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a name, as the system's resolver gives them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_outside(address: str, networks: Sequence[Network] = ()) -> bool:
    """Return whether an address may be reached: public, or in a network that is declared as reachable.

    >>> [is_outside(one) for one in ("8.8.8.8", "10.0.0.1", "::ffff:10.0.0.1", "169.254.169.254", "2400:3200::1")]
    [True, False, False, False, True]
    """
    found = ip_address(address.partition("%")[0])
    meant = _meant(found)
    if any(meant in network for network in networks):
        return True
    is_led_elsewhere = any(one in network for one in {found, meant} for network in _INSIDE)
    return meant.is_global and not (meant.is_multicast or is_led_elsewhere or _is_site_local(meant))


def _meant(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one stands for; any other is itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    stands_for_another = any(address in network for network in _TRANSLATED) and int(address) > 1
    return IPv4Address(int(address) & 0xFFFFFFFF) if stands_for_another else address


def _is_site_local(address: Address) -> bool:
    return isinstance(address, IPv6Address) and address.is_site_local


def checked(
    url: str, *, networks: Sequence[Network] = (), resolve: Resolve = resolved
) -> tuple[SplitResult, Sequence[str]]:
    """Return an address's parts, and the network addresses that it may be reached at. Raises AddressRefused.

    One that is inside refuses all: a name that leads to both is a trick, or a slip. Raises gaierror for no such name.
    """
    parts = https_parts(url)
    if parts is None:
        raise AddressRefused(url)
    try:
        if not parts.netloc.isascii():  # from here on as certificates and headers name it
            host = (parts.hostname or "").encode("idna").decode("ascii")
            parts = parts._replace(netloc=host if parts.port is None else f"{host}:{parts.port}")
        found = list(dict.fromkeys(resolve(parts.hostname or "", parts.port or 443)))
    except UnicodeError:
        raise AddressRefused(url) from None
    if not found or not all(is_outside(address, networks) for address in found):
        raise AddressRefused(url)
    return parts, sorted(found, key=lambda address: ":" in address)


class TooSlow(requests.Timeout):
    """The other side took longer over the whole than it may."""


@contextmanager
def asked(
    url: str,
    sent: Sent = GET,
    *,
    networks: Sequence[Network] = (),
    resolve: Resolve = resolved,
    seconds: float = WHOLE_SECONDS,
) -> Iterator[requests.Response]:
    """Ask an address and yield its answer, of which nothing was read; redirects are not followed.

    After so many seconds all of it ends, whatever is being read. Raises AddressRefused, gaierror for no such name,
    TooSlow, requests.RequestException.
    """
    with Deadline(seconds) as deadline, _OneAnswer() as session:
        try:
            parts, addresses = checked(
                url, networks=networks, resolve=partial(_resolved_in_time, resolve, seconds)
            )
            session.trust_env = False
            session.verify = next(filter(None, map(os.environ.get, _AUTHORITIES)), True)
            with _first_answer(session, parts, addresses, sent, deadline) as response:
                _require_time(deadline)
                yield response
        except (requests.RequestException, OSError):
            _require_time(deadline)
            raise
        _require_time(deadline)


def _resolved_in_time(resolve: Resolve, seconds: float, host: str, port: int) -> Sequence[str]:
    """Return the addresses of a name. Raises TooSlow: nothing ends a resolver, so it is left to itself."""
    told: Future[Sequence[str]] = Future()

    def ask() -> None:
        try:
            told.set_result(resolve(host, port))
        except BaseException as problem:  # noqa: BLE001 (raised where it is waited for)
            told.set_exception(problem)

    threading.Thread(target=ask, name="resolver", daemon=True).start()
    try:
        return told.result(seconds)
    except TimeoutError:
        raise TooSlow from None


def _require_time(deadline: Deadline) -> None:
    """Pass while there is time: what was cut off may look like an end. Raises TooSlow."""
    if deadline.is_over:
        raise TooSlow


class _OneAnswer(requests.Session):
    """Asks once: the library would read the whole body of a redirect that it is told not to follow."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Return that there is none."""
        return None


def _first_answer(
    session: requests.Session, parts: SplitResult, addresses: Sequence[str], sent: Sent, deadline: Deadline
) -> requests.Response:
    """Ask the addresses in turn until one is there."""
    headers = {"Host": parts.netloc, **(sent.headers or {})}
    tried = addresses[:MOST_TRIED]
    for address in tried:
        session.mount("https://", _Pinned(address, parts.hostname or "", deadline))
        try:
            return session.request(
                sent.method,
                parts.geturl(),
                headers=headers,
                data=sent.body,
                stream=True,
                allow_redirects=False,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
            )
        except (
            requests.ConnectionError
        ):  # nothing was sent, or it is not known: whoever is asked is asked again
            if address == tried[-1] or deadline.is_over:
                raise
    raise AssertionError(tried)


class _Pinned(HTTPAdapter):
    """Connects to one address until a deadline, and takes the certificate of the name alone."""

    def __init__(self, address: str, name: str, deadline: Deadline) -> None:
        self._address, self._name, self._deadline = address, name, deadline
        super().__init__(max_retries=0)

    def get_connection_with_tls_context(self, *asked: Any, **named: Any) -> Any:  # noqa: ANN401 (the parent's)
        """Return where connections come from; each is given up at the deadline."""
        pool: Any = super().get_connection_with_tls_context(*asked, **named)
        pool.ConnectionCls = partial(EndingConnection, self._deadline)
        return pool

    def build_connection_pool_key_attributes(
        self,
        request: requests.PreparedRequest,
        verify: bool | str,  # noqa: FBT001 (the parent's)
        cert: str | tuple[str, str] | None = None,
    ) -> Any:  # noqa: ANN401 (the parent's)
        """Return where to connect to, and whose certificate is asked for."""
        host, tls = super().build_connection_pool_key_attributes(request, verify, cert)
        return host | {"host": self._address}, tls | {
            "server_hostname": self._name,
            "assert_hostname": self._name,
        }
