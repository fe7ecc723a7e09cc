"""Let a module of the rules, or a shipped book, be what it is not: in memory alone, in this process."""

import importlib
import importlib.abc
import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
BOOKS: Final = "rules/books/"


class _Changed(importlib.abc.SourceLoader):
    """Loads a module from a changed source."""

    def __init__(self, path: str, content: str) -> None:
        self._path, self._content = path, content

    def get_filename(self, _name: str) -> str:
        return self._path

    def get_data(self, _path: str) -> bytes:
        return self._content.encode()


class _Finder(importlib.abc.MetaPathFinder):
    """Finds one module as it is changed."""

    def __init__(self, name: str, loader: _Changed) -> None:
        self._name, self._loader = name, loader

    def find_spec(self, name: str, _path: object, _target: object = None) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self._loader) if name == self._name else None


def change(path: str, content: str) -> None:
    """Let a module, or a shipped book, be what it is not."""
    if path.startswith(BOOKS):
        _ship(path.removeprefix(BOOKS), content)
        return
    name = module_name(path)
    sys.meta_path.insert(0, _Finder(name, _Changed(str(ROOT / path), content)))
    importlib.import_module(name)


def module_name(path: str) -> str:
    """Return the name of the module that a file, from the root, holds."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _ship(book: str, content: str) -> None:
    books: Any = importlib.import_module("fleetsvc.books")
    shipped = books._shipped_text  # noqa: SLF001 (the one place that reads a shipped book)

    def changed(file: str, name: str, *, folder: str = "books") -> bytes:
        return content.encode() if (file, folder) == (book, "books") else shipped(file, name, folder=folder)

    books._shipped_text = changed  # noqa: SLF001
