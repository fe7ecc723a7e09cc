"""A server that takes mails over loopback, by the standard library: it keeps them, refuses them, or never answers."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any


@dataclass
class Mailbox:
    """What came in; ``refusal``: the answer to each recipient, such as 550; ``silent``: what befalls a whole mail.

    ``lost``: it is neither kept nor answered; ``kept``: it is kept, and the answer does not come.
    """

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    refusal: str = ""
    silent: str = ""
    reached: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    def subjects(self) -> list[str]:
        """Of all mails, in the order of their recipients and subjects."""
        return sorted(f"{mail['To']} {mail['Subject']}" for mail in self.mails)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box: Mailbox = self.server.mailbox  # type: ignore[attr-defined]
        self._say("220 test")
        while line := self.rfile.readline():
            command = line.decode().strip()
            verb = command[:4].upper()
            if verb == "EHLO":
                self._say("250-test\r\n250 AUTH PLAIN")
            elif verb == "AUTH":
                box.signed_in.append(command)
                self._say("235 ok")
            elif verb == "RCPT" and box.refusal:
                self._say(f"{box.refusal} <{command}>")
            elif verb == "DATA":
                self._say("354 go on")
                self._take(box)
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self, box: Mailbox) -> None:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if box.silent != "lost":
            box.mails.append(message_from_bytes(b"".join(lines), policy=default))
        if box.silent:
            box.reached.set()
            box.over.wait(60)
        else:
            self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a peer vanish: that is what some tests do."""


@contextmanager
def a_mail_server() -> Iterator[Mailbox]:
    """Serve at a free port of loopback."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        box = Mailbox(port=server.server_address[1])
        server.mailbox = box  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield box
        finally:
            box.over.set()
            server.shutdown()
