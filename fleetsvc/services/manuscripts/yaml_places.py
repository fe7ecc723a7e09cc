"""Where the values of a YAML file stand in its text: every key, value, name (``&a``) and reference (``*a``)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BLOCK_SCALARS: Final = ("|", ">")

Step = str | int
Path = tuple[Step, ...]


@dataclass(slots=True)
class Piece:
    """A value in its text: characters from ``start`` up to ``end``, its name included, comments behind it not.

    ``alias``: the name that it refers to instead of saying a value. ``flow``: written in brackets.
    """

    start: int
    end: int
    kind: str
    path: Path
    anchor: str | None = None
    alias: str | None = None
    flow: bool = False
    scalar: str = ""
    keys: "list[Piece]" = field(default_factory=list)
    values: "list[Piece]" = field(default_factory=list)

    def place(self, step: Step) -> int | None:
        """Return at which place a key or a number stands here, None where it does not."""
        if self.kind == "mapping":
            return next((at for at, key in enumerate(self.keys) if key.scalar == step), None)
        is_there = self.kind == "sequence" and isinstance(step, int) and 0 <= step < len(self.values)
        return step if is_there and isinstance(step, int) else None

    def all(self) -> "Iterator[Piece]":
        """Yield this value and all below, in the order of the text."""
        yield self
        for value in self.values:
            yield from value.all()


def places(text: str) -> Piece:
    """Return the values of a file that was parsed before, with their places."""
    found = (event for event in yaml.parse(text, Loader=_LOADER) if isinstance(event, _NODES))
    return _piece(text, next(found), found, ())


_END: Final = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_NODES: Final = (yaml.NodeEvent, *_END)


def _piece(text: str, event: yaml.Event, events: Iterator[yaml.Event], path: Path) -> Piece:
    start, end = _index(event.start_mark), _index(event.end_mark)
    if isinstance(event, yaml.AliasEvent):
        return Piece(start, end, "alias", path, alias=event.anchor)
    if isinstance(event, yaml.ScalarEvent):
        if event.style in _BLOCK_SCALARS:
            end = start + len(text[start:end].rstrip())
        return Piece(start, end, "scalar", path, event.anchor, scalar=event.value)
    assert isinstance(event, yaml.CollectionStartEvent)  # noqa: S101 (what else begins a value)
    kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "sequence"
    found = Piece(start, end, kind, path, event.anchor, flow=bool(event.flow_style))
    for inner in events:
        if isinstance(inner, _END):
            break
        step: Step = len(found.values)
        if kind == "mapping":
            found.keys.append(_piece(text, inner, events, path))
            step, inner = found.keys[-1].scalar, next(events)  # noqa: PLW2901 (a key's value follows it)
        found.values.append(_piece(text, inner, events, (*path, step)))
    found.end = _index(inner.end_mark) if found.flow else max([end, *(one.end for one in found.values)])
    return found


def _index(mark: Any) -> int:  # noqa: ANN401 (the library's types leave it open whether there is one)
    number: int = mark.index
    return number
