"""One vehicle by form, without a spreadsheet: checked as a file is, and then a delivery of the unit."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.uploads import one_vehicle
from fleetsvc.services.uploads.deliveries import UploadBusy
from fleetsvc.services.uploads.quotas import UploadsUsedUp, UploadsWaiting
from fleetsvc.web.frame.bureau_frame import chosen_unit, of_unit, rendered_in_frame, visiting
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.uploads.deliveries import receive_one
from fleetsvc.web.uploads.preview import READINGS
from fleetsvc.web.uploads.vehicle_view import faults_said, shown_fields

one_vehicle_pages = Pages("one_vehicle_pages", entry=Entry.REPORTING)

UNFIT: Final = 422


@one_vehicle_pages.get("/uploads/vehicle")
def show() -> Response:
    """Show the form of one vehicle."""
    return _page()


@one_vehicle_pages.post("/uploads/vehicle")
def send() -> BaseResponse:
    """Check a vehicle; where nothing holds it, it becomes a delivery to be reviewed, else it is told at its fields."""
    now, unit = clock.now(), chosen_unit()
    values = {column.field: " ".join(written_in(column.field).split()) for column in one_vehicle.ASKED}
    delivery = one_vehicle.delivery_of(values, received_by=visiting().name, now=now)
    if not READINGS.acquire(timeout=5):
        return _page(503, fault=say("vehicle.busy"))
    try:
        book = parts().in_force.get().book
        checked = one_vehicle.check(delivery, unit=unit, book=book, today=clock.day_of(now))
    finally:
        READINGS.release()
    if not checked.is_fit:
        return _page(UNFIT, faults_said(checked, language()), fault=say("vehicle.unfit"))
    try:
        word, number = receive_one(delivery)
    except (UploadBusy, UploadsWaiting, UploadsUsedUp):
        return _page(409, fault=say("rows.not_taken"))
    told = word if word == "known" else None
    return redirect(url_for("review_pages.show", number=number, told=told, **of_unit()), 303)


def _page(
    status: int = 200, faults: Mapping[str, Sequence[tuple[str, str]]] | None = None, *, fault: str = ""
) -> Response:
    found = dict(faults or {})
    return rendered_in_frame(
        "vehicle.html",
        status,
        place="uploads",
        below=[(say("vehicle.title"), None)],
        fields=shown_fields(language()),
        typed=request.form,
        faults=found,
        others=found.get("", ()),
        fault=fault,
        longest=one_vehicle.LONGEST,
    )
