"""How long a file, a function and a line may be, of code and of templates. Complexity is ruff's (C90)."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES = 300
FUNCTION_LINES = 40
LINE_CHARACTERS = 120
"""The formatter keeps code to 110; a sentence that is not worth splitting may run on a little."""
TEMPLATE_LINE_CHARACTERS = 160
"""Markup is wider than code; ``{%- … %}`` and ``{# -#}`` join lines where a page would show the blank."""

LONGER_FILES: dict[str, str] = {}
"""File -> why it is longer."""
LONGER_FUNCTIONS: dict[str, str] = {}
"""``file:function`` -> why it is longer."""


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            yield f"{name_of(path)}:{node.name}", node.end_lineno - first + 1


def test_no_file_is_longer_than_its_budget() -> None:
    lengths = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources("rules", "importers", "fleetsvc", "bench")
    }
    assert {
        name: length for name, length in lengths.items() if length > FILE_LINES and name not in LONGER_FILES
    } == {}


def test_no_function_is_longer_than_its_budget() -> None:
    lengths = [one for path in sources("rules", "importers", "fleetsvc", "bench") for one in functions(path)]
    assert {
        name: length for name, length in lengths if length > FUNCTION_LINES and name not in LONGER_FUNCTIONS
    } == {}


def test_no_line_is_longer_than_its_budget() -> None:
    long = [
        f"{name_of(path)}:{number}"
        for path in sources("rules", "importers", "fleetsvc", "bench", "tests")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LINE_CHARACTERS and "noqa" not in line and "type: ignore" not in line
    ]
    assert long == []


def test_no_line_of_a_template_is_longer_than_its_budget() -> None:
    templates = sorted((ROOT / "fleetsvc" / "web").glob("*/templates/*.html"))
    assert templates
    assert [
        f"{name_of(path)}:{number}: {len(line)}"
        for path in templates
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > TEMPLATE_LINE_CHARACTERS
    ] == []


def test_every_exception_from_the_budgets_is_still_needed() -> None:
    lengths = dict(
        one for path in sources("rules", "importers", "fleetsvc", "bench") for one in functions(path)
    )
    assert {name for name in LONGER_FUNCTIONS if lengths.get(name, 0) <= FUNCTION_LINES} == set()
    assert {
        name
        for name in LONGER_FILES
        if len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= FILE_LINES
    } == set()
