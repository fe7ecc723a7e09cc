"""``fleetsvc serve`` as an operator runs it: real processes, a real port, real signals."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from fleetsvc import embedded

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60.0

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fleetsvc-test-"))
    yield folder
    embedded.stop(folder)
    shutil.rmtree(folder)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def command(data_dir: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FLEETSVC_")}
    environment |= {"FLEETSVC_DATA_DIR": str(data_dir), "LC_ALL": "en_GB.UTF-8"}
    return [sys.executable, "-m", "fleetsvc", *arguments], environment


@contextmanager
def serving(data_dir: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    arguments, environment = command(data_dir, "serve", "--port", str(port))
    with subprocess.Popen(
        arguments, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as service:
        try:
            assert service.stdout is not None
            assert service.stdout.readline() == (
                f"Serving at http://127.0.0.1:{port}  API: http://127.0.0.1:{port}/api/docs  Ctrl-C stops it.\n"
            )
            yield service
        finally:
            service.kill()


def wait_until(reached: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        assert time.monotonic() < until
        time.sleep(0.1)


def run(data_dir: Path, *arguments: str) -> tuple[int, str]:
    line, environment = command(data_dir, *arguments)
    done = subprocess.run(
        line, cwd=ROOT, env=environment, check=False, capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stderr.strip()


def test_serve_answers_and_stops_everything_on_sigterm(data_dir: Path) -> None:
    port = free_port()
    with serving(data_dir, port) as service:
        assert requests.get(f"http://127.0.0.1:{port}/livez", timeout=10).status_code == 200
        service.send_signal(signal.SIGTERM)
        assert service.wait(PATIENCE_SECONDS) == 0
    assert not embedded.is_running(data_dir)


def test_a_second_serve_and_a_busy_port_are_told_in_one_line(data_dir: Path) -> None:
    port = free_port()
    with serving(data_dir, port) as service:
        assert run(data_dir, "serve", "--port", str(free_port())) == (
            4,
            f"The data directory {data_dir} is served already by another fleetsvc serve.",
        )
        assert run(data_dir, "serve", "--port", str(port)) == (
            4,
            f"Port {port} of 127.0.0.1 is in use. Choose another, fleetsvc serve --port …, or stop the program that "
            "has it.",
        )
        assert service.poll() is None
        service.send_signal(signal.SIGINT)
        assert service.wait(PATIENCE_SECONDS) == 0


def test_a_killed_serve_leaves_nothing_running_and_starts_again(data_dir: Path) -> None:
    port = free_port()
    with serving(data_dir, port) as service:
        service.kill()
    wait_until(lambda: not embedded.is_running(data_dir))
    with serving(data_dir, port) as service:
        service.terminate()
        assert service.wait(PATIENCE_SECONDS) == 0
