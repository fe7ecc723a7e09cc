"""A PostgreSQL of the operator's own, reached over TCP with passwords: for tests of what is not embedded."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fleetsvc.database.embedded_programs import program
from tests.data_dirs import fast_place

ROOT = Path(__file__).resolve().parents[1]
OWNER_PASSWORD, LOGIN_PASSWORD = "o'w@n:er/1%", "login-2"


@dataclass(frozen=True)
class OwnServer:
    """A running server with the roles and the database of deploy/database.sql; ``host`` is one of its addresses."""

    host: str
    port: int

    def url(self, host: str | None = None) -> str:
        """The URL that the service is given."""
        return f"postgresql://fleetsvc_login:{LOGIN_PASSWORD}@{host or self.host}:{self.port}/fleetsvc"

    def postgres_url(self) -> str:
        """The administrator's URL."""
        return f"postgresql://postgres:admin@{self.host}:{self.port}/postgres"

    def owner_url(self) -> str:
        """The URL for migrations and backups."""
        password = "o%27w%40n%3Aer%2F1%25"
        return f"postgresql://fleetsvc_owner:{password}@{self.host}:{self.port}/fleetsvc"


def installed_programs() -> dict[str, Path]:
    """The servers there are to try: Debian's by their version, and the one that we embed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = {f"debian-{path.parts[-3]}": path.parent for path in debian if int(path.parts[-3]) >= 15}
    return found | {"wheel": program("initdb").parent}


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody listens at."""
    with socket.create_server((host, 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def an_own_server(
    programs: Path, *, hosts: Sequence[str] = ("127.0.0.1",), network: str = ""
) -> Iterator[OwnServer]:
    """Run a fresh server at some addresses; ``network`` may connect beside loopback."""
    folder = Path(tempfile.mkdtemp(prefix="fleetsvc-own-", dir=fast_place()))
    account = pwd.getpwnam("nobody").pw_uid if os.getuid() == 0 else None  # PostgreSQL does not run as root
    if account is not None:
        os.chown(folder, account, -1)
    data, server = folder / "data", OwnServer(hosts[0], free_port(hosts[0]))
    (folder / "password").write_text("admin")

    def run(name: str, *arguments: str) -> None:
        subprocess.run(
            [str(programs / name), *arguments],
            check=True,
            user=account,
            cwd=folder,
            capture_output=True,
            text=True,
        )

    try:
        run(
            "initdb",
            "-D",
            str(data),
            "-U",
            "postgres",
            "-A",
            "scram-sha-256",
            "--pwfile",
            str(folder / "password"),
        )
        if network:
            with (data / "pg_hba.conf").open("a") as rules:
                rules.write(f"host all all {network} scram-sha-256\n")
        options = f"-p {server.port} -k {folder} -c listen_addresses={','.join(hosts)} -c fsync=off"
        run("pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            set_up(programs, server)
            yield server
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def set_up(programs: Path, server: OwnServer) -> None:
    """Make roles and database as docs/operating.md tells."""
    variables = ["-v", f"owner_password={OWNER_PASSWORD}", "-v", f"login_password={LOGIN_PASSWORD}"]
    where = ["-X", "-v", "ON_ERROR_STOP=1", "-h", server.host, "-p", str(server.port), "-U", "postgres"]
    subprocess.run(
        [str(programs / "psql"), *where, *variables, "-f", str(ROOT / "deploy" / "database.sql")],
        check=True,
        env=os.environ | {"PGPASSWORD": "admin"},
        capture_output=True,
    )
