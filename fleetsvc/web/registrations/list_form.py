"""What the address of a list of vehicles asks for: filters, order, columns and place. One form for all such lists."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from fleetsvc.clock import end_of
from fleetsvc.services.law.requirements import written_day
from fleetsvc.services.registrations.filters import GOVERNED, Order, Place, RegistrationFilter
from fleetsvc.web.desks.desk import PLAIN, Desk
from fleetsvc.web.frame.pages import number_of, say
from rules.units import UNITS
from rules.vocabulary import Category, Duty, Energy, Event, Replacement, Verdict

WORDS: Final = {
    "category": Category,
    "event": Event,
    "energy": Energy,
    "duty": Duty,
    "verdict": Verdict,
    "replaces": Replacement,
}
"""Filters of a closed list of words."""
YES_NO: Final = ("true", "false")
DAYS: Final = ("from", "until", "known_on")
LONGEST_TEXT: Final = 60
_RULE: Final = re.compile(r"[a-z0-9][a-z0-9./_-]{0,99}").fullmatch
SIZES: Final = (20, 50, 100, 200)
"""Rows that a page may have; the first unless asked otherwise."""
NO_COLUMN: Final = "-"
"""Stands in the address where every column that may be chosen was taken away."""


OF_VEHICLES: Final = (
    "category",
    "event",
    "energy",
    "duty",
    "verdict",
    "rule",
    "replaces",
    "overridden",
    "from",
    "until",
    "known_on",
    "text",
    "upload",
)
"""The filters that every list of vehicles has."""


@dataclass(frozen=True, slots=True)
class ListKind:
    """What a list offers: its filters, the orders it may have, the columns that may be chosen and the usual ones.

    ``verdicts``: those it holds where none is asked for; none means any. ``rows``: so many a page usually has.
    """

    filters: tuple[str, ...]
    orders: tuple[Order, ...]
    columns: tuple[str, ...]
    usual: tuple[str, ...]
    verdicts: tuple[Verdict, ...] = ()
    rows: int = SIZES[0]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """The filters as written, and a sentence for each that means nothing and is left out.

    ``after``, ``before``: where the page begins or ends; ``number``: which page that is, as far as its reader came.
    ``jump``: the page that is asked for by its number. ``rows``: so many a page has.
    ``reveals``: plates, VINs and owners are to be shown in full. ``plain``: what the address keeps where the list is
    asked for as everybody has it.
    """

    kind: ListKind
    written: Mapping[str, str]
    columns: tuple[str, ...]
    faults: tuple[str, ...]
    after: Place | None
    before: Place | None
    number: int
    reveals: bool
    rows: int = SIZES[0]
    jump: int | None = None
    plain: dict[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> Order:
        """The order of the list; the newest first unless asked otherwise."""
        return Order(self.written.get("sort", Order.NEWEST))

    def parameters(self) -> dict[str, Any]:
        """Return what stands in an address that asks for the same list, from its first page."""
        query: dict[str, Any] = dict(self.written)
        if self.columns != self.kind.usual:
            query["col"] = list(self.columns) or [NO_COLUMN]
        if self.rows != self.kind.rows:
            query["rows"] = self.rows
        return query | self.plain | ({"reveal": "true"} if self.reveals else {})

    @property
    def is_rearranged(self) -> bool:
        """Whether columns or rows are others than the list usually has for its reader."""
        return (self.columns, self.rows) != (self.kind.usual, self.kind.rows)

    def here(self) -> dict[str, Any]:
        """Return what stands in an address that asks for the same page of the list."""
        if self.after is None and self.before is None:
            return self.parameters()
        at = {"before": written_place(self.before)} if self.before else {}
        at |= {"after": written_place(self.after)} if self.after else {}
        return self.parameters() | at | {"page": self.number}

    @property
    def upload(self) -> int | None:
        """The number of the delivery that is asked for."""
        return int(self.written["upload"]) if "upload" in self.written else None

    def filter(self, *, unit: str | None, upload: tuple[int, int] | None) -> RegistrationFilter:
        """Return which vehicles of a unit, or of a delivery (unit, number), are asked for."""
        written = self.written.get
        verdict, duty, text, replaces = (written(name) for name in ("verdict", "duty", "text", "replaces"))
        unasked = self.kind.verdicts or (() if duty is None else GOVERNED)
        days = {name: written_day(self.written[name]) for name in DAYS if name in self.written}
        return RegistrationFilter(
            unit=unit,
            category=written("category"),
            event=written("event"),
            energy=written("energy"),
            verdicts=unasked if verdict is None else (verdict,),
            duty=None if duty is None else Duty(duty),
            rule=written("rule"),
            replaces=None if replaces is None else Replacement(replaces),
            overridden={"true": True, "false": False}.get(written("overridden") or ""),
            from_on=days.get("from"),
            until_on=days["until"] + timedelta(days=1) if "until" in days else None,
            named=None if text is None else looked_for(text),
            upload=upload,
            known_at=end_of(days["known_on"]) if "known_on" in days else None,
            order=self.order,
        )

    def kept(self) -> list[tuple[str, object]]:
        """Return what the bar of filters keeps of the address: the order, and the rows of a page."""
        parameters = self.parameters()
        return [(name, parameters[name]) for name in ("sort", "rows") if name in parameters]

    def noted(self) -> dict[str, str]:
        """Return the filters as the audit log may hold them: what was looked for by name is left out."""
        return {name: text for name, text in self.written.items() if name != "text"}


def as_arranged(kind: ListKind, desk: Desk) -> ListKind:
    """Return a list with the columns and the rows that its reader had remembered, as far as it still has them."""
    columns = desk.columns
    return replace(
        kind,
        usual=kind.usual if columns is None else tuple(name for name in kind.columns if name in columns),
        rows=desk.rows if desk.rows in SIZES else kind.rows,
    )


def list_query(kind: ListKind, args: MultiDict[str, str] | None = None) -> ListQuery:
    """Return what an address asks of a list; that of the request unless another one's is given."""
    args = request.args if args is None else args
    given = {name: _given(args, name) for name in (*kind.filters, "sort")}
    written = {name: text for name, text in given.items() if text and _is_fit(kind, name, text)}
    faults = [
        say("list.fault", name=say(f"list.{name}"), value=text)
        for name, text in given.items()
        if text and name not in written
    ]
    after, before = read_place(args.get("after")), read_place(args.get("before"))
    return ListQuery(
        kind=kind,
        written=written,
        columns=_columns(kind, args),
        faults=tuple(faults),
        after=None if before is not None else after,
        before=before,
        number=_page(args) if after is not None or before is not None else 1,
        reveals=args.get("reveal") == "true",
        rows=_rows(kind, args),
        jump=number_of(args.get("go")),
        plain={PLAIN: "1"} if args.get(PLAIN) else {},
    )


def looked_for(text: str) -> str:
    """Return what is looked for in plates, VINs and names, as they are stored: without dots and blanks.

    >>> looked_for(" 豫A·12 345")
    '豫A12345'
    """
    return "".join(text.replace("·", "").split())


def read_place(text: str | None) -> Place | None:
    """Read a place in a list from an address; None for none, and for what is no place.

    >>> read_place("410100.2025-03-01.7"), read_place("1.x.7")
    (Place(unit=410100, day=datetime.date(2025, 3, 1), number=7), None)
    """
    unit, _, rest = (text or "").partition(".")
    day, _, number = rest.partition(".")
    found = number_of(number)
    if unit not in UNITS or not _is_day(day) or found is None:
        return None
    return Place(int(unit), written_day(day), found)


def written_place(place: Place) -> str:
    """Return a place as it stands in an address."""
    return f"{place.unit}.{place.day.isoformat()}.{place.number}"


def along_list(name: str, query: ListQuery, place: Place) -> dict[str, Any]:
    """Return what the address of a dossier tells of the list that its reader came along, and of the place in it."""
    here = MultiDict(query.here())
    here.poplist("reveal")
    return {"list": name, "at": written_place(place), "q": urlencode(list(here.items(multi=True)))}


def _given(args: MultiDict[str, str], name: str) -> str:
    text = args.get(name, "").strip().replace("\0", "")
    return text[:LONGEST_TEXT] if name == "text" else text


def _is_fit(kind: ListKind, name: str, text: str) -> bool:
    """Return whether a filter says something."""
    if name in WORDS:
        return text in tuple(WORDS[name])
    if name in DAYS:
        return _is_day(text)
    fits = {
        "sort": text in kind.orders,
        "unit": text in UNITS,
        "overridden": text in YES_NO,
        "upload": number_of(text) is not None,
        "rule": _RULE(text) is not None,
    }
    return fits.get(name, True)


def _is_day(text: str) -> bool:
    try:
        return written_day(text) < date.max
    except ValueError:
        return False


def _columns(kind: ListKind, args: MultiDict[str, str]) -> tuple[str, ...]:
    query = args.getlist("col")
    return tuple(name for name in kind.columns if name in query) if query else kind.usual


def _page(args: MultiDict[str, str]) -> int:
    """Return which page the address says it is; no more than a word to its reader."""
    return max(number_of(args.get("page")) or 2, 2)


def _rows(kind: ListKind, args: MultiDict[str, str]) -> int:
    rows = number_of(args.get("rows"))
    return rows if rows in SIZES else kind.rows
