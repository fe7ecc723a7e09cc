"""How the reading child ends, for real: killed, frozen, out of time or memory; and whose doing each end is."""

import errno
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from importers.limits import Limits
from importers.results import Expectation, FileFacts, Refused
from importers.sandbox import catalogue_reader, endings, reader
from importers.sandbox.starting import Child
from tests import raw_workbooks as raw

BUSES = Expectation(unit="410100", category="bus", event="new")
MOMENT = 0.2
"""Seconds that nobody waits for in vain but where a child stands still."""


def stream(
    path: Path, *, limits: Limits | None = None, catalogue: Mapping[str, str] | None = None
) -> Iterator[reader.Frame]:
    return reader.stream(
        path, name="a.xlsx", expectation=BUSES, today=date(2025, 6, 1), limits=limits, catalogue=catalogue
    )


def child_that(monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    monkeypatch.setattr(reader, "_START", f"import os, sys; {does}")


def reader_that(monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    """Start readers in which an expression stands for the understanding of the workbook."""
    child_that(
        monkeypatch,
        "sys.path.insert(0, sys.argv[1]); import importers.sandbox.child as c, itertools;"
        f" c.find_layout = lambda *_: {does}; c.main()",
    )


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[Child]:
    """The children that are started from now on."""
    started: list[Child] = []
    start = reader._start  # noqa: SLF001 (the one place where children begin)

    def noting(module: str) -> Child:
        started.append(start(module))
        return started[-1]

    monkeypatch.setattr(reader, "_start", noting)
    return started


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch, children: list[Child]) -> list[Child]:
    """The children that are started from now on, frozen before they take their job."""
    start = reader._start  # noqa: SLF001 (see above)

    def freezing(module: str) -> Child:
        child = start(module)
        os.kill(child.pid, signal.SIGSTOP)
        return child

    monkeypatch.setattr(reader, "_start", freezing)
    return children


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return raw.xlsx(tmp_path / "upload", raw.vehicle_rows(3))


@pytest.fixture
def lasting(tmp_path: Path) -> Path:
    """A file whose frames do not fit into the pipe: its reader cannot be done before we are."""
    return raw.xlsx(tmp_path / "upload", raw.vehicle_rows(5000))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGUSR1])
def test_a_reader_killed_midway_stops_the_reading_and_blames_nobody(
    lasting: Path, children: list[Child], number: signal.Signals
) -> None:
    frames = stream(lasting)
    assert isinstance(next(frames), FileFacts)
    os.kill(children[0].pid, number)
    with pytest.raises(reader.ReaderStopped, match="killed"):
        list(frames)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process be the first to go")
def test_a_reader_is_the_first_to_go_where_memory_runs_out(lasting: Path, children: list[Child]) -> None:
    frames = stream(lasting)
    assert isinstance(next(frames), FileFacts)
    assert Path(f"/proc/{children[0].pid}/oom_score_adj").read_text() == "1000\n"
    assert isinstance(list(frames)[-1], reader.Done)


def test_a_reader_frozen_midway_is_given_up_and_ended(
    lasting: Path, children: list[Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    talks: list[reader._Talk] = []
    talk = reader._Talk  # noqa: SLF001 (a test that waits for minutes would not be run)

    def noting(child: Child, job: memoryview, *, patience: float) -> reader._Talk:
        talks.append(talk(child, job, patience))
        return talks[-1]

    monkeypatch.setattr(reader, "_Talk", noting)
    frames = stream(lasting)
    assert isinstance(next(frames), FileFacts)
    os.kill(children[0].pid, signal.SIGSTOP)
    talks[0].patience = MOMENT
    with pytest.raises(reader.ReaderStopped, match="silent"):
        list(frames)
    assert children[0].returncode == -signal.SIGKILL


def test_a_reader_that_stands_still_is_not_waited_for_as_long_as_one_that_works(
    lasting: Path, children: list[Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_LOOK_SECONDS", MOMENT / 10)
    monkeypatch.setattr(reader, "STALLED_SECONDS", MOMENT)
    frames = stream(lasting, limits=Limits(wall_seconds=3600.0))
    assert isinstance(next(frames), FileFacts)
    os.kill(children[0].pid, signal.SIGSTOP)
    with pytest.raises(reader.ReaderStopped, match="silent"):
        list(frames)
    assert children[0].returncode == -signal.SIGKILL


def test_a_reader_that_works_without_a_word_is_waited_for(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_LOOK_SECONDS", MOMENT / 10)
    monkeypatch.setattr(reader, "STALLED_SECONDS", 2 * MOMENT)
    reader_that(monkeypatch, "all(itertools.repeat(1))")
    *_, last = stream(small, limits=Limits(seconds=4 * MOMENT))
    assert last == Refused("unsafe", {"why": "time"})


def test_a_reader_frozen_before_it_takes_a_long_job_is_given_up(small: Path, frozen: list[Child]) -> None:
    models = {f"ZK6105BEVG{number}": "bev" for number in range(20_000)}  # more than a pipe holds
    with pytest.raises(reader.ReaderStopped, match="silent"):
        list(stream(small, limits=Limits(wall_seconds=MOMENT), catalogue=models))
    assert frozen[0].returncode == -signal.SIGKILL


def test_a_catalogue_whose_reader_stands_still_is_not_blamed(
    small: Path, frozen: list[Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue_reader, "limits_for", lambda _size: Limits(wall_seconds=MOMENT))
    with pytest.raises(reader.ReaderStopped, match="silent"):
        catalogue_reader.read_catalogue_file(small)
    assert frozen[0].returncode == -signal.SIGKILL


def test_a_reader_held_up_for_longer_than_its_processor_time_still_reads_the_file(
    small: Path, frozen: list[Child]
) -> None:
    def let_go() -> None:
        os.kill(frozen[0].pid, signal.SIGCONT)

    limits = Limits(seconds=1.0)
    threading.Timer(1.2, let_go).start()
    assert list(stream(small, limits=limits))[-1] == reader.Done(3)


def test_a_file_that_uses_up_its_processor_time_is_refused(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader_that(monkeypatch, "all(itertools.repeat(1))")
    *_, last = stream(small, limits=Limits(seconds=0.5))
    assert last == Refused("unsafe", {"why": "time"})


def test_the_time_a_consumer_takes_does_not_count(lasting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    late = 0.0
    clock = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: clock() + late)
    frames = []
    for frame in stream(lasting):
        frames.append(frame)
        late += 10_000
    assert frames[-1] == reader.Done(5000)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not hold limits on the address space")
@pytest.mark.parametrize("spare", [8 << 30, 8 << 20])
def test_a_file_is_blamed_for_its_need_of_memory_only_where_the_machine_had_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spare: int
) -> None:
    path, limits = raw.xlsx(tmp_path / "upload", raw.vehicle_rows(20_000)), Limits(memory_bytes=40 << 20)
    monkeypatch.setattr(endings, "spare_memory_bytes", lambda: spare)
    if spare > limits.memory_bytes:
        assert list(stream(path, limits=limits))[-1] == Refused("unsafe", {"why": "memory"})
        return
    with pytest.raises(reader.ReaderStopped, match="memory"):
        list(stream(path, limits=limits))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much memory is left")
def test_the_spare_memory_of_this_machine_is_known() -> None:
    spare = endings.spare_memory_bytes()
    assert spare is not None
    assert spare > 1 << 20


def test_a_machine_that_starts_no_process_is_no_fault_of_the_file(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object, **__: object) -> Child:
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))

    monkeypatch.setattr(reader, "start", no_room)
    with pytest.raises(reader.ReaderStopped, match="memory"):
        list(stream(small))


@pytest.mark.parametrize(
    ("death", "refused"),
    [
        ("os.abort()", Refused("unsafe", {"why": "memory"})),
        (f"os.kill(os.getpid(), {int(signal.SIGSEGV)})", Refused("damaged")),
        (f"os.kill(os.getpid(), {int(signal.SIGBUS)})", Refused("damaged")),
        (f"os.kill(os.getpid(), {int(signal.SIGXCPU)})", Refused("unsafe", {"why": "time"})),
        ("print('not a frame'); sys.stdout.flush()", Refused("unsafe")),
        ('print(\'{"kind": "block", "rows": 1}\'); sys.stdout.flush()', Refused("unsafe")),
    ],
)
def test_every_death_that_a_file_can_cause_becomes_its_refusal(
    small: Path, monkeypatch: pytest.MonkeyPatch, death: str, refused: Refused
) -> None:
    child_that(monkeypatch, f"sys.stdin.read(); {death}")
    assert list(stream(small)) == [refused]


def test_a_fault_of_our_own_is_raised_and_not_blamed_on_the_file(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader_that(monkeypatch, "1 / 0")
    with pytest.raises(reader.ReaderBroke, match=r"ZeroDivisionError\n(.*\n)*.*child\.py"):
        list(stream(small))


def test_a_reader_that_ends_without_a_word_is_a_fault_of_our_own(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child_that(monkeypatch, "sys.stdin.read()")
    with pytest.raises(reader.ReaderBroke, match="exit status 0"):
        list(stream(small))


def test_a_reader_that_complains_at_length_is_heard_and_not_held_up(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child_that(
        monkeypatch, "sys.stderr.write('line\\n' * 100_000 + 'the end'); sys.stderr.flush(); os._exit(70)"
    )
    with pytest.raises(reader.ReaderBroke, match=r"the end$"):
        list(stream(small))


def test_a_reader_that_closes_its_output_and_lingers_is_given_up(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child_that(monkeypatch, "import time; sys.stdin.read(); os.close(1); time.sleep(600)")
    with pytest.raises(reader.ReaderStopped, match="silent"):
        list(stream(small, limits=Limits(wall_seconds=1.0)))
