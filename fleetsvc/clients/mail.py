"""Handing mails to the operator's server, or writing them to a folder where none is to be sent."""

import os
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from typing import Final

from fleetsvc.mail_settings import MailServer

SECONDS: Final = 20
"""For each step of a delivery; there are about ten."""
SENT: Final = "sent"


def send(mail: EmailMessage, server: MailServer) -> str:
    """Hand a mail over; return ``SENT``, the status of the server, or why it was not reached. No address is in it."""
    try:
        if server.folder is not None:
            write_down(mail, server)
        else:
            hand_over(mail, server)
    except smtplib.SMTPRecipientsRefused as refused:
        return str(next(iter(refused.recipients.values()))[0])
    except smtplib.SMTPDataError as refused:
        return str(refused.smtp_code)
    except Exception as problem:  # noqa: BLE001 (put on record; whatever one mail meets, others have their turn)
        return type(problem).__name__
    return SENT


def hand_over(mail: EmailMessage, server: MailServer) -> None:
    """Give a mail to the server. Raises SMTPException, OSError where that was not certain to be taken."""
    context = ssl.create_default_context()
    connection: smtplib.SMTP = (
        smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
        if server.tls == "tls"
        else smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    )
    try:
        if server.tls == "starttls":
            connection.starttls(context=context)
        if server.user is not None and server.password is not None:
            connection.login(server.user, server.password)
        connection.send_message(mail)
        with suppress(smtplib.SMTPException, OSError):  # it was taken: how the farewell goes changes nothing
            connection.quit()
    finally:
        connection.close()


def write_down(mail: EmailMessage, server: MailServer) -> None:
    """Write a mail to the folder under its own id, whole or not at all: a second time it is the same file."""
    assert server.folder is not None  # noqa: S101 (asked by the only caller)
    server.folder.mkdir(parents=True, exist_ok=True)
    name = str(mail["Message-ID"]).strip("<>").partition("@")[0]
    draft = server.folder / f"{name}.{os.getpid()}"
    draft.write_bytes(mail.as_bytes())
    draft.replace(server.folder / f"{name}.eml")
