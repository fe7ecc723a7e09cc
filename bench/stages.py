"""What each stage of a piece of work costs: functions are measured where they are called, what they call apart."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from time import perf_counter, thread_time
from typing import Any
from unittest.mock import patch

from bench.statements import Spent

Stages = Mapping[str, tuple[tuple[object, str], ...]]
"""Stage -> the functions (their module or class, and their name there) that are it."""


class Measured:
    """Calls, seconds and processor seconds by stage; what a stage spends in another one counts there only."""

    def __init__(self) -> None:
        self.spent = defaultdict[str, Spent](Spent)
        self._here = threading.local()

    def of(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that is measured as part of a stage."""

        def measured(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 (whatever it takes and gives)
            above: list[list[float]] = self._here.__dict__.setdefault("above", [])
            above.append([0.0, 0.0])
            began, worked = perf_counter(), thread_time()
            try:
                return function(*arguments, **named)
            finally:
                wall, processor = perf_counter() - began, thread_time() - worked
                inside = above.pop()
                self.spent[stage].add(wall - inside[0], processor - inside[1])
                if above:
                    above[-1][0] += wall
                    above[-1][1] += processor

        return measured


@contextmanager
def measured(stages: Stages) -> Iterator[Measured]:
    """Measure the functions of some stages until the end."""
    found = Measured()
    with ExitStack() as patches:
        for stage, functions in stages.items():
            for place, name in functions:
                patches.enter_context(patch.object(place, name, found.of(stage, getattr(place, name))))
        yield found
