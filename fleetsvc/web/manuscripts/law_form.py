"""An act as a form: what it is, who issued it and when, and the text that is pasted or chosen."""

from collections.abc import Sequence
from typing import Final

from fleetsvc.web.manuscripts.entry_forms import Part, a_day, a_sentence, a_text, some_lines

ACT: Final[Sequence[Part]] = (
    a_text("id"),
    a_sentence("title"),
    a_text("document"),
    some_lines("issuers"),
    a_day("published_on"),
)
"""The keys of an act but for its texts."""
A_TEXT: Final[Sequence[Part]] = (a_sentence("description"), a_text("sha256"), a_text("address"))
"""The keys of a text of an act."""
