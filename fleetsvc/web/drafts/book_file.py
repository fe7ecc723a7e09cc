"""A rulebook file as the office sends it: chosen or pasted, and each problem at the line where it stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import yaml
from flask import Request

from fleetsvc.books import MAX_BOOK_BYTES
from rules.rulebook import Problem
from rules.wording import Language

_STEP: Final = re.compile(r"[^.\[\]]+")
_LINE: Final = re.compile(r"line (\d+)").match
_LONGEST_SHOWN: Final = 120


@dataclass(frozen=True, slots=True)
class Placed:
    """A problem as the page tells it: its line (none where it has no place), that line's text, path and sentence."""

    line: int | None
    text: str
    path: str
    message: str


def sent_book(request: Request) -> bytes:
    """Return the file chosen or, without one, the text pasted; empty where neither was sent."""
    content, file = b"", request.files.get("file")
    if file is not None:
        with file.stream as stream:
            content = stream.read(MAX_BOOK_BYTES + 1)
    return content or request.form.get("text", "").strip().encode(errors="replace")


def placed(problems: Iterable[Problem], content: bytes, language: Language) -> list[Placed]:
    """Return problems in the order of their lines, what has no line first."""
    text = content.decode("utf-8", "replace")
    lines, root = text.splitlines(), _composed(text)
    found = []
    for problem in problems:
        line = _line(problem.path, root)
        shown = lines[line - 1].strip()[:_LONGEST_SHOWN] if line and line <= len(lines) else ""
        found.append(Placed(line, shown, problem.path, problem.message.in_language(language)))
    return sorted(found, key=lambda one: one.line or 0)


def _composed(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        return None


def _line(path: str, root: yaml.Node | None) -> int | None:
    """Return the line of a path such as ``rules[2].force``: of its last step that stands in the file."""
    told = _LINE(path)
    if told is not None:
        return int(told[1])
    node, line = root, None
    for step in _STEP.findall(path):
        found = _step(node, step)
        if found is None:
            break
        node, line = found
    return line


def _step(node: yaml.Node | None, step: str) -> tuple[yaml.Node, int] | None:
    """Return what a node holds under a key or place, and the line where that begins."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
        value = node.value[int(step)]
        return value, value.start_mark.line + 1
    return None
