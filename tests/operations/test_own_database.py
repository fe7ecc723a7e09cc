"""A PostgreSQL of the operator's own, set up as docs/operating.md tells: everything works, as the lesser role."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fleetsvc.cli import main
from tests.own_server import OwnServer, an_own_server, installed_programs
from tests.upload_cases import a_file, a_row

pytestmark = pytest.mark.slow(24)


@pytest.fixture(scope="module", params=installed_programs())
def server(request: pytest.FixtureRequest) -> Iterator[OwnServer]:
    with an_own_server(installed_programs()[request.param]) as opened:
        yield opened


def fleetsvc(url: str, *arguments: str) -> tuple[int, str]:
    """Run a command in this process; that each also starts as one of its own is shown elsewhere."""
    environment = {
        "FLEETSVC_DATABASE_URL": url,
        "FLEETSVC_SECRET_KEY": "of no worth " * 4,
        "LC_ALL": "en_GB.UTF-8",
    }
    done = CliRunner().invoke(main, list(arguments), env=environment)
    return done.exit_code, done.stdout or done.stderr


def answer(url: str, *arguments: str) -> Any:
    status, said = fleetsvc(url, *arguments, "--json")
    assert status == 0, said
    return json.loads(said)


def test_an_operators_own_database_serves_from_migration_to_backup(server: OwnServer, tmp_path: Path) -> None:
    login = server.url()
    assert fleetsvc(login, "rank", "--period", "2025") == (
        4,
        "The database has no tables yet. Run fleetsvc migrate first.\n",
    )
    assert fleetsvc(server.owner_url(), "migrate")[0] == 0
    assert fleetsvc(login, "migrate")[0] == 0, "nothing is pending: the lesser role may ask"
    assert answer(login, "user", "add", "--name", "first", "--role", "admin")["name"] == "first"
    assert {check["name"]: check["status"] for check in answer(login, "doctor")["checks"]} | {
        "disk": "ok",
        "working-days": "ok",  # how far the calendar is known is a matter of the day on which this runs
    } == (
        dict.fromkeys(
            [
                "python",
                "disk",
                "boundaries",
                "secret-key",
                "time-zones",
                "working-days",
                "database",
                "clock",
                "migrations",
                "role",
                "walls",
                "work",
                "accounts",
                "uploads",
                "documents",
                "clock-alarms",
                "editions",
                "replay",
                "counts",
                "receipt-key",
                "webhooks",
                "mail",
                "sources",
                "keys",
                "expiring-keys",
                "jobs",
                "backup",
            ],
            "ok",
        )
    )
    file = tmp_path / "a.csv"
    file.write_bytes(a_file(*(a_row(number) for number in range(1, 31))))
    report = answer(login, "import", str(file), "--unit", "410100")
    assert (report["upload"]["status"], report["rows"]["accepted"]) == ("accepted", 30)
    lines = answer(login, "rank", "--period", "2025")["lines"]
    assert {line["unit"]: line["governed"] for line in lines if line["governed"]} == {"410100": 30}
    dump = tmp_path / "a.dump"
    assert fleetsvc(login, "backup", str(dump))[0] != 0, "the lesser role does not see everything"
    assert fleetsvc(server.owner_url(), "backup", str(dump))[0] == 0
    assert fleetsvc(server.owner_url(), "restore", "--replace", str(dump))[0] == 0
    assert answer(login, "rank", "--period", "2025")["lines"] == lines
