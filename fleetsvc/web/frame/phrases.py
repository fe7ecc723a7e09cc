"""Days, instants and lists in sentences; in tables days stand as 2026-03-01."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from fleetsvc.clock import SHANGHAI
from fleetsvc.web.frame.pages import language
from rules.labels import duty_label
from rules.vocabulary import Duty, Verdict

SHORT: Final = 12
"""So many digits of a hash tell it from all others."""


def day_text(day: date) -> str:
    """Return a day as a sentence has it: 2026年3月1日, or 2026-03-01."""
    return f"{day.year}年{day.month}月{day.day}日" if language() == "zh" else day.isoformat()


def minute_text(instant: datetime) -> str:
    """Return an instant as a sentence has it, to the minute (Asia/Shanghai)."""
    local = instant.astimezone(SHANGHAI)
    return f"{day_text(local.date())} {local:%H:%M}"


def minute_text_of(told: str) -> str:
    """Return a told instant (RFC 3339) as a sentence has it."""
    return minute_text(datetime.fromisoformat(told))


def listed(words: Iterable[str]) -> str:
    """Return words one after the other."""
    return ("、" if language() == "zh" else ", ").join(words)


def clauses(parts: Iterable[str]) -> str:
    """Return parts of a sentence that hold words of several each, one after the other."""
    return ("；" if language() == "zh" else "; ").join(parts)


def duties_text(duties: Iterable[Mapping[str, object]]) -> str:
    """Return the verdict on each duty in one line: 新能源要求：不适用 · 国六排放要求：达到."""
    spoken = language()
    return " · ".join(
        duty_label(Duty(str(said["duty"])), Verdict(str(said["verdict"]))).in_language(spoken)
        for said in duties
    )


def short_edition(edition: str) -> str:
    """Return an edition by the first digits of its hash."""
    return edition.removeprefix("sha256:")[:SHORT]
