"""What people wait for at ``fleetsvc serve`` as it is run: previews, confirming, a list's workbook, withdrawing."""

import json
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Final

import requests

from bench.places import UNIT, a_workbook
from bench.table import Line
from fleetsvc.services.documents.requests import XLSX
from importers.limits import MIB
from tests.serving import free_port, run, serving

MOST_PREVIEW_SECONDS: Final = 0.5
MOST_FIRST_BYTE_SECONDS: Final = 1.0
MOST_LIST_SECONDS: Final = 10.0
MOST_STEP_SECONDS: Final = 5.0
_PREVIEWS: Final = 5
_LOOK_SECONDS: Final = 0.02


@dataclass(frozen=True, slots=True)
class Asked:
    """A service that is asked with the key of a bureau."""

    base: str
    client: requests.Session

    def sent(self, path: Path) -> tuple[str, float]:
        """Send a file; return the address of the upload, and how long until its preview was there."""
        began = perf_counter()
        with path.open("rb") as file:
            answer = self.client.post(f"{self.base}/uploads", files={"file": file}, data={"unit": UNIT})
        answer.raise_for_status()
        address = f"{self.base}/uploads/{answer.json()['id']}"
        self.until(address, "in_review")
        return address, perf_counter() - began

    def until(self, address: str, status: str) -> None:
        """Wait until an upload stands so."""
        while self.client.get(address).json()["status"] != status:
            sleep(_LOOK_SECONDS)

    def step(self, address: str, step: str, status: str) -> tuple[float, float]:
        """Take a step with an upload; return after how long it was answered, and done."""
        began = perf_counter()
        self.client.post(f"{address}/{step}", json={"reason": "bench"}).raise_for_status()
        answered = perf_counter() - began
        self.until(address, status)
        return answered, perf_counter() - began

    def listed(self) -> tuple[float, float, int]:
        """Take the workbook of all vehicles; return when its first byte came, when its last, and how many came."""
        began = perf_counter()
        with self.client.get(f"{self.base}/registrations", headers={"Accept": XLSX}, stream=True) as answer:
            answer.raise_for_status()
            pieces = answer.iter_content(64 * 1024)
            size, first = len(next(pieces)), perf_counter() - began
            size += sum(len(piece) for piece in pieces)
        return first, perf_counter() - began, size


def lines(*, rows: int) -> Iterator[Line]:
    """Start the service over a database of its own, ask it one thing after another, and yield the lines."""
    with tempfile.TemporaryDirectory(prefix="fleetsvc-bench-") as name:
        folder = Path(name)
        few, many = a_workbook(folder, rows=1000), a_workbook(folder, rows=rows)
        with serving(folder / "data", free_port(), FLEETSVC_RATE_KEY="999999999") as service:
            yield from _asked(_as_bureau(folder / "data", service.base), few, many, rows)
            service.process.send_signal(signal.SIGTERM)
            service.process.wait()


def _as_bureau(data: Path, base: str) -> Asked:
    status, said, fault = run(
        data, "apikey", "add", "--role", "bureau", "--unit", UNIT, "--name", "b", "--json"
    )
    assert status == 0, fault
    client = requests.Session()
    client.headers["Authorization"] = f"Bearer {json.loads(said)['key']}"
    return Asked(f"{base}/api/v1", client)


def _asked(service: Asked, few: Path, many: Path, rows: int) -> Iterator[Line]:
    previews = []
    for _ in range(_PREVIEWS):
        address, taken = service.sent(few)
        previews.append(taken)
        service.step(address, "withdraw", "withdrawn")
    yield _line("upload of 1,000 rows, preview shown", median(previews), MOST_PREVIEW_SECONDS)
    address, _ = service.sent(many)
    answered, done = service.step(address, "confirm", "accepted")
    yield _line(f"confirming {rows:,} rows, answered", answered, MOST_FIRST_BYTE_SECONDS)
    yield _line(f"confirming {rows:,} rows, stored", done, MOST_STEP_SECONDS)
    first, whole, size = service.listed()
    yield _line(f"list of {rows:,} as xlsx, first byte", first, MOST_FIRST_BYTE_SECONDS)
    yield _line(f"list of {rows:,} as xlsx, {size / MIB:.0f} MB", whole, MOST_LIST_SECONDS)
    answered, done = service.step(address, "withdraw", "withdrawn")
    yield _line(f"withdrawing {rows:,} rows, answered", answered, MOST_FIRST_BYTE_SECONDS)
    yield _line(f"withdrawing {rows:,} rows, done", done, MOST_STEP_SECONDS)


def _line(what: str, seconds: float, most: float) -> Line:
    return Line(what, f"{seconds:.2f} s", "-", "-", f"<= {most:g} s", seconds <= most)
