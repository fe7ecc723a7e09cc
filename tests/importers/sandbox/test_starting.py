"""Children are forked from a process that has loaded their code: each is its own, and the process can be lost."""

import errno
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from importers.sandbox import starting
from importers.sandbox.forking import BEGUN
from importers.sandbox.starting import Child, Gone, start

MODULE = "importers.sandbox.frames"
SAYS_ITS_NUMBER = "import os; print(os.getpid(), os.getppid(), os.getsid(0))"


@pytest.fixture(autouse=True)
def _origins(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test begins without a process to fork from, and leaves none."""
    own = starting._Origins()  # noqa: SLF001 (those of this process serve the other tests)
    monkeypatch.setattr(starting, "_ORIGINS", own)
    yield
    own.close()


def said(child: Child) -> str:
    words = child.stdout.readall().decode().strip()
    assert child.wait() == 0, child.stderr.readall()
    child.end()
    return words


def numbers() -> list[int]:
    return [int(number) for number in said(start(MODULE, SAYS_ITS_NUMBER)).split()]


def origins() -> list[starting._Origin]:
    return list(starting._ORIGINS.known.values())  # noqa: SLF001 (only there they stand)


def origin() -> int:
    return origins()[-1].process.pid


def test_children_are_processes_and_sessions_of_their_own_and_share_where_they_come_from() -> None:
    (first, _, session), before = numbers(), origin()
    (second, _, _), after = numbers(), origin()
    assert first != second
    assert session == first
    assert before == after


def test_what_a_child_leaves_in_its_memory_is_not_there_for_the_next() -> None:
    leaves = "import importers.sandbox.frames as f; print(hasattr(f, 'left')); f.left = 1"
    assert [said(start(MODULE, leaves)) for _ in range(2)] == ["False", "False"]


@pytest.mark.parametrize(
    ("program", "status"),
    [
        ("pass", 0),
        ("import sys; sys.exit(7)", 7),
        ("import os; os._exit(70)", 70),
        ("import os; os.abort()", -signal.SIGABRT),
        ("raise ValueError", 1),
    ],
)
def test_how_a_child_ended_is_told(program: str, status: int) -> None:
    child = start(MODULE, program)
    assert child.wait() == status
    assert (b"ValueError" in child.stderr.readall()) is (status == 1)
    child.end()


def test_what_a_child_worked_is_told() -> None:
    child = start(MODULE, "import time\nwhile time.process_time() < 0.2: pass")
    child.wait()
    child.end()
    assert child.processor_seconds >= 0.2
    assert child.peak_memory > 0


def test_a_child_that_goes_on_is_not_waited_for_longer_than_asked_and_ends_when_told() -> None:
    child = start(MODULE, "import time; time.sleep(60)")
    with pytest.raises(TimeoutError):
        child.wait(0.01)
    child.end()
    assert child.returncode == -signal.SIGKILL


def end(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def stop_at_the_door(_pid: int) -> None:
    origins()[-1].door.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("lose", [end, stop_at_the_door])
def test_where_the_process_they_come_from_is_lost_another_is_started(lose: Callable[[int], None]) -> None:
    numbers()
    lost = origin()
    lose(lost)
    numbers()
    assert origin() != lost


def test_many_at_once_get_a_child_each() -> None:
    with ThreadPoolExecutor(8) as pool:
        found = [future.result()[0] for future in [pool.submit(numbers) for _ in range(24)]]
    assert len(set(found)) == 24


def test_a_process_that_was_forked_has_children_of_its_own() -> None:
    numbers()
    ours = origin()
    pid = os.fork()
    if pid == 0:  # pragma: no cover (in another process)
        try:
            starting._ORIGINS.forget()  # noqa: SLF001 (those of the tests are not those that are told of forks)
            numbers()
            os._exit(0 if origin() != ours else 3)
        finally:
            os._exit(4)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    numbers()
    assert origin() == ours


def answering(told: bytes) -> starting._Origin:
    """A process to fork from that reports something and forks nothing."""
    near, far = socket.socketpair()

    def report() -> None:
        _, pipes, _, _ = socket.recv_fds(far, 4096, 4)
        os.write(pipes[3], told)
        for pipe in pipes:
            os.close(pipe)
        far.close()

    threading.Thread(target=report).start()
    return starting._Origin(None, near)  # type: ignore[arg-type]  # noqa: SLF001


def test_a_machine_without_room_says_so() -> None:
    told = answering(BEGUN.pack(-errno.EAGAIN))
    with pytest.raises(OSError, match=os.strerror(errno.EAGAIN)) as trouble:
        told.fork("pass")
    assert trouble.value.errno == errno.EAGAIN
    told.door.close()


def test_a_report_that_never_comes_is_a_process_that_is_gone() -> None:
    told = answering(b"")
    with pytest.raises(Gone):
        told.fork("pass")
    told.door.close()
