"""The whole service as an operator runs it, in a data directory of its own: one process, keys made beside it."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from fleetsvc.database import embedded
from tests.acceptance.contract.delivery import UNIT, a_row, xlsx
from tests.data_dirs import a_data_dir

pytestmark = pytest.mark.slow(12)

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_SECONDS = 90


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with a_data_dir() as folder:
        yield folder


def environment(folder: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FLEETSVC_")}
    return kept | {"FLEETSVC_DATA_DIR": str(folder), "FLEETSVC_PORT": str(port), "LC_ALL": "zh_CN.UTF-8"}


def answer(settings: dict[str, str], *arguments: object) -> Any:
    command = [sys.executable, "-m", "fleetsvc", *map(str, arguments), "--json"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        timeout=PATIENCE_SECONDS,
    )
    return json.loads(done.stdout)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def test_one_command_serves_while_others_work_beside_it_and_ends_on_sigterm(
    data_dir: Path, tmp_path: Path
) -> None:
    settings = environment(data_dir, free_port())
    home = f"http://127.0.0.1:{settings['FLEETSVC_PORT']}"
    with subprocess.Popen(
        [sys.executable, "-m", "fleetsvc", "serve"],
        cwd=ROOT,
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as service:
        try:
            assert service.stdout is not None
            assert home in service.stdout.readline()
            assert requests.get(f"{home}/readyz", timeout=PATIENCE_SECONDS).status_code == 200
            key = answer(settings, "apikey", "add", "--role", "office", "--name", "甲")["key"]
            assert answer(settings, "user", "add", "--name", "li", "--role", "admin").keys() == {
                "id", "name", "password"
            }  # fmt: skip
            report = answer(settings, "import", xlsx(tmp_path, a_row(1), a_row(2)), "--unit", UNIT)
            assert report["upload"]["status"] == "accepted"
            edition = answer(settings, "rank", "--period", "2025-Q2", "--store")
            answered = requests.get(
                f"{home}/api/v1/rankings/2025-Q2",
                headers={"Authorization": f"Bearer {key}"},
                timeout=PATIENCE_SECONDS,
            )
            assert answered.json() == edition
            checks = answer(settings, "doctor")["checks"]
            assert [one["name"] for one in checks if one["status"] == "fail"] == []
            kept = answer(settings, "backup", tmp_path / "kept.dump")
            assert (
                kept.items()
                >= {
                    "file": str(tmp_path / "kept.dump"),
                    "bytes": (tmp_path / "kept.dump").stat().st_size,
                }.items()
            )
            service.send_signal(signal.SIGTERM)
            assert service.wait(PATIENCE_SECONDS) == 0
        finally:
            service.kill()
    assert not embedded.is_running(data_dir)
