"""The words of stored vehicles, put together: of lists, of the dossier and of the search."""

from typing import Final

from fleetsvc.web.registrations.dossier_words import DOSSIER_WORDS
from fleetsvc.web.registrations.list_words import LIST_WORDS
from fleetsvc.web.registrations.search_words import SEARCH_WORDS
from rules.wording import Text

REGISTRATION_WORDS: Final[dict[str, Text]] = LIST_WORDS | DOSSIER_WORDS | SEARCH_WORDS
