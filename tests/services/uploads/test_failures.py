"""Whose fault a failed attempt is: of what the file holds, or of the machine."""

import errno

import psycopg
import pytest
from sqlalchemy.exc import DataError, InterfaceError, OperationalError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from fleetsvc.services.law.rulebooks import NoActiveRulebook
from fleetsvc.services.uploads.failures import SAID, Failure, failure_of, refusal_of
from importers.findings import refusals
from importers.sandbox import reader

OF_THE_FILE: list[tuple[Exception, Failure]] = [
    (reader.ReaderBroke("KeyError\nimporters/cells.py:1 f"), Failure.READER_BROKE),
    (KeyError("vin"), Failure.UNFORESEEN),
    (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogate"), Failure.NOT_STORABLE),
    (psycopg.DataError("a NUL, refused by the driver"), Failure.NOT_STORABLE),
    (psycopg.errors.UntranslatableCharacter("a NUL in JSON"), Failure.NOT_STORABLE),
    (psycopg.errors.ProgramLimitExceeded("an index row"), Failure.NOT_STORABLE),
    (psycopg.errors.CheckViolation("a constraint"), Failure.NOT_STORABLE),
    (DataError("INSERT", {}, psycopg.errors.NumericValueOutOfRange("a number")), Failure.NOT_STORABLE),
]
OF_THE_MACHINE: list[tuple[Exception, Failure]] = [
    (reader.ReaderStopped("killed"), Failure.READER_KILLED),
    (reader.ReaderStopped("silent"), Failure.READER_SILENT),
    (reader.ReaderStopped("memory"), Failure.MEMORY),
    (OSError(errno.ENOSPC, "full"), Failure.DISK_FULL),
    (psycopg.errors.DiskFull("full"), Failure.DISK_FULL),
    (PermissionError(errno.EACCES, "closed"), Failure.HOST),
    (MemoryError(), Failure.HOST),
    (psycopg.OperationalError("gone"), Failure.DATABASE),
    (psycopg.errors.DeadlockDetected("again"), Failure.DATABASE),
    (psycopg.errors.QueryCanceled("too slow"), Failure.DATABASE),
    (psycopg.errors.UndefinedTable("another release"), Failure.DATABASE),
    (OperationalError("SELECT", {}, psycopg.errors.AdminShutdown("stopped")), Failure.DATABASE),
    (InterfaceError("SELECT", {}, psycopg.InterfaceError("closed")), Failure.DATABASE),
    (PendingRollbackError("invalid"), Failure.DATABASE),
    (NoFreeConnection("none free"), Failure.DATABASE),
    (NoActiveRulebook("henan"), Failure.NO_RULEBOOK),
]


@pytest.mark.parametrize(("problem", "failure"), OF_THE_FILE, ids=lambda value: type(value).__name__)
def test_what_the_file_holds_is_laid_to_it(problem: Exception, failure: Failure) -> None:
    assert (failure_of(problem), failure.is_of_the_file) == (failure, True)


@pytest.mark.parametrize(("problem", "failure"), OF_THE_MACHINE, ids=lambda value: type(value).__name__)
def test_the_state_of_the_machine_is_not(problem: Exception, failure: Failure) -> None:
    assert (failure_of(problem), failure.is_of_the_file) == (failure, False)


def test_every_failure_has_its_words_and_each_of_the_file_a_refusal_with_a_way_out() -> None:
    assert set(SAID) == set(Failure)
    for failure in Failure:
        if failure.is_of_the_file:
            message = refusals.message(refusal_of(failure))
            assert "重新上传" in message.zh
            assert "upload" in message.en
