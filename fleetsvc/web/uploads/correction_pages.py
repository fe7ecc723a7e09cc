"""Cells that are corrected on the page of a delivery: within it in review, once it is stored in one of their own."""

from collections.abc import Sequence

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import UploadRecord
from fleetsvc.services.uploads import deliveries
from fleetsvc.services.uploads.cell_answers import take_cells
from fleetsvc.services.uploads.cell_corrections import (
    MOST_CELLS,
    CellSaid,
    CellUnknown,
    CorrectionsTooMany,
    Overtaken,
    SheetOfForms,
    sheets_of_forms,
)
from fleetsvc.services.uploads.quotas import UploadsUsedUp, UploadsWaiting
from fleetsvc.services.uploads.rows import list_rows
from fleetsvc.web.frame.bureau_frame import chosen_unit, unit_scope, visiting
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.kept_forms import Kept, kept_address
from fleetsvc.web.frame.pages import Pages, number_of, say
from fleetsvc.web.uploads import cell_fields, review_view, row_corrections
from fleetsvc.web.uploads.deliveries import receive_one
from fleetsvc.web.uploads.review import back_to, found_upload, review_page
from fleetsvc.web.uploads.review_forms import only_the_unit
from fleetsvc.web.uploads.row_corrections import HeldRow
from importers.fields import DAY_FIELDS
from importers.results import RowFate

correction_pages = Pages("correction_pages", entry=Entry.REPORTING)


@correction_pages.post("/uploads/<id:number>/rows")
def correct_rows(number: int) -> BaseResponse:
    """Take held rows that were corrected in place."""
    only_the_unit()
    sheet = written_in("sheet")
    upload, held = _held_rows(number, sheet)
    days = row_corrections.places_of(upload, sheet, DAY_FIELDS)
    if upload.status.is_open:
        shown = row_corrections.rows_as_shown(request.form)
        after = row_corrections.changed_rows(shown, request.form, days)
        return _within(number, row_corrections.cells_of_rows(sheet, shown, after))
    if not upload.status.may_be_withdrawn:  # it has ended
        return _kept(number, Kept.ENDED)
    if sheet in sheets_of_forms(upload):
        return review_page(number, 422, fault=say("cells.of_forms", sheet=sheet))
    changed = row_corrections.changed_rows(held, request.form, days)
    return _as_a_delivery(upload, sheet, changed) if changed else _unchanged(number)


@correction_pages.post("/uploads/<id:number>/cells")
def correct_cells(number: int) -> BaseResponse:
    """Take single cells of a delivery in review, whatever became of their rows."""
    only_the_unit()
    with parts().database.transaction(unit_scope()) as session:
        upload = found_upload(session, number)
    if not upload.status.is_open:
        return _kept(number, Kept.ENDED)
    return _within(number, row_corrections.cells_of_places(upload, request.form))


def _unchanged(number: int) -> BaseResponse:
    return review_page(number, 422, fault=say("rows.unchanged_form"))


def _held_rows(number: int, sheet: str) -> tuple[UploadRecord, list[HeldRow]]:
    """Return the held rows of the page that a form was made of."""
    first = number_of(request.form.get("first")) or 1
    with parts().database.transaction(unit_scope()) as session:
        upload = found_upload(session, number)
        held, _ = list_rows(
            session, RowFate.HELD, upload=upload, after=(sheet, first - 1), limit=review_view.PAGE
        )
    whole = cell_fields.whole_rows(upload, [one for one in held if one["sheet"] == sheet])
    return upload, [HeldRow(one["row"], one["cells"]) for one in whole]


def _within(number: int, said: Sequence[CellSaid]) -> BaseResponse:
    """Have a delivery in review read again with some of its cells as they are said to be.

    While a worker has it nothing is lost: what was typed is kept, to be sent a moment later.
    """
    if not said:
        return _unchanged(number)
    city, by, now = int(chosen_unit()), visiting().actor, clock.now()
    try:
        with parts().database.transaction(unit_scope()) as session:
            late = take_cells(session, said, city=city, number=number, by=by, now=now)
    except CorrectionsTooMany:
        return review_page(number, 422, fault=say("cells.too_many", most=f"{MOST_CELLS:,}"))
    except SheetOfForms as forms:
        return review_page(number, 422, fault=say("cells.of_forms", sheet=forms.sheet))
    except CellUnknown as unknown:
        return review_page(number, 422, fault=_not_offered(unknown.said))
    except deliveries.UploadNotOpen:
        return _kept(number, Kept.ENDED)
    except deliveries.UploadBusy:
        return _kept(number, Kept.BUSY)
    return review_page(number, 409, fault=_told(late)) if late else back_to(number)


def _kept(number: int, why: Kept) -> BaseResponse:
    """Lead to what was typed, which is kept; where it cannot be, it stands in the page of the delivery."""
    kept = kept_address(why)
    fault = say("review.busy" if why is Kept.BUSY else "review.changed")
    return redirect(kept, 303) if kept else review_page(number, 409, fault=fault)


def _not_offered(said: CellSaid) -> str:
    return say("cells.unknown", sheet=said.sheet, cell=f"{said.column}{said.row}")


def _told(late: Sequence[Overtaken]) -> str:
    """Return what colleagues have corrected otherwise meanwhile, cell by cell, with both words."""
    said = " ".join(
        say(
            "cells.overtaken",
            cell=f"{one.said.column}{one.said.row}",
            by=one.by,
            text=one.text,
            own=one.said.text,
        )
        for one in late
    )
    return f"{say('cells.meanwhile')} {said}"


def _as_a_delivery(upload: UploadRecord, sheet: str, changed: Sequence[HeldRow]) -> BaseResponse:
    corrected = row_corrections.correction_of(upload, sheet, changed, received_by=visiting().name)
    with parts().database.transaction(unit_scope()) as session:
        twice = row_corrections.in_correction(session, upload, sheet, changed, corrected)
    if twice:
        said = say("rows.in_correction", rows=", ".join(map(str, twice)), number=next(iter(twice.values())))
        return review_page(upload.number, 409, fault=said)
    try:
        told, number = receive_one(corrected)
    except (deliveries.UploadBusy, UploadsWaiting, UploadsUsedUp):
        return review_page(upload.number, 409, fault=say("rows.not_taken"))
    return redirect(url_for("review_pages.show", number=number, told=told if told == "known" else None), 303)
