"""Settings of electronic mail: the server that takes it, or the folder that it is written to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from pathlib import Path
from typing import Final

from fleetsvc.unusable import SettingUnusable

PORTS: Final[Mapping[str, int]] = {"starttls": 587, "tls": 465, "none": 25}
"""How a connection is protected, and the usual port of each."""
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
"""Hosts to which a password may go unprotected: it does not leave this machine."""
_looks_like_address: Final = re.compile(
    r"(?=.{3,254}\Z)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII
).fullmatch
"""What an address looks like (WHATWG HTML), with a domain of two parts: no blank, no control character, no list."""


def is_address(text: str) -> bool:
    """Tell whether mail can be sent to or from it: it looks like an address, and a header of a mail takes it."""
    if _looks_like_address(text) is None:
        return False
    try:
        Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class MailServer:
    """``tls``: starttls, tls or none. ``folder``: where messages are written instead of being sent; None to send."""

    sender: str
    host: str
    port: int
    tls: str
    user: str | None
    password: str | None = field(repr=False)
    folder: Path | None


def read_mail(environment: Mapping[str, str], *, public_url: str | None) -> MailServer | None:
    """Read these settings; None where mail is not set up. Raises SettingUnusable with the one at fault."""
    host, folder = environment.get("FLEETSVC_SMTP_HOST", ""), environment.get("FLEETSVC_MAIL_FOLDER", "")
    if not host and not folder:
        return None
    sender, tls = (
        environment.get("FLEETSVC_MAIL_SENDER", ""),
        environment.get("FLEETSVC_SMTP_TLS", "starttls"),
    )
    if not is_address(sender):
        raise SettingUnusable(f"FLEETSVC_MAIL_SENDER: {sender!r} is no address like fleet@example.cn")
    if host and folder:
        raise SettingUnusable(
            "FLEETSVC_MAIL_FOLDER and FLEETSVC_SMTP_HOST: set one, mails are written or sent"
        )
    if tls not in PORTS:
        raise SettingUnusable(f"FLEETSVC_SMTP_TLS: {tls!r} is none of {', '.join(PORTS)}")
    if public_url is None or not public_url.isascii():
        raise SettingUnusable("FLEETSVC_PUBLIC_URL must be set, in ASCII (xn--...): mails lead to pages")
    return MailServer(
        sender=sender,
        host=host,
        port=read_port(environment, usual=PORTS[tls]),
        tls=tls,
        user=environment.get("FLEETSVC_SMTP_USER") or None,
        password=read_password(environment, is_protected=tls != "none" or host in LOOPBACK),
        folder=Path(folder).absolute() if folder else None,
    )


def read_port(environment: Mapping[str, str], *, usual: int) -> int:
    """Read the port of the server. Raises SettingUnusable."""
    port = environment.get("FLEETSVC_SMTP_PORT", str(usual))
    if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
        raise SettingUnusable(f"FLEETSVC_SMTP_PORT: {port!r} is not a port number (1-65535)")
    return int(port)


def read_password(environment: Mapping[str, str], *, is_protected: bool) -> str | None:
    """Read the password that the server asks for, from its file; None for none. Raises SettingUnusable."""
    path = environment.get("FLEETSVC_SMTP_PASSWORD_FILE")
    if bool(path) != bool(environment.get("FLEETSVC_SMTP_USER")):
        raise SettingUnusable("FLEETSVC_SMTP_USER and FLEETSVC_SMTP_PASSWORD_FILE go together")
    if not path:
        return None
    if not is_protected:
        raise SettingUnusable(
            "FLEETSVC_SMTP_TLS: with none the password of FLEETSVC_SMTP_USER is sent in clear"
        )
    try:
        password = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "no UTF-8 text"
        raise SettingUnusable(f"FLEETSVC_SMTP_PASSWORD_FILE: {why}: {path}") from problem
    if not password:
        raise SettingUnusable(f"FLEETSVC_SMTP_PASSWORD_FILE: the file is empty: {path}")
    return password
