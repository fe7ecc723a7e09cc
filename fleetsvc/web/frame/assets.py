"""Where the pages' templates and files lie: each room of ``fleetsvc/web`` keeps its own beside its pages.

A template is named without its room, so names differ over all rooms; a file is named with it: ``law/book.css``.
"""

from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, send_from_directory, url_for
from jinja2 import FileSystemLoader

from fleetsvc.edge.entry import Entry

WEB: Final = Path(__file__).resolve().parents[1]
YEAR_SECONDS: Final = 365 * 24 * 3600
ROOMS_WITH_FILES: Final = frozenset(folder.parent.name for folder in WEB.glob("*/static"))


class Statics(Blueprint):
    """The files that pages need; all are our own, for anyone."""

    entry = Entry.ANYONE


statics = Statics("statics", __name__)


def templates() -> FileSystemLoader:
    """Return the loader that finds a template in whichever room keeps it."""
    return FileSystemLoader(sorted(WEB.glob("*/templates")))


@statics.get("/static/<path:filename>")
def file(filename: str) -> Response:
    """Hand out a file, ``room/name``. Its address changes with it, so browsers may keep it for a year."""
    room, _, name = filename.partition("/")
    if room not in ROOMS_WITH_FILES:
        abort(404)
    return send_from_directory(WEB / room / "static", name, max_age=YEAR_SECONDS)


def asset(name: str) -> str:
    """Return the address of a file, ``room/name``; it changes with the file."""
    room, _, file_name = name.partition("/")
    version = int((WEB / room / "static" / file_name).stat().st_mtime)
    return url_for("statics.file", filename=name, v=version)
