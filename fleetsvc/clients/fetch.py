"""Fetch a published file over HTTPS, within a size and a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from socket import gaierror
from time import monotonic
from typing import Final
from urllib.parse import urljoin

import requests

from fleetsvc.clients.outbound import Network, Resolve, Sent, asked, resolved

MAX_REDIRECTS: Final = 5
WHOLE_SECONDS: Final = 300
_PIECE: Final = 64 * 1024


class NotFetched(Exception):
    """The server did not give the file: an error status, too many bytes, too slow, or no connection."""


class TooLarge(NotFetched):
    """The server gives more than may be taken."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a server answered: its status and its headers, by names in whatever case."""

    status: int
    headers: Mapping[str, str]


def fetch(
    url: str,
    into: Path,
    *,
    max_bytes: int,
    networks: Sequence[Network] = (),
    resolve: Resolve = resolved,
    seconds: float = WHOLE_SECONDS,
) -> None:
    """Fetch a file into ``into``. Raises AddressRefused or NotFetched; then ``into`` may be incomplete.

    ``networks``: inside networks that may be reached all the same. Redirects are followed by hand: none may lead away
    from https or to the inside. All of it takes so many seconds at most.
    """
    until = monotonic() + seconds
    try:
        for _ in range(MAX_REDIRECTS + 1):
            left = max(0.0, until - monotonic())
            with asked(url, networks=networks, resolve=resolve, seconds=left) as response:
                if not response.is_redirect:
                    _save(response, into, max_bytes=max_bytes)
                    return
                url = urljoin(url, response.headers["location"])
    except (requests.RequestException, gaierror) as problem:
        raise NotFetched(type(problem).__name__) from problem
    raise NotFetched("too many redirects")


def ask_for(
    url: str,
    into: Path,
    *,
    headers: Mapping[str, str],
    max_bytes: int,
    networks: Sequence[Network] = (),
    resolve: Resolve = resolved,
    seconds: float = WHOLE_SECONDS,
) -> Answered:
    """Ask for a file once, with headers of one's own; only what is answered with 200 is written into ``into``.

    Redirects are not followed: what is sent along is for this address. Raises AddressRefused, TooLarge, NotFetched.
    """
    sent = Sent("GET", {"Accept-Encoding": "identity", **headers})
    try:
        with asked(url, sent, networks=networks, resolve=resolve, seconds=seconds) as response:
            if response.status_code == requests.codes.ok:
                _save(response, into, max_bytes=max_bytes)
            return Answered(response.status_code, response.headers)
    except (requests.RequestException, gaierror) as problem:
        raise NotFetched(type(problem).__name__) from problem


def _save(response: requests.Response, into: Path, *, max_bytes: int) -> None:
    if response.status_code != requests.codes.ok:
        raise NotFetched(f"HTTP {response.status_code}")
    with into.open("wb") as out:
        for piece in response.iter_content(_PIECE):
            out.write(piece)
            if out.tell() > max_bytes:
                raise TooLarge(f"more than {max_bytes:,} bytes")
