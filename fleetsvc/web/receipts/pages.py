"""Receipts on paper and as files; those that somebody asked for; and asking for that of an accepted upload."""

import json
from typing import Final
from urllib.parse import urlencode

import segno
from flask import Response, redirect, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.callers import current_person
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.edge.signing import signing_key
from fleetsvc.models import ReceiptRecord
from fleetsvc.services.receipts.issuing import UploadNotAccepted, issue_for_upload
from fleetsvc.services.receipts.lists import (
    ReceiptUnknown,
    find_receipt,
    list_receipts,
    receipt_json,
    signed_document,
)
from fleetsvc.web.frame.bureau_frame import of_unit, unit_scope, visiting
from fleetsvc.web.frame.downloads import as_file
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.receipts.receipt_search import holders_beside, read_search
from fleetsvc.web.receipts.receipt_view import rows_of, subject_of

receipt_pages = Pages("receipt_pages", entry=Entry.ANYONE)
my_receipts = Pages("my_receipts", entry=Entry.SIGNED_IN)
upload_receipts = Pages("upload_receipts", entry=Entry.REPORTING)

PAGE: Final = 50


@receipt_pages.get("/receipts/<number>")
def show(number: str) -> Response:
    """Show a receipt on one sheet of paper."""
    receipt = _found(number)
    document = signed_document(receipt)
    address = f"{request.url_root.rstrip('/')}{url_for('.show', number=receipt.number)}"
    drawn = segno.make(address, error="m").svg_inline(omitsize=True, border=2, dark="#000", light="#fff")
    return rendered_beside_menu(
        "receipt.html",
        crumbs=[(say("receipt.of", number=receipt.number), None)],
        receipt=receipt,
        told=receipt_json(receipt),
        rows=rows_of(document, language=language(), say=say),
        address=address,
        drawn=Markup(drawn),  # noqa: S704 (made of black and white squares by the library)
        keys=f"{request.url_root.rstrip('/')}{url_for('well_known.jwks')}",
    )


@receipt_pages.get("/receipts/<number>/file")
def file(number: str) -> Response:
    """Hand out a receipt as the file that is checked."""
    receipt = _found(number)
    content = json.dumps(receipt_json(receipt), ensure_ascii=False, indent=2).encode()
    return as_file(content, f"{say('receipt.title')}-{receipt.number}.json", "application/json")


def _found(number: str) -> ReceiptRecord:
    person = current_person()
    try:
        with parts().database.transaction(PUBLISHED if person is None else person.scope) as session:
            return find_receipt(session, number)
    except ReceiptUnknown:
        raise NotFound from None


@my_receipts.get("/receipts")
def show_all() -> BaseResponse:
    """Show the receipts that a person and their keys asked for; or lead to the one whose whole number was typed."""
    person, asked = visiting(), read_search(request.args)
    if asked.whole:
        return redirect(url_for("receipt_pages.show", number=asked.whole), 303)
    holders = holders_beside(person)
    with parts().database.transaction(person.scope) as session:
        try:
            found, following = list_receipts(
                session,
                holders,
                after=request.args.get("after") or None,
                limit=PAGE,
                wanted=asked.wanted,
            )
        except ReceiptUnknown:
            raise NotFound from None
    return rendered_beside_menu(
        "receipts.html",
        422 if asked.faults else 200,
        crumbs=[(say("receipt.mine"), None)],
        items=[(one, subject_of(signed_document(one), language=language())) for one in found],
        asked=asked,
        following=following and f"{url_for('.show_all')}?{urlencode({**asked.told, 'after': following})}",
    )


@upload_receipts.post("/uploads/<id:number>/receipt")
def issue(number: int) -> BaseResponse:
    """Have what was accepted of an upload signed, and lead to the receipt."""
    key = signing_key()
    try:
        with parts().database.transaction(unit_scope()) as session:
            issued = issue_for_upload(session, number, key=key, by=visiting().actor, now=clock.now())
            receipt = issued.receipt.number
    except UploadNotAccepted:
        return redirect(url_for("review_pages.show", number=number, told="changed", **of_unit()), 303)
    return redirect(url_for("receipt_pages.show", number=receipt), 303)
