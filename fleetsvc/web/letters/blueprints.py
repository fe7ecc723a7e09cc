"""The routes of this room."""

from typing import Final

from flask import Blueprint

from fleetsvc.web.letters.downloads import letter_downloads
from fleetsvc.web.letters.measure_pages import measure_notes, measure_pages
from fleetsvc.web.letters.pages import letter_pages
from fleetsvc.web.letters.template_pages import template_pages

LETTERS_PAGES: Final[tuple[Blueprint, ...]] = (
    letter_pages,
    letter_downloads,
    measure_pages,
    measure_notes,
    template_pages,
)
