"""A secret key that is soon guessed: no server starts with it, and all else goes on, so that it can be changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from fleetsvc.cli import main
from fleetsvc.commands.operations.doctor_checks import machine_checks
from fleetsvc.services.operations.checks import Status
from fleetsvc.settings import SettingUnusable, read_settings, secret_key, servers_key

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"
SHORT = "x" * 31
SERVERS = {
    "serve": ("-m", "fleetsvc", "serve", "--port", "1"),
    "wsgi": ("-c", "import runpy; runpy.run_path('wsgi.py')"),
    "web process": ("-c", "from fleetsvc.commands.operations.web_process import loaded; loaded()"),
}
WITHOUT = {
    "backup": 0,
    "doctor": 1,  # which tells of the key
    "receipts rotate": 0,
    "keys rotate": 0,
    "user list": 0,
    "migrate": 0,
}


def said_by(*command: str, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        (sys.executable, *command),
        cwd=ROOT,
        env=os.environ | environment,
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def placed(place: str, key: str, folder: Path) -> dict[str, str]:
    """The environment that gives a key in one of its places."""
    file = folder / "secret.key"
    file.write_text(f"{key}\n", encoding="utf-8")
    return {
        "FLEETSVC_SECRET_KEY": {"FLEETSVC_SECRET_KEY": key, "FLEETSVC_DATABASE_URL": NOWHERE},
        "FLEETSVC_SECRET_KEY_FILE": {"FLEETSVC_SECRET_KEY_FILE": str(file), "FLEETSVC_DATABASE_URL": NOWHERE},
        "data directory": {"FLEETSVC_DATA_DIR": str(folder)},
    }[place]


@pytest.mark.parametrize("given", ["a", "changeme", SHORT])
@pytest.mark.parametrize("place", ["FLEETSVC_SECRET_KEY", "FLEETSVC_SECRET_KEY_FILE", "data directory"])
def test_a_short_key_is_read_yet_serves_nobody_wherever_it_is_kept(
    tmp_path: Path, given: str, place: str
) -> None:
    settings = read_settings(placed(place, given, tmp_path))
    assert secret_key(settings) == given
    with pytest.raises(SettingUnusable, match=r"a key of fewer than 32 signs .*token_urlsafe\(48\)"):
        servers_key(settings)
    told = {check.name: check for check in machine_checks(settings)}["secret-key"]
    assert told.status is Status.FAIL
    assert told.remedy is not None
    assert "fewer than 32 signs" in told.remedy.en
    long = read_settings(placed(place, given + "y" * 32, tmp_path))
    assert servers_key(long) == given + "y" * 32
    assert {check.name: check for check in machine_checks(long)}["secret-key"].status is Status.OK


@pytest.mark.parametrize("server", SERVERS)
def test_no_server_starts_with_a_short_key(server: str, tmp_path: Path) -> None:
    told = {"FLEETSVC_DATABASE_URL": NOWHERE, "FLEETSVC_DATA_DIR": str(tmp_path)}
    status, said = said_by(*SERVERS[server], FLEETSVC_SECRET_KEY=SHORT, **told)
    assert status != 0
    assert "a key of fewer than 32 signs is soon guessed" in said


@pytest.mark.parametrize("command", WITHOUT)
def test_other_commands_go_on_with_a_short_key(command: str, own_owner_url: str, tmp_path: Path) -> None:
    arguments = [*command.split(), *([str(tmp_path / "kept.dump")] if command == "backup" else [])]
    told = {"FLEETSVC_DATABASE_URL": own_owner_url, "FLEETSVC_DATA_DIR": str(tmp_path)}
    done = CliRunner().invoke(main, arguments, env=told | {"FLEETSVC_SECRET_KEY": SHORT})
    assert isinstance(done.exception, SystemExit | None), done.exception
    assert done.exit_code == WITHOUT[command], done.output
    assert ("fewer than 32 signs" in done.output) is (command == "doctor")
