"""What every command shares: how it answers, in which language, and with which exit code.

Exit codes: 0 fine; 1 done, but rows are held or something falls short; 2 usage; 3 the file was refused;
4 the service (database, network) is not there. No command ever ends in a traceback: ``PROBLEMS`` is the one
table from exception type to wording and exit code. It names types instead of importing them, so that a command
that needs no database loads none.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Never, TypeVar

import click

from rules.units import UNITS
from rules.vocabulary import Category, Event
from rules.wording import Language, Text

FINE: Final = 0
FALLS_SHORT: Final = 1
USAGE: Final = 2
REFUSED: Final = 3
NOT_THERE: Final = 4

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

PROBLEMS: Final[dict[str, tuple[int, Text]]] = {
    "fleetsvc.settings.SettingUnusable": (USAGE, Text("设置有误：{what}", "A setting is unusable: {what}")),
    "rules.units.UnitUnknown": (
        USAGE,
        Text("{what} 不是报送单位代码", "{what} is not the code of a reporting unit"),
    ),
    "rules.periods.PeriodMalformed": (
        USAGE,
        Text(
            "期次写法应为 2025、2025-Q3 或 2025-09：{what}",
            "Write a period as 2025, 2025-Q3 or 2025-09: {what}",
        ),
    ),
    "rules.rulebook.RulebookBroken": (
        REFUSED,
        Text("规则文件有误：{what}", "The rulebook is broken: {what}"),
    ),
    "fleetsvc.clients.fetch.AddressRefused": (
        USAGE,
        Text("不能从这个地址读取：{what}", "This address is not read: {what}"),
    ),
    "fleetsvc.clients.fetch.NotFetched": (NOT_THERE, Text("下载失败：{what}", "The download failed: {what}")),
    "fleetsvc.services.accounts.NameTaken": (
        USAGE,
        Text("名称“{what}”已被使用，请换一个", "The name {what!r} is taken; choose another one"),
    ),
    "fleetsvc.services.accounts.AccountMalformed": (
        USAGE,
        Text("账户信息不完整：{what}", "The account is incomplete: {what}"),
    ),
    "requests.exceptions.RequestException": (
        NOT_THERE,
        Text("网络不可用", "The network is not available"),
    ),
    "sqlalchemy.exc.ProgrammingError": (
        NOT_THERE,
        Text(
            "数据库结构与本版本不符，请先运行 fleetsvc migrate",
            "The database does not fit this release: run fleetsvc migrate first",
        ),
    ),
    "sqlalchemy.exc.DBAPIError": (
        NOT_THERE,
        Text(
            "连接不上数据库：请检查 FLEETSVC_DATABASE_URL 以及数据库是否在运行（fleetsvc doctor 可诊断）",
            "The database cannot be reached: check FLEETSVC_DATABASE_URL and that it runs (fleetsvc doctor tells more)",
        ),
    ),
    "builtins.FileNotFoundError": (USAGE, Text("文件不存在：{path}", "There is no such file: {path}")),
    "builtins.IsADirectoryError": (
        USAGE,
        Text("这是文件夹，不是文件：{path}", "This is a folder, not a file: {path}"),
    ),
    "builtins.PermissionError": (
        USAGE,
        Text("没有权限读写：{path}", "No permission to read or write: {path}"),
    ),
    "builtins.OSError": (
        NOT_THERE,
        Text("读写失败：{path} {what}", "Reading or writing failed: {path} {what}"),
    ),
}
"""Full name of an exception type -> exit code and wording. The nearest type of the exception's ancestry counts."""

UNFORESEEN: Final = Text(
    "意外故障 {kind}（{place}）。请把这一行报告给维护者。",
    "An unforeseen fault: {kind} at {place}. Please report this line to the maintainers.",
)


def problem_of(problem: BaseException) -> tuple[int, Text]:
    """Return the exit code and the wording for an exception; never quotes data that an unforeseen one may carry."""
    for kind in type(problem).__mro__:
        known = PROBLEMS.get(f"{kind.__module__}.{kind.__qualname__}")
        if known is not None:
            code, text = known
            return code, text.fill(what=_what(problem), path=getattr(problem, "filename", None) or "")
    frame = traceback.extract_tb(problem.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return NOT_THERE, UNFORESEEN.fill(kind=type(problem).__name__, place=place)


def _what(problem: BaseException) -> str:
    if isinstance(problem, OSError):
        return problem.strerror or ""
    return str(problem)


class AnsweringCommand(click.Command):
    """A command whose every failure is one sentence on standard error and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; turn an exception into its sentence and exit code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as problem:  # noqa: BLE001 (the edge: the table answers, see problem_of)
            code, text = problem_of(problem)
            fail(text, code=code, language=language_of(ctx))


def language_of(ctx: click.Context) -> Language:
    """Return the language a command speaks: ``--lang``, else the environment's, else Chinese."""
    chosen = ctx.params.get("language")
    return "en" if (chosen or default_language()) == "en" else "zh"


def default_language() -> Language:
    """Return English where the environment's locale is an English one, else Chinese.

    >>> import os
    >>> os.environ["LC_ALL"] = "en_GB.UTF-8"
    >>> default_language()
    'en'
    """
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
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
    click.echo(text.said_in(language), err=True)
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
