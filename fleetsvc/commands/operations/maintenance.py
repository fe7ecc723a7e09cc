"""The operator's commands: ``migrate``, ``doctor``, ``backup``, ``restore``."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from fleetsvc import clock
from fleetsvc.commands.frame.exits import FALLS_SHORT, FINE, NOT_THERE
from fleetsvc.commands.frame.output import (
    AnsweringCommand,
    print_json,
    print_lines,
    with_json,
    with_language,
)
from fleetsvc.commands.frame.setup import set_up
from fleetsvc.commands.operations.backup_check import check_backup, record_by_hand, told
from fleetsvc.commands.operations.doctor_checks import machine_checks
from fleetsvc.database import backups
from fleetsvc.database.connect import owner_url, service_url
from fleetsvc.database.embedded_account import EmbeddedUnavailable
from fleetsvc.services.health.database_checks import database_checks, unreachable
from fleetsvc.services.operations.checks import Check, Status, fine
from fleetsvc.settings import Settings, read_settings, secret_key
from rules.wording import Language, Text

MIGRATED: Final = Text("数据库结构已是 {revision}。", "The database is at revision {revision}.")
WRITTEN: Final = Text(
    "备份已写入 {path}（{size} 字节，{rows} 行，已读回核对）。",
    "The backup is in {path} ({size} bytes, {rows} rows, read again).",
)
RESTORED: Final = Text("已从 {path} 恢复。", "Restored from {path}.")
NO_DATABASE_YET: Final = Text(
    "还没有数据库：fleetsvc serve 首次启动时建立", "no database yet: the first fleetsvc serve makes it"
)
MARKS: Final = {Status.OK: "✓", Status.NOTICE: "i", Status.WARN: "!", Status.FAIL: "✗"}


@click.command(cls=AnsweringCommand)
@with_language
def migrate(language: Language) -> None:
    """Bring the database to the schema of this release."""
    revision = set_up(read_settings(), now=clock.now())
    print_lines([MIGRATED.fill(revision=revision).in_language(language)])


@click.command(cls=AnsweringCommand)
@with_json
@click.pass_context
def doctor(ctx: click.Context, as_json: bool, language: Language) -> None:
    """Check this installation and say what to do. Exit: 0 fine, 1 something to do, 4 no database."""
    checks = list(_examine(read_settings()))
    if as_json:
        print_json({"checks": [_as_json(check, language) for check in checks]})
    else:
        print_lines(line for check in checks for line in _lines(check, language))
    if any(check.name == "database" and check.status is Status.FAIL for check in checks):
        ctx.exit(NOT_THERE)
    ctx.exit(FINE if {check.status for check in checks} <= {Status.OK, Status.NOTICE} else FALLS_SHORT)


@click.command(cls=AnsweringCommand)
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--verify",
    "is_check",
    is_flag=True,
    help="Restore FILE into a database of its own, and see that it is whole.",
)
@with_json
@click.pass_context
def backup(ctx: click.Context, path: Path, is_check: bool, as_json: bool, language: Language) -> None:
    """Write the whole database to FILE, also while the service runs. Exit: 1 where a verified one is not whole."""
    settings = read_settings()
    if is_check:
        found = check_backup(path, beside=settings.data_dir)
        answer, line = {"file": str(path), "good": found.is_good} | asdict(found), told(path, found)
    else:
        began = clock.now()
        written = backups.write_backup(owner_url(settings), path)
        record_by_hand(settings, path, written, began=began, now=clock.now())
        answer = {
            "file": str(path),
            "bytes": written.size_bytes,
            "sha256": written.sha256,
            "rows": written.rows,
        }
        line = WRITTEN.fill(path=path, size=written.size_bytes, rows=written.rows)
    if as_json:
        print_json(answer)
    else:
        print_lines([line.in_language(language)])
    ctx.exit(FINE if answer.get("good", True) else FALLS_SHORT)


@click.command(cls=AnsweringCommand)
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", "replacing", is_flag=True, help="Throw away the data that are there now.")
@with_language
def restore(path: Path, replacing: bool, language: Language) -> None:
    """Read a backup back: wholly, or not at all. The service must be stopped."""
    backups.restore_backup(owner_url(read_settings()), path, replacing=replacing)
    print_lines([RESTORED.fill(path=path).in_language(language)])


def _examine(settings: Settings) -> Iterator[Check]:
    yield from machine_checks(settings)
    if settings.embedded and not (settings.data_dir / "postgres").exists():
        yield fine("database", NO_DATABASE_YET)
        return
    try:
        urls = owner_url(settings), service_url(settings)
    except EmbeddedUnavailable as problem:
        yield unreachable(str(problem))
        return
    secret = secret_key(settings) if settings.has_secret_key else None
    yield from database_checks(
        owner_url=urls[0], service_url=urls[1], secret=secret, backups=settings.backups, now=clock.now()
    )


def _as_json(check: Check, language: Language) -> dict[str, str | None]:
    remedy = check.remedy.in_language(language) if check.remedy else None
    return {
        "name": check.name,
        "status": check.status,
        "says": check.says.in_language(language),
        "remedy": remedy,
    }


def _lines(check: Check, language: Language) -> Iterator[str]:
    yield f"{MARKS[check.status]} {check.name}: {check.says.in_language(language)}"
    if check.remedy is not None:
        yield f"    → {check.remedy.in_language(language)}"
