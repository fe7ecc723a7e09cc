"""Handing mails to the operator's server, or writing them to a folder where none is to be sent."""

import os
import re
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from typing import Final

from fleetsvc.mail_settings import MailServer

SECONDS: Final = 20
"""For each step of a delivery; there are about ten."""
SENT: Final = "sent"
UNREACHED: Final = "unreached"
"""How an answer begins where the server takes no mail from this service at all: no mail is at fault."""
UNWRITABLE: Final = "unwritable"
"""How an answer begins where the mail itself is at fault."""
_enhanced: Final = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?=\s|\Z)").match
"""The enhanced status of RFC 3463 at the beginning of what a server says."""


def send(mail: EmailMessage, server: MailServer) -> str:
    """Hand a mail over; return ``SENT``, the server's status (``550 5.1.1``), or what went wrong; never an address."""
    try:
        if server.folder is not None:
            write_down(mail, server)
            return SENT
        connection = connected(server)
    except Exception as problem:  # noqa: BLE001 (put on record: whatever is wrong is not the mail's fault)
        return f"{UNREACHED} {_kind(problem)}"
    return hand_over(mail, connection)


def hand_over(mail: EmailMessage, connection: smtplib.SMTP) -> str:
    """Give a mail to a server that was reached; return as ``send`` does."""
    try:
        connection.send_message(mail)
        with suppress(smtplib.SMTPException, OSError):  # it was taken: how the farewell goes changes nothing
            connection.quit()
    except smtplib.SMTPRecipientsRefused as refused:
        return _status(*next(iter(refused.recipients.values())))
    except smtplib.SMTPDataError as refused:
        return _status(refused.smtp_code, refused.smtp_error)
    except smtplib.SMTPSenderRefused as refused:
        return f"{UNREACHED} {_kind(refused)}"
    except (smtplib.SMTPException, OSError) as problem:
        return _kind(problem)
    except Exception as problem:  # noqa: BLE001 (put on record; whatever one mail meets, others have their turn)
        return f"{UNWRITABLE} {_kind(problem)}"
    finally:
        connection.close()
    return SENT


def _status(code: int, said: bytes | str) -> str:
    enhanced = _enhanced(said if isinstance(said, bytes) else said.encode())
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)


def _kind(problem: Exception) -> str:
    code = f" {problem.smtp_code}" if isinstance(problem, smtplib.SMTPResponseException) else ""
    return type(problem).__name__ + code


def connected(server: MailServer) -> smtplib.SMTP:
    """Return a connection to the server, signed in where it asks for that. Raises SMTPException, OSError."""
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
    except BaseException:
        connection.close()
        raise
    return connection


def write_down(mail: EmailMessage, server: MailServer) -> None:
    """Write a mail to the folder under its own id, whole or not at all: a second time it is the same file."""
    assert server.folder is not None  # noqa: S101 (asked by the only caller)
    server.folder.mkdir(parents=True, exist_ok=True)
    name = str(mail["Message-ID"]).strip("<>").partition("@")[0]
    draft = server.folder / f"{name}.{os.getpid()}"
    draft.write_bytes(mail.as_bytes())
    draft.replace(server.folder / f"{name}.eml")
