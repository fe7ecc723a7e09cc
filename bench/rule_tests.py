"""The tests of the rules in a process of their own: what each of them calls, and which one notices a change.

Each runs in a fresh process, before which nothing of the rules was imported: what reads, builds or remembers at import
does so with the change in it. Nothing is copied or written; the changed file is in memory alone.
"""

import cProfile
import functools
import importlib
import os
import resource
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from types import CodeType, FrameType
from typing import Any, Final

import hypothesis
import pytest

from bench.wrong_change import ROOT, change, module_name

TESTS: Final = ("rules", "rules/identifiers", "tests/rules", "tests/golden")
OWN_TEST: Final = "test_mutants.py"
"""The test of the program that tries the mutants: it is about no rule."""
_OURS: Final = ("rules", "fleetsvc", "tests")
_OPTIONS: Final = (
    *("-q", "-x", "--noconftest", "--assert=plain", "-m", "not slow"),
    *(part for name in ("cacheprovider", "randomly", "xdist") for part in ("-p", f"no:{name}")),
)
SLACK_SECONDS: Final = 20
SLOWER: Final = 5
"""A change with which tests take so many times as long, and the slack, makes something endless: it is noticed."""
MOST_BYTES: Final = 3 * 1024**3
ENDLESS: Final = "endless"
IMPORT: Final = "import"

Place = tuple[str, int]
"""A function: its file, from the root, and its first line (that of its first decorator)."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What the tests call: the seconds of each, its functions, and those that are called while modules are imported."""

    seconds: Mapping[str, float]
    called: Mapping[str, frozenset[Place]]
    imported: frozenset[Place]

    def of_file(self, file: str) -> "Watched":
        """Return the part that is about the tests of a file."""
        tests = [test for test in self.seconds if test.partition("::")[0] == file]
        return Watched(
            {test: self.seconds[test] for test in tests},
            {test: self.called[test] for test in tests},
            self.imported,
        )

    @classmethod
    def joined(cls, parts: Iterable["Watched"]) -> "Watched":
        """Return several parts as one."""
        whole = cls({}, {}, frozenset())
        for one in parts:
            whole = cls(
                {**whole.seconds, **one.seconds},
                {**whole.called, **one.called},
                whole.imported | one.imported,
            )
        return whole

    def plain(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        called = {test: sorted(places) for test, places in self.called.items()}
        return {"seconds": self.seconds, "called": called, "imported": sorted(self.imported)}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Watched":
        """Return what ``plain`` gave."""
        called = {
            test: frozenset((path, line) for path, line in places) for test, places in plain["called"].items()
        }
        return cls(plain["seconds"], called, frozenset((path, line) for path, line in plain["imported"]))


class TestsFail(Exception):
    """The tests fail, or do not run, without any change: nothing can be told from them."""


def list_test_files() -> list[str]:
    """Return the files with tests of the rules: of the rules' own modules their examples."""
    found = [path for folder in TESTS for path in sorted((ROOT / folder).glob("*.py"))]
    return [path.relative_to(ROOT).as_posix() for path in found if path.name != OWN_TEST]


def watched(files: Sequence[str]) -> Watched:
    """Run the tests of files and see what each calls, with nothing remembered from the one before. Raises TestsFail."""
    _begin_anew()
    watcher = _Watcher()
    with watcher.into(watcher.imported):
        for path in sorted((ROOT / "rules").rglob("*.py")):
            importlib.import_module(module_name(path.relative_to(ROOT).as_posix()))
    code = pytest.main([*_OPTIONS, *files], plugins=[_Fixtures(), watcher])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise TestsFail(code)
    called = {
        test: frozenset(functions | watcher.collected.get(test.partition("::")[0], set()))
        for test, functions in watcher.called.items()
    }
    return Watched(watcher.seconds, called, frozenset(watcher.imported))


def noticed_by(task: tuple[str, str, Mapping[str, float]]) -> str | None:
    """Run tests, in their order, with a file changed; return the first that fails, or None. Raises TestsFail.

    ``IMPORT`` where the changed module cannot be imported, the file of tests where that cannot be, ``ENDLESS`` where
    they take too long. ``task``: the file, from the root, what it is to hold, and the tests with their usual seconds.
    """
    path, content, tests = task
    if not tests:
        return None
    _begin_anew()
    ended = _bound(SLACK_SECONDS + SLOWER * sum(tests.values()))
    try:
        change(path, content)
    except Exception:  # noqa: BLE001 (whatever a wrong change brings about)
        return ENDLESS if ended else IMPORT
    chosen = _Chosen(list(tests))
    files = dict.fromkeys(test.partition("::")[0] for test in tests)
    code = pytest.main([*_OPTIONS, *files], plugins=[_Fixtures(), chosen])
    if chosen.failed is None and code != pytest.ExitCode.OK:
        raise TestsFail(code)
    return ENDLESS if ended else chosen.failed


def _begin_anew() -> None:
    """Forget what was imported, say nothing, and let no test depend on chance or on how busy the machine is."""
    os.chdir(ROOT)
    for name in [one for one in sys.modules if one.partition(".")[0] in _OURS]:
        del sys.modules[name]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    hypothesis.settings.register_profile("mutants", derandomize=True, deadline=None, database=None)
    hypothesis.settings.load_profile("mutants")


def _bound(seconds: float) -> list[str]:
    """Let what is endless end after so many seconds of a processor; what is returned is filled where it did."""
    ended: list[str] = []

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.append(ENDLESS)
        raise TimeoutError(ENDLESS)

    signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    return ended


# --- plugins ---------------------------------------------------------------------------------------------------------


class _Fixtures:
    """What tests of the rules take from the tests' own configuration, which imports the whole service."""

    @pytest.fixture
    def shared_dir(self) -> Path:
        """The folder of outside files: it is not always there, so nothing counts on it."""
        pytest.skip("outside files are not counted on")


@dataclass(slots=True)
class _Watcher:
    """Notes which functions of the rules are called: by each test, while its file is collected, and by imports."""

    seconds: dict[str, float] = field(default_factory=dict)
    called: dict[str, set[Place]] = field(default_factory=dict)
    collected: dict[str, set[Place]] = field(default_factory=dict)
    imported: set[Place] = field(default_factory=set)

    @contextmanager
    def into(self, places: set[Place]) -> Iterator[None]:
        """Note what is called, with nothing remembered from before."""
        _remember_nothing()
        profiler = cProfile.Profile(subcalls=False, builtins=False)
        profiler.enable()
        try:
            yield
        finally:
            profiler.disable()
            places.update(_places(entry.code for entry in profiler.getstats()))

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Iterator[None]:
        """Note what a file calls when it is read."""
        with self.into(self.collected.setdefault(collector.nodeid.partition("::")[0], set())):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note what a test calls, and how long it takes."""
        began = process_time()
        with self.into(self.called.setdefault(item.nodeid, set())):
            done = yield
        self.seconds[item.nodeid] = process_time() - began
        return done


def _remember_nothing() -> None:
    modules = [module for name, module in sys.modules.items() if name.partition(".")[0] in _OURS]
    for value in [one for module in modules for one in vars(module).values()]:
        if isinstance(value, functools._lru_cache_wrapper):  # noqa: SLF001 (it has no other name)
            value.cache_clear()


def _places(codes: Iterable[CodeType | str]) -> Iterator[Place]:
    for code in codes:
        if isinstance(code, str):  # a function of the interpreter
            continue
        path = code.co_filename.removeprefix(f"{ROOT}/")
        if path.startswith("rules/") or path == "fleetsvc/books.py":
            yield path, code.co_firstlineno


class _Chosen:
    """Runs these tests in this order, and says which one failed first."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._places = {test: place for place, test in enumerate(tests)}
        self.failed: str | None = None

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out all others. A test that is gone would not notice anything."""
        items[:] = sorted(
            (item for item in items if item.nodeid in self._places),
            key=lambda item: self._places[item.nodeid],
        )

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note that a file cannot be read."""
        if report.failed:
            self.failed = self.failed or report.nodeid

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note that a test fails."""
        if report.failed:
            self.failed = self.failed or report.nodeid
