"""One ranking edition as a CSV file, with its seal in the last lines."""

from collections.abc import Mapping
from typing import Any, Final

from fleetsvc.services.registrations.exports import csv_of
from fleetsvc.web.frame.pages import language, say
from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import Verdict

COUNTED: Final = (
    Verdict.COMPLIANT,
    Verdict.EXEMPT,
    Verdict.NEEDS_JUSTIFICATION,
    Verdict.NON_COMPLIANT,
    Verdict.UNDETERMINED,
)
"""The verdicts that an edition counts, in the order of its columns."""


def edition_csv(edition: Mapping[str, Any]) -> bytes:
    """Return an edition's lines in the page's language; programs for tables recognise it as UTF-8."""
    spoken = language()
    heads = ("rank", "unit", "rate", "low", "high", "change", "rank_change", "governed", "held", "state")
    words = [label(verdict).said_in(spoken) for verdict in COUNTED]
    seal = [
        [],
        [say("ranking.seal"), edition["sha256"]],
        [say("ranking.rulebook"), edition["rulebook"]["edition"]],
    ]
    headers = [say("rankings.code"), *(say(f"rankings.{name}") for name in heads), *words]
    return b"".join(csv_of(headers, [*map(_cells, edition["lines"]), *seal]))


def _cells(line: Mapping[str, Any]) -> list[Any]:
    counts = [line["verdicts"].get(verdict.value, 0) for verdict in COUNTED]
    name = UNITS[line["unit"]].name.said_in(language())
    shares = [line[key] for key in ("rate", "rate_low", "rate_high", "rate_change", "rank_change")]
    standing = say(f"ranking.{line['status']}")
    return [line["unit"], line["rank"], name, *shares, line["governed"], line["held"], standing, *counts]
