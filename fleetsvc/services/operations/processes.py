"""The processes of the service on all hosts: each gives a sign of life, by the database's clock."""

import os
import socket
import uuid
from datetime import timedelta
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

WEB: Final = "web"
WORKER: Final = "worker"
ALIVE_FOR: Final = timedelta(seconds=30)
"""A process not seen for so long is taken to be gone; signs of life come every few seconds."""
_REMEMBERED_FOR: Final = timedelta(days=1)

_BEAT: Final = text("""
    INSERT INTO running_process (name, kind, started_at, seen_at)
    VALUES (:name, :kind, clock_timestamp(), clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at
""")
_FORGET: Final = text("DELETE FROM running_process WHERE seen_at < clock_timestamp() - :age")
_ALIVE: Final = text("""
    SELECT count(*) FROM running_process WHERE kind = :kind AND seen_at > clock_timestamp() - :age
""")
_END: Final = text("DELETE FROM running_process WHERE name = :name")


def process_name() -> str:
    """Return a name no other process has, not even a later one of the same process number."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def beat(session: Session, name: str, *, kind: str) -> None:
    """Give a sign of life; what was not seen for a day is forgotten."""
    connection = session.connection()
    connection.execute(_BEAT, {"name": name, "kind": kind})
    connection.execute(_FORGET, {"age": _REMEMBERED_FOR})


def end(session: Session, name: str) -> bool:
    """Strike out a process that ends in order; return whether it had given a sign of life."""
    return session.connection().execute(_END, {"name": name}).rowcount > 0


def count_alive(session: Session, *, kind: str) -> int:
    """Return how many processes of a kind gave a sign of life lately."""
    return int(session.connection().execute(_ALIVE, {"kind": kind, "age": ALIVE_FOR}).scalar_one())
