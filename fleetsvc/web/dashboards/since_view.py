"""What has changed since the visitor's last visit, as counts that lead to what is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from fleetsvc.clock import rfc3339
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.parts import parts
from fleetsvc.services.dashboards.since import news_since, notices_since
from fleetsvc.services.people.sessions import previous_visit
from fleetsvc.web.frame.bureau_frame import is_masked, visiting
from fleetsvc.web.frame.pages import language, say
from fleetsvc.web.frame.phrases import minute_text
from rules.units import UNITS


@dataclass(frozen=True, slots=True)
class Since:
    """When the visit before ended, and what changed since: in words with its number, and where that is listed."""

    at: str
    items: list[tuple[str, str]]


def since_view(unit: str | None) -> Since | None:
    """Return what changed in a unit, or in the province where none is named; None at somebody's first visit."""
    person = visiting()
    with parts().database.transaction(OFFICE) as session:
        at = previous_visit(session, person.account, person.session)
        told = 0 if at is None else notices_since(session, at, account=person.account)
    if at is None:
        return None
    with parts().database.transaction(person.scope) as session:
        news = news_since(session, at, city=None if unit is None else int(unit))
    since = rfc3339(at)
    of_unit: dict[str, Any] = {"unit": unit} if unit is not None and is_masked() else {}
    items = [
        *_by_unit("received", news.received, of_list={"received_since": since}),
        *_by_unit("accepted", news.accepted, of_list={"settled_since": since, "status": "accepted"}),
        *_by_unit("withdrawn", news.withdrawn, of_list={"settled_since": since, "status": "withdrawn"}),
        *_counted("opened", news.opened, url_for("case_pages.show", state="", opened_since=since, **of_unit)),
        *_counted(
            "decided", news.decided, url_for("case_pages.show", state="", decided_since=since, **of_unit)
        ),
        *_counted("notices", told, url_for("notice_pages.show")),
    ]
    return Since(minute_text(at), items)


def _counted(word: str, count: int, address: str) -> list[tuple[str, str]]:
    return [(say(f"since.{word}", count=f"{count:,}"), address)] if count else []


def _by_unit(word: str, counts: Mapping[str, int], *, of_list: dict[str, Any]) -> list[tuple[str, str]]:
    """Return a count for each unit; the office's lists name the unit, a bureau's own need not."""
    if not is_masked():
        return [
            one
            for count in counts.values()
            for one in _counted(word, count, url_for("upload_pages.show_all", **of_list, _anchor="list"))
        ]
    return [
        (f"{UNITS[unit].name.in_language(language())} {say(f'since.{word}', count=f'{count:,}')}", address)
        for unit, count in counts.items()
        for address in [url_for("upload_pages.show_all", unit=unit, **of_list, _anchor="list")]
    ]
