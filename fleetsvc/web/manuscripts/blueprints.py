"""The routes of this room and of the drafts that come of it."""

from typing import Final

from flask import Blueprint

from fleetsvc.web.drafts.blueprints import DRAFTS_PAGES
from fleetsvc.web.manuscripts.acts import manuscript_act
from fleetsvc.web.manuscripts.beginnings import beginning_pages
from fleetsvc.web.manuscripts.entries import entry_pages
from fleetsvc.web.manuscripts.law import manuscript_law
from fleetsvc.web.manuscripts.manuscript_file import manuscript_file
from fleetsvc.web.manuscripts.pages import manuscript_pages
from fleetsvc.web.manuscripts.preview import manuscript_preview

WRITING_PAGES: Final[tuple[Blueprint, ...]] = (
    *DRAFTS_PAGES,
    beginning_pages,
    manuscript_pages,
    manuscript_file,
    manuscript_act,
    manuscript_law,
    entry_pages,
    manuscript_preview,
)
