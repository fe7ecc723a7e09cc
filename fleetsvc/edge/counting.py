"""How often a caller may call: counted in this process, and added up over all processes now and then.

Windows are fixed. A process grants requests from its own count and tells the database only when it has granted its
part of the tolerance, or every few seconds; so a caller is never refused early, and all processes together let
through at most :data:`TOLERANCE` more than the quota, whatever their number. While the database is away each
process holds its callers to the quota by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from fleetsvc.services.operations.rates import Spent

WINDOW_SECONDS: Final = 60
TOLERANCE: Final = 0.15
ASSUMED_PROCESSES: Final = 8
"""Until a process knows how many there are."""

Tell = Callable[[Mapping[Spent, int]], Mapping[Spent, int]]
"""Adds counts to those of the other processes and returns the sums; nothing while the database is away."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests a caller may make in each window; ``name`` is that of the policy."""

    name: str
    quota: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands after a request, at most ``remaining`` more until ``seconds_left`` have passed."""

    rate: Rate
    granted: bool
    remaining: int
    seconds_left: int

    def headers(self) -> list[tuple[str, str]]:
        """Return the header fields of draft-ietf-httpapi-ratelimit-headers-10, and Retry-After past the limit."""
        name, quota = self.rate.name, self.rate.quota
        fields = [
            ("RateLimit-Policy", f'"{name}";q={quota};w={WINDOW_SECONDS}'),
            ("RateLimit", f'"{name}";r={self.remaining};t={self.seconds_left}'),
        ]
        return fields if self.granted else [*fields, ("Retry-After", str(self.seconds_left))]


@dataclass(slots=True)
class _Count:
    """Requests of one caller in one window: known of all processes, being told, and not told yet."""

    known: int = 0
    telling: int = 0
    own: int = 0

    @property
    def all(self) -> int:
        return self.known + self.telling + self.own


@dataclass(slots=True)
class Limiter:
    """The counts of one process; shared by its threads."""

    processes: int = ASSUMED_PROCESSES
    _counts: dict[Spent, _Count] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _one_tells: Lock = field(default_factory=Lock)

    def spend(self, caller: str, rate: Rate, tell: Tell, *, at: float) -> Standing:
        """Count one request of a caller at an instant (Unix time, in seconds)."""
        window, into = divmod(int(at), WINDOW_SECONDS)
        spent = (caller, window)
        with self._lock:
            count = self._counts.get(spent)
            if count is None:
                count = self._counts[spent] = _Count()
            granted = count.all < rate.quota
            if granted:
                count.own += 1
            part = TOLERANCE * rate.quota / self.processes
            # What is being told counts too: a slow database must not let more through.
            behind = granted and count.own + count.telling > part
        if behind:
            self._tell({spent: count}, tell, above=part)
            granted = count.all <= rate.quota
        return Standing(rate, granted, max(0, rate.quota - count.all), WINDOW_SECONDS - into)

    def tell_all(self, tell: Tell, *, at: float) -> None:
        """Tell all that was not told yet, and forget the windows that are over."""
        window = int(at) // WINDOW_SECONDS
        with self._lock:
            self._counts = {spent: count for spent, count in self._counts.items() if spent[1] >= window}
            untold = dict(self._counts)
        self._tell(untold, tell, above=0)

    def _tell(self, counts: dict[Spent, _Count], tell: Tell, *, above: float) -> None:
        with self._one_tells:
            with self._lock:
                told = {spent: count.own for spent, count in counts.items() if count.own > above}
                for spent, requests in told.items():
                    counts[spent].own -= requests
                    counts[spent].telling += requests
            sums = tell(told) if told else {}
            with self._lock:
                for spent, requests in told.items():
                    count = counts[spent]
                    count.telling -= requests
                    if spent in sums:
                        count.known = sums[spent]
                    else:
                        count.own += requests
