"""Checks that are made one by one, so that none that fails itself hides another."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import structlog
from sqlalchemy.engine import Connection

from fleetsvc.database.states import sqlstate_of
from fleetsvc.services.operations.checks import Check, Status
from rules.wording import Text

_log = structlog.get_logger()
_SAYS: Final = Text("检查“{name}”未能进行：{why}", "the check {name} could not be made: {why}")
_REMEDY: Final = Text(
    "请看日志中的 check failed，并运行 fleetsvc doctor",
    "see check failed in the log, and run fleetsvc doctor",
)

Looks = Mapping[str, Callable[[Connection], Check]]
"""What is asked of the database, by the name of its line."""


def each_check(connection: Connection, looks: Looks) -> Iterator[Check]:
    """Make each of some checks; one that fails is itself what is found. Raises where the connection is lost."""
    for name, look in looks.items():
        try:
            with connection.begin_nested():
                found = look(connection)
        except Exception as problem:
            if connection.invalidated:
                raise
            found = _failed(name, problem)
        yield found


def looked(name: str, look: Callable[[], Iterable[Check]]) -> list[Check]:
    """Look at something of the host; a look that fails is itself what is found."""
    try:
        return list(look())
    except Exception as problem:  # noqa: BLE001 (of whatever kind: it is told)
        return [_failed(name, problem)]


def _failed(name: str, problem: Exception) -> Check:
    """Tell of a failure by its kind, never by its data."""
    why = f"{type(problem).__name__} {sqlstate_of(problem) or ''}".rstrip()
    _log.error("check failed", check=name, failure=why)
    return Check(name, Status.FAIL, _SAYS.fill(name=name, why=why), _REMEDY)
