"""Habits that no linter knows."""

import ast
import re
import subprocess
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def committed_texts() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=False, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout, or git is not installed")
    suffixes = {".py", ".toml", ".txt", ".md", ".yaml", ".sql", ".html", ".ini", ""}
    vendored = {"vendor"}
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [
        path
        for path in paths
        if path.suffix in suffixes and path.is_file() and not vendored & set(path.parts)
    ]


def test_only_the_database_module_and_migrations_commit() -> None:
    committing = {
        str(path.relative_to(ROOT))
        for folder in ("rules", "importers", "fleetsvc")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    }
    assert committing <= {"fleetsvc/database/transactions.py"}


def imports_of(path: Path) -> Iterator[str]:
    """The whole names of what a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def test_services_alone_enter_events_in_the_audit_log() -> None:
    recording = "fleetsvc.services.audit.recording"
    importing = {
        path.relative_to(ROOT / "fleetsvc").parts[0]
        for path in (ROOT / "fleetsvc").rglob("*.py")
        if any(name.startswith(recording) for name in imports_of(path))
    }
    assert importing == {"services"}, "a write service notes what it has done, with who did it"


def test_numbers_in_addresses_are_bound_to_what_rows_can_have() -> None:
    unbound = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "fleetsvc").rglob("*.py")
        if re.search(r"<int[:(]", path.read_text(encoding="utf-8"))
    ]
    assert unbound == [], "write <id:number>: fleetsvc/edge/ids.py"


def test_no_name_of_a_file_gets_into_a_header_but_by_what_makes_it_harmless() -> None:
    told = re.compile(r'"Content-Disposition"\][^=]*= (?!disposition\()|attachment; filename')
    naming = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "fleetsvc").rglob("*.py")
        if told.search(path.read_text(encoding="utf-8"))
    }
    assert naming == {"fleetsvc/edge/every_answer.py"}


def test_no_record_is_taken_for_stored_unasked() -> None:
    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / "fleetsvc").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert | ast.BoolOp)
        and re.search(r"\.id (is not None$|or 0)", ast.unparse(node).removeprefix("assert "))
    ]
    assert asked == [], "models.stored_id gives the number of a stored record, and raises for any other"


def test_no_test_sleeps_or_judges_by_a_clock_on_the_wall() -> None:
    clocks = {"sleep", "monotonic", "perf_counter"}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / "tests").rglob("*.py")
        if path.name != "patience.py" and path.parent.name != "workbooks"  # whose tools measure
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in clocks
    ]
    assert found == [], "tests.patience waits for what others bring about; bench/ measures"


def imports_in_texts(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Module and name of what programs in texts import of ours: no checker of types reads them."""
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    for text in texts:
        for module, names in re.findall(
            r"(?:^|; )from ((?:fleetsvc|importers|rules|tests)[\w.]*) import ([\w, ]+)(?:;|$)",
            str(text),
            re.MULTILINE,
        ):
            yield from ((module, name.strip()) for name in names.split(","))


def test_programs_in_texts_import_what_there_is() -> None:
    found = {
        one
        for folder in ("tests", "bench", "fleetsvc")
        for path in (ROOT / folder).rglob("*.py")
        for one in imports_in_texts(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found
    assert [(module, name) for module, name in sorted(found) if not is_there(module, name)] == []


def is_there(module: str, name: str) -> bool:
    try:
        return hasattr(import_module(module), name) or find_spec(f"{module}.{name}") is not None
    except ModuleNotFoundError:
        return False


def test_no_file_names_a_place_of_somebodys_machine() -> None:
    places = ["/" + "home/", "/" + "root/", "/" + "Users/", "/" + "work/"]
    found = [
        f"{path.relative_to(ROOT)}: {place}"
        for path in committed_texts()
        for place in places
        if place in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_the_pinned_requirements_name_no_index_and_hash_every_package() -> None:
    for name in ("requirements.txt", "requirements-build.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        assert [
            line
            for line in lines
            if "://" in line or line.lstrip().startswith(("-i", "--index", "--extra", "--find"))
        ] == []
        pins = [number for number, line in enumerate(lines) if "==" in line]
        assert pins
        assert all(lines[number + 1].lstrip().startswith("--hash=sha256:") for number in pins)
