"""The words of stored vehicles, put together: of lists and of the dossier."""

from typing import Final

from fleetsvc.web.registrations.dossier_words import DOSSIER_WORDS
from fleetsvc.web.registrations.list_words import LIST_WORDS
from rules.wording import Text

REGISTRATION_WORDS: Final[dict[str, Text]] = LIST_WORDS | DOSSIER_WORDS
