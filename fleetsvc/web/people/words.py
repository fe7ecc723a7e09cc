"""The words of accounts, keys, sessions, the fleets and the desks of accounts, put together."""

from typing import Final

from fleetsvc.web.desks.words import DESK_WORDS
from fleetsvc.web.fleets.words import FLEET_WORDS
from fleetsvc.web.people.account_words import ACCOUNT_WORDS
from fleetsvc.web.people.admin_words import ADMIN_WORDS
from fleetsvc.web.people.import_words import IMPORT_WORDS
from fleetsvc.web.people.key_words import KEY_WORDS
from fleetsvc.web.people.office_access_words import OFFICE_ACCESS_WORDS
from rules.wording import Text

PEOPLE_WORDS: Final[dict[str, Text]] = (
    ACCOUNT_WORDS | ADMIN_WORDS | IMPORT_WORDS | KEY_WORDS | OFFICE_ACCESS_WORDS | FLEET_WORDS | DESK_WORDS
)
