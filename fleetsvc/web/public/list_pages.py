"""A list of vehicles, pasted or uploaded, with the answer beside each: for dealers, and for anybody in small."""

from typing import Final

from flask import Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.bodies import size_text, takes
from fleetsvc.edge.callers import current_person
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.uploads.asked_lists import AnsweredList
from fleetsvc.web.frame.choices import unit_name, units, words
from fleetsvc.web.frame.downloads import as_workbook
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.public.list_answering import A_LIST, KNOWN, ListsBusy, allowed, answered
from fleetsvc.web.public.list_form import ListForm, read_list_form, untouched
from fleetsvc.web.public.list_view import ShownRow, list_xlsx, shown_rows
from rules.vocabulary import Category, Event

list_pages = Pages("list_pages", entry=Entry.ANYONE)

_SHOWN: Final = 200
"""Rows that the page shows; the workbook holds all."""
_COLUMNS: Final = "车辆型号\t车辆用途\t新增/更新\t能源种类\t排放阶段\t总质量\t车架号\t号牌号码\t登记日期"
"""Names of columns that a list may have, as sheets write them."""


@list_pages.get("/ask/list")
def show() -> Response:
    """Show the form."""
    person = current_person()
    return _page(untouched(unit=person.unit if person else None, today=clock.day_of(clock.now())))


@list_pages.post("/ask/list")
@takes(A_LIST)
def answer() -> BaseResponse:
    """Answer a list: on the page, or as a workbook where that was asked for. Nothing of it is stored."""
    now = clock.now()
    today = clock.day_of(now)
    form = read_list_form(request.form, request.files.get("sheet"), allowed=allowed(), today=today)
    if form.asked is None:
        return _page(form, 422, fault=say(form.fault))
    try:
        found = answered(form.asked)
    except ListsBusy:
        return _page(form, 503, fault=say("asklist.busy"))
    if found.refused or not found.rows:
        return _page(form, 422, fault=found.refused or say("asklist.none_read"), found=found)
    book = parts().in_force.get().book
    rows = shown_rows(found, book)
    if request.form.get("as") == "xlsx":
        unit = unit_name(int(form.values["unit"]), language())
        content = list_xlsx(rows, unit=unit, book=book, now=now)
        return as_workbook(content, f"{say('asklist.answers')}-{today}.xlsx")
    return _page(form, rows=rows, found=found)


def _page(
    form: ListForm,
    status: int = 200,
    /,
    *,
    fault: str = "",
    rows: list[ShownRow] | None = None,
    found: AnsweredList | None = None,
) -> Response:
    at_once, spoken, answers = allowed(), language(), rows or []
    return rendered_beside_menu(
        "list.html",
        status,
        crumbs=[(say("form.title"), url_for("ask.show")), (say("asklist.title"), None)],
        form=form,
        example=_COLUMNS,
        fault=fault,
        rows=answers[:_SHOWN],
        count=len(answers),
        assumed=sum(row.is_assumed for row in answers),
        answered=found,
        several_sheets=len({row.sheet for row in answers}) > 1,
        most=at_once.vehicles,
        size=size_text(at_once.bytes),
        most_known=None if at_once is KNOWN else KNOWN.vehicles,
        units=units(spoken),
        categories=words(Category, spoken),
        events=words(Event, spoken),
    )
