"""What is put on record of a mail that was handed over: taken, or why not, and whose fault that is."""

import re
from enum import StrEnum
from typing import Final

from fleetsvc.clients import mail

_of_recipient: Final = re.compile(r"5\d\d 5\.(?:1\.(?![78]\Z)|2\.)").match
"""A mailbox that is not there, or takes nothing (RFC 3463); 5.1.7 and 5.1.8 speak of the sender."""


class Reason(StrEnum):
    """Why a mail was not taken, for words of what to do."""

    UNREACHED = mail.UNREACHED
    UNWRITABLE = mail.UNWRITABLE
    RECIPIENT = "recipient"
    REFUSED = "refused"
    LATER = "later"
    UNHEARD = "unheard"


def reason_of(answer: str | None) -> Reason:
    """Return why a mail was not taken; without an answer the worker or the server was gone before there was one."""
    if answer is None:
        return Reason.UNHEARD
    for reason in (Reason.UNREACHED, Reason.UNWRITABLE):
        if answer.startswith(reason):
            return reason
    if _of_recipient(answer):
        return Reason.RECIPIENT
    return {"5": Reason.REFUSED, "4": Reason.LATER}.get(answer[:1], Reason.UNHEARD)


def is_final(answer: str) -> bool:
    """Tell whether a mail will never be taken: the server knows no such mailbox, or it cannot be written.

    Any other status of five hundred may come from how the server or this service is set up.
    """
    return reason_of(answer) in (Reason.UNWRITABLE, Reason.RECIPIENT)
