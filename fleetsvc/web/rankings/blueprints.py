"""The routes of this room."""

from typing import Final

from flask import Blueprint

from fleetsvc.web.rankings.corrections import ranking_corrections
from fleetsvc.web.rankings.editions import rankings_pages
from fleetsvc.web.rankings.outlook import outlook_pages
from fleetsvc.web.rankings.releases import ranking_releases
from fleetsvc.web.rankings.shares import share_pages

RANKINGS_PAGES: Final[tuple[Blueprint, ...]] = (
    rankings_pages,
    ranking_corrections,
    ranking_releases,
    share_pages,
    outlook_pages,
)
