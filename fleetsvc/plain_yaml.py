"""YAML from outside, read so that no file of a few megabytes holds its reader for more than a moment.

The library reads YAML 1.1, where a few signs can cost minutes: a number of many parts (``1:59:59…``, in base 60), a
mapping that takes over others that take over others (``<<``). Both are read as text, and told as what they are.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Final

import yaml

from rules.rulebook import Problem, RulebookBroken
from rules.wording import Text

MOST_PROBLEMS: Final = 100
MOST_VALUES: Final = 100_000
"""The shipped rulebook holds some 700. Names for repeated parts (``&a``, ``*a``) can make a few lines endless."""
TOO_MANY: Final = Text("内容过多", "there is too much in it")
BAD_VALUE: Final = Text("此处应为文字、整数或日期", "this must be text, a whole number or a day")

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT: Final = "tag:yaml.org,2002:str"
_NUMBERS: Final = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_TAKES_OVER: Final = "tag:yaml.org,2002:merge"
_LONGEST_NUMBER: Final = 20
"""Signs; what a rulebook may hold (below 2**53) has sixteen digits."""

_REPEATED: Final = Text("同一个键出现了两次", "this key stands here twice")
_TAKEN_OVER: Final = Text(
    "不支持合并键 <<，请把内容逐项写出", "the key << is not read here: write out what it would take over"
)


def loaded(text: bytes) -> tuple[object, list[Problem]]:
    """Return what YAML says, with what in it was found out before it was read: keys that stand twice, endless values.

    Raises RulebookBroken when it is no YAML, or holds too much.
    """
    loader = _LOADER(text)
    try:
        # A first look, which costs a fraction of reading.
        values = (event for event in yaml.parse(text, Loader=_LOADER) if isinstance(event, yaml.NodeEvent))
        if next(islice(values, 2 * MOST_VALUES, None), None) is not None:
            raise RulebookBroken((Problem("file", TOO_MANY),))
        node = loader.get_single_node()
        nodes = list(_nodes(node))
        problems = sorted(_told_before(nodes), key=lambda found: found[0])
        found = None if node is None else loader.construct_document(node)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError, TypeError) as unreadable:
        raise RulebookBroken((_not_yaml(unreadable),)) from unreadable
    finally:
        loader.dispose()
    return found, [Problem(f"line {line}", message) for line, message in problems[:MOST_PROBLEMS]]


def _nodes(root: yaml.Node | None) -> Iterator[yaml.Node]:
    """Yield every node once, keys too, however often it is referred to."""
    waiting, seen = [root], set[int]()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, yaml.SequenceNode):
            waiting += one.value
        elif isinstance(one, yaml.MappingNode):
            waiting += [part for pair in one.value for part in pair]


def _told_before(nodes: list[yaml.Node]) -> Iterator[tuple[int, Text]]:
    """Yield what is wrong in some nodes before they are read, by lines.

    Keys that stand twice in one mapping: the reader would keep the last one in silence. Endless values: they are made
    texts, which are read as they stand.
    """
    for node in nodes:
        if isinstance(node, yaml.MappingNode):
            keys = [key for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            times = Counter(key.value for key in keys)
            yield from ((_line(key), _REPEATED) for key in keys if times[key.value] > 1)
        is_endless = node.tag in _NUMBERS and len(node.value) > _LONGEST_NUMBER
        if is_endless or node.tag == _TAKES_OVER:
            yield _line(node), BAD_VALUE if is_endless else _TAKEN_OVER
            node.tag = _TEXT


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _not_yaml(unreadable: Exception) -> Problem:
    mark = getattr(unreadable, "problem_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "file"
    detail = getattr(unreadable, "problem", None) or unreadable
    return Problem(where, Text(f"不是有效的 YAML：{detail}", f"this is not valid YAML: {detail}"))
