"""The words of all rooms of the pages, put together; each room writes its own beside its pages."""

from collections import ChainMap
from typing import Final

from fleetsvc.web.audit.words import AUDIT_WORDS
from fleetsvc.web.cases.words import CASE_WORDS
from fleetsvc.web.dashboards.office_words import OFFICE_WORDS
from fleetsvc.web.documents.words import HANDOUT_WORDS
from fleetsvc.web.frame.words import WORDS
from fleetsvc.web.letters.words import LETTER_WORDS
from fleetsvc.web.manuscripts.writing_words import WRITING_WORDS
from fleetsvc.web.nil_reports.words import NIL_WORDS
from fleetsvc.web.notices.words import NOTICE_WORDS
from fleetsvc.web.operations.health_words import HEALTH_WORDS
from fleetsvc.web.people.words import PEOPLE_WORDS
from fleetsvc.web.public.help_words import HELP_WORDS
from fleetsvc.web.public.words import PUBLIC_WORDS
from fleetsvc.web.rankings.words import RANKING_WORDS
from fleetsvc.web.receipts.words import RECEIPT_WORDS
from fleetsvc.web.registrations.words import REGISTRATION_WORDS
from fleetsvc.web.signals.words import SIGNAL_WORDS
from fleetsvc.web.uploads.fate_words import FATE_WORDS
from fleetsvc.web.uploads.review_words import REVIEW_WORDS
from fleetsvc.web.uploads.withdraw_words import WITHDRAW_WORDS
from fleetsvc.web.uploads.words import BUREAU_WORDS

ALL_WORDS: Final = ChainMap(
    WORDS,
    PEOPLE_WORDS,
    HEALTH_WORDS,
    PUBLIC_WORDS,
    OFFICE_WORDS,
    CASE_WORDS,
    HELP_WORDS,
    HANDOUT_WORDS,
    BUREAU_WORDS,
    REGISTRATION_WORDS,
    AUDIT_WORDS,
    REVIEW_WORDS,
    WITHDRAW_WORDS,
    FATE_WORDS,
    WRITING_WORDS,
    RANKING_WORDS,
    LETTER_WORDS,
    NIL_WORDS,
    NOTICE_WORDS,
    RECEIPT_WORDS,
    SIGNAL_WORDS,
)
