"""The workbook to fill in, handed out."""

from flask import Response, request

from fleetsvc.edge.entry import Entry
from fleetsvc.services.uploads.template import template_for
from fleetsvc.web.frame.bureau_frame import chosen_unit
from fleetsvc.web.frame.downloads import as_workbook
from fleetsvc.web.frame.pages import Pages, language
from rules.vocabulary import Category

blank_pages = Pages("blank_pages", entry=Entry.REPORTING)


@blank_pages.get("/uploads/template.xlsx")
def template() -> Response:
    """Hand out the workbook to fill in."""
    category = request.args.get("category") or None
    content, name = template_for(
        unit=chosen_unit(), category=category if category in tuple(Category) else None, language=language()
    )
    return as_workbook(content, name)
