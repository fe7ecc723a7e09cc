"""One ranking edition as a CSV file, with its seal in the last lines."""

from collections.abc import Mapping
from typing import Any, Final

from fleetsvc.services.registrations.exports import csv_of
from fleetsvc.web.frame.pages import language, say
from fleetsvc.web.rankings.rows import is_by_proof, missing_words
from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import GOVERNED_VERDICTS


def edition_csv(edition: Mapping[str, Any]) -> bytes:
    """Return an edition's lines in the page's language; programs for tables recognise it as UTF-8."""
    spoken = language()
    heads = ("rank", "unit", "rate", "low", "high", "change", "rank_change", "governed", "held", "state")
    words = [label(verdict).in_language(spoken) for verdict in GOVERNED_VERDICTS]
    seal = [
        [],
        [say("ranking.seal"), edition["sha256"]],
        [
            say("ranking.rulebook"),
            *(one["edition"] for one in edition.get("rulebooks", [edition["rulebook"]])),
        ],
    ]
    headers = [say("rankings.code"), *(say(f"rankings.{name}") for name in heads), *words]
    if is_by_proof(edition):
        headers += [say(f"rankings.{name}") for name in BESIDE]
    return b"".join(csv_of(headers, [*map(_cells, edition["lines"]), *seal]))


def _cells(line: Mapping[str, Any]) -> list[Any]:
    counts = [line["verdicts"].get(verdict.value, 0) for verdict in GOVERNED_VERDICTS]
    name = UNITS[line["unit"]].name.in_language(language())
    shares = [line[key] for key in ("rate", "rate_low", "rate_high", "rate_change", "rank_change")]
    standing = say(f"ranking.{line['status']}")
    told = [line["unit"], line["rank"], name, *shares, line["governed"], line["held"], standing, *counts]
    return told + _beside(line) if "quality" in line else told


BESIDE: Final = (
    "rank_low", "rank_high", "missing", "strict", "disputed", "closed", "stage_governed", "stage_met", "fcev",
    "shares", "quality", "quality_rank",
)  # fmt: skip
"""The columns of what stands beside a rank since the method ``nev-duty-2``."""


def _beside(line: Mapping[str, Any]) -> list[Any]:
    stage, quality = line["emission_stage"], line["quality"]
    return [
        line["rank_low"],
        line["rank_high"],
        missing_words(line),
        line["strict_violations"],
        line["disputed"],
        line["closed"],
        stage["governed"],
        stage["met"],
        line["fcev"],
        "; ".join(f"{one['rule']} {one['met']}/{one['counted']}" for one in line["shares"]),
        quality["score"],
        quality["rank"],
    ]
