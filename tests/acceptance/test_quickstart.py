"""docs/quickstart.md, as its reader would follow it: against a real process, by copy and paste."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
import requests

from tests.data_dirs import a_data_dir
from tests.patience import PATIENCE_SECONDS, wait_until

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"^```(sh|python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.slow(10)


def blocks(name: str) -> list[tuple[str, str]]:
    """Language and content of each block, in order."""
    return _BLOCK.findall((ROOT / "docs" / name).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Served:
    port: int
    dealer: str
    bureau: str

    def filled(self, text: str) -> str:
        """A block with this service's address and keys, as a reader fills in theirs."""
        address = text.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")
        return address.replace("fsk_bureau…", self.bureau).replace("fsk_…", self.dealer)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with a_data_dir() as folder, _serving(folder) as opened:
        yield opened


@contextmanager
def _serving(folder: Path) -> Iterator[Served]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FLEETSVC_")}
    environment |= {"FLEETSVC_DATA_DIR": str(folder)}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "fleetsvc"]

    def key(*arguments: str) -> str:
        made = subprocess.run(
            [*command, "apikey", "add", "--json", *arguments],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
        )
        return str(json.loads(made.stdout)["key"])

    with subprocess.Popen(
        [*command, "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as service:
        try:
            wait_until(lambda: _is_ready(port))
            yield Served(
                port,
                key("--role", "dealer", "--name", "my-shop"),
                key("--role", "bureau", "--unit", "410100", "--name", "zhengzhou"),
            )
        finally:
            service.terminate()
            service.wait(PATIENCE_SECONDS)


def _is_ready(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/readyz", timeout=5).status_code == 200
    except requests.RequestException:
        return False


def test_both_languages_show_the_same_code() -> None:
    assert blocks("quickstart.md") == blocks("quickstart.zh-CN.md") != []


def test_every_command_works_by_copy_and_paste(served: Served) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    commands = [content for kind, content in blocks("quickstart.md") if kind == "sh"]
    assert len(commands) == 2
    for content in commands:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", served.filled(content)],
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert json.loads(done.stdout)["rulebook"]["id"] == "henan"


def test_every_program_prints_what_is_written_below_it(served: Served, tmp_path: Path) -> None:
    found = blocks("quickstart.md")
    programs = [(content, below[1]) for (kind, content), below in pairwise(found) if kind == "python"]
    assert len(programs) == 6
    for content, shown in programs:
        done = subprocess.run(
            [sys.executable, "-c", served.filled(content)],
            cwd=tmp_path,
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout == shown
