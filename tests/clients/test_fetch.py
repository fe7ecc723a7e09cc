"""Files are fetched over https only, and every failure has a name."""

from pathlib import Path

import pytest

from fleetsvc.clients.fetch import NotFetched, fetch
from fleetsvc.clients.outbound import AddressRefused
from tests.https_server import LOOPBACK


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x.xlsx", "file:///etc/passwd", "ftp://127.0.0.1/x", "x.xlsx", "https:///x.xlsx"]
)
def test_an_address_that_is_not_https_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(AddressRefused):
        fetch(url, tmp_path / "x", max_bytes=10)


def test_a_server_that_does_not_answer_is_told_without_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(NotFetched, match="ConnectionError"):
        fetch("https://127.0.0.1:1/x.xlsx", tmp_path / "x", max_bytes=10, networks=LOOPBACK)
