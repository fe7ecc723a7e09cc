"""The routes of this room."""

from typing import Final

from flask import Blueprint

from fleetsvc.web.law.instruments import instrument_pages
from fleetsvc.web.law.rulebook import rulebook_pages

LAW_PAGES: Final[tuple[Blueprint, ...]] = (rulebook_pages, instrument_pages)
