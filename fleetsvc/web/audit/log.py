"""The audit log, for auditors: by filter, page by page, to take away, and whether its chain is whole."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from flask import Response, redirect, request, stream_with_context, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.clock import over_at, start_of
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import AuditEvent
from fleetsvc.services.audit import log
from fleetsvc.services.audit.events import Act
from fleetsvc.services.audit.log import Wanted
from fleetsvc.services.documents.requests import CSV
from fleetsvc.services.law.requirements import written_day
from fleetsvc.services.registrations.exports import Cells, csv_of
from fleetsvc.web.audit import log_view
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.choices import Choices, units
from fleetsvc.web.frame.downloads import as_stream
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, number_of, say, when
from fleetsvc.web.frame.phrases import minute_text
from fleetsvc.web.registrations import list_view, pagination
from fleetsvc.web.registrations.list_view import Field

audit = Pages("audit", entry=Entry.AUDIT)

PAGE: Final = 20
"""Events of a page."""
FIELDS: Final = {
    "act": "choice",
    "outcome": "choice",
    "name": "text",
    "unit": "choice",
    "credential": "text",
    "from": "day",
    "until": "day",
}
OUTCOMES: Final = ("success", "failure")
COLUMNS: Final = (
    "number",
    "at",
    "name",
    "capacity",
    "credential",
    "act",
    "outcome",
    "subject",
    "details",
    "hash",
)
"""What an export holds of each event."""
_LONGEST_NAME: Final = 100
_CREDENTIAL: Final = re.compile(r"(?:(session|会话)|key|密钥)[ /]?([1-9][0-9]{0,17})").fullmatch
"""A session or a key by its number, as the log or its page calls it."""
_HASH: Final = re.compile(r"[0-9a-f]{64}").fullmatch


@dataclass(frozen=True, slots=True)
class LogQuery:
    """The filters as written, and a sentence for each that means nothing and is left out."""

    written: Mapping[str, str]
    faults: tuple[str, ...]

    @property
    def wanted(self) -> Wanted:
        """What the filters mean."""
        written = self.written
        return Wanted(
            act=written.get("act"),
            outcome=written.get("outcome"),
            name=written.get("name"),
            unit=written.get("unit"),
            credential=_credential(written.get("credential", "")),
            from_at=_instant(written.get("from"), start_of),
            until_at=_instant(written.get("until"), over_at),
        )


@audit.get("/audit")
def show() -> Response:
    """Show a page of the log."""
    asked = _asked()
    after, before = number_of(request.args.get("after")), number_of(request.args.get("before"))
    with parts().database.transaction(OFFICE) as session:
        page = log.page_of_events(session, asked.wanted, after=after, before=before, limit=PAGE)
        total = log.counted_events(session, asked.wanted)
        verified, names = log.last_verified(session), log.names(session)
    is_first = after is None and before is None
    address, bar = partial(_address, asked), _fields(asked)
    return rendered_beside_menu(
        "audit.html",
        422 if asked.faults else 200,
        crumbs=[(say("audit.title"), None)],
        events=page.rows,
        view=log_view,
        names=names,
        asked=asked,
        bar=bar,
        said=list_view.filters_text(bar),
        now=minute_text(clock.now()),
        total=f"{total:,}" + ("+" if total >= log.MOST_COUNTED else ""),
        pager=pagination.turning(
            *(None if place is None else str(place) for place in (page.back, page.on)),
            number=1 if is_first else max(number_of(request.args.get("page")) or 2, 2),
            pages=-(-total // PAGE),
            address=address,
        ),
        csv=_with(".as_csv", asked.written),
        chain=None if verified is None else _chain(verified),
        is_sound=verified is not None and log.is_sound(verified),
    )


def _asked() -> LogQuery:
    given = {name: request.args.get(name, "").strip().replace("\0", "")[:_LONGEST_NAME] for name in FIELDS}
    written = {name: text for name, text in given.items() if text and _is_fit(name, text)}
    faults = [
        say("list.fault", name=say(f"audit.{name}"), value=text)
        for name, text in given.items()
        if text and name not in written
    ]
    return LogQuery(written, tuple(faults))


def _is_fit(name: str, text: str) -> bool:
    if FIELDS[name] == "day":
        return _instant(text, over_at) is not None
    if name == "credential":
        return _credential(text) is not None
    return name == "name" or text in dict(_choices(name))


def _credential(text: str) -> str | None:
    found = _CREDENTIAL(text)
    return None if found is None else f"{'session' if found[1] else 'key'}/{found[2]}"


def _choices(name: str) -> Choices:
    if name == "act":
        return [(act.value, say(f"act.{act.value}")) for act in Act]
    if name == "outcome":
        return [(outcome, say(f"audit.{outcome}")) for outcome in OUTCOMES]
    return units(language()) if name == "unit" else []


def _fields(asked: LogQuery) -> list[Field]:
    return [
        Field(name, kind, say(f"audit.{name}"), asked.written.get(name, ""), _choices(name), say("list.any"))
        for name, kind in FIELDS.items()
    ]


def _address(asked: LogQuery, **changed: object) -> str:
    return _with(".show", {**asked.written, **changed})


def _with(endpoint: str, values: Mapping[str, Any]) -> str:
    return url_for(endpoint, **values)


def _instant(text: str | None, of: Callable[[date], datetime]) -> datetime | None:
    """Return an instant of a written day; None for what is no day."""
    try:
        return of(written_day(text or ""))
    except (ValueError, OverflowError):
        return None


def _chain(verified: AuditEvent) -> str:
    """Return what the latest verification found."""
    found: Mapping[str, Any] = verified.details
    said = {"at": minute_text(verified.at), "by": log_view.who(verified), "events": f"{found['events']:,}"}
    if "broken" in found:
        why = say(f"broken.{found['why']}")
        return say("audit.chain_broken", number=f"{found['broken']:,}", why=why, **said)
    if found.get("missed"):
        return say("audit.chain_cut", noted=found["noted"], **said)
    return say("audit.chain_whole", head=found["head"], **said)


@audit.post("/audit/verify")
def verify() -> BaseResponse:
    """Walk the chain now; the result is an event of the log itself."""
    noted = request.form.get("head", "").strip().lower()
    with parts().database.transaction(OFFICE) as session:
        log.verify_and_note(session, visiting().actor, noted=noted if _HASH(noted) else None, now=clock.now())
    return redirect(url_for(".show"), 303)


@audit.get("/audit.csv")
def as_csv() -> BaseResponse:
    """Hand out all events of the filter as CSV, written while it is read."""
    asked = _asked()
    if asked.faults:
        return list_view.back_to(url_for(".show"))
    headers = [say(f"audit.{name}") for name in COLUMNS]
    lines = stream_with_context(csv_of(headers, _rows(asked.wanted)))
    return as_stream(lines, list_view.file_name(say("audit.title"), "csv"), CSV)


def _rows(wanted: Wanted) -> Iterator[Cells]:
    with parts().database.transaction(OFFICE) as session:
        names = log.names(session)
        for event in log.all_events(session, wanted):
            yield [
                event.number,
                when(event.at),
                log_view.who(event),
                log_view.capacity(event),
                log_view.credential(event),
                say(f"act.{event.act}"),
                say(f"audit.{event.outcome}"),
                log_view.subject(event, names),
                log_view.details(event),
                event.sha256,
            ]
