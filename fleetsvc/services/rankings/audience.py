"""Who may see which ranking edition, and how much of it.

A provisional edition is the office's. In a preview each unit sees its own line, and who stands above it without
names. A final edition is for everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from rules.editions import EditionStatus


@dataclass(frozen=True, slots=True)
class Audience:
    """The states of editions that somebody sees; ``unit``: whose line they see of a preview, None for all."""

    statuses: tuple[EditionStatus, ...]
    unit: str | None = None


OFFICE_SEES: Final = Audience(tuple(EditionStatus))
EVERYBODY_SEES: Final = Audience((EditionStatus.FINAL,))


def unit_sees(unit: str) -> Audience:
    """Return what the people and systems of a unit see."""
    return Audience((EditionStatus.PREVIEW, EditionStatus.FINAL), unit)


def shown_to(audience: Audience, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return an edition as its audience sees it: of a preview only the own line, and ``above`` without names.

    ``above`` tells rank and rate of each ranked unit above it; what is left out is under the seal all the same.
    """
    if audience.unit is None or document["status"] != EditionStatus.PREVIEW:
        return dict(document)
    own = [line for line in document["lines"] if line["unit"] == audience.unit]
    places = [line["rank"] for line in own if line["rank"] is not None]
    above = [
        {"rank": line["rank"], "rate": line["rate"]}
        for line in document["lines"]
        if places and line["rank"] is not None and line["rank"] < places[0]
    ]
    return {**document, "lines": own, "above": above}
