"""Made-up requests over the whole description of the API: every answer is one that the description allows.

``make schemathesis`` asks far more of them, also in sequences.
"""

import os
import re
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from fleetsvc.services.people.accounts import Role
from tests.http_app import a_service
from tests.making import nobody_waiting
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.slow(40)

EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "2")
PHASES = os.environ.get("SCHEMATHESIS_PHASES", "examples,coverage,fuzzing")
CALLERS = os.environ.get("SCHEMATHESIS_CALLERS", "office").split(",")
SEED = os.environ.get("SCHEMATHESIS_SEED", "20250601")
FOLDER = Path(__file__).parent
UNHINDERED = {
    "FLEETSVC_RATE_ANONYMOUS": "0",
    "FLEETSVC_RATE_KEY": "0",
    "FLEETSVC_MAX_UPLOADS_WAITING": "0",
    "FLEETSVC_MAX_UPLOADS_PER_DAY": "0",
}


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept: thousands of requests need one

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@pytest.fixture(scope="module")
def served(owner_url: str) -> Iterator[tuple[str, str, str]]:
    """The address of a service, the key of an office, and the key of a dealer."""
    with a_service(owner_url, "schemathesis", **UNHINDERED) as service, nobody_waiting():
        server = make_server("127.0.0.1", 0, service.app, threaded=True, request_handler=_Quiet)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.port}", service.keys[Role.OFFICE], service.keys[Role.DEALER]
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("who", CALLERS)
def test_schemathesis_finds_nothing(served: tuple[str, str, str], tmp_path: Path, who: str) -> None:
    address, office, dealer = served
    program = Path(sysconfig.get_path("scripts")) / "schemathesis"
    if not program.exists():
        pytest.skip(f"schemathesis is not installed beside {sys.executable}")
    command = [
        str(program),
        f"--config-file={FOLDER / 'schemathesis.toml'}",
        "run",
        f"{address}/api/v1/openapi.json",
        f"--header=Authorization: Bearer {office if who == 'office' else dealer}",
        f"--max-examples={EXAMPLES}",
        f"--phases={PHASES}",
        f"--request-timeout={PATIENCE_SECONDS}",
        f"--seed={SEED}",
        "--generation-database=none",
        "--warnings=off",
        "--no-color",
    ]
    environment = os.environ | {"SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": str(FOLDER)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    counted = re.search(r"([\d,]+) generated", done.stdout)
    assert counted is not None, done.stdout[-2000:]
    assert int(counted[1].replace(",", "")) >= 100, "the description is asked for real"
    sys.stdout.write(f"schemathesis: {counted[0]} as {who}\n")
