"""Words of a law marked in its text: where they stand, the passage around them, and the entries of the file they make.

Offsets count characters (code points) of the text from 0, as everywhere in a rulebook.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from fleetsvc.services.manuscripts.book_edits import Edit, Insert
from rules.coverage_checks import MARKS

MOST_PLACES: Final = 20
"""More places of the same words are not listed: say more of them."""
QUOTED: Final = ("clauses", "grounds", "not_checkable")
"""The sections whose entries stand in passages."""

Both = Mapping[str, str]


class Use(StrEnum):
    """What words are marked for: a rule, something that rests on them, nothing (with the reason), or as a passage."""

    CLAUSE = "clause"
    GROUND = "ground"
    REASON = "reason"
    PASSAGE = "passage"


@dataclass(frozen=True, slots=True)
class Marked:
    """Words of a text at their place, what they are marked for, and what is said of them besides.

    ``said``: of a ground what it supports, of words that judge nothing the reason, in both languages.
    ``number``: of the passage, where it is to be made.
    """

    use: Use
    words: str
    at: int
    sha256: str
    instrument: str
    number: str
    name: str
    translation: str
    said: Both
    purpose: str


class NoNumber(Exception):
    """No passage holds the words yet, and its number is not to be read from the text: it must be given."""


def entries(mapping: Mapping[str, Any], section: str) -> list[tuple[int, Mapping[str, Any]]]:
    """Return what is an entry at all in a section, with its place."""
    found = mapping.get(section)
    listed = enumerate(found) if isinstance(found, list) else ()
    return [(at, entry) for at, entry in listed if isinstance(entry, Mapping)]


def place_of(mapping: Mapping[str, Any], section: str, name: str) -> int | None:
    """Return at which place of a section the entry of an id stands, None where none does."""
    return next((at for at, entry in entries(mapping, section) if entry.get("id") == name), None)


def occurrences(text: str, words: str) -> list[int]:
    """Return where words stand in a text, so many places at most.

    >>> occurrences("新增公交车，更新公交车", "公交车")
    [2, 8]
    """
    found: list[int] = []
    at = text.find(words)
    while at >= 0 and len(found) < MOST_PLACES:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def passage_around(text: str, at: int, length: int) -> tuple[int, str]:
    """Return the lines that words stand in, without blanks around them, and where they begin."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at + length)
    lines = text[start : len(text) if end < 0 else end]
    return start + len(lines) - len(lines.lstrip()), lines.strip()


_DIGITS: Final = "零一二三四五六七八九"
_COUNTED: Final = re.compile(
    r"(?=.*[十百])(?:([一二三四五六七八九])百)?零?((?:([一二三四五六七八九]))?十)?([一二三四五六七八九])?"
)
"""A number below a thousand that is written with its tens or hundreds."""
_NUMBERED: Final = re.compile(
    r"\s*(?:第(?P<of>[0-9零一二三四五六七八九十百]+)[条项款章]|[(（](?P<in>[0-9零一二三四五六七八九十]+)[)）]"
    r"|(?P<plain>[0-9]+|[零一二三四五六七八九十]+)[.．、])"
)


def guessed_number(passage: str) -> str:
    """Return the number that a passage begins with, in digits; empty where it begins with none.

    >>> [guessed_number(text) for text in ("13. 加大", "第二十一条　新增", "（三）加强", "新增公交车")]
    ['13', '21', '3', '']
    >>> [guessed_number(text) for text in ("第一百条", "第一百零九条", "第二百一十条", "第十十条", "第十条", "第二〇条")]
    ['100', '109', '210', '', '10', '']
    """
    found = _NUMBERED.match(passage)
    written = next(filter(None, found.groups()), "") if found else ""
    if written.isascii():
        return written
    counted = _COUNTED.fullmatch(written)
    if counted is None:
        return "" if set(written) & set("十百") else "".join(str(_DIGITS.index(sign)) for sign in written)
    hundreds, ten, tens, ones = counted.groups()
    tens_of = _DIGITS.index(tens) if tens else int(ten is not None)
    return str(100 * _digit(hundreds) + 10 * tens_of + _digit(ones))


def _digit(sign: str | None) -> int:
    return _DIGITS.index(sign) if sign else 0


def proposed_id(mapping: Mapping[str, Any], number: str, sections: Sequence[str] = QUOTED) -> str:
    """Return an id that is not taken yet, after the number of a passage: ``13-1``, then ``13-2``."""
    taken = {entry.get("id") for section in sections for _, entry in entries(mapping, section)}
    return next(name for count in range(1, len(taken) + 2) if (name := f"{number}-{count}") not in taken)


def passage_of(mapping: Mapping[str, Any], sha256: str, at: int, length: int) -> Mapping[str, Any] | None:
    """Return the passage that holds a place of a text, None where none does."""
    for _, one in entries(mapping, "passages"):
        start, text = one.get("offset"), one.get("text")
        if one.get("source_sha256") != sha256 or not isinstance(start, int) or not isinstance(text, str):
            continue
        if start <= at and at + length <= start + len(text):
            return one
    return None


def quote_edits(
    mapping: Mapping[str, Any], text: str, marked: Marked, *, review: Mapping[str, Any]
) -> list[Edit]:
    """Return what marking words adds to a file: the passage around them, where there is none, and their entry.

    ``review``: what is said of a new passage. Raises NoNumber.
    """
    length = len(marked.words)
    found = passage_of(mapping, marked.sha256, marked.at, length)
    number = marked.number if found is None else str(found.get("number"))
    made: list[Edit] = []
    if found is None:
        is_whole = marked.use is Use.PASSAGE
        start, words = (marked.at, marked.words) if is_whole else passage_around(text, marked.at, length)
        number = number or guessed_number(words)
        if not number:
            raise NoNumber
        passage = {"number": number, "offset": start, "source_sha256": marked.sha256}
        made.append(_added(mapping, "passages", passage | {"review": dict(review), "text": words}))
    if marked.use is not Use.PASSAGE:
        section, entry = _ENTRIES[marked.use](marked, number)
        name = marked.name or proposed_id(mapping, number)
        made.append(_added(mapping, section, {"id": name} | entry))
    return made


def _clause(marked: Marked, number: str) -> tuple[str, dict[str, Any]]:
    return "clauses", _quoted(marked, number)


def _ground(marked: Marked, number: str) -> tuple[str, dict[str, Any]]:
    also = {"purpose": marked.purpose, "supports": dict(marked.said)}
    return "grounds", _quoted(marked, number) | also


def _reason(marked: Marked, number: str) -> tuple[str, dict[str, Any]]:
    place = {"offset": marked.at, "length": len(marked.words)}
    return "not_checkable", {
        "number": number,
        "text": marked.words,
        "place": place,
        "reason": dict(marked.said),
    }


_ENTRIES: Final[Mapping[Use, Callable[[Marked, str], tuple[str, dict[str, Any]]]]] = {
    Use.CLAUSE: _clause,
    Use.GROUND: _ground,
    Use.REASON: _reason,
}


def _quoted(marked: Marked, number: str) -> dict[str, Any]:
    return {
        "instrument": marked.instrument,
        "number": number,
        "quote": marked.words,
        "translation": marked.translation,
        "source_sha256": marked.sha256,
        "place": {"offset": marked.at, "length": len(marked.words)},
    }


def _added(mapping: Mapping[str, Any], section: str, entry: Mapping[str, Any]) -> Insert:
    found = mapping.get(section)
    return Insert((section, len(found) if isinstance(found, list) else 0), entry)


def left_over(mapping: Mapping[str, Any], passage: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield the words of a passage that nothing is said of yet, with their offsets."""
    text, start = passage.get("text"), passage.get("offset")
    if not isinstance(text, str) or not isinstance(start, int):
        return
    taken = bytearray(len(text))
    for section in QUOTED:
        for _, entry in entries(mapping, section):
            place = entry.get("place")
            if entry.get("number") == passage.get("number") and isinstance(place, Mapping):
                begin = int(place.get("offset") or 0) - start
                for at in range(max(begin, 0), min(begin + int(place.get("length") or 0), len(text))):
                    taken[at] = 1
    for run in re.finditer(b"\0+", bytes(taken)):
        words = text[run.start() : run.end()]
        stripped = words.strip("".join(MARKS))
        if stripped:
            yield start + run.start() + words.index(stripped), stripped


def rest_edits(mapping: Mapping[str, Any], sha256: str, number: str, reason: Both) -> list[Edit]:
    """Return entries by which no vehicle can be judged by what is left over of a passage, all with one reason."""
    own = [one for _, one in entries(mapping, "passages") if one.get("source_sha256") == sha256]
    passage = next((one for one in own if str(one.get("number")) == number), {})
    found = mapping.get("not_checkable")
    first = len(found) if isinstance(found, list) else 0
    taken = {entry.get("id") for section in QUOTED for _, entry in entries(mapping, section)}
    names = (name for count in range(1, 10_000) if (name := f"{number}-rest-{count}") not in taken)
    return [
        Insert(
            ("not_checkable", first + at),
            {
                "id": next(names),
                "number": number,
                "text": words,
                "place": {"offset": offset, "length": len(words)},
                "reason": dict(reason),
            },
        )
        for at, (offset, words) in enumerate(left_over(mapping, passage))
    ]
