"""The web server's process: gunicorn with our application. Started by ``serve``, never by hand.

Its arguments: DESCRIPTOR PROCESSES, where DESCRIPTOR is a listening socket. What is loaded before ``main`` is shared
with the processes that are forked (``fleetsvc/commands/frame/loading.py``).
"""

import logging
from typing import Final

from flask import Flask
from gunicorn.app.base import BaseApplication

from fleetsvc import logs
from fleetsvc.app import create_app
from fleetsvc.commands.operations.children import end_with_parent
from fleetsvc.commands.operations.connections import announce_end, leave
from fleetsvc.settings import read_settings, servers_key
from fleetsvc.workplace import work_there

SETTINGS: Final[dict[str, object]] = {
    "worker_class": "gthread",
    "threads": 8,
    "graceful_timeout": 30,  # seconds that requests under way get when the service stops
    "timeout": 120,
    "keepalive": 5,
    "pre_request": announce_end,
    "post_request": leave,
    "control_socket_disable": True,  # it would be opened in the working directory
    # Whose word counts for address and https is for FLEETSVC_TRUSTED_PROXIES to say, in one place.
    "forwarded_allow_ips": "",
    "secure_scheme_headers": {},
    "loglevel": "warning",
    "proc_name": "fleetsvc",
}
"""Gunicorn's settings, also for whoever starts it by hand (deploy/gunicorn.conf.py). Never preload the
application: its connections are opened after the fork.
"""


class _Gunicorn(BaseApplication):  # type: ignore[misc]  # published without types
    """Gunicorn, told by ``options`` instead of files and arguments."""

    def __init__(self, options: dict[str, object]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return loaded()


def loaded() -> Flask:
    """Return the application. Called in each process after the fork, so that connections are opened there."""
    settings = read_settings()
    servers_key(settings)  # a server whose forms nobody or anybody can sign does not start
    work_there(settings.work_dir)
    return create_app(settings)


def main(arguments: list[str]) -> None:
    """Serve on an inherited listening socket until asked to stop."""
    descriptor, processes = (int(argument) for argument in arguments)
    end_with_parent()
    logs.configure(least=logging.INFO)
    _Gunicorn(SETTINGS | {"bind": f"fd://{descriptor}", "workers": processes}).run()
