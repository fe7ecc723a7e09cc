"""The processes of the service on all hosts: each gives a sign of life, by the database's clock."""

import os
import socket
import uuid
from datetime import timedelta
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.clock import Reading
from fleetsvc.services.common.liveness import ALIVE_FOR

WEB: Final = "web"
WORKER: Final = "worker"
_REMEMBERED_FOR: Final = timedelta(days=1)

_BEAT: Final = text("""
    INSERT INTO running_process (name, kind, started_at, seen_at, clock_ahead_seconds, clock_jumped_seconds)
    VALUES (:name, :kind, clock_timestamp(), clock_timestamp(),
        extract(epoch FROM cast(:now AS timestamptz) - clock_timestamp()), :jumped)
    ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at,
        clock_ahead_seconds = excluded.clock_ahead_seconds, clock_jumped_seconds = excluded.clock_jumped_seconds
""")
_FORGET: Final = text("DELETE FROM running_process WHERE seen_at < clock_timestamp() - :age")
_ALIVE: Final = text("""
    SELECT count(*) FROM running_process WHERE kind = :kind AND seen_at > clock_timestamp() - :age
""")
_END: Final = text("DELETE FROM running_process WHERE name = :name")


def process_name() -> str:
    """Return a name no other process has, not even a later one of the same process number."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def beat(session: Session, name: str, *, kind: str, reading: Reading) -> None:
    """Give a sign of life with a reading of the process's clock, made just now; forget who was not seen for a day."""
    connection = session.connection()
    told = {"now": reading.now, "jumped": reading.jumped_seconds}
    connection.execute(_BEAT, {"name": name, "kind": kind} | told)
    connection.execute(_FORGET, {"age": _REMEMBERED_FOR})


def end(session: Session, name: str) -> bool:
    """Strike out a process that ends in order; return whether it had given a sign of life."""
    return session.connection().execute(_END, {"name": name}).rowcount > 0


def count_alive(session: Session, *, kind: str) -> int:
    """Return how many processes of a kind gave a sign of life lately."""
    return int(session.connection().execute(_ALIVE, {"kind": kind, "age": ALIVE_FOR}).scalar_one())
