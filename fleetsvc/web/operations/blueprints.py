"""The routes of this room."""

from typing import Final

from flask import Blueprint

from fleetsvc.web.operations.health import health_page
from fleetsvc.web.operations.schedule import schedule_page

OPERATIONS_PAGES: Final[tuple[Blueprint, ...]] = (health_page, schedule_page)
