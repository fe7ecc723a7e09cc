"""The service's state in the format of Prometheus: of all processes on all hosts, whichever is asked.

Only the room on disks is that of the host that is asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from fleetsvc.disk import Room
from fleetsvc.services.operations.measures import Measures

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_NAMES: Final = {
    "requests": ("fleetsvc_http_requests", "Requests answered, of all processes"),
    "seconds": ("fleetsvc_http_request_seconds", "Time spent on them, in seconds"),
    "slow": ("fleetsvc_slow_statements", "Statements that took more than 0.1 s, by the request that asked"),
    "slow_seconds": ("fleetsvc_slow_statement_seconds", "Time spent on them, in seconds"),
    "waiting": ("fleetsvc_uploads_waiting", "Uploads that wait for a worker or are being read"),
    "age": ("fleetsvc_uploads_oldest_age_seconds", "Age of the oldest of them, in seconds"),
    "failing": (
        "fleetsvc_uploads_failing",
        "Uploads whose reading keeps failing: tried again soon, or set aside",
    ),
    "failing_age": ("fleetsvc_uploads_failing_oldest_age_seconds", "Age of the oldest of them, in seconds"),
    "handouts": ("fleetsvc_handouts", "Documents to take away, by where they stand"),
    "handouts_age": ("fleetsvc_handouts_oldest_age_seconds", "Age of the oldest of them, in seconds"),
    "document_bytes": ("fleetsvc_handouts_bytes", "Size of the documents that are kept, in bytes"),
    "webhooks": ("fleetsvc_webhook_deliveries", "What other systems are still to be told, or were not"),
    "mails": ("fleetsvc_mail_deliveries", "Mails to people that wait, or were given up"),
    "alive": ("fleetsvc_processes_alive", "Processes with a sign of life within 30 seconds"),
    "seen": ("fleetsvc_last_sign_of_life_age_seconds", "Age of the latest sign of life, in seconds"),
    "periods": ("fleetsvc_job_periods", "Periods of scheduled jobs by what became of them"),
    "clock": ("fleetsvc_clock_fault_seconds", "What speaks against the clock, 0 where nothing does"),
    "free": ("fleetsvc_disk_free_bytes", "Room left where this host writes"),
    "replayed": ("fleetsvc_replay_decisions", "Decisions that the latest replay of all judged again"),
    "differ": ("fleetsvc_replay_differing", "Those of them that differ from what is stored: none should"),
    "checks": ("fleetsvc_check", "What the doctor's checks found last: 0 fine, 1 to look at, 2 failed"),
    "attempts": ("fleetsvc_job_attempts", "Attempts at periods, failed ones included"),
}


@dataclass(slots=True, eq=False)  # the library's registry keeps it by identity
class _Collector(Collector):
    """Hands the library measures that were asked of the database already."""

    measures: Measures | None
    rooms: Sequence[Room]

    def collect(self) -> Iterator[Metric]:
        yield _gauge("free", ["place"], (([room.name], room.free_bytes) for room in self.rooms))
        up = self.measures is not None
        yield GaugeMetricFamily("fleetsvc_database_up", "Whether the database answers", value=float(up))
        if self.measures is not None:
            yield from _families(self.measures)


def exposition(measures: Measures | None, rooms: Iterable[Room]) -> bytes:
    """Return the metrics as text; ``measures`` is None where the database is away."""
    registry = CollectorRegistry()
    registry.register(_Collector(measures, list(rooms)))
    return generate_latest(registry)


def _families(measures: Measures) -> Iterator[Metric]:
    answered = [(list(map(str, key)), total) for key, total in measures.answered.items()]
    labels = ["route", "method", "status"]
    yield _counter("requests", labels, ((key, total.requests) for key, total in answered))
    yield _counter("seconds", labels, ((key, total.seconds) for key, total in answered))
    slow = [(key, total) for key, total in answered if total.slow_statements]
    yield _counter("slow", labels, ((key, total.slow_statements) for key, total in slow))
    yield _counter("slow_seconds", labels, ((key, total.slow_seconds) for key, total in slow))
    for place, name in enumerate(("waiting", "age")):
        yield _gauge(name, ["state"], (([state], pair[place]) for state, pair in measures.uploads.items()))
    for place, name in enumerate(("failing", "failing_age")):
        yield _gauge(name, ["state"], (([state], pair[place]) for state, pair in measures.failing.items()))
    for place, name in enumerate(("handouts", "handouts_age")):
        yield _gauge(name, ["state"], (([state], pair[place]) for state, pair in measures.handouts.items()))
    yield _gauge("document_bytes", [], [([], measures.document_bytes)])
    yield _gauge("webhooks", ["state"], (([state], count) for state, count in measures.webhooks.items()))
    yield _gauge("mails", ["state"], (([state], count) for state, count in measures.mails.items()))
    for place, name in enumerate(("alive", "seen")):
        yield _gauge(name, ["kind"], (([kind], pair[place]) for kind, pair in measures.processes.items()))
    for place, name in enumerate(("periods", "attempts")):
        pairs = ((list(key), pair[place]) for key, pair in measures.jobs.items())
        yield _gauge(name, ["job", "status"], pairs)
    yield _gauge("clock", ["fault"], (([fault], seconds) for fault, seconds in measures.clock.items()))
    yield _gauge("checks", ["host", "check"], ((list(key), level) for key, level in measures.checks.items()))
    for place, name in enumerate(("replayed", "differ")):
        yield _gauge(name, [], [([], measures.replayed[place])])
    info = InfoMetricFamily("fleetsvc_rulebook", "The rulebook editions in force", labels=["id"])
    for book, edition in measures.rulebook:
        info.add_metric([book], {"edition": edition})
    yield info


def _counter(name: str, labels: list[str], values: Iterable[tuple[list[str], float]]) -> Metric:
    family = CounterMetricFamily(*_NAMES[name], labels=labels)
    for key, value in values:
        family.add_metric(key, value)
    return family


def _gauge(name: str, labels: list[str], values: Iterable[tuple[list[str], float]]) -> Metric:
    family = GaugeMetricFamily(*_NAMES[name], labels=labels)
    for key, value in values:
        family.add_metric(key, value)
    return family
