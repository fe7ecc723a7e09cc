"""``serve`` looks after its database: one that is killed is started again, and web and workers go on.

One service stands for all tests here; each of them really kills something of it.
"""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
import requests

from fleetsvc.database import embedded
from tests.data_dirs import a_data_dir
from tests.patience import PATIENCE_SECONDS, wait_until
from tests.serving import Served, free_port, run, serving
from tests.upload_cases import a_file, a_row

pytestmark = pytest.mark.slow(15)

ENDED = "the database ended; it is started again\n"


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    with a_data_dir() as folder:
        yield folder


@dataclass
class Standing:
    """The service that stands, one after another where a test has ended it, and a key that all of them know."""

    data_dir: Path
    running: ExitStack
    service: Served | None = None
    key: str = ""

    def found(self) -> Served:
        """The service, started where none runs."""
        if self.service is None or self.service.process.poll() is not None:
            self.service = self.running.enter_context(serving(self.data_dir, free_port()))
        return self.service


@pytest.fixture(scope="module")
def standing(data_dir: Path) -> Iterator[Standing]:
    with ExitStack() as running:
        yield Standing(data_dir, running)


@pytest.fixture
def service(standing: Standing) -> Served:
    return standing.found()


@pytest.fixture
def key(standing: Standing, service: Served, data_dir: Path) -> str:
    if not standing.key:
        status, answer, _ = run(data_dir, "apikey", "add", "--role", "office", "--name", "o", "--json")
        assert status == 0
        standing.key = json.loads(answer)["key"]
    return standing.key


def server_process(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])


def a_process_of_the_server(data_dir: Path, kind: str) -> int:
    with psycopg.connect(embedded.ensure_running(data_dir)) as connection:
        row = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = %s AND pid <> pg_backend_pid() LIMIT 1",
            [kind],
        ).fetchone()
    assert row is not None
    return int(row[0])


def send(service: Served, key: str, content: bytes) -> requests.Response:
    return requests.post(
        f"{service.base}/api/v1/uploads",
        data={"unit": "410100", "confirm": "true"},
        files={"file": ("登记表.csv", BytesIO(content))},
        headers={"Authorization": f"Bearer {key}"},
        timeout=PATIENCE_SECONDS,
    )


def status_of(service: Served, key: str, number: int) -> str | None:
    address, head = f"{service.base}/api/v1/uploads/{number}", {"Authorization": f"Bearer {key}"}
    status: str | None = requests.get(address, headers=head, timeout=PATIENCE_SECONDS).json().get("status")
    return status


def a_delivery_is_stored(service: Served, key: str, number: int) -> bool:
    """Send a file of one vehicle and see it stored: the web takes it, and the worker reads it.

    As every sender should, it asks again where it is told to.
    """
    content = a_file(a_row(number))
    wait_until(lambda: send(service, key, content).status_code in (200, 202))
    sent = send(service, key, content).json()["id"]
    wait_until(lambda: status_of(service, key, sent) == "accepted")
    return True


def test_a_killed_server_is_started_again_and_all_go_on(service: Served, data_dir: Path, key: str) -> None:
    assert a_delivery_is_stored(service, key, 1)
    killed, told = server_process(data_dir), service.said(ENDED)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: service.readiness() == 503)
    wait_until(service.is_ready)
    assert server_process(data_dir) != killed
    assert service.said(ENDED) == told + 1
    assert a_delivery_is_stored(service, key, 2)


def ask(service: Served, key: str, method: str, path: str) -> requests.Response | None:
    """Ask the API; None where nothing answers."""
    with suppress(requests.ConnectionError, requests.Timeout):
        head, address = {"Authorization": f"Bearer {key}"}, f"{service.base}/api/v1{path}"
        return requests.request(
            method, address, headers=head, json={} if method == "POST" else None, timeout=PATIENCE_SECONDS
        )
    return None


def test_decisions_in_whose_midst_the_server_is_killed_are_kept_and_none_is_made_twice(
    service: Served, data_dir: Path, key: str
) -> None:
    taxis = [
        a_row(number, category="出租车", energy="汽油", plate=f"豫A{number}")
        for number in range(52_000, 52_008)
    ]
    wait_until(lambda: send(service, key, a_file(*taxis)).status_code in (200, 202))
    sent = send(service, key, a_file(*taxis)).json()["id"]
    wait_until(lambda: status_of(service, key, sent) == "accepted")

    def found(status: str = "") -> list[int]:
        answer = ask(service, key, "GET", f"/cases?upload={sent}{status}")
        return [] if answer is None or not answer.ok else [one["id"] for one in answer.json()["items"]]

    wait_until(lambda: len(found()) == len(taxis))
    acknowledged: list[int] = []

    def is_told(case: int) -> bool:
        """Tell a unit; asked again where no answer came, it may be told that it is done."""
        answer = ask(service, key, "POST", f"/cases/{case}/notify")
        if answer is not None and answer.status_code == 200:
            acknowledged.append(case)
        return answer is not None and answer.status_code in (200, 409)

    for place, case in enumerate(found()):
        if place == len(taxis) // 2:
            os.kill(server_process(data_dir), signal.SIGKILL)
        wait_until(partial(is_told, case))
    wait_until(lambda: len(found("&status=notified")) == len(taxis))
    for case in found():
        answer = ask(service, key, "GET", f"/cases/{case}")
        assert answer is not None
        assert [step["action"] for step in answer.json()["history"]] == ["notify"], "once"
    assert set(acknowledged) <= set(found("&status=notified")), "what was said to be done is done"


@pytest.mark.parametrize(("kind", "number"), [("client backend", 3), ("checkpointer", 4)])
def test_a_killed_part_of_the_server_is_made_good_by_the_server_itself(
    service: Served, data_dir: Path, key: str, kind: str, number: int
) -> None:
    before = server_process(data_dir)
    told = service.said(ENDED)
    os.kill(a_process_of_the_server(data_dir, kind), signal.SIGKILL)
    wait_until(service.is_ready)
    assert a_delivery_is_stored(service, key, number)
    assert server_process(data_dir) == before
    assert service.said(ENDED) == told


def workers_of(service: Served) -> list[int]:
    """The process numbers of its workers."""
    return [
        int(place.name)
        for place in Path("/proc").glob("[0-9]*")
        if b"worker\0--attached" in cmdline(place) and parent_of(place) == service.process.pid
    ]


def cmdline(place: Path) -> bytes:
    with suppress(OSError):
        return (place / "cmdline").read_bytes()
    return b""


def parent_of(place: Path) -> int:
    with suppress(OSError):
        return int((place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    return 0


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are known by /proc")
def test_nothing_is_left_of_an_upload_whose_worker_was_killed_while_reading_it(
    service: Served, data_dir: Path, key: str
) -> None:
    def kept_aside() -> list[Path]:
        return [path for path in (data_dir / "work").rglob("upload") if path.is_file()]

    assert kept_aside() == []
    (worker,) = workers_of(service)
    sent = a_file(*(a_row(number) for number in range(1000, 9000)))
    answer = send(service, key, sent)
    wait_until(lambda: [path.stat().st_size for path in kept_aside()] == [len(sent)])
    os.kill(worker, signal.SIGKILL)
    (left,) = kept_aside()
    assert left.read_bytes() == sent
    wait_until(lambda: status_of(service, key, answer.json()["id"]) == "accepted")
    assert workers_of(service) != [worker]
    wait_until(lambda: kept_aside() == [])
    assert not left.parent.parent.exists(), "the folder of the killed worker is gone as a whole"


def test_a_service_whose_server_cannot_be_started_again_ends_with_an_error(
    service: Served, data_dir: Path
) -> None:
    embedded.let_go(data_dir)
    version = data_dir / "postgres" / "PG_VERSION"
    version.write_text("17\n", encoding="ascii")
    try:
        os.kill(server_process(data_dir), signal.SIGKILL)
        assert service.process.wait(PATIENCE_SECONDS) == 4
    finally:
        version.write_text("18\n", encoding="ascii")
    # How often it tried depends on how lately the server had been lost before: each of these tests loses it.
    assert service.said("The data were written by PostgreSQL 17, this release runs 18.") >= 1
    assert service.said("The database cannot be kept running; see the messages above.\n") == 1
    assert not embedded.is_running(data_dir)
