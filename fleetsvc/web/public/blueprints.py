"""The routes of this room."""

from typing import Final

from flask import Blueprint

from fleetsvc.web.public.api_docs import docs
from fleetsvc.web.public.ask import ask, ask_receipts
from fleetsvc.web.public.changes import changes_page
from fleetsvc.web.public.exceptions import exceptions_page
from fleetsvc.web.public.help_pages import help_pages
from fleetsvc.web.public.home import home
from fleetsvc.web.public.list_pages import list_pages
from fleetsvc.web.public.requirements import requirements_page

PUBLIC_PAGES: Final[tuple[Blueprint, ...]] = (
    home,
    ask,
    ask_receipts,
    list_pages,
    requirements_page,
    changes_page,
    exceptions_page,
    docs,
    help_pages,
)
