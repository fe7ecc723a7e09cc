"""Changes of a rulebook's file in place: what is not changed keeps its words, order, quotes and notes, byte for byte.

Each change is made twice, in the text and in what the text says, and holds only where both come to the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fleetsvc.books import parsed
from fleetsvc.services.manuscripts.yaml_places import Path, Piece, Step, places
from fleetsvc.services.manuscripts.yaml_words import STEP_IN, block, entry, flow, in_line, item
from rules.rulebook import canonical_json


class NotEditable(Exception):
    """The file is written in a way in which this place cannot be changed alone: ``path`` of it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path_text(path))


@dataclass(frozen=True, slots=True)
class Put:
    """Let a key, or a place of a list, say another value; a key that is not there yet is added."""

    path: Path
    value: Any


@dataclass(frozen=True, slots=True)
class Drop:
    """Take a key or an entry of a list away."""

    path: Path


@dataclass(frozen=True, slots=True)
class Insert:
    """Add an entry to a list, so that its path is this; a list that is not there yet is added."""

    path: Path
    value: Any


Edit = Put | Drop | Insert


def path_text(path: Path) -> str:
    """Return a path as problems of a rulebook name it.

    >>> path_text(("rules", 2, "where", "any_of", 0))
    'rules[2].where.any_of[0]'
    """
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def value_at(found: Any, path: Path) -> Any:  # noqa: ANN401 (whatever a file says)
    """Return what a file says at a path, None where it says nothing."""
    for step in path:
        is_key = isinstance(found, Mapping) and step in found
        if not is_key and not (isinstance(found, list) and isinstance(step, int) and step < len(found)):
            return None
        found = found[step]
    return found


def edited(found: Any, edit: Edit) -> Any:  # noqa: ANN401 (whatever a file says)
    """Return what a file says after a change; what was given stays as it is."""
    return _edited(found, edit.path, edit)


def _edited(found: Any, path: Path, edit: Edit) -> Any:  # noqa: ANN401 (whatever a file says)
    if not path:
        return edit.value if isinstance(edit, Put) else found
    step, rest = path[0], path[1:]
    if isinstance(found, list):
        items = list(found)
        if rest:
            items[int(step)] = _edited(items[int(step)], rest, edit)
        else:
            items[int(step) : int(step) + (not isinstance(edit, Insert))] = (
                [] if isinstance(edit, Drop) else [edit.value]
            )
        return items
    if found is None and isinstance(step, int):
        return [edit.value] if isinstance(edit, Insert) else found
    entries = dict(found)
    if isinstance(edit, Drop) and not rest:
        del entries[step]
    else:
        entries[step] = _edited(entries.get(step), rest, edit)
    return entries


def changes(old: Any, new: Any, path: Path) -> Iterator[Edit]:  # noqa: ANN401 (whatever a file says)
    """Yield what must be changed for a value to become another: key by key, a list as a whole."""
    if _same(old, new):
        return
    if not isinstance(old, Mapping) or not isinstance(new, Mapping) or not old or not new:
        yield Put(path, new)
        return
    for key, value in new.items():
        if key in old:
            yield from changes(old[key], value, (*path, key))
        else:
            yield Put((*path, key), value)
    yield from (Drop((*path, key)) for key in old if key not in new)


def _same(one: object, other: object) -> bool:
    """Whether two values are the same to an edition: a day is its text."""
    return canonical_json({"": one}) == canonical_json({"": other})


def rewritten(text: str, edits: Sequence[Edit]) -> str:
    """Return a file with changes made one after the other. Raises NotEditable."""
    found: Any = parsed(text.encode()) if edits else None
    for edit in edits:
        text, meant = _spliced(text, found, edit), edited(found, edit)
        found = parsed(text.encode())
        if found != meant:
            raise NotEditable(edit.path)
    return text


# --- in the text -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cut:
    """Characters of a text that give way to others."""

    start: int
    end: int
    text: str


def _spliced(text: str, found: Any, edit: Edit) -> str:  # noqa: ANN401 (whatever a file says)
    root = places(text)
    holder, depth = root, 0
    for depth, step in enumerate(edit.path):
        at = holder.place(step)
        if holder.alias or holder.anchor or depth == len(edit.path) - 1 or at is None:
            break
        holder = holder.values[at]
    whole = Put(edit.path[:depth], edited(found, edit))
    whole = Put(whole.path, value_at(whole.value, whole.path))
    shared = holder.alias or holder.anchor
    cut = None if shared else _cut(text, holder, edit.path[depth:], edit)
    if cut is None:  # what is around it is written anew, or would change elsewhere too
        if not whole.path:
            return block(whole.value, 0) + "\n"
        return _spliced(text, found, whole)
    moved = [*_moved(text, root, cut, found), cut]
    for one in sorted(moved, key=lambda one: one.start, reverse=True):
        text = text[: one.start] + one.text + text[one.end :]
    return text


def _cut(text: str, holder: Piece, path: Path, edit: Edit) -> _Cut | None:
    """Return what must be cut and written for a change; None where the value that holds it is written anew."""
    if len(path) != 1 or holder.kind == "scalar":
        return None
    step, at = path[0], holder.place(path[0])
    if isinstance(edit, Drop):
        return None if at is None else _without(text, holder, at)
    if at is None or isinstance(edit, Insert):
        return _added(text, holder, step, edit.value)
    return _replaced(text, holder, at, edit.value)


def _replaced(text: str, holder: Piece, at: int, value: object) -> _Cut:
    old, line = holder.values[at], in_line(value)
    begin = holder.keys[at].end if holder.keys else old.start
    is_beside = "\n" not in text[begin : old.start]
    if holder.flow or holder.kind == "sequence" or (is_beside and line is not None):
        blank = " " if text[old.start - 1] == ":" else ""
        return _Cut(old.start, old.end, blank + (flow(value) if line is None else line))
    column = _column(text, holder.keys[at].start)
    if line is None and not is_beside:
        return _Cut(_line_start(text, old.start), old.end, block(value, column + STEP_IN))
    if line is None:
        return _Cut(begin, old.end, ":\n" + block(value, column + STEP_IN))
    first, *notes = text[begin : old.start].split("\n")[:-1]
    note = first.removeprefix(":").strip()
    return _Cut(begin, old.end, "\n".join([f": {line}" + (f"  {note}" if note else ""), *notes]))


def _added(text: str, holder: Piece, step: Step, value: object) -> _Cut | None:
    """Return a new key, or a new entry before the one that has its place now."""
    if not holder.values:
        return None
    before = holder.values[min(step, len(holder.values)) - 1 if isinstance(step, int) else -1]
    named = f"{step}: " if holder.kind == "mapping" else ""
    if holder.flow:
        return None if step == 0 else _Cut(before.end, before.end, f", {named}{flow(value)}")
    first = holder.values[0]
    column = _column(text, holder.keys[0].start) if named else _dash(text, first)
    if column is None:
        return None
    said = entry(str(step), value, column) if named else item(value, column)
    if step == 0:
        start = _line_start(text, first.start)
        return _Cut(start, start, f"{said}\n")
    end = _line_end(text, before.end)
    return _Cut(end, end, f"\n{said}")


def _without(text: str, holder: Piece, at: int) -> _Cut | None:
    if holder.flow or len(holder.values) == 1:
        return None
    value = holder.values[at]
    begin = holder.keys[at].start if holder.keys else value.start
    start = _line_start(text, begin)
    is_alone = not text[start:begin].strip() if holder.keys else _dash(text, value) is not None
    if is_alone:
        return _Cut(start, min(_line_end(text, value.end) + 1, len(text)), "")
    is_last = at + 1 == len(holder.values)
    return None if is_last or not holder.keys else _Cut(begin, holder.keys[at + 1].start, "")


def _moved(text: str, root: Piece, cut: _Cut, found: Any) -> Iterator[_Cut]:  # noqa: ANN401 (whatever a file says)
    """Yield what must say a value itself, because the place that it referred to is cut away."""
    everything = list(root.all())
    gone = [one for one in everything if one.anchor and cut.start <= one.start < cut.end]
    for named in gone:
        heir = next((one for one in everything if one.alias == named.anchor and one.start >= cut.end), None)
        if heir is not None:
            own = text[named.start : named.end]
            is_alike = _column(text, heir.start, key=True) == _column(text, named.start, key=True)
            said = f"&{named.anchor} {flow(value_at(found, named.path))}"
            yield _Cut(heir.start, heir.end, own if "\n" not in own or is_alike else said)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _column(text: str, at: int, *, key: bool = False) -> int:
    """Return in which column a place stands; ``key``: the key of its line, behind a dash where there is one."""
    start = _line_start(text, at)
    return len(text[start:at]) - (len(text[start:at].lstrip(" -")) if key else 0)


def _dash(text: str, item: Piece) -> int | None:
    """Return the column of the dash that begins an entry, None where something else stands before it."""
    before = text[_line_start(text, item.start) : item.start]
    return before.index("-") if before.strip() == "-" else None
