"""``fleetsvc serve`` as an operator runs it: real processes, a real port, real signals."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Served:
    """A running ``serve``: its process, where it answers, and what it said on standard error."""

    process: subprocess.Popen[str]
    base: str
    log: Path

    def is_ready(self) -> bool:
        """Whether it says that it can do its work."""
        return self.readiness() == 200

    def readiness(self) -> int:
        """The status of ``/readyz``; 0 where nothing answers."""
        try:
            return requests.get(f"{self.base}/readyz", timeout=PATIENCE_SECONDS).status_code
        except (requests.ConnectionError, requests.Timeout):
            return 0

    def said(self, words: str) -> int:
        """How often it said something."""
        return self.log.read_text(encoding="utf-8").count(words)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def command(data_dir: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FLEETSVC_")}
    environment |= {"FLEETSVC_DATA_DIR": str(data_dir), "LC_ALL": "en_GB.UTF-8"}
    return [sys.executable, "-m", "fleetsvc", *arguments], environment


@contextmanager
def serving(data_dir: Path, port: int, **settings: str) -> Iterator[Served]:
    arguments, environment = command(data_dir, "serve", "--port", str(port))
    data_dir.mkdir(exist_ok=True)
    log = data_dir / "serve.log"
    with (
        log.open("a", encoding="utf-8") as told,
        subprocess.Popen(
            arguments, cwd=ROOT, env=environment | settings, stdout=subprocess.PIPE, stderr=told, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == (
                f"Serving at http://127.0.0.1:{port}  API: http://127.0.0.1:{port}/api/docs  Ctrl-C stops it.\n"
            )
            yield Served(process, f"http://127.0.0.1:{port}", log)
        finally:
            process.kill()


def run(data_dir: Path, *arguments: str) -> tuple[int, str, str]:
    """Run a command beside it; return its exit status and what it said on both outputs."""
    line, environment = command(data_dir, *arguments)
    done = subprocess.run(
        line, cwd=ROOT, env=environment, check=False, capture_output=True, text=True, timeout=PATIENCE_SECONDS
    )
    return done.returncode, done.stdout.strip(), done.stderr.strip()
