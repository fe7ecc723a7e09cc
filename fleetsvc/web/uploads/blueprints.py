"""The routes of this room."""

from typing import Final

from flask import Blueprint

from fleetsvc.web.uploads.blank_template import blank_pages
from fleetsvc.web.uploads.column_pages import column_pages
from fleetsvc.web.uploads.correction_pages import correction_pages
from fleetsvc.web.uploads.deliveries import upload_pages
from fleetsvc.web.uploads.preview import preview_pages
from fleetsvc.web.uploads.review import review_pages
from fleetsvc.web.uploads.review_forms import review_forms
from fleetsvc.web.uploads.source_admin import source_admin
from fleetsvc.web.uploads.two_persons_pages import two_persons_pages
from fleetsvc.web.uploads.vehicle_page import one_vehicle_pages
from fleetsvc.web.uploads.withdraw_pages import withdraw_pages

UPLOADS_PAGES: Final[tuple[Blueprint, ...]] = (
    upload_pages,
    review_pages,
    review_forms,
    correction_pages,
    preview_pages,
    blank_pages,
    source_admin,
    two_persons_pages,
    withdraw_pages,
    one_vehicle_pages,
    column_pages,
)
