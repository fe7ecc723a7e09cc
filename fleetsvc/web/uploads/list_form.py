"""What the address of the list of deliveries asks for: by status, by the day sent, by any part of the file's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import request
from werkzeug.wrappers import Response

from fleetsvc.models import UploadStatus
from fleetsvc.services.law.requirements import written_day
from fleetsvc.services.uploads.lists import UploadFilter
from fleetsvc.web.desks.desk import Shelf, plain, shelf, usual_filter
from fleetsvc.web.frame.bureau_frame import of_unit
from fleetsvc.web.frame.pages import instant_of, minute, number_of, say

_NAME: Final = "uploads"
"""What the list is called where its readers keep anything of it."""
SINCE: Final = ("received_since", "settled_since")
"""Instants since which deliveries came or were settled, as links of the first page have them."""
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class AskedList:
    """The conditions as written, a sentence for each that means nothing and is left out, and where the page begins."""

    written: Mapping[str, str]
    faults: tuple[str, ...]
    before: int | None

    def parameters(self) -> dict[str, Any]:
        """Return what stands in an address that asks for the same list, from its first page."""
        return {**of_unit(), **self.written, **plain()}

    @property
    def since(self) -> list[tuple[str, str, str]]:
        """Return the instants since which deliveries are listed: their fields, as written, and in words."""
        return [
            (name, text, say(f"uploads.since.{name}", at=minute(text)))
            for name, text in self.written.items()
            if name in SINCE
        ]

    @property
    def shelf(self) -> Shelf:
        """What the page shows of what its reader keeps of the list."""
        return shelf(_NAME, dict(self.written), faults=bool(self.faults))

    def filter(self, unit: str, *, limit: int) -> UploadFilter:
        """Return which deliveries of a unit are asked for."""
        status, day = self.written.get("status"), self.written.get("day")
        return UploadFilter(
            unit,
            UploadStatus(status) if status else None,
            self.before,
            limit,
            name=self.written.get("name"),
            received_on=written_day(day) if day else None,
            received_since=instant_of(self.written.get("received_since")),
            settled_since=instant_of(self.written.get("settled_since")),
        )


def usual_list() -> Response | None:
    """Return the way to what the list opens with for its reader; None where something is asked, or nothing is kept."""
    return usual_filter(_NAME)


def asked_list() -> AskedList:
    """Return what the address asks for."""
    given = {
        name: request.args.get(name, "").replace("\0", "").strip()
        for name in ("status", "day", "name", *SINCE)
    }
    given["name"] = given["name"][:_LONGEST_NAME]
    fits = {"status": given["status"] in tuple(UploadStatus), "day": _is_day(given["day"]), "name": True}
    fits |= {name: instant_of(given[name]) is not None for name in SINCE}
    faults = (
        say("uploads.unfit", name=say(f"uploads.by_{name}"), value=text)
        for name, text in given.items()
        if text and not fits[name]
    )
    return AskedList(
        {name: text for name, text in given.items() if text and fits[name]},
        tuple(faults),
        number_of(request.args.get("before")),
    )


def _is_day(text: str) -> bool:
    try:
        return date.min < written_day(text) < date.max
    except ValueError:
        return False
