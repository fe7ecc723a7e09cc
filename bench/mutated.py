"""Wrong changes of one place each: in the source of the rules, and in the book with its shares and interpretations."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import yaml

from fleetsvc.books import book_mapping
from rules.vocabulary import Category, EmissionStage, Energy

ROOT: Final = Path(__file__).resolve().parents[1]
BOOK: Final = "rules/books/henan-2023.yaml"
WORDING: Final = frozenset({"decide_words.py", "labels.py", "wording.py", "energy_words.py"})
"""Modules that are mostly texts: there is nothing to decide in them."""

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
    """A file of the checkout with one wrong change: what it then holds, and the change in a few words."""

    path: str
    name: str
    write: Callable[[], str]

    @property
    def content(self) -> str:
        """What the file then holds; written only for a mutant that is tried."""
        return self.write()


def source_mutants() -> Iterator[Mutant]:
    """Yield every mutant of the modules of the rules."""
    for path in sorted((ROOT / "rules").glob("*.py")):
        if path.name not in WORDING:
            yield from mutants_of(f"rules/{path.name}", path.read_text(encoding="utf-8"))


def mutants_of(name: str, source: str) -> Iterator[Mutant]:
    """Yield every mutant of one module."""
    for place, (node, what, _) in enumerate(_changes(ast.parse(source))):
        yield Mutant(name, f"{name}:{node.lineno}: {what}", partial(_written, source, place))


def _written(source: str, place: int) -> str:
    tree = ast.parse(source)
    list(_changes(tree))[place][2]()
    return ast.unparse(tree) + "\n"


def _changes(tree: ast.Module) -> Iterator[tuple[Any, str, Callable[[], None]]]:
    """Yield each place with what is done there and the function that does it; annotations are left alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            other = _COMPARED[type(node.ops[0])]
            yield node, f"comparison {other.__name__}", _setter(node, "ops", [other(), *node.ops[1:]])
        elif isinstance(node, ast.BoolOp):
            both = isinstance(node.op, ast.And)
            yield node, "or" if both else "and", _setter(node, "op", ast.Or() if both else ast.And())
        elif isinstance(node, ast.BinOp) and type(node.op) in _RECKONED and not _is_type(node):
            other_op = _RECKONED[type(node.op)]
            yield node, other_op.__name__, _setter(node, "op", other_op())
        elif isinstance(node, ast.If | ast.IfExp):
            yield node, "condition turned round", _setter(node, "test", ast.UnaryOp(ast.Not(), node.test))
        elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
            yield node, "returns None", _setter(node, "value", ast.Constant(None))


def _setter(node: ast.AST, name: str, value: object) -> Callable[[], None]:
    return lambda: setattr(node, name, value)


def _is_type(node: ast.BinOp) -> bool:
    """Tell whether ``A | B`` joins types: the rules join sets by it, too, but never a name with None."""
    return isinstance(node.op, ast.BitOr) and any(
        _is_none(side) or (isinstance(side, ast.Name) and side.id[:1].isupper())
        for side in (node.left, node.right)
    )


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def book_mutants() -> Iterator[Mutant]:
    """Yield mutants of the shipped book: each rule, share and interpretation, each value that is set once."""
    mapping = dict(book_mapping())
    for kind in ("rules", "interpretations"):
        for place, entry in enumerate(mapping[kind]):
            for what, changed in _of_entry(entry):
                entries = [*mapping[kind][:place], changed, *mapping[kind][place + 1 :]]
                yield Mutant(BOOK, f"{entry['id']}: {what}", partial(_dumped, mapping | {kind: entries}))


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
