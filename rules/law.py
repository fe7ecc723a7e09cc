"""Several rulebooks in force side by side, composed into one that judges by all their rules.

Each book keeps its words: what a verdict rests on is told by the act and the book it is from. Ids are those of their
book with its name before them, as rules always have, so that two books may use the same one. Whichever book came into
force first, the law is the same: its books stand in the order in which their acts were published.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from rules.problem_words import problem
from rules.rulebook import build_stored, edition_of
from rules.rulebook_parts import ExceptionGround, Problem, Rule, Rulebook, RulebookBroken
from rules.sources import Instrument
from rules.wording import Text

_BOOKS: Final = "books"
"""The only key of the content of a law of several books: the files of its books, whole. No file of one book has it."""


def law_content(contents: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return what is stored of a law: the file of its only book, or those of several, whatever order they come in."""
    files = sorted(contents, key=edition_of)
    return files[0] if len(files) == 1 else {_BOOKS: files}


def law_edition_of(content: Mapping[str, Any]) -> str:
    """Return the edition of stored content: of several books the hash over the editions of each."""
    files = content.get(_BOOKS)
    if files is None:
        return edition_of(content)
    return edition_of({_BOOKS: sorted(edition_of(file) for file in files)})


def build_law(content: Mapping[str, Any]) -> Rulebook:
    """Build stored content, of one book or of several. Raises RulebookBroken."""
    return compose([build_stored(file) for file in content.get(_BOOKS, [content])])


def compose(books: Iterable[Rulebook]) -> Rulebook:
    """Return one book with the rules of all; the same whatever order they come in, and of one book that book itself.

    Raises RulebookBroken where two of them have the same id or name: they are editions of one policy, and only one of
    those can be in force.
    """
    parts = tuple(sorted(books, key=_place))
    if len(parts) == 1:
        return parts[0]
    problems = tuple(_repeats(parts))
    if problems:
        raise RulebookBroken(problems)
    return Rulebook(
        edition=edition_of({_BOOKS: sorted(book.edition for book in parts)}),
        id="+".join(book.id for book in parts),
        name="+".join(book.name for book in parts),
        title=Text("；".join(book.title.zh for book in parts), "; ".join(book.title.en for book in parts)),
        instruments=_instruments(parts),
        passages=tuple(dict.fromkeys(passage for book in parts for passage in book.passages)),
        clauses={
            _full(book, name): replace(clause, id=_full(book, name))
            for book in parts
            for name, clause in book.clauses.items()
        },
        grounds={
            _full(book, name): replace(ground, clause=replace(ground.clause, id=_full(book, name)))
            for book in parts
            for name, ground in book.grounds.items()
        },
        interpretations={
            _full(book, name): replace(entry, id=_full(book, name))
            for book in parts
            for name, entry in book.interpretations.items()
        },
        rules=tuple(_of_law(book, rule) for book in parts for rule in book.rules),
        not_checkable=tuple(entry for book in parts for entry in book.not_checkable),
        parts=parts,
    )


def own_name(name: str) -> str:
    """Return the id that something has in its own book.

    >>> own_name("henan-2023/effective-day"), own_name("effective-day")
    ('effective-day', 'effective-day')
    """
    return name.rpartition("/")[2]


def _place(book: Rulebook) -> tuple[str, str]:
    """Return where a book stands among others: by the day of its earliest act, then by its name."""
    return min(instrument.published_on for instrument in book.instruments).isoformat(), book.name


def _repeats(parts: Sequence[Rulebook]) -> Iterator[Problem]:
    for key in ("id", "name"):
        values = [getattr(book, key) for book in parts]
        for value in dict.fromkeys(value for value in values if values.count(value) > 1):
            yield problem(
                key,
                f"两部规则的 {key} 同为“{value}”，不能同时生效",
                f"two rulebooks have the {key} {value!r}: they can not be in force at once",
            )


def _instruments(parts: Sequence[Rulebook]) -> tuple[Instrument, ...]:
    return tuple(dict.fromkeys(instrument for book in parts for instrument in book.instruments))


def _full(book: Rulebook, name: str) -> str:
    return f"{book.name}/{name}"


def _of_law(book: Rulebook, rule: Rule) -> Rule:
    """Return a rule with its references as ids of the law."""
    return replace(
        rule,
        clause=_full(book, rule.clause),
        interpretations=tuple(_full(book, name) for name in rule.interpretations),
        exceptions=tuple(_ground_of_law(book, ground) for ground in rule.exceptions),
        takes=frozenset((_full(book, name), parameter) for name, parameter in rule.takes),
    )


def _ground_of_law(book: Rulebook, ground: ExceptionGround) -> ExceptionGround:
    return ground if ground.rests_on is None else replace(ground, rests_on=_full(book, ground.rests_on))
