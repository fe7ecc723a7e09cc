"""A cursor over a parsed YAML file that collects every problem with its path instead of stopping at the first.

Each reading method returns a harmless stand-in when the value is wrong; the stand-ins never leave the
reader, because a file with problems builds nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from rules.rulebook_parts import Parameter, Problem
from rules.wording import Text

Word = TypeVar("Word", bound=StrEnum)

_ABSENT = object()
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?").fullmatch


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the file, where it stands, and the list that problems are added to.

    ``answers``: where a value below may be taken from an interpretation instead of being written out.
    """

    value: object
    path: str
    problems: list[Problem]
    answers: "Answers | None" = None

    def problem(self, zh: str, en: str) -> None:
        """Record that something is wrong here."""
        self.problems.append(Problem(self.path, Text(zh, en)))

    def at(self, key: str) -> "Node":
        """Return the node under a key, or the one it is taken from; absent when there is none."""
        value = self.value.get(key, _ABSENT) if isinstance(self.value, Mapping) else _ABSENT
        node = Node(value, f"{self.path}.{key}" if self.path else key, self.problems, self.answers)
        return node if self.answers is None else self.answers.taken(node, key)

    def answered_by(self, answers: "Answers") -> "Node":
        """Return the same node, of which what is below may be taken from these interpretations."""
        return replace(self, answers=answers)

    def only(self, *keys: str) -> "Node":
        """Return this mapping with these of its keys, at the same path."""
        value = self.value if isinstance(self.value, Mapping) else {}
        return replace(self, value={key: value[key] for key in keys if value.get(key) is not None})

    @property
    def is_absent(self) -> bool:
        """Whether the key is missing or holds nothing (null)."""
        return self.value is _ABSENT or self.value is None

    def knows(self, *keys: str) -> None:
        """Report that this is no mapping, or each key that is not one of these."""
        if not isinstance(self.value, Mapping):
            self.problem("此处应为一组键值", "this must be a mapping of keys to values")
            return
        for key in self.value:
            if key not in keys:
                self.at(str(key)).problem(
                    f"不认识的键，可用的有：{'、'.join(keys)}", f"unknown key; known are: {', '.join(keys)}"
                )

    def items(self) -> list["Node"]:
        """Return the nodes of a list that must hold at least one; an empty list when it is wrong."""
        if not isinstance(self.value, list | tuple) or not self.value:
            self.problem("此处应为至少一项的列表", "this must be a list of at least one entry")
            return []
        return [
            Node(value, f"{self.path}[{place}]", self.problems, self.answers)
            for place, value in enumerate(self.value)
        ]

    def text(self) -> str:
        """Read a text that is not empty."""
        if isinstance(self.value, str) and self.value.strip():
            return self.value
        if self.is_absent:
            self.problem("缺少这一项", "this entry is missing")
        else:
            self.problem("此处应为文字（数字请加引号）", "this must be text (put numbers in quotes)")
        return ""

    def both(self) -> Text:
        """Read a sentence in Chinese and English, ``{zh: …, en: …}``."""
        if self.is_absent:
            self.problem("缺少这一项", "this entry is missing")
            return Text("", "")
        self.knows("zh", "en")
        return Text(self.at("zh").text(), self.at("en").text())

    def day(self) -> date:
        """Read a day, ``YYYY-MM-DD``."""
        value = self.value
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        self.problem("此处应为日期，如 2023-03-01", "this must be a day such as 2023-03-01")
        return date.min

    def count(self) -> int:
        """Read a whole number from 0."""
        if isinstance(self.value, int) and not isinstance(self.value, bool) and self.value >= 0:
            return self.value
        self.problem("此处应为不小于 0 的整数", "this must be a whole number from 0")
        return 0

    def percent(self) -> Fraction:
        """Read a percentage from 0 to 100: a whole number, or digits with decimals in quotes, exactly as written."""
        value = self.value
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and _PERCENT(value) and Fraction(value) <= 100:
            return Fraction(value)
        self.problem(
            '此处应为 0 至 100 的百分数；有小数的加引号，如 "38.5"',
            'this must be a percentage from 0 to 100; put decimals in quotes, such as "38.5"',
        )
        return Fraction(0)

    def word(self, words: type[Word]) -> Word:
        """Read one word of a closed list."""
        return _word_of(self, {member.value: member for member in words}, next(iter(words)))

    def words(self, words: type[Word]) -> frozenset[Word]:
        """Read a list of different words of a closed list."""
        known = {member.value: member for member in words}
        return self._distinct(known, next(iter(words)))

    def codes(self, known: Iterable[str]) -> frozenset[str]:
        """Read a list of different codes of a known list."""
        return self._distinct({code: code for code in known}, "")

    def texts(self) -> tuple[str, ...]:
        """Read a list of texts."""
        return tuple(node.text() for node in self.items())

    def _distinct(self, known: "Mapping[str, Known]", stand_in: "Known") -> "frozenset[Known]":
        found: dict[Known, str] = {}
        for node in self.items():
            member = _word_of(node, known, stand_in)
            if member in found and node.value in known:
                node.problem(f"与 {found[member]} 重复", f"repeats {found[member]}")
            found.setdefault(member, node.path)
        return frozenset(found)


Known = TypeVar("Known", bound=str)


@dataclass(frozen=True, slots=True)
class Answers:
    """The values that interpretations set, by id, and which of them were taken: ``{by: id}`` takes one.

    ``parameter_of`` says which one of its values.
    """

    sets: Mapping[str, Node]
    taken_from: set[tuple[str, Parameter]] = field(default_factory=set)

    def taken(self, node: Node, key: str) -> Node:
        """Return the node of the interpretation that this one names; itself where it names none."""
        if not isinstance(node.value, Mapping) or set(node.value) != {"by"}:
            return node
        name, parameter = str(node.value["by"]), parameter_of(key)
        sets = self.sets.get(name)
        if sets is None:
            listed = sorted(self.sets)
            node.problem(
                f"没有解释“{name}”，已有：{'、'.join(listed)}",
                f"there is no interpretation {name!r}; there are: {', '.join(listed)}",
            )
        elif not isinstance(sets.value, Mapping) or parameter not in sets.value:
            node.problem(
                f"解释“{name}”的 sets 没有写 {parameter}", f"the interpretation {name!r} sets no {parameter}"
            )
        elif parameter in tuple(Parameter):
            self.taken_from.add((name, Parameter(parameter)))
            return sets.at(parameter)
        return replace(node, problems=[])  # what is read from it is a stand-in


def parameter_of(key: str) -> str:
    """Return the name of the parameter that ``{by: id}`` takes under a key: that of the key, but for days.

    >>> parameter_of("energy"), parameter_of("effective_from")
    ('energy', 'first_day')
    """
    return "first_day" if key in ("effective_from", "from") else key


def _word_of(node: Node, known: Mapping[str, Known], stand_in: Known) -> Known:
    value = node.value
    if isinstance(value, str) and value in known:
        return known[value]
    if node.is_absent:
        node.problem("缺少这一项", "this entry is missing")
    else:
        node.problem(
            f"不认识“{value}”，可用的有：{'、'.join(known)}",
            f"unknown {value!r}; known are: {', '.join(known)}",
        )
    return stand_in
