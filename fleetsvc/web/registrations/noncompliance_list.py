"""What the list of vehicles that fall short offers, and which vehicles its address and its ticks ask for."""

from dataclasses import replace
from typing import Any, Final

from flask import request, url_for
from sqlalchemy import Row
from werkzeug.datastructures import MultiDict

from fleetsvc import clock
from fleetsvc.database.transactions import ScopedSession
from fleetsvc.services.audit.reveals import reveal
from fleetsvc.services.common.masked_documents import masked_registration
from fleetsvc.services.registrations.filters import Order, RegistrationFilter
from fleetsvc.services.registrations.lists import (
    count_by_verdict,
    count_most_by_verdict,
    listed_json,
    narrowed,
    place_of,
)
from fleetsvc.services.uploads.deliveries import UploadUnknown
from fleetsvc.services.uploads.lists import find_upload
from fleetsvc.web.desks.desk import Shelf, desk_of, shelf
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.pages import number_of
from fleetsvc.web.registrations import list_view
from fleetsvc.web.registrations.list_form import (
    OF_VEHICLES,
    ListKind,
    ListQuery,
    along_list,
    as_arranged,
    list_query,
)
from rules.units import UNITS
from rules.vocabulary import OPEN_VERDICTS

NAME: Final = "noncompliance"
"""What the list is called where its readers keep anything of it."""
_KIND: Final = ListKind(
    filters=("unit", *OF_VEHICLES),
    orders=tuple(Order),
    columns=list_view.CHOSEN,
    usual=("vin", "rule"),
    verdicts=OPEN_VERDICTS,
)
COLUMNS: Final = ("vehicle", "registered_on", "unit_name", "verdict", "category", "event", "energy")
"""Columns that always stand: which vehicle, when, where and why."""
TICKED: Final = "vehicle"
"""The field of a ticked vehicle: its unit and number."""
ALL: Final = "all"
"""The field that asks for all that the filter finds."""
_NO_UPLOAD: Final = (0, 0)
"""No delivery has this number: nothing fits."""


def asked(args: MultiDict[str, str] | None = None) -> ListQuery:
    """Return what an address asks of the list as its reader has it; that of the request unless another's is given."""
    return list_query(as_arranged(_KIND, desk_of(NAME)), args)


def shelf_of(query: ListQuery) -> Shelf:
    """Return what the page shows of what its reader keeps of the list."""
    return shelf(NAME, query.parameters(), faults=bool(query.faults), is_rearranged=query.is_rearranged)


def asked_for(session: ScopedSession, query: ListQuery) -> RegistrationFilter:
    """Return which vehicles an address asks for."""
    upload = None if query.upload is None else _upload(session, query.upload)
    return query.filter(unit=query.written.get("unit"), upload=upload)


def _upload(session: ScopedSession, number: int) -> tuple[int, int]:
    try:
        return find_upload(session, number).city_code, number
    except UploadUnknown:
        return _NO_UPLOAD


def chosen(session: ScopedSession, query: ListQuery) -> RegistrationFilter:
    """Return which vehicles of a list a form has chosen: those ticked, or all of them."""
    wanted = asked_for(session, query)
    if are_all_chosen():
        return narrowed(session, wanted)
    return replace(wanted, named=None, found=ticked())


def is_anything_chosen() -> bool:
    """Return whether a form has chosen any vehicle."""
    return are_all_chosen() or bool(ticked())


def are_all_chosen() -> bool:
    """Return whether a form asks for all that the filter finds."""
    return bool(request.form.get(ALL))


def ticked() -> tuple[tuple[int, int], ...]:
    """Return the vehicles that are ticked: unit and number of each."""
    written = (text.partition(".") for text in request.form.getlist(TICKED))
    read = ((unit, number_of(number)) for unit, _, number in written if unit in UNITS)
    return tuple((int(unit), number) for unit, number in read if number is not None)


def counted(session: ScopedSession, wanted: RegistrationFilter) -> tuple[dict[str, int], bool]:
    """Return how many vehicles there are by verdict, and whether there are more: all but those of a frequent text."""
    if wanted.frequent:
        return count_most_by_verdict(session, wanted)
    return count_by_verdict(session, wanted), False


def address(query: ListQuery, **changed: object) -> str:
    """Return the address of the list, with what is asked for otherwise."""
    values: dict[str, Any] = query.parameters() | changed
    return url_for("noncompliance.show", **values)


def shown(query: ListQuery, found: Row[Any]) -> dict[str, Any]:
    """Return a vehicle as its row shows it."""
    document = listed_json(found) if query.reveals else masked_registration(listed_json(found))
    along = along_list(NAME, query, place_of(found))
    row = list_view.row(document, {"unit": document["unit"]}, along)
    return row | {"choice": choice(row["unit"], row["id"])}


def choice(unit: str | int, number: int) -> str:
    """Return a vehicle as its tick has it."""
    return f"{unit}.{number}"


def note(session: ScopedSession, query: ListQuery, subject: str) -> None:
    """Enter in the audit log that plates and VINs were shown in full, and by which filter."""
    if query.reveals:
        reveal(session, subject, query.noted(), by=visiting().actor, now=clock.now())
