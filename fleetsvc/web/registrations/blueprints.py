"""The routes of this room, and of what a person keeps of their lists."""

from typing import Final

from flask import Blueprint

from fleetsvc.web.desks.pages import desk_pages
from fleetsvc.web.registrations.dossier import dossier_pages
from fleetsvc.web.registrations.noncompliance import noncompliance
from fleetsvc.web.registrations.noncompliance_export import noncompliance_taken
from fleetsvc.web.registrations.register import registration_pages
from fleetsvc.web.registrations.search import search_pages

REGISTRATIONS_PAGES: Final[tuple[Blueprint, ...]] = (
    noncompliance,
    noncompliance_taken,
    registration_pages,
    dossier_pages,
    search_pages,
    desk_pages,
)
