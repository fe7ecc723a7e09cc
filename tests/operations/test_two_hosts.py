"""Web and worker processes of two hosts against one PostgreSQL: work is done once, and outlives a host.

Each host is a network namespace of its own where the machine allows it (Linux, root, ``ip``), with nothing in common
but the database's address; else a group of processes with a data directory of its own.
"""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests
from click.testing import CliRunner

from fleetsvc import clock
from fleetsvc.cli import main
from tests.own_server import ROOT, OwnServer, an_own_server, free_port, installed_programs
from tests.patience import PATIENCE_SECONDS, wait_until
from tests.upload_cases import a_file, a_row

pytestmark = pytest.mark.slow(20)

NETWORK = "198.18.77.0/24"  # set aside for benchmarks (RFC 2544)
EACH = 40
MANY = 200


@dataclass
class Host:
    """Where the processes of one host run, and how they are reached."""

    name: str
    address: str
    database_address: str
    inside: list[str]
    log: Path
    port: int = 8000

    @property
    def base(self) -> str:
        return f"http://{self.address}:{self.port}"

    def settled(self) -> list[int]:
        """The uploads that this host's workers settled, by its log."""
        return [line["upload"] for line in self._lines("upload settled")]

    def ended_jobs(self) -> list[tuple[str, str, str]]:
        """Job, period and outcome of what its workers tried, by its log."""
        return [(line["job"], line["period"], line["outcome"]) for line in self._lines("job ended")]

    def _lines(self, event: str) -> list[dict[str, Any]]:
        lines = (json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{"))
        return [line for line in lines if line["event"] == event]


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def _can_separate() -> bool:
    if os.getuid() != 0 or shutil.which("ip") is None:
        return False
    probe = f"fleetsvc-probe-{os.getpid()}"
    if subprocess.run(["ip", "netns", "add", probe], check=False, capture_output=True).returncode != 0:
        return False
    _ip("netns", "delete", probe)
    return True


@contextmanager
def _separated(name: str, number: int, folder: Path) -> Iterator[Host]:
    """A network namespace, joined to ours by a cable of its own."""
    near, far, ends = (
        f"198.18.77.{number * 4 + 1}",
        f"198.18.77.{number * 4 + 2}",
        (f"fs{name}0", f"fs{name}1"),
    )
    space = f"fleetsvc-{name}-{os.getpid()}"
    _ip("netns", "add", space)
    try:
        _ip("link", "add", ends[0], "type", "veth", "peer", "name", ends[1], "netns", space)
        _ip("address", "add", f"{near}/30", "dev", ends[0])
        _ip("link", "set", ends[0], "up")
        _ip("-n", space, "address", "add", f"{far}/30", "dev", ends[1])
        for link in (ends[1], "lo"):
            _ip("-n", space, "link", "set", link, "up")
        yield Host(name, far, near, ["ip", "netns", "exec", space], folder / f"{name}.log")
    finally:
        _ip("netns", "delete", space)


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[tuple[Host, Host]]:
    with ExitStack() as stack:
        if _can_separate():
            two = [
                stack.enter_context(_separated(name, number, tmp_path))
                for number, name in enumerate(("a", "b"))
            ]
        else:
            local = "127.0.0.1"
            two = [Host(name, local, local, [], tmp_path / f"{name}.log", free_port()) for name in ("a", "b")]
        yield two[0], two[1]


@pytest.fixture
def server(hosts: tuple[Host, Host]) -> Iterator[OwnServer]:
    programs = next(iter(installed_programs().values()))
    addresses = list(dict.fromkeys(["127.0.0.1", *(host.database_address for host in hosts)]))
    with an_own_server(programs, hosts=addresses, network=NETWORK) as opened:
        yield opened


def _environment(url: str, data_dir: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("FLEETSVC_")}
    return inherited | {
        "FLEETSVC_DATABASE_URL": url,
        "FLEETSVC_DATA_DIR": str(data_dir),
        "FLEETSVC_SECRET_KEY": "of no worth " * 4,
    }


def _fleetsvc(url: str, folder: Path, *arguments: str) -> str:
    done = CliRunner().invoke(main, list(arguments), env=_environment(url, folder / "command"))
    assert done.exit_code == 0, done.output
    return done.stdout


def _lose_power(host: Host, folder: Path) -> None:
    """End every process of a host at once: none has time to say so."""
    mark = f"FLEETSVC_DATA_DIR={folder / host.name}".encode()
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (place / "environ").read_bytes().split(b"\0"):
                os.kill(int(place.name), signal.SIGKILL)


@contextmanager
def _serving(host: Host, server: OwnServer, folder: Path) -> Iterator[None]:
    listening = ["--host", host.address, "--port", str(host.port)]
    command = [*host.inside, sys.executable, "-m", "fleetsvc", "serve", *listening]
    environment = _environment(server.url(host.database_address), folder / host.name)
    with host.log.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=log, start_new_session=True
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def _is_ready(host: Host) -> bool:
    try:
        return requests.get(f"{host.base}/readyz", timeout=5).status_code == 200
    except (requests.ConnectionError, requests.Timeout):
        return False


def _send(host: Host, key: str, number: int) -> int:
    """Send a file of vehicles that no other file has; return the upload's number."""
    content = a_file(*(a_row(number * EACH + row) for row in range(EACH)))
    answer = requests.post(
        f"{host.base}/api/v1/uploads",
        data={"unit": "410100", "confirm": "true"},
        files={"file": ("登记表.csv", BytesIO(content))},
        headers={"Authorization": f"Bearer {key}"},
        timeout=PATIENCE_SECONDS,
    )
    assert answer.status_code == 202, answer.text
    return int(answer.json()["id"])


def _rows(server: OwnServer, query: str) -> list[Any]:
    with psycopg.connect(server.owner_url()) as connection:
        return connection.execute(query).fetchall()


def _accepted(server: OwnServer) -> set[int]:
    return {number for (number,) in _rows(server, "SELECT id FROM upload WHERE status = 'accepted'")}


def _wait_until_accepted(server: OwnServer, sent: list[int]) -> None:
    wait_until(lambda: _accepted(server) >= set(sent))


def test_two_hosts_do_the_work_once_and_one_goes_on_when_the_other_is_gone(
    hosts: tuple[Host, Host], server: OwnServer, tmp_path: Path
) -> None:
    first, second = hosts
    _fleetsvc(server.owner_url(), tmp_path, "migrate")
    key = json.loads(
        _fleetsvc(server.url(), tmp_path, "apikey", "add", "--role", "office", "--name", "o", "--json")
    )["key"]
    earlier = tmp_path / "earlier.csv"
    earlier.write_bytes(a_file(a_row(1, day=(clock.day_of(clock.now()) - timedelta(days=100)).isoformat())))
    _fleetsvc(server.url(), tmp_path, "import", str(earlier), "--unit", "410200")

    with _serving(second, server, tmp_path), _serving(first, server, tmp_path):
        wait_until(lambda: _is_ready(first) and _is_ready(second))
        numbers = itertools.count(1)
        sent = [_send(host, key, next(numbers)) for host in hosts]
        while not all(host.settled() for host in hosts):  # one may be busy with a job meanwhile
            assert len(sent) < MANY, "both hosts work"
            sent += [_send(host, key, next(numbers)) for host in hosts]
            _wait_until_accepted(server, sent)
        wait_until(lambda: len(_rows(server, "SELECT 1 FROM job_run WHERE job = 'nightly-ranking'")) == 1)
        _lose_power(first, tmp_path)
        sent += [_send(second, key, next(numbers)) for _ in range(3)]
        _wait_until_accepted(server, sent)
        assert not _is_ready(first)

    assert Counter(first.settled() + second.settled()) == Counter(sent), "each upload is settled once"
    vehicles = len(sent) * EACH + 1
    assert _rows(server, "SELECT count(*), count(DISTINCT vin) FROM registration") == [(vehicles, vehicles)]
    jobs = first.ended_jobs() + second.ended_jobs()
    done = [(job, period) for job, period, outcome in jobs if outcome == "done"]
    assert sorted(done) == _rows(
        server, "SELECT job, period FROM job_run WHERE status = 'done' ORDER BY 1, 2"
    )
    assert len(done) == len(set(done)) >= 3, (
        "a night has three jobs; what comes after its day makes no edition"
    )
    finals = _rows(
        server,
        "SELECT period, count(*) FROM ranking_edition WHERE status = 'final' AND category = '' GROUP BY 1",
    )
    assert dict(finals) == {period: 1 for job, period in done if job == "monthly-edition"}
