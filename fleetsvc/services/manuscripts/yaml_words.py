"""Values written as YAML: in one line where they are short, else indented below their key."""

from collections.abc import Mapping
from typing import Any, Final

import yaml

LONGEST_IN_LINE: Final = 120
STEP_IN: Final = 2
_NEVER_FOLDED: Final = 1 << 30


class _Writer(yaml.SafeDumper):
    """Writes every value out where it stands, every text in one line, and lists a step further in than their key."""

    def ignore_aliases(self, _data: Any) -> bool:  # noqa: ANN401 (as the parent has it)
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002
        super().increase_indent(flow, indentless=False)


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style='"' if "\n" in text else None)


_Writer.add_representer(str, _text)


def _dumped(value: object, *, flow: bool | None) -> str:
    found: str = yaml.dump(
        value,
        Dumper=_Writer,
        allow_unicode=True,
        sort_keys=False,
        width=_NEVER_FOLDED,
        default_flow_style=flow,
    )
    return found.rstrip("\n")


def flow(value: object) -> str:
    """Return a value in one line, as it may stand within brackets."""
    return _dumped([value], flow=True)[1:-1]


def in_line(value: object) -> str | None:
    """Return a value in one line; None where it is better written in several."""
    if not isinstance(value, Mapping | list):
        return flow(value)
    parts = list(value.values()) if isinstance(value, Mapping) else value
    line = flow(value)
    is_flat = not any(isinstance(part, Mapping | list) for part in parts)
    return line if not value or (is_flat and len(line) <= LONGEST_IN_LINE) or _is_by(value) else None


def _is_by(value: object) -> bool:
    """Whether this is one value taken from an interpretation: ``{energy: {by: id}}``."""
    return isinstance(value, Mapping) and len(flow(value)) <= LONGEST_IN_LINE and len(value) == 1


def block(value: object, column: int) -> str:
    """Return a value in lines that begin at a column."""
    return "\n".join(" " * column + line for line in _dumped(value, flow=None).split("\n"))


def entry(key: str, value: object, column: int) -> str:
    """Return a key at a column with its value."""
    line = in_line(value)
    head = " " * column + flow(key) + ":"
    return f"{head} {line}" if line is not None else f"{head}\n{block(value, column + STEP_IN)}"


def item(value: object, column: int) -> str:
    """Return an entry of a list whose dash stands at a column."""
    if not isinstance(value, Mapping) or not value:
        return " " * column + f"- {flow(value)}"
    entries = "\n".join(entry(str(key), one, column + STEP_IN) for key, one in value.items())
    return " " * column + "- " + entries.lstrip(" ")
