"""The routes of this room, and those of what else is a person's own: notices, a fleet."""

from typing import Final

from flask import Blueprint

from fleetsvc.web.fleets.blueprints import FLEET_PAGES
from fleetsvc.web.notices.mail_admin import mail_admin
from fleetsvc.web.notices.mail_pages import mail_pages
from fleetsvc.web.notices.pages import notice_pages
from fleetsvc.web.notices.webhook_pages import webhook_pages
from fleetsvc.web.people.account import account, people
from fleetsvc.web.people.account_admin import account_admin
from fleetsvc.web.people.account_changes import account_changes
from fleetsvc.web.people.account_import import account_import
from fleetsvc.web.people.factor import factor
from fleetsvc.web.people.key_admin import key_admin
from fleetsvc.web.people.my_keys import my_keys
from fleetsvc.web.people.office_access import office_access
from fleetsvc.web.people.sign_in import sign_in
from fleetsvc.web.people.unfinished_forms import unfinished_pages

PEOPLE_PAGES: Final[tuple[Blueprint, ...]] = (
    sign_in,
    account,
    factor,
    people,
    my_keys,
    unfinished_pages,
    notice_pages,
    mail_pages,
    mail_admin,
    webhook_pages,
    account_admin,
    account_changes,
    account_import,
    key_admin,
    office_access,
    *FLEET_PAGES,
)
