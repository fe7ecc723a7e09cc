"""``fleetsvc serve`` starts, answers, stops and starts again."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from fleetsvc.database import embedded
from fleetsvc.services.people.first_account import HOW_TO_MAKE
from tests.data_dirs import a_data_dir
from tests.patience import PATIENCE_SECONDS, wait_until
from tests.serving import free_port, run, serving

pytestmark = pytest.mark.slow(20)


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    with a_data_dir() as folder:
        yield folder


def test_serve_answers_and_stops_everything_on_sigterm(data_dir: Path) -> None:
    with serving(data_dir, free_port()) as service:
        assert requests.get(f"{service.base}/livez", timeout=PATIENCE_SECONDS).status_code == 200
        assert service.process.stdout is not None
        assert service.process.stdout.readline() == f"{HOW_TO_MAKE.en}\n"
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(PATIENCE_SECONDS) == 0
    assert not embedded.is_running(data_dir)


def test_a_second_serve_and_a_busy_port_are_told_in_one_line(data_dir: Path) -> None:
    port = free_port()
    with serving(data_dir, port) as service:
        assert run(data_dir, "serve", "--port", str(free_port())) == (
            4,
            "",
            f"The data directory {data_dir} is served already by another fleetsvc serve.",
        )
        assert run(data_dir, "serve", "--port", str(port)) == (
            4,
            "",
            f"Port {port} of 127.0.0.1 is in use. Choose another, fleetsvc serve --port …, or stop the program that "
            "has it.",
        )
        assert service.process.poll() is None
        service.process.send_signal(signal.SIGINT)
        assert service.process.wait(PATIENCE_SECONDS) == 0


def test_a_killed_serve_leaves_nothing_running_and_starts_again(data_dir: Path) -> None:
    port = free_port()
    with serving(data_dir, port) as service:
        service.process.kill()
    wait_until(lambda: not embedded.is_running(data_dir))
    with serving(data_dir, port) as service:
        service.process.terminate()
        assert service.process.wait(PATIENCE_SECONDS) == 0
