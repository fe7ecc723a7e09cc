"""``fleetsvc rulebook check|show|load|compare|activate|take-out``: look at a policy file, prove it, put it in force.

A BOOK is the name of a rulebook that ships with the service, or the path of a YAML file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from fleetsvc.books import (
    DEFAULT_BOOK,
    BookUnknown,
    book_mapping,
    cases_mapping,
    read_book,
    read_mapping,
    shipped_names,
    source_text,
    texts_at_hand,
)
from fleetsvc.commands.frame.known_on import KNOWN_ON
from fleetsvc.commands.frame.output import (
    FALLS_SHORT,
    REFUSED,
    AnsweringCommand,
    print_json,
    print_lines,
    with_json,
)
from fleetsvc.commands.law import tables
from fleetsvc.commands.law import text as texts
from rules.cases import Case, misses, own_cases, read_cases
from rules.collapse import difference_lines, table_lines
from rules.mutants import hunt
from rules.proof import prove
from rules.rulebook import Problem, Rulebook, RulebookBroken, build
from rules.source_checks import review_problems
from rules.table import Table
from rules.wording import Language, Text

CASES = click.Path(exists=True, dir_okay=False, path_type=Path)


_NO_CASES = Text(
    "这一规则没有自带案例，请用 --cases 指定案例文件",
    "no cases ship for this rulebook: name a file of cases with --cases",
)


with_texts = click.option(
    "--text",
    "text_files",
    type=CASES,
    multiple=True,
    help="A source text that it quotes (UTF-8), besides those at hand; may be repeated.",
)


@click.group()
def rulebook() -> None:
    """Policies as data: check, show, load, compare, activate, take out."""


@rulebook.command(cls=AnsweringCommand)
@click.argument("book", default=DEFAULT_BOOK)
@click.option(
    "--cases", "cases_file", type=CASES, help="Cases to run, instead of the book's own or shipped ones."
)
@click.option(
    "--mutants", "with_mutants", is_flag=True, help="Also try small wrong changes: do the cases notice?"
)
@with_texts
@with_json
def check(
    book: str,
    cases_file: Path | None,
    with_mutants: bool,
    text_files: Sequence[Path],
    as_json: bool,
    language: Language,
) -> None:
    """Check a rulebook: is it well-formed, are its quotes its texts', do its cases come out? Exit 1 if not."""
    try:
        mapping = _mapping_of(book)
        built = build(mapping, find_text=texts_at_hand(text_files).get)
        cases = _cases_of(mapping, built, cases_file)
    except RulebookBroken as broken:
        answer: dict[str, Any] = {"holds": False, "problems": texts.problems_json(broken.problems, language)}
    else:
        reviews, missed, proof = review_problems(built), list(misses(built, cases)), prove(Table(built))
        answer = texts.check_json(built, cases, missed, proof, reviews, language)
        answer["mutants"] = texts.hunt_json(hunt(mapping, cases)) if with_mutants else None
    _print(answer, texts.check_lines(answer, language), as_json=as_json)
    if not answer["holds"]:
        raise click.exceptions.Exit(FALLS_SHORT)


def _mapping_of(book: str) -> Mapping[str, Any]:
    """Return the parsed file of a shipped name or a path. Raises RulebookBroken or OSError."""
    return book_mapping(book) if book in shipped_names() else read_book(Path(book))


def _cases_of(mapping: Mapping[str, Any], built: Rulebook, cases_file: Path | None) -> tuple[Case, ...]:
    """Return the cases of the file that is named, else those in the rulebook's own file, else those shipped for it."""
    if cases_file is not None:
        return read_cases(read_mapping(cases_file), built)
    own = own_cases(mapping, built)
    if own:
        return own
    try:
        return read_cases(cases_mapping(built.name), built)
    except BookUnknown as unknown:
        raise RulebookBroken((Problem("--cases", _NO_CASES),)) from unknown


@rulebook.command(cls=AnsweringCommand)
@click.argument("book", default=DEFAULT_BOOK)
@click.option(
    "--coverage", "what", flag_value="coverage", help="Every part of the text: its rules, or why none."
)
@click.option("--table", "what", flag_value="table", help="The whole decision table.")
@click.option(
    "--known-on", type=KNOWN_ON, help="Instead of BOOK: the edition in force then, from the database."
)
@with_json
def show(book: str, what: str | None, known_on: datetime | None, as_json: bool, language: Language) -> None:
    """Show a rulebook: its rules and interpretations, its coverage of the text, or its decision table."""
    if known_on is None:
        built = build(_mapping_of(book))
    else:
        from fleetsvc.commands.law import as_known  # noqa: PLC0415 (without a day no database is needed)

        built = as_known.book_as_known(known_on)
    if what == "coverage":
        answer, lines = texts.coverage_json(built, language), texts.coverage_lines(built, language)
    elif what == "table":
        rows = list(table_lines(Table(built)))
        answer, lines = tables.table_json(built, rows), tables.table_text(built, rows)
    else:
        answer, lines = texts.book_json(built, language), texts.book_lines(built, language)
    if as_json:
        print_json(answer)
    else:
        print_lines(lines)


@rulebook.command(cls=AnsweringCommand)
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option(
    "--draft", metavar="EDITION|BOOK", help="Compare this with the edition in force, over all registrations."
)
@click.option("--period", help="With --draft: period of the rankings, such as 2025 [default: this year].")
@with_json
def compare(
    old: str | None, new: str | None, draft: str | None, period: str | None, as_json: bool, language: Language
) -> None:
    """Compare two rulebooks case by case, or a draft with the one in force over all registrations."""
    if draft is not None and old is None:
        from fleetsvc.commands.law import drafts  # noqa: PLC0415 (the other commands need no database)

        with _told_whole(as_json, language):
            answer = drafts.compared(draft, _mapping_if_file(draft), period, language)
        _print(answer, drafts.comparison_lines(answer, language), as_json=as_json)
        return
    if draft is not None or old is None or new is None:
        raise click.UsageError("两个规则，或 --draft / two rulebooks, or --draft")
    before, after = build(_mapping_of(old)), build(_mapping_of(new))
    lines = list(difference_lines(Table(before), Table(after)))
    if as_json:
        print_json(tables.difference_json(before, after, lines, language))
    else:
        print_lines(tables.difference_text(before, after, lines, language))


@rulebook.command(cls=AnsweringCommand)
@click.argument("book")
@click.option(
    "--activate", "in_force", is_flag=True, help="Put it in force, while nothing has been judged yet."
)
@with_texts
@with_json
def load(book: str, in_force: bool, text_files: Sequence[Path], as_json: bool, language: Language) -> None:
    """Store a rulebook as a draft, prove it, and say whose verdicts it would change. Exit 1 if it has faults."""
    from fleetsvc.commands.law import drafts  # noqa: PLC0415

    with _told_whole(as_json, language):
        given = [source_text(file.read_bytes()) for file in text_files]
        answer = drafts.loaded(_mapping_of(book), given, in_force=in_force, language=language)
    _print(answer, tables.loaded_lines(answer, language), as_json=as_json)
    if not answer["proof"]["holds"]:
        raise click.exceptions.Exit(FALLS_SHORT)


@rulebook.command(cls=AnsweringCommand)
@click.argument("edition")
@click.option("--by", "proposed_by", required=True, help="The account of the office that proposes it.")
@click.option("--signed-by", required=True, help="The other account of the office, that signs it.")
@click.option("--reason", required=True, help="Why it comes into force.")
@with_json
def activate(
    edition: str, proposed_by: str, signed_by: str, reason: str, as_json: bool, language: Language
) -> None:
    """Put a stored edition (its hash, or the beginning of it) in force beside others, and judge everything again."""
    from fleetsvc.commands.law import drafts  # noqa: PLC0415

    answer = drafts.enacted(edition, aim="activate", by=proposed_by, signed_by=signed_by, reason=reason)
    _print(answer, drafts.enacted_lines(answer, language), as_json=as_json)


@rulebook.command(cls=AnsweringCommand)
@click.argument("edition")
@click.option("--by", "proposed_by", required=True, help="The account of the office that proposes it.")
@click.option("--signed-by", required=True, help="The other account of the office, that signs it.")
@click.option("--reason", required=True, help="Why it is taken out of force.")
@with_json
def take_out(
    edition: str, proposed_by: str, signed_by: str, reason: str, as_json: bool, language: Language
) -> None:
    """Take an edition out of force, where others stay in force, and judge every registration again."""
    from fleetsvc.commands.law import drafts  # noqa: PLC0415

    answer = drafts.enacted(edition, aim="take_out", by=proposed_by, signed_by=signed_by, reason=reason)
    _print(answer, drafts.enacted_lines(answer, language), as_json=as_json)


def _mapping_if_file(draft: str) -> Mapping[str, Any] | None:
    is_book = draft in shipped_names() or Path(draft).exists() or Path(draft).suffix in (".yaml", ".yml")
    return _mapping_of(draft) if is_book else None


@contextmanager
def _told_whole(as_json: bool, language: Language) -> Iterator[None]:
    """Print every problem of a broken rulebook on a line of its own, and end with the code of a refused file."""
    try:
        yield
    except RulebookBroken as broken:
        problems = texts.problems_json(broken.problems, language)
        if as_json:
            print_json({"problems": problems})
        else:
            print_lines("{path}: {message}".format(**problem) for problem in problems)
        raise click.exceptions.Exit(REFUSED) from None


def _print(answer: object, lines: Iterable[str], *, as_json: bool) -> None:
    if as_json:
        print_json(answer)
    else:
        print_lines(lines)
