"""The rulebooks and methods that ship with the service, and rulebook files of one's own, read from YAML."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import yaml

from fleetsvc import plain_yaml
from fleetsvc.plain_yaml import BAD_VALUE, MOST_VALUES, TOO_MANY, loaded
from fleetsvc.settings import MEBIBYTE
from rules.rulebook import Problem, Rulebook, RulebookBroken, build
from rules.source_checks import sha256_of
from rules.wording import Text, control_place

DEFAULT_BOOK = "henan-2023"
"""The rulebook that judges unless the database holds an active edition."""

MAX_BOOK_BYTES: Final = 2 * MEBIBYTE
"""Of a file from outside; the shipped rulebook has 29 KB."""


MOST_PROBLEMS: Final = plain_yaml.MOST_PROBLEMS
"""So many problems of a file are told at once."""

MAX_TEXT_BYTES: Final = 2 * MEBIBYTE
"""Of the text of an instrument; the plan's has 35 KB."""


class BookUnknown(Exception):
    """No rulebook of that name ships with the service."""


def shipped_names() -> tuple[str, ...]:
    """Return the names of the rulebooks that ship with the service."""
    folder = files("rules") / "books"
    return tuple(
        sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    )


def book_mapping(name: str = DEFAULT_BOOK) -> Mapping[str, Any]:
    """Return the parsed file of a shipped rulebook, the caller's own to change. Raises BookUnknown."""
    return deepcopy(_shipped(f"{name}.yaml", name))


def cases_mapping(name: str = DEFAULT_BOOK) -> Mapping[str, Any]:
    """Return the parsed cases of a shipped rulebook, as ``book_mapping``. Raises BookUnknown when it has none."""
    return deepcopy(_shipped(f"cases/{name}.yaml", name))


def method_mapping(name: str) -> Mapping[str, Any]:
    """Return the parsed file of a shipped method of ranking, as ``book_mapping``. Raises BookUnknown."""
    return deepcopy(_shipped(f"{name}.yaml", name, folder="methods"))


def factors_mapping(name: str) -> Mapping[str, Any]:
    """Return the parsed file of shipped factors of emissions, as ``book_mapping``. Raises BookUnknown."""
    return deepcopy(_shipped(f"{name}.yaml", name, folder="factors"))


def read_book(path: Path) -> Mapping[str, Any]:
    """Return the parsed rulebook file of one's own. Raises RulebookBroken when it cannot be one, or OSError."""
    return parsed_book(path.read_bytes())


def read_mapping(path: Path) -> Mapping[str, Any]:
    """Return a parsed YAML file of one's own. Raises RulebookBroken when it is not YAML, or OSError."""
    return parsed(path.read_bytes())


@cache
def shipped_book(name: str = DEFAULT_BOOK) -> Rulebook:
    """Build a shipped rulebook with its texts, once per process. Raises BookUnknown, RulebookBroken."""
    return build(book_mapping(name), find_text=shipped_texts().get)


@cache
def shipped_texts() -> Mapping[str, str]:
    """Return the source texts that ship with the rulebooks, each by the SHA-256 that its file is named by."""
    found = (files("rules") / "books" / "texts").iterdir()
    return {entry.name.removesuffix(".txt"): entry.read_bytes().decode() for entry in found}


def texts_at_hand(files: Iterable[Path]) -> Mapping[str, str]:
    """Return the texts that ship and those of files, each by its SHA-256. Raises RulebookBroken or OSError."""
    given = [source_text(file.read_bytes()) for file in files]
    return {**shipped_texts(), **{sha256_of(text): text for text in given}}


def source_text(content: bytes) -> str:
    """Return the text of an instrument from its bytes, every character as it is. Raises RulebookBroken."""
    if len(content) > MAX_TEXT_BYTES:
        raise RulebookBroken((Problem("text", _TOO_LONG),))
    try:
        text = content.decode()
    except UnicodeDecodeError as unreadable:
        raise RulebookBroken((Problem("text", _NOT_UTF8.fill(place=unreadable.start)),)) from unreadable
    if not text.strip():
        raise RulebookBroken((Problem("text", _NO_WORDS),))
    if "\0" in text:
        raise RulebookBroken((Problem("text", _BAD_TEXT),))
    return text


def shipped_text(name: str = DEFAULT_BOOK) -> bytes:
    """Return the file of a shipped rulebook as it is written, with its notes. Raises BookUnknown."""
    return _shipped_text(f"{name}.yaml", name)


def written(content: Mapping[str, Any]) -> bytes:
    """Return a stored rulebook as a YAML file that is the same edition again; its keys in the shipped one's order."""
    return yaml.safe_dump(_in_order(content), allow_unicode=True, sort_keys=False, width=_LINE_WIDTH).encode()


_LINE_WIDTH: Final = 110


@cache
def _places() -> Mapping[str, int]:
    """Return where the shipped rulebook first names each key: the database keeps no order."""
    return {name: place for place, name in enumerate(dict.fromkeys(_keys(book_mapping())))}


def _keys(found: object) -> Iterator[str]:
    if isinstance(found, Mapping):
        yield from found
    if isinstance(found, Mapping | list):
        for one in found.values() if isinstance(found, Mapping) else found:
            yield from _keys(one)


def _in_order(found: object) -> object:
    if isinstance(found, list):
        return [_in_order(one) for one in found]
    if not isinstance(found, Mapping):
        return found
    places = _places()
    return {key: _in_order(found[key]) for key in sorted(found, key=lambda key: places.get(key, len(places)))}


def _shipped_text(file: str, name: str, *, folder: str = "books") -> bytes:
    resource = files("rules") / folder / file
    if not resource.is_file():
        raise BookUnknown(name)
    return resource.read_bytes()


@cache
def _shipped(file: str, name: str, *, folder: str = "books") -> Mapping[str, Any]:
    """Read a shipped file once per process: that takes ten times as long as a copy of what it says."""
    return parsed(_shipped_text(file, name, folder=folder))


def parsed(text: bytes) -> Mapping[str, Any]:
    """Return parsed YAML, of which JSON is a part. Raises RulebookBroken when it is none, or cannot be a rulebook."""
    found, known = loaded(text)
    return plain(found, problems=known)


def parsed_book(text: bytes) -> Mapping[str, Any]:
    """Return a rulebook's file as ``parsed`` does. Raises RulebookBroken with all that ``plain_book`` finds."""
    found, known = loaded(text)
    return plain_book(found, problems=known)


def plain(found: object, *, problems: Iterable[Problem] = ()) -> Mapping[str, Any]:
    """Return what was parsed if it is data that can be a rulebook: texts, whole numbers and days, not too many.

    Raises RulebookBroken with all that is wrong, ``problems`` first.
    """
    if not isinstance(found, Mapping):
        raise RulebookBroken((Problem("file", _NO_MAPPING),))
    known = (*problems, *_strange(found))
    if known:
        raise RulebookBroken(known)
    return found


def plain_book(found: object, *, problems: Iterable[Problem] = ()) -> Mapping[str, Any]:
    """Return a rulebook as ``plain`` does; a value that it cannot hold hides nothing else that is wrong with it.

    Raises RulebookBroken.
    """
    try:
        return plain(found, problems=problems)
    except RulebookBroken as broken:
        raise RulebookBroken((*broken.problems, *_elsewhere(found, broken.problems))) from None


def _elsewhere(found: object, told: Sequence[Problem]) -> Iterator[Problem]:
    """Yield what building finds at other paths than those told; nothing where the file is beyond all bounds."""
    endless = len(told) >= MOST_PROBLEMS or any(one.message in (_TOO_DEEP, TOO_MANY) for one in told)
    if endless or not isinstance(found, Mapping):
        return
    paths = {one.path for one in told}
    try:
        build(_with_text_keys(found))
    except RulebookBroken as broken:
        yield from (one for one in broken.problems if one.path not in paths)


def _with_text_keys(found: Any) -> Any:  # noqa: ANN401 (whatever a file holds)
    """Return what was found with texts for keys only, and without halves of surrogate pairs: no edition holds them."""
    if isinstance(found, Mapping):
        texts = {key: value for key, value in found.items() if isinstance(key, str)}
        return {_with_text_keys(key): _with_text_keys(value) for key, value in texts.items()}
    if isinstance(found, str):
        return found.encode("utf-8", "replace").decode()
    return [_with_text_keys(value) for value in found] if isinstance(found, list) else found


MOST_LEVELS: Final = 20

_NO_MAPPING: Final = Text("文件内容不是键值结构", "the file is no mapping of keys to values")
_TOO_DEEP: Final = Text("层次过多，或包含自身", "this is nested too deeply, or holds itself")
_TOO_LONG: Final = Text("原文超过 2 MiB", "the text is longer than 2 MiB")
_NO_WORDS: Final = Text("原文没有文字", "the text has no words")
_NOT_UTF8: Final = Text(
    "不是 UTF-8 文本（自第 {place} 字节起）：请另存为 UTF-8",
    "this is no UTF-8 text (from byte {place} on): save it as UTF-8",
)
_BAD_KEY: Final = Text("键应为文字", "a key must be text")
_BAD_TEXT: Final = Text("含有控制字符", "this holds control characters")


def _strange(found: object) -> Iterator[Problem]:
    """Yield what no rulebook can hold, at most so many problems."""
    waiting, values, told = [(found, "", 0)], 0, 0
    while waiting and told < MOST_PROBLEMS:
        value, path, depth = waiting.pop()
        values += 1
        if values > MOST_VALUES:
            yield Problem("file", TOO_MANY)
            return
        problem = _strange_value(value, path or "file", depth)
        if problem is not None:
            told += 1
            yield problem
        elif isinstance(value, Mapping):
            waiting += [(one, f"{path}.{key}" if path else str(key), depth + 1) for key, one in value.items()]
        elif isinstance(value, list):
            waiting += [(one, f"{path}[{place}]", depth + 1) for place, one in enumerate(value)]


def _strange_value(value: object, path: str, depth: int) -> Problem | None:
    if depth > MOST_LEVELS:
        return Problem(path, _TOO_DEEP)
    if isinstance(value, Mapping):
        bad = [key for key in value if not isinstance(key, str) or not _is_clean(key)]
        return Problem(path, _BAD_KEY) if bad else None
    if isinstance(value, str):
        return None if _is_clean(value) else Problem(path, _BAD_TEXT)
    if isinstance(value, int):
        return None if abs(value) < 2**53 else Problem(path, BAD_VALUE)
    usual = value is None or isinstance(value, (list, date))
    return None if usual else Problem(path, BAD_VALUE)


def _is_clean(text: str) -> bool:
    return control_place(text) is None
