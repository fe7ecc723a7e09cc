"""A folder of each process's own for what it writes aside: uploads that are read, copies and exports that are made.

It lies in the data directory and is closed to all other accounts. Every temporary file of the process and of the
readers it starts is made there. A process that ends takes its folder with it; what a killed one left is thrown
away by the next that starts, on whichever host: a folder whose lock is free has no living owner.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

import structlog

from fleetsvc.database import file_locks
from fleetsvc.settings import SettingUnusable

_OWN: Final = "of-"
_LOCK: Final = "lock"
_TURN: Final = "turn"

_log = structlog.get_logger("fleetsvc.workplace")


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """Have all temporary files of this process made in a folder of its own below ``folder``, until the block ends.

    Throws away first what killed processes left. Raises SettingUnusable where ``folder`` is not ours to use.
    """
    try:
        own, lock = _moved_in(folder)
    except OSError as problem:
        raise SettingUnusable(
            f"FLEETSVC_WORK_DIR: {problem.strerror}: {problem.filename or folder}"
        ) from problem
    before = tempfile.tempdir, os.environ.get("TMPDIR")
    tempfile.tempdir = os.environ["TMPDIR"] = str(
        own
    )  # the readers that we start are told by the environment
    try:
        yield own
    finally:
        tempfile.tempdir = before[0]
        _set("TMPDIR", before[1])
        shutil.rmtree(own, ignore_errors=True)  # what a dying reader still writes is thrown away by the next
        os.close(lock)


def work_there(folder: Path) -> None:
    """Do as ``workplace`` until this process ends; call it after a server's process has forked."""
    stack, process = ExitStack(), os.getpid()
    stack.enter_context(workplace(folder))
    atexit.register(lambda: stack.close() if os.getpid() == process else None)


def _moved_in(folder: Path) -> tuple[Path, int]:
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)  # refused where it is somebody else's
    # One at a time: a folder that has no lock yet is not one that nobody owns.
    with file_locks.turn(folder / _TURN):
        _throw_away(folder)
        own = Path(tempfile.mkdtemp(prefix=_OWN, dir=folder))
        lock = file_locks.try_alone(own / _LOCK)
    assert lock is not None  # noqa: S101 (made a moment ago, nobody else knows its name)
    return own, lock


def _throw_away(folder: Path) -> None:
    left = [place for place in folder.glob(f"{_OWN}*") if _thrown_away(place)]
    if left:
        _log.warning("thrown away what killed processes left", folder=str(folder), count=len(left))


def _thrown_away(place: Path) -> bool:
    with suppress(FileNotFoundError):  # its owner has just taken it away
        lock = file_locks.try_alone(place / _LOCK)
        if lock is None:
            return False
        shutil.rmtree(place, ignore_errors=True)
        os.close(lock)
        return True
    return False


def _set(name: str, value: str | None) -> None:
    if value is None:
        del os.environ[name]
    else:
        os.environ[name] = value
