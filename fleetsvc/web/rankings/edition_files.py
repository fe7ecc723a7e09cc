"""One ranking edition as a file to take away: a workbook to be handed in, or CSV, each with its seal at the end."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from flask import Response

from fleetsvc.services.documents.requests import CSV, XLSX
from fleetsvc.services.registrations.exports import csv_of
from fleetsvc.web.frame.downloads import as_file
from fleetsvc.web.frame.pages import language, say
from fleetsvc.web.frame.phrases import minute_text_of
from fleetsvc.web.rankings.rows import is_by_proof, missing_words
from importers.workbooks.cell_texts import Look
from importers.workbooks.sheet_frames import Column, Heading, heading
from importers.workbooks.streamed import Sheet, workbook_pieces
from rules.labels import label
from rules.percentages import percentage
from rules.units import UNITS
from rules.vocabulary import GOVERNED_VERDICTS

Form = Literal["csv", "xlsx"]

_RATES: Final = range(3, 6)
"""The places of the rate and its bounds in a line."""
_WIDTHS: Final = {0: 11, 2: 16, 10: 12}
_USUAL_WIDTH: Final = 9


def edition_file(edition: Mapping[str, Any], form: Form, *, name: str, title: str) -> Response:
    """Return an edition as a file of this name, less its ending; ``title``: what the edition is called."""
    content = edition_csv(edition) if form == "csv" else edition_xlsx(edition, title)
    response = as_file(content, f"{name}.{form}", CSV if form == "csv" else XLSX)
    response.headers["Cache-Control"] = "private, no-cache"  # what everybody may read
    return response


def edition_csv(edition: Mapping[str, Any]) -> bytes:
    """Return an edition's lines in the page's language; programs for tables recognise it as UTF-8."""
    seal = [
        [],
        [say("ranking.seal"), edition["sha256"]],
        [
            say("ranking.rulebook"),
            *(one["edition"] for one in edition.get("rulebooks", [edition["rulebook"]])),
        ],
    ]
    return b"".join(csv_of(_heads(edition), [*map(_cells, edition["lines"]), *seal]))


def edition_xlsx(edition: Mapping[str, Any], title: str) -> bytes:
    """Return an edition as a workbook: what is handed in on the first sheet, everything with the seal on the second."""
    heads = _heads(edition)
    looks = [Look.RATE if place in _RATES else Look.NUMBER for place in range(len(heads))]
    columns = [
        Column(head, look, _WIDTHS.get(place, _USUAL_WIDTH))
        for place, (head, look) in enumerate(zip(heads, looks, strict=True))
    ]
    first = range(1, 11 + len(GOVERNED_VERDICTS))
    computed = say("rankings.as_of", instant=minute_text_of(edition["computed_at"]))
    pages = say("rankings.page_of")
    lines = [
        f"{say('ranking.' + edition['status'])} · {say('rankings.revision')} {edition['revision']}",
        computed,
    ]
    above = heading(title, lines, columns=[columns[place] for place in first], foot=computed, pages=pages)
    sheets = [
        Sheet(say("rankings.title"), above, first),
        Sheet(
            say("rankings.everything"),
            Heading(foot=computed, pages=pages),
            range(len(heads)),
            f"{say('ranking.seal')} {edition['sha256']}",
        ),
    ]
    return b"".join(workbook_pieces(columns, map(_shown, edition["lines"]), sheets))


def _shown(line: Mapping[str, Any]) -> list[Any]:
    """Return a line's cells; a rate that a program would round to all or nothing stands as its words."""
    return [_rate(cell) if place in _RATES else cell for place, cell in enumerate(_cells(line))]


def _rate(share: float | None) -> float | str | None:
    words = "" if share is None else percentage(share, decimals=2)
    return words if words.startswith((">", "<")) else share


def _heads(edition: Mapping[str, Any]) -> list[str]:
    heads = ("rank", "unit", "rate", "low", "high", "change", "rank_change", "governed", "held", "state")
    words = [label(verdict).in_language(language()) for verdict in GOVERNED_VERDICTS]
    beside = BESIDE if is_by_proof(edition) else ()
    return [
        say("rankings.code"),
        *(say(f"rankings.{name}") for name in heads),
        *words,
        *(say(f"rankings.{name}") for name in beside),
    ]


def _cells(line: Mapping[str, Any]) -> list[Any]:
    counts = [line["verdicts"].get(verdict.value, 0) for verdict in GOVERNED_VERDICTS]
    name = UNITS[line["unit"]].name.in_language(language())
    rates = [line[key] for key in ("rate", "rate_low", "rate_high")]
    standing = say(f"ranking.{line['status']}")
    changes = [_points(line), line["rank_change"]]
    told = [
        line["unit"],
        line["rank"],
        name,
        *rates,
        *changes,
        line["governed"],
        line["held"],
        standing,
        *counts,
    ]
    return told + _beside(line) if "quality" in line else told


def _points(line: Mapping[str, Any]) -> float | None:
    """Return by how many percentage points a ranked unit's rate rose or fell; None where that is not known."""
    change = line["rate_change"]
    return None if change is None or line["status"] != "ranked" else round(change * 100, 2)


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
