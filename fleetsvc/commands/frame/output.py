"""What every command shares: how it answers, in which language, and with which exit code.

Exit codes: 0 fine; 1 done, but rows are held or something falls short; 2 usage; 3 the file was refused;
4 the service (database, network) is not there. No command ever ends in a traceback: see ``problems``.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final, Never, TypeVar

import click

from fleetsvc.commands.frame.exits import FALLS_SHORT, FINE, NOT_THERE, REFUSED, USAGE
from fleetsvc.commands.frame.problems import problem_of
from rules.units import UNITS
from rules.vocabulary import Category, Event
from rules.wording import Language, Text

__all__ = [
    "CATEGORY",
    "DAY",
    "EVENT",
    "FALLS_SHORT",
    "FINE",
    "NOT_THERE",
    "REFUSED",
    "UNIT",
    "USAGE",
    "AnsweringCommand",
    "Decorated",
    "fail",
    "print_json",
    "print_lines",
    "with_json",
    "with_language",
]

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class AnsweringCommand(click.Command):
    """A command whose every failure is one sentence on standard error and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; turn an exception into its sentence and exit code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # a pipe closed by its reader (| head) is no failure to tell: click ends in silence
        except Exception as problem:  # noqa: BLE001 (the edge: the table answers, see problem_of)
            code, text = problem_of(problem)
            fail(text, code=code, language=language_of(ctx))


def language_of(ctx: click.Context) -> Language:
    """Return the language a command speaks: ``--lang``, else the environment's, else Chinese."""
    chosen = ctx.params.get("language")
    return "en" if (chosen or default_language()) == "en" else "zh"


def default_language() -> Language:
    """Return English where the environment's locale is an English one, else Chinese."""
    return language_in(os.environ)


def language_in(environment: Mapping[str, str]) -> Language:
    """Return the language that an environment's locale asks for.

    >>> language_in({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}), language_in({"LANG": "C.UTF-8"})
    ('en', 'zh')
    """
    locale = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return "en" if locale.lower().startswith("en") else "zh"


def with_language(function: Decorated) -> Decorated:
    """Give a command ``--lang``; it receives ``language``."""
    return click.option(
        "--lang",
        "language",
        type=click.Choice(["zh", "en"]),
        default=default_language,
        show_default="LANG, else zh",
        help="Language of the answer.",
    )(function)


def with_json(function: Decorated) -> Decorated:
    """Give a command ``--json`` and ``--lang``; it receives ``as_json`` and ``language``."""
    return with_language(click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function))


def print_json(answer: object) -> None:
    """Print an answer as JSON in UTF-8, whatever the terminal's encoding."""
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    click.echo(text.encode() + b"\n", nl=False)


def print_lines(lines: Iterable[str]) -> None:
    """Print lines for a person; characters the terminal cannot show become question marks."""
    encoding = sys.stdout.encoding or "utf-8"
    for line in lines:
        click.echo(line.encode(encoding, "replace").decode(encoding))


def fail(text: Text, *, code: int, language: Language) -> Never:
    """End the command with one sentence on standard error and an exit code."""
    click.echo(text.in_language(language), err=True)
    raise click.exceptions.Exit(code)


class UnitCode(click.ParamType[str]):
    """A reporting unit: its code or its Chinese name."""

    name = "unit"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the code; fails with the list of all units."""
        for code, one in UNITS.items():
            if value in {code, one.name.zh, one.name.zh.removesuffix("市")}:
                return code
        units = ", ".join(f"{code} {unit.name.zh}" for code, unit in UNITS.items())
        return self.fail(f"{value!r} 不是报送单位 / is not a reporting unit. {units}", param, ctx)


class Day(click.ParamType[date]):
    """A day, YYYY-MM-DD."""

    name = "day"

    def convert(self, value: date | str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day; fails with the expected form."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} 不是日期 / is not a day, write YYYY-MM-DD", param, ctx)


def words(vocabulary: type[StrEnum]) -> click.Choice[str]:
    """Return the choice of a closed word list; a wrong word is answered with all of them."""
    return click.Choice([member.value for member in vocabulary])


UNIT: Final = UnitCode()
DAY: Final = Day()
CATEGORY: Final = words(Category)
EVENT: Final = words(Event)
