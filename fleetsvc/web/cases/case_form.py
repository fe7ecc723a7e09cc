"""What the forms of cases say, and which cases they mean."""

from datetime import date, timedelta
from typing import Any, Final

from flask import request

from fleetsvc import clock
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.lists import CaseFilter
from fleetsvc.services.cases.words import EXPIRY_DAYS, UNSETTLED, CaseAction, CaseKind, CaseState, Hand
from fleetsvc.services.people.accounts import Role
from fleetsvc.web.desks.desk import desk_of
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.choices import units
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.pages import instant_of, language, number_of, say
from rules.units import UNITS

NAME: Final = "cases"
"""What the list is called where its readers keep anything of it."""
LONGEST_REASON: Final = 2000
TODO: Final = "todo"
"""The state of cases in which somebody is to act: what the list shows unless asked otherwise."""
SIZES: Final = (20, 50, 100, 200)
"""Cases that a page may have."""
USUAL_SIZE: Final = 100
VIEWS: Final = ("mine", "overdue", "expiring")
FILTERS: Final[dict[str, tuple[str, ...]]] = {
    "view": VIEWS,
    "state": (TODO, *CaseState),
    "kind": tuple(CaseKind),
    "unit": tuple(UNITS),
}
"""What the list is filtered by, and the words of each."""
SINCE: Final = ("opened_since", "decided_since")
"""Instants since which cases were opened or decided, as links of the first page have them."""


class DayUnfit(Exception):
    """A field for a day holds none."""


def hand() -> Hand:
    """Return whose hand the visitor has in cases."""
    return Hand.OFFICE if visiting().role is Role.OFFICE else Hand.BUREAU


def asked() -> dict[str, Any]:
    """Return what the address asks for: known words, any ground, and how many rows a page has if not as usual."""
    unfit = _unfit()
    given = {name: request.args.get(name, TODO if name == "state" else "") for name in FILTERS}
    known = {name: word for name, word in given.items() if name not in unfit and (word or name == "state")}
    ground = request.args.get("ground", "")[:60].replace("\0", "")
    rows = number_in("rows")
    since = {name: request.args[name] for name in SINCE if instant_of(request.args.get(name))}
    is_sized = rows in SIZES and rows != usual_rows()
    known |= since | ({"ground": ground} if ground else {})
    return known | ({"rows": rows} if is_sized else {})


def usual_rows() -> int:
    """Return how many rows a page of the list usually has for its reader."""
    rows = desk_of(NAME).rows
    return rows if rows in SIZES else USUAL_SIZE


def faults() -> list[str]:
    """Return a sentence for each condition of the address that means nothing and is left out."""
    return [say("cases.unfit", name=say(f"cases.{name}"), value=word) for name, word in _unfit().items()]


def _unfit() -> dict[str, str]:
    """Return the conditions that mean nothing; a bureau has one unit, and no officers."""
    given = {name: request.args.get(name, "") for name in FILTERS}
    fits = FILTERS if hand() is Hand.OFFICE else FILTERS | {"unit": (), "view": VIEWS[1:]}
    unfit = {name: word for name, word in given.items() if word and word not in fits[name]}
    since = {name: request.args.get(name, "") for name in SINCE}
    return unfit | {name: text for name, text in since.items() if text and instant_of(text) is None}


def choices(by: Hand) -> dict[str, list[tuple[str, str]]]:
    """Return the words of each filter; a bureau has one unit, and no officers."""
    found = {
        name: [(word, say(f"cases.{name}.{word}")) for word in FILTERS[name]] for name in ("state", "kind")
    }
    views: list[Any] = [(word, say(f"cases.view.{word}")) for word in VIEWS]
    if by is Hand.BUREAU:
        return {"view": views[1:], **found}
    return {"view": views, **found, "unit": units(language())}


def wanted(said: dict[str, Any], *, today: date) -> CaseFilter:
    """Return the cases that an address asks for. Overdue: not answered in time, or not dealt with since."""
    state, view = said.get("state"), said.get("view")
    states: tuple[str, ...] = UNSETTLED if state == TODO else ()
    if view == "overdue":
        states = (CaseState.NOTIFIED, CaseState.OVERDUE)
    if view == "expiring":
        states = (CaseState.APPROVED,)
    return CaseFilter(
        said.get("unit"),
        said.get("kind"),
        state if state in tuple(CaseState) and view not in ("overdue", "expiring") else None,
        officer=visiting().name if view == "mine" else None,
        due_before=today if view == "overdue" else None,
        ground=said.get("ground"),
        states=states,
        expires_before=today + timedelta(days=EXPIRY_DAYS + 1) if view == "expiring" else None,
        opened_since=instant_of(said.get("opened_since")),
        decided_since=instant_of(said.get("decided_since")),
    )


def said_in_form(action: CaseAction, *, evidence: tuple[int, ...] = ()) -> Said:
    """Return what a form says of an action. Raises DayUnfit."""
    return Said(
        action,
        reason=_text("reason"),
        ground=_text("ground") or None,
        evidence=evidence,
        brought=_brought(_text("ground")),
        missing=_text("missing"),
        valid_from=_day("valid_from"),
        valid_until=_day("valid_until"),
        conditions=_text("conditions"),
        officer=_text("officer"),
        internal=bool(request.form.get("internal")),
    )


def signing() -> dict[str, Any]:
    """Return who acts, as whom they would sign, and when."""
    visitor = visiting()
    return {"by": visitor.actor, "signatory": visitor.signatory, "now": clock.now()}


def reason() -> str:
    """Return the reason that a form gives."""
    return _text("reason")


def chosen() -> list[int]:
    """Return the numbers of the cases that are ticked."""
    return [number for number in map(number_of, request.form.getlist("case")) if number is not None]


def number_in(name: str) -> int | None:
    """Return the number that the address gives by a name."""
    return number_of(request.args.get(name))


def _brought(ground: str) -> tuple[int, ...]:
    """Return which items of a ground's list are ticked; those of other grounds say nothing."""
    ticked = (text.rpartition(":") for text in request.form.getlist("brought"))
    return tuple(int(item) for of, _, item in ticked if of == ground and item in map(str, range(1, 51)))


def _text(name: str) -> str:
    return " ".join(written_in(name).split())[:LONGEST_REASON]


def _day(name: str) -> date | None:
    text = written_in(name).strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise DayUnfit(name) from None
