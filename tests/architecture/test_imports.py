"""The direction of imports. import-linter holds the layers (pyproject.toml); here is what it cannot say."""

import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[2]

NOT_PURE = {
    "logging",
    "os",
    "pathlib",
    "random",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "time",
}
"""Modules of the standard library by which code reaches outside itself."""

RULES_FOR_READERS = {
    "counties",
    "energy",
    "energy_wording",
    "energy_words",
    "facts",
    "identifiers",
    "labels",
    "units",
    "vocabulary",
    "wording",
}
"""What importers/ may use of rules/: words and evidence, never the law (docs/adr/0002)."""

SERVICE_ONLY = {
    "sqlmodel",
    "sqlalchemy",
    "psycopg",
    "flask",
    "requests",
    "apscheduler",
    "marshmallow",
    "alembic",
}


def files_of(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every absolute module name that a file imports, with the names it takes from it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_imports_run_one_way() -> None:
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        assert lint_imports(cache_dir=None) == EXIT_STATUS_SUCCESS
    finally:
        os.chdir(before)


@pytest.mark.parametrize("path", files_of("rules"), ids=lambda path: str(path.relative_to(ROOT)))
def test_rules_are_pure_and_of_the_standard_library(path: Path) -> None:
    roots = {name.split(".")[0] for name in imported(path)}
    assert roots - sys.stdlib_module_names == ({"rules"} & roots)
    assert roots & NOT_PURE == set()


@pytest.mark.parametrize("path", files_of("importers"), ids=lambda path: str(path.relative_to(ROOT)))
def test_readers_know_words_and_evidence_but_neither_the_law_nor_the_database(path: Path) -> None:
    names = set(imported(path))
    assert {name.split(".")[1] for name in names if name.startswith("rules.")} <= RULES_FOR_READERS
    assert {name.split(".")[0] for name in names} & SERVICE_ONLY == set()
