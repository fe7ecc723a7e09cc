"""The routes of this room."""

from typing import Final

from flask import Blueprint

from fleetsvc.web.dashboards.bureau import bureau_home
from fleetsvc.web.dashboards.office import office_home

DASHBOARDS_PAGES: Final[tuple[Blueprint, ...]] = (office_home, bureau_home)
