"""The words of manuscripts and of the drafts that come of them."""

from typing import Final

from fleetsvc.web.drafts.proof_words import PROOF_WORDS
from fleetsvc.web.drafts.words import DRAFT_WORDS
from fleetsvc.web.manuscripts.form_words import FORM_WORDS
from fleetsvc.web.manuscripts.words import MANUSCRIPT_WORDS
from rules.wording import Text

WRITING_WORDS: Final[dict[str, Text]] = {**DRAFT_WORDS, **PROOF_WORDS, **MANUSCRIPT_WORDS, **FORM_WORDS}
"""Words by name."""
