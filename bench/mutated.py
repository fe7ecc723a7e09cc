"""Wrong changes of one place each: in the source of the rules, and in the book with its shares and interpretations."""

import ast
import inspect
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import yaml

from fleetsvc import books
from fleetsvc.books import book_mapping
from rules.vocabulary import Category, EmissionStage, Energy

ROOT: Final = Path(__file__).resolve().parents[1]
BOOK: Final = "rules/books/henan-2023.yaml"

_COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_RECKONED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_WORDS: Final = {
    "categories": Category,
    "presumed_heavy": Category,
    "energy": Energy,
    "emission_stage": EmissionStage,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file of the checkout with one wrong change: what it then holds, and the change in a few words.

    ``within``: the function whose callers may notice it; None where it runs while its module is imported.
    """

    path: str
    name: str
    write: Callable[[], str]
    within: "Function | None" = None

    @property
    def content(self) -> str:
        """What the file then holds; written only for a mutant that is tried."""
        return self.write()


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a file, by its first line (that of its first decorator) and its last."""

    path: str
    first: int
    last: int

    def holds(self, place: tuple[str, int]) -> bool:
        """Tell whether a line of a file is in it."""
        path, line = place
        return path == self.path and self.first <= line <= self.last


def source_mutants() -> Iterator[Mutant]:
    """Yield every mutant of the modules of the rules."""
    for path in sorted((ROOT / "rules").rglob("*.py")):
        yield from mutants_of(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def mutants_of(path: str, source: str) -> Iterator[Mutant]:
    """Yield every mutant of one module, named by its function and by what is put in whose place, without any line."""
    tree, names = ast.parse(source), Counter[str]()
    functions = list(_functions(tree))
    for place, (node, before, after, _) in enumerate(_changes(tree)):
        function = next((one for one in functions if _is_within(node, one.body)), None)
        where = "" if function is None else f" {function.name}"
        name = f"{path}{where}: {before} -> {after}"
        names[name] += 1
        again = f" #{names[name]}" if names[name] > 1 else ""
        yield Mutant(path, name + again, partial(_written, source, place), _place(path, function))


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """Yield functions and methods, none of those within them."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield node
        else:
            yield from _functions(node)


def _is_within(node: Any, body: Sequence[ast.stmt]) -> bool:  # noqa: ANN401 (whatever has a line)
    return bool(body[0].lineno <= node.lineno <= (body[-1].end_lineno or 0))


def _place(path: str, function: ast.FunctionDef | None) -> Function | None:
    if function is None:
        return None
    first = min([function.lineno, *(one.lineno for one in function.decorator_list)])
    return Function(path, first, function.end_lineno or first)


def _written(source: str, place: int) -> str:
    tree = ast.parse(source)
    list(_changes(tree))[place][3]()
    return ast.unparse(tree) + "\n"


Change = tuple[Any, str, str, Callable[[], None]]
"""The node that is changed, its text, what stands in its place, and what puts it there."""


def _changes(tree: ast.Module) -> Iterator[Change]:
    """Yield each change that can be made; annotations are left alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            other = _COMPARED[type(node.ops[0])]
            yield _change(node, node, "ops", [other(), *node.ops[1:]])
        elif isinstance(node, ast.BoolOp):
            yield _change(node, node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
        elif isinstance(node, ast.BinOp) and type(node.op) in _RECKONED and not _is_type(node):
            yield _change(node, node, "op", _RECKONED[type(node.op)]())
        elif isinstance(node, ast.If | ast.IfExp):
            yield _change(node, node.test, "test", ast.UnaryOp(ast.Not(), node.test))
        elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
            yield _change(node, node, "value", ast.Constant(_instead(node.value)))


def _change(node: Any, shown: ast.AST, name: str, value: object) -> Change:  # noqa: ANN401 (sets any of its fields)
    before, was = ast.unparse(shown), getattr(node, name)
    setattr(node, name, value)
    after = ast.unparse(value if shown is was and isinstance(value, ast.AST) else shown)
    setattr(node, name, was)
    return node, before, after, lambda: setattr(node, name, value)


def _is_type(node: ast.BinOp) -> bool:
    """Tell whether ``A | B`` joins types: the rules join sets by it, too, but never a name with None."""
    return isinstance(node.op, ast.BitOr) and any(
        _is_none(side) or (isinstance(side, ast.Name) and side.id[:1].isupper())
        for side in (node.left, node.right)
    )


def _instead(value: ast.expr) -> bool | None:
    """Return what is returned instead: nothing, but of True and False the other one, as nothing often says no, too."""
    said = value.value if isinstance(value, ast.Constant) else None
    return not said if isinstance(said, bool) else None


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def book_mutants() -> Iterator[Mutant]:
    """Yield mutants of the shipped book: each rule, share and interpretation, each value that is set once."""
    mapping = dict(book_mapping())
    lines, first = inspect.getsourcelines(books._shipped_text)  # noqa: SLF001 (who reads a book calls it)
    reader = Function("fleetsvc/books.py", first, first + len(lines) - 1)
    for kind in ("rules", "interpretations"):
        for place, entry in enumerate(mapping[kind]):
            for what, changed in _of_entry(entry):
                entries = [*mapping[kind][:place], changed, *mapping[kind][place + 1 :]]
                yield Mutant(
                    BOOK, f"{entry['id']}: {what}", partial(_dumped, mapping | {kind: entries}), reader
                )


def _dumped(mapping: Mapping[str, Any]) -> str:
    return yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False)


def _of_entry(entry: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, value in entry.get("sets", {}).items():
        for what, other in _others(name, value):
            yield f"sets {name} {what}", {**entry, "sets": {**entry["sets"], name: other}}
    for name in ("categories", "events", "interpretations"):
        for what, other in _others(name, entry.get(name)):
            yield f"{name} {what}", {**entry, name: other}
    if entry.get("force") == "all":
        yield "force encouraged", {**entry, "force": "encouraged"}


def _others(name: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield what could stand in place of a value: a word less or more, a day or a number beside it."""
    if isinstance(value, list):
        yield from ((f"without {word}", [one for one in value if one != word]) for word in value)
        known: Sequence[str] = list(_WORDS[name]) if name in _WORDS else ()
        yield from ((f"with {word}", [*value, str(word)]) for word in known if word not in value)
    elif isinstance(value, date):
        yield from ((f"{days:+d} day", value + timedelta(days=days)) for days in (-1, 1))
    elif isinstance(value, int):
        yield from ((f"{more:+d}", value + more) for more in (-1, 1))
