"""A manuscript as its page shows it: what it holds, section by section, and its problems, each leading to its form."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import url_for

from fleetsvc.services.manuscripts.book_edits import value_at
from fleetsvc.services.manuscripts.quoting import entries, left_over
from fleetsvc.web.frame.pages import language, say
from rules.rulebook import Problem

_ENTRY: Final = re.compile(r"(rules|interpretations)\[(\d+)\]").match


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of a manuscript: its id and what it is called; ``more``: what else its table tells."""

    id: str
    title: str
    more: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class PassageLine:
    """A passage: its number, its text, whether it is reviewed, and what nothing is said of yet."""

    number: str
    sha256: str
    offset: int
    text: str
    is_reviewed: bool
    left_over: Sequence[str]


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem in both languages, its path, and the form that repairs it."""

    path: str
    said: str
    said_again: str
    address: str | None


def outline(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a manuscript holds; what is no entry at all is left to the problems."""
    acts = [one for _, one in entries(mapping, "instruments")]
    return {
        "title": spoken(mapping.get("title")) or str(mapping.get("name") or ""),
        "name": str(mapping.get("name") or ""),
        "acts": [(spoken(one.get("title")), str(one.get("id")), texts_of(one)) for one in acts],
        "passages": [passage_line(mapping, one) for _, one in entries(mapping, "passages")],
        "clauses": [
            Line(str(one.get("id")), str(one.get("quote")), str(one.get("number")))
            for _, one in entries(mapping, "clauses")
        ],
        "rules": [
            Line(str(one.get("id")), spoken(one.get("title")), str(one.get("force")), str(one.get("clause")))
            for _, one in entries(mapping, "rules")
        ],
        "answers": [
            Line(
                str(one.get("id")),
                spoken(one.get("question")),
                str(one.get("status")),
                spoken(one.get("answer")),
            )
            for _, one in entries(mapping, "interpretations")
        ],
    }


def texts_of(act: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the texts of an act: hash and description."""
    return [(str(one.get("sha256")), spoken(one.get("description"))) for _, one in entries(act, "texts")]


def passage_line(mapping: Mapping[str, Any], one: Mapping[str, Any]) -> PassageLine:
    """Return a passage as its table shows it."""
    offset = one.get("offset")
    return PassageLine(
        str(one.get("number")),
        str(one.get("source_sha256")),
        offset if isinstance(offset, int) else 0,
        str(one.get("text")),
        value_at(one, ("review", "status")) == "reviewed",
        [words for _, words in left_over(mapping, one)],
    )


def what_was_done(what: str) -> str:
    """Return in words what a version brought: a kind, and what it was done to."""
    kind, _, name = what.partition(" ")
    return say(f"manuscript.what.{kind}", name=name)


def spoken(said: Any) -> str:  # noqa: ANN401 (whatever a file holds)
    """Return a sentence of a file in the page's language, or in the other where it has no other."""
    if not isinstance(said, Mapping):
        return ""
    return str(said.get(language()) or said.get("zh") or said.get("en") or "")


def problem_lines(problems: Iterable[Problem], mapping: Mapping[str, Any], number: int) -> list[ProblemLine]:
    """Return problems in both languages, the page's first."""
    other = "zh" if language() == "en" else "en"
    return [
        ProblemLine(
            one.path,
            one.message.in_language(language()),
            one.message.in_language("zh" if other == "zh" else "en"),
            _form_of(one.path, mapping, number),
        )
        for one in problems
    ]


def _form_of(path: str, mapping: Mapping[str, Any], number: int) -> str | None:
    found = _ENTRY(path)
    name = None if found is None else value_at(mapping, (found[1], int(found[2]), "id"))
    if found is None or not isinstance(name, str):
        return None
    endpoint = "entry_pages.rule" if found[1] == "rules" else "entry_pages.answer"
    return url_for(endpoint, number=number, id=name)
