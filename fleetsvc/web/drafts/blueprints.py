"""The routes of this room."""

from typing import Final

from flask import Blueprint

from fleetsvc.web.drafts.files import draft_files
from fleetsvc.web.drafts.pages import draft_pages
from fleetsvc.web.drafts.reviews import text_review_pages
from fleetsvc.web.drafts.texts import text_pages

DRAFTS_PAGES: Final[tuple[Blueprint, ...]] = (
    draft_pages,
    draft_files,
    text_review_pages,
    text_pages,
)
