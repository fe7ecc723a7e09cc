"""What goes out cannot reach the inside, however the address is written and whatever the resolver answers later."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_network
from pathlib import Path
from socket import gaierror

import pytest
import requests

from fleetsvc.clients.fetch import NotFetched, fetch
from fleetsvc.clients.outbound import AddressRefused, Sent, TooSlow, asked, checked, is_outside
from tests.https_server import LOOPBACK, NAME, Host, a_host, loopback
from tests.slow_hosts import ENDLESS, a_slow_host

INSIDE = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0",  # noqa: S104 (it must be refused)
    "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
    "100.100.100.200", "169.254.169.254", "168.63.129.16", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "192.88.99.1", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::192.168.0.1", "fe80::1", "fe80::1%eth0", "fec0::1",
    "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "2002:7f00:1::", "2001:0:53aa:64c:0:0:0:1",
    "::ffff:0:127.0.0.1", "::ffff:0:a9fe:a9fe", "3fff::1", "3fff:fff:ffff::1", "5f00::1", "5f00:ffff::1",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_no_inside_address_is_reached(address: str) -> None:
    assert not is_outside(address)
    with pytest.raises(AddressRefused):
        checked(f"https://{NAME}/", resolve=lambda *_: [address])
    with pytest.raises(AddressRefused):  # a public one beside it does not help
        checked(f"https://{NAME}/", resolve=lambda *_: ["8.8.8.8", address])


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "114.114.114.114", "::ffff:8.8.8.8", "2400:3200::1", "64:ff9b::8.8.8.8", "::ffff:0:8.8.8.8"],
)
def test_public_addresses_are_reached(address: str) -> None:
    assert is_outside(address)


def test_declared_networks_are_reached_and_no_others() -> None:
    declared = (ip_network("10.1.0.0/16"), ip_network("fd12::/16"))
    addresses = ("10.1.2.3", "::ffff:10.1.2.3", "fd12::1", "10.2.0.1", "127.0.0.1", "fd13::1")
    assert [is_outside(one, declared) for one in addresses] == [True, True, True, False, False, False]


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8/", "ftp://8.8.8.8/", "//8.8.8.8/", "8.8.8.8", "https://", "https:///x", "https://user@8.8.8.8/",
        "https://8.8.8.8:99999/", "https://8.8.8.8:0/", "https://[::1/", "https://127.1/", "https://2130706433/",
        "https://0x7f.1/",
        "https://0177.0.0.1/", "https://[::ffff:7f00:1]/", "https://localhost/", "https://localhost./",
        "https://xn--\ud800/", f"https://{'a' * 64}.example/", "https://１２７.0.0.1/",
    ],
)  # fmt: skip
def test_addresses_that_are_written_strangely_are_refused(url: str) -> None:
    with pytest.raises((AddressRefused, gaierror)):
        checked(url)


@pytest.fixture
def host(served: Host) -> Host:
    """The host, which answers 200 again."""
    served.answers[:] = [(200, {}, b"")]
    return served


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    folder = tmp_path_factory.mktemp("host")
    with a_host(folder) as opened, pytest.MonkeyPatch.context() as patched:
        patched.setenv("REQUESTS_CA_BUNDLE", str(folder / "ca.pem"))
        patched.setenv("HTTPS_PROXY", "http://127.0.0.1:1")  # nobody is there: it must not be asked
        yield opened


def test_a_resolver_that_changes_its_answer_is_asked_once(host: Host) -> None:
    answers = [["127.0.0.1"], ["127.0.0.99"]]

    def changing(_name: str, _port: int) -> Sequence[str]:
        return answers.pop(0)

    with asked(host.url("/a?b=c"), networks=LOOPBACK, resolve=changing) as response:
        assert response.status_code == 200
    assert answers == [["127.0.0.99"]]
    method, path, headers, _ = host.asked[-1]
    assert (method, path, headers["Host"]) == ("GET", "/a?b=c", f"{NAME}:{host.port}")


def test_a_body_and_headers_are_sent_and_a_redirect_is_not_followed(host: Host) -> None:
    host.answers[:] = [(302, {"Location": host.url("/elsewhere")}, b""), (200, {}, b"")]
    sent = Sent("POST", {"X-Said": "this"}, b"body")
    before = len(host.asked)
    with asked(host.url("/b"), sent, networks=LOOPBACK, resolve=loopback) as response:
        assert response.status_code == 302
    (method, path, headers, body) = host.asked[-1]
    assert (len(host.asked) - before, method, path, headers["X-Said"], body) == (
        1,
        "POST",
        "/b",
        "this",
        b"body",
    )
    host.answers[:] = [(200, {}, b"")]


def test_another_names_certificate_is_none(host: Host) -> None:
    url = host.url(name="other.example")
    with pytest.raises(requests.exceptions.SSLError), asked(url, networks=LOOPBACK, resolve=loopback):
        pass


def test_the_next_address_is_tried_where_nobody_is_at_the_first(host: Host) -> None:
    def both(_name: str, _port: int) -> Sequence[str]:
        return ["127.0.0.2", "127.0.0.1"]  # the host listens at the second alone

    with asked(host.url(), networks=LOOPBACK, resolve=both) as response:
        assert response.status_code == 200


def test_a_name_that_is_none_is_told_as_such(tmp_path: Path) -> None:
    def none(_name: str, _port: int) -> Sequence[str]:
        raise gaierror

    with pytest.raises(NotFetched, match="gaierror"):
        fetch("https://nowhere.example/x", tmp_path / "x", max_bytes=10, resolve=none)


def test_files_are_fetched_behind_redirects_within_a_size(host: Host, tmp_path: Path) -> None:
    into = tmp_path / "x"
    host.answers[:] = [(302, {"Location": "/there"}, b""), (200, {}, b"content")]
    fetch(host.url("/here"), into, max_bytes=7, networks=LOOPBACK, resolve=loopback)
    assert (into.read_bytes(), [one[1] for one in host.asked[-2:]]) == (b"content", ["/here", "/there"])
    with pytest.raises(NotFetched, match="more than 6 bytes"):
        fetch(host.url(), into, max_bytes=6, networks=LOOPBACK, resolve=loopback)


@pytest.mark.parametrize(
    ("status", "location", "refusal"),
    [
        (302, "http://hooks.example/", AddressRefused),
        (301, "https://metadata.example/latest", AddressRefused),
        (302, "/again", NotFetched),
        (404, "", NotFetched),
    ],
)
def test_no_redirect_leads_inside_or_round_and_round(
    host: Host, tmp_path: Path, status: int, location: str, refusal: type[Exception]
) -> None:
    def found(name: str, _port: int) -> Sequence[str]:
        return ["169.254.169.254"] if name == "metadata.example" else ["127.0.0.1"]

    host.answers[:] = [(status, {"Location": location}, b"")]
    with pytest.raises(refusal):
        fetch(host.url(), tmp_path / "x", max_bytes=7, networks=LOOPBACK, resolve=found)


def test_a_name_in_chinese_is_asked_by_the_name_that_certificates_and_headers_have() -> None:
    asked_for = []

    def noting(name: str, port: int) -> list[str]:
        asked_for.append((name, port))
        return ["8.8.8.8"]

    parts, _ = checked("https://例子.example:8443/路径", resolve=noting)
    assert asked_for == [("xn--fsqu00a.example", 8443)]
    assert (parts.netloc, parts.hostname) == ("xn--fsqu00a.example:8443", "xn--fsqu00a.example")


@pytest.mark.parametrize("way", ["handshake", "status", "continue", "header"])
def test_who_never_comes_to_an_end_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    with a_slow_host(tmp_path, way) as port, pytest.raises(TooSlow):  # noqa: SIM117 (the host first)
        with asked(f"https://{NAME}:{port}/", networks=LOOPBACK, resolve=loopback, seconds=0.3) as response:
            pytest.fail(f"it has answered {response.status_code}")


@pytest.mark.parametrize("way", ["body", "chunks"])
def test_a_body_without_end_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    with a_slow_host(tmp_path, way) as port, pytest.raises(NotFetched, match="TooSlow"):
        fetch(
            f"https://{NAME}:{port}/",
            tmp_path / "x",
            max_bytes=10**9,
            networks=LOOPBACK,
            resolve=loopback,
            seconds=0.3,
        )


@pytest.mark.parametrize("way", ["body", "redirect"])
def test_of_an_answer_without_end_no_body_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    with (
        a_slow_host(tmp_path, way) as port,
        asked(f"https://{NAME}:{port}/", networks=LOOPBACK, resolve=loopback) as response,
    ):
        assert str(response.status_code).encode() in ENDLESS[way][0]
