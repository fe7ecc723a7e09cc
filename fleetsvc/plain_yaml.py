"""YAML from outside, read so that no file of a few megabytes holds its reader for more than a moment.

The library reads YAML 1.1, where a few signs can cost minutes: a number of many parts (``1:59:59…``, in base 60), a
mapping that takes over others that take over others (``<<``). Both are read as text, and told as what they are. So is
what a tag makes something else than it looks (``!!bool x``), for which the library's constructors are not prepared.
"""

from collections import Counter
from collections.abc import Callable, Iterator
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
_Resolve = Callable[[type[yaml.Node], object, tuple[bool, bool]], str]
_TEXT: Final = "tag:yaml.org,2002:str"
_NUMBERS: Final = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_TAKES_OVER: Final = "tag:yaml.org,2002:merge"
_LONGEST_NUMBER: Final = 20
"""Signs; what a rulebook may hold (below 2**53) has sixteen digits."""

_REPEATED: Final = Text("同一个键出现了两次", "this key stands here twice")
_TAKEN_OVER: Final = Text(
    "不支持合并键 <<，请把内容逐项写出", "the key << is not read here: write out what it would take over"
)
_TAGGED: Final = Text(
    "不支持此处的标记（!），请去掉标记，直接写值", "the tag here (!) is not read: write the value without it"
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
        problems = sorted(_told_before(nodes, loader.resolve), key=lambda found: found[0])
        found = None if node is None else loader.construct_document(node)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError, TypeError) as unreadable:
        mark = getattr(unreadable, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "file"
        detail = getattr(unreadable, "problem", None) or unreadable
        told = Text(f"不是有效的 YAML：{detail}", f"this is not valid YAML: {detail}")
        raise RulebookBroken((Problem(where, told),)) from unreadable
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


def _told_before(nodes: list[yaml.Node], resolve: _Resolve) -> Iterator[tuple[int, Text]]:
    """Yield what is wrong in some nodes before they are read, by lines.

    Keys that stand twice in one mapping: the reader would keep the last one in silence. Values that are endless, or
    tagged as what they do not look: they are made texts, lists and mappings, which are read as they stand.
    """
    for node in nodes:
        if isinstance(node, yaml.MappingNode):
            keys = [key for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            times = Counter(key.value for key in keys)
            yield from ((_line(key), _REPEATED) for key in keys if times[key.value] > 1)
        problem = _unread(node, resolve)
        if problem is not None:
            yield _line(node), problem
            node.tag = _TEXT if isinstance(node, yaml.ScalarNode) else _looks(node, resolve)


def _unread(node: yaml.Node, resolve: _Resolve) -> Text | None:
    """Return why a node is not read as its tag says; None where it is."""
    if node.tag in _NUMBERS and len(node.value) > _LONGEST_NUMBER:
        return BAD_VALUE
    if node.tag == _TAKES_OVER:
        return _TAKEN_OVER
    is_text = isinstance(node, yaml.ScalarNode) and node.tag == _TEXT
    return None if is_text or node.tag == _looks(node, resolve) else _TAGGED


def _looks(node: yaml.Node, resolve: _Resolve) -> str:
    """Return the tag that a node would have if none were written."""
    is_quoted = bool(getattr(node, "style", None))
    return resolve(type(node), node.value, (not is_quoted, is_quoted))


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
