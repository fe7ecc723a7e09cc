"""``serve`` looks after its database: one that is killed is started again, and web and workers go on.

One service stands for all tests here; each of them really kills something of it.
"""

import json
import os
import signal
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
import requests

from fleetsvc import embedded
from tests.data_dirs import a_data_dir
from tests.patience import PATIENCE_SECONDS, wait_until
from tests.serving import Served, free_port, run, serving
from tests.upload_cases import a_file, a_row

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    with a_data_dir() as folder:
        yield folder


@pytest.fixture(scope="module")
def service(data_dir: Path) -> Iterator[Served]:
    with serving(data_dir, free_port()) as served:
        yield served


@pytest.fixture(scope="module")
def key(service: Served, data_dir: Path) -> str:
    status, answer, _ = run(data_dir, "apikey", "add", "--role", "office", "--name", "o", "--json")
    assert status == 0
    return str(json.loads(answer)["key"])


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


def a_delivery_is_stored(service: Served, key: str, number: int) -> bool:
    """Send a file of one vehicle and see it stored: the web takes it, and the worker reads it.

    As every sender should, it asks again where it is told to.
    """
    head, content = {"Authorization": f"Bearer {key}"}, a_file(a_row(number))

    def send() -> requests.Response:
        return requests.post(
            f"{service.base}/api/v1/uploads",
            data={"unit": "410100", "confirm": "true"},
            files={"file": ("登记表.csv", BytesIO(content))},
            headers=head,
            timeout=30,
        )

    wait_until(lambda: send().status_code in (200, 202))
    address = f"{service.base}/api/v1/uploads/{send().json()['id']}"
    wait_until(lambda: requests.get(address, headers=head, timeout=30).json().get("status") == "accepted")
    return True


def test_a_killed_server_is_started_again_and_all_go_on(service: Served, data_dir: Path, key: str) -> None:
    assert a_delivery_is_stored(service, key, 1)
    killed = server_process(data_dir)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: service.readiness() == 503)
    wait_until(service.is_ready)
    assert server_process(data_dir) != killed
    assert service.said("the database ended; it is started again\n") == 1
    assert a_delivery_is_stored(service, key, 2)


@pytest.mark.parametrize(("kind", "number"), [("client backend", 3), ("checkpointer", 4)])
def test_a_killed_part_of_the_server_is_made_good_by_the_server_itself(
    service: Served, data_dir: Path, key: str, kind: str, number: int
) -> None:
    before = server_process(data_dir)
    told = service.said("the database ended")
    os.kill(a_process_of_the_server(data_dir, kind), signal.SIGKILL)
    wait_until(service.is_ready)
    assert a_delivery_is_stored(service, key, number)
    assert server_process(data_dir) == before
    assert service.said("the database ended") == told


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
    assert service.said("The data were written by PostgreSQL 17, this release runs 18.") >= 3
    assert service.said("The database cannot be kept running; see the messages above.\n") == 1
    assert not embedded.is_running(data_dir)
