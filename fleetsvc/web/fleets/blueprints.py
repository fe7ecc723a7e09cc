"""The routes of this room."""

from typing import Final

from flask import Blueprint

from fleetsvc.web.fleets.operators import operator_pages
from fleetsvc.web.fleets.owners import owner_pages
from fleetsvc.web.fleets.vehicle import vehicle_pages
from fleetsvc.web.fleets.vehicles import fleet_pages

FLEET_PAGES: Final[tuple[Blueprint, ...]] = (fleet_pages, vehicle_pages, owner_pages, operator_pages)
