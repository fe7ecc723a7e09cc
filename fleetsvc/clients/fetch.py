"""Fetch a published file over HTTPS, within a size and a time."""

from pathlib import Path
from time import monotonic
from typing import Final
from urllib.parse import urljoin, urlsplit

import requests

MAX_REDIRECTS: Final = 5
CONNECT_SECONDS: Final = 10
READ_SECONDS: Final = 30
WHOLE_SECONDS: Final = 300
_PIECE: Final = 64 * 1024


class AddressRefused(Exception):
    """The address, or one it redirects to, is not an https one."""


class NotFetched(Exception):
    """The server did not give the file: an error status, too many bytes, too slow, or no connection."""


def fetch(url: str, into: Path, *, max_bytes: int) -> None:
    """Fetch a file into ``into``. Raises AddressRefused or NotFetched; then ``into`` may be incomplete."""
    until = monotonic() + WHOLE_SECONDS
    try:
        with requests.Session() as session, _response(session, url) as response, into.open("wb") as out:
            for piece in response.iter_content(_PIECE):
                out.write(piece)
                if out.tell() > max_bytes:
                    raise NotFetched(f"more than {max_bytes:,} bytes")
                if monotonic() > until:
                    raise NotFetched(f"more than {WHOLE_SECONDS} seconds")
    except requests.RequestException as problem:
        raise NotFetched(type(problem).__name__) from problem


def _response(session: requests.Session, url: str) -> requests.Response:
    """Follow redirects by hand: none may lead away from https."""
    for _ in range(MAX_REDIRECTS + 1):
        if urlsplit(url).scheme != "https":
            raise AddressRefused(url)
        response = session.get(
            url, stream=True, allow_redirects=False, timeout=(CONNECT_SECONDS, READ_SECONDS)
        )
        if not response.is_redirect:
            break
        url = urljoin(url, response.headers["location"])
        response.close()
    else:
        raise NotFetched("too many redirects")
    if response.status_code != requests.codes.ok:
        response.close()
        raise NotFetched(f"HTTP {response.status_code}")
    return response
