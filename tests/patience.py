"""Waiting for what other processes and threads bring about: the one place where tests look at a clock."""

import time
from collections.abc import Callable

import psycopg

PATIENCE_SECONDS = 120.0
"""A machine may be busy with much else: so long is no verdict on how fast something is."""
_LOOK_SECONDS = 0.02


def wait_until(reached: Callable[[], object], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Ask again and again until something is so; the test fails when it has not become so in time."""
    until = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(_LOOK_SECONDS)


def wait_for_lock(url: str) -> None:
    """Wait until somebody waits for an advisory lock of a database."""
    query = (
        "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        wait_until(lambda: connection.execute(query).rowcount)


def wait_for_row(url: str) -> None:
    """Wait until somebody waits for a row of a database that another transaction has changed or holds."""
    query = (
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        " AND wait_event IN ('transactionid', 'tuple')"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        wait_until(lambda: connection.execute(query).rowcount)
