"""The rulebooks that ship with the service, and rulebook files of one's own, read from YAML."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from rules.rulebook import Problem, Rulebook, RulebookBroken, build
from rules.wording import Text

DEFAULT_BOOK = "henan-2023"
"""The rulebook that judges unless the database holds an active edition."""


class BookUnknown(Exception):
    """No rulebook of that name ships with the service."""


def shipped_names() -> tuple[str, ...]:
    """Return the names of the rulebooks that ship with the service."""
    folder = files("rules") / "books"
    return tuple(
        sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    )


def book_mapping(name: str = DEFAULT_BOOK) -> Mapping[str, Any]:
    """Return the parsed file of a shipped rulebook. Raises BookUnknown."""
    return _parsed(_shipped_text(f"{name}.yaml", name))


def cases_mapping(name: str = DEFAULT_BOOK) -> Mapping[str, Any]:
    """Return the parsed cases that belong to a shipped rulebook. Raises BookUnknown when it has none."""
    return _parsed(_shipped_text(f"cases/{name}.yaml", name))


def read_mapping(path: Path) -> Mapping[str, Any]:
    """Return a parsed YAML file of one's own. Raises RulebookBroken when it is not YAML, or OSError."""
    return _parsed(path.read_bytes())


@cache
def shipped_book(name: str = DEFAULT_BOOK) -> Rulebook:
    """Build a shipped rulebook, once per process. Raises BookUnknown, RulebookBroken."""
    return build(book_mapping(name))


def _shipped_text(file: str, name: str) -> bytes:
    resource = files("rules") / "books" / file
    if not resource.is_file():
        raise BookUnknown(name)
    return resource.read_bytes()


def _parsed(text: bytes) -> Mapping[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        parsed = yaml.load(text, Loader=loader)  # noqa: S506 (both loaders are safe ones)
    except (yaml.YAMLError, ValueError) as unreadable:
        raise RulebookBroken((_not_yaml(unreadable),)) from unreadable
    if not isinstance(parsed, Mapping):
        raise RulebookBroken(
            (Problem("file", Text("文件内容不是键值结构", "the file is no mapping of keys to values")),)
        )
    return parsed


def _not_yaml(unreadable: Exception) -> Problem:
    mark = getattr(unreadable, "problem_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "file"
    detail = getattr(unreadable, "problem", None) or unreadable
    return Problem(where, Text(f"不是有效的 YAML：{detail}", f"this is not valid YAML: {detail}"))
