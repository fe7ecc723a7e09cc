"""The routes of the pages beside those of the public; a room with several files of them puts its own together."""

from typing import Final

from flask import Blueprint

from fleetsvc.web.audit.log import audit
from fleetsvc.web.cases.blueprints import CASES_PAGES
from fleetsvc.web.dashboards.blueprints import DASHBOARDS_PAGES
from fleetsvc.web.documents.pages import handout_pages
from fleetsvc.web.law.blueprints import LAW_PAGES
from fleetsvc.web.letters.blueprints import LETTERS_PAGES
from fleetsvc.web.manuscripts.blueprints import WRITING_PAGES
from fleetsvc.web.nil_reports.pages import nil_pages
from fleetsvc.web.operations.blueprints import OPERATIONS_PAGES
from fleetsvc.web.people.blueprints import PEOPLE_PAGES
from fleetsvc.web.rankings.blueprints import RANKINGS_PAGES
from fleetsvc.web.receipts.pages import my_receipts, receipt_pages, upload_receipts
from fleetsvc.web.registrations.blueprints import REGISTRATIONS_PAGES
from fleetsvc.web.signals.pages import signal_pages
from fleetsvc.web.uploads.blueprints import UPLOADS_PAGES

PAGES: Final[tuple[Blueprint, ...]] = (
    *DASHBOARDS_PAGES,
    *REGISTRATIONS_PAGES,
    *CASES_PAGES,
    *RANKINGS_PAGES,
    *LAW_PAGES,
    *WRITING_PAGES,
    *LETTERS_PAGES,
    *PEOPLE_PAGES,
    *OPERATIONS_PAGES,
    audit,
    *UPLOADS_PAGES,
    nil_pages,
    handout_pages,
    my_receipts,
    receipt_pages,
    upload_receipts,
    signal_pages,
)
