"""Whose fault it is that a mail was not taken."""

import pytest

from fleetsvc.services.notices.mail_answers import Reason, is_final, reason_of


@pytest.mark.parametrize(
    ("answer", "reason", "final"),
    [
        ("550 5.1.1", Reason.RECIPIENT, True),
        ("552 5.2.2", Reason.RECIPIENT, True),
        ("553 5.1.8", Reason.REFUSED, False),
        ("554 5.7.1", Reason.REFUSED, False),
        ("550", Reason.REFUSED, False),
        ("451 4.3.0", Reason.LATER, False),
        ("452 4.2.2", Reason.LATER, False),
        ("unreached SMTPAuthenticationError 535", Reason.UNREACHED, False),
        ("unwritable ValueError", Reason.UNWRITABLE, True),
        ("TimeoutError", Reason.UNHEARD, False),
        (None, Reason.UNHEARD, False),
    ],
)
def test_only_a_mailbox_or_the_mail_itself_ends_it(answer: str | None, reason: Reason, final: bool) -> None:
    assert (reason_of(answer), answer is not None and is_final(answer)) == (reason, final)
