"""``fleetsvc uploads list|retry|refuse``: deliveries whose reading keeps failing, beside a running ``serve``."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Final

import click

from fleetsvc import clock
from fleetsvc.clock import rfc3339, rfc3339_if_any
from fleetsvc.commands.frame.host import at_the_host
from fleetsvc.commands.frame.output import (
    FALLS_SHORT,
    UNIT,
    AnsweringCommand,
    print_json,
    print_lines,
    with_json,
)
from fleetsvc.commands.frame.row_ids import ROW_ID
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.models import UploadRecord
from fleetsvc.services.uploads import deliveries, failing, lists, steps
from fleetsvc.services.uploads.failing import FailingUpload
from fleetsvc.services.uploads.failures import SAID
from fleetsvc.settings import read_settings
from rules.wording import Language, Text

MOST: Final = 1000
LONGEST_REASON: Final = 200

_LINE: Final = Text(
    "{id}  {unit}  {name}：失败 {attempts} 次，{why}（{problem}），下次 {next}，搁置自 {aside}",
    "{id}  {unit}  {name}: attempts failed: {attempts}, {why} ({problem}); next {next}, set aside since {aside}",
)
_NONE: Final = Text("没有一再失败的批次", "No upload keeps failing")
_STANDS: Final = Text("批次 {id}（{unit}）：{status}", "Upload {id} ({unit}): {status}")
_BUSY: Final = Text("批次 {id} 正在处理，请稍后再试", "Upload {id} is being worked on: ask again shortly")


@click.group()
def uploads() -> None:
    """Deliveries whose reading keeps failing."""


@uploads.command("list", cls=AnsweringCommand)
@click.option("--unit", type=UNIT, help="Of one reporting unit [default: of all].")
@click.option("--refused", is_flag=True, help="Those that were refused because they failed too often.")
@with_json
@click.pass_context
def list_uploads(
    ctx: click.Context, unit: str | None, refused: bool, as_json: bool, language: Language
) -> None:
    """List them: what failed, where in the program, when next. Exit: 0 none fails, 1 some do."""
    listed = failing.list_refused if refused else failing.list_failing
    with closing(connect(read_settings())) as database, database.transaction(OFFICE) as session:
        found = listed(session, unit=unit, most=MOST)
    if as_json:
        print_json({"items": [_json(one) for one in found]})
    else:
        print_lines(_lines(found, language))
    ctx.exit(FALLS_SHORT if found and not refused else 0)


@uploads.command("retry", cls=AnsweringCommand)
@click.argument("numbers", metavar="[NUMBER]...", type=ROW_ID, nargs=-1)
@click.option("--all", "every", is_flag=True, help="All that keep failing.")
@with_json
@click.pass_context
def retry(
    ctx: click.Context, numbers: tuple[int, ...], every: bool, as_json: bool, language: Language
) -> None:
    """Have uploads read again now, with all their attempts, also refused ones. Exit: 1 some are being worked on."""
    if bool(numbers) is every:
        raise click.UsageError("请给出批次编号，或 --all / give numbers, or --all")
    with closing(connect(read_settings())) as database:
        if every:
            with database.transaction(OFFICE) as session:
                numbers = tuple(one.number for one in failing.list_failing(session, most=MOST))
        told_of = [_retried(database, number) for number in numbers]
    if as_json:
        print_json({"items": [_standing(upload, is_busy=busy) for upload, busy in told_of]})
    else:
        print_lines(_retried_line(upload, language, is_busy=busy) for upload, busy in told_of)
    ctx.exit(FALLS_SHORT if any(busy for _, busy in told_of) else 0)


@uploads.command("refuse", cls=AnsweringCommand)
@click.argument("number", type=ROW_ID)
@click.option("--reason", required=True, help="Why, and what its sender is to change: they are told.")
@with_json
def refuse(number: int, reason: str, as_json: bool, language: Language) -> None:
    """Have an upload not read any more. Its sender is told the reason and may send the file again."""
    said = reason.strip()
    if not said or not said.isprintable() or len(said) > LONGEST_REASON:
        raise click.BadParameter(
            f"1 至 {LONGEST_REASON} 个可见字符 / 1 to {LONGEST_REASON} printable characters",
            param_hint="--reason",
        )
    with closing(connect(read_settings())) as database:
        city = _found(database, number).city_code
        with database.transaction(UnitScope(str(city))) as session:
            by, now = at_the_host(), clock.now()
            upload = steps.refuse(session, city=city, number=number, reason=said, by=by, now=now).upload
    if as_json:
        print_json(_standing(upload, is_busy=False))
    else:
        print_lines([_retried_line(upload, language, is_busy=False)])


def _found(database: Database, number: int) -> UploadRecord:
    with database.transaction(OFFICE) as session:
        return lists.find_upload(session, number)


def _retried(database: Database, number: int) -> tuple[UploadRecord, bool]:
    """Have one upload read again; return it, and whether a worker has it just now."""
    found = _found(database, number)
    try:
        with database.transaction(UnitScope(str(found.city_code))) as session:
            by, now = at_the_host(), clock.now()
            taken = steps.read_again(session, city=found.city_code, number=number, by=by, now=now)
    except deliveries.UploadBusy:
        return found, True
    return taken.upload, False


def _standing(upload: UploadRecord, *, is_busy: bool) -> dict[str, object]:
    return {"id": upload.id, "unit": str(upload.city_code), "status": upload.status, "busy": is_busy}


def _retried_line(upload: UploadRecord, language: Language, *, is_busy: bool) -> str:
    text = _BUSY if is_busy else _STANDS
    return text.fill(id=upload.id, unit=upload.city_code, status=upload.status).in_language(language)


def _json(one: FailingUpload) -> dict[str, object]:
    return {
        "id": one.number,
        "unit": str(one.city),
        "name": one.name,
        "status": one.status,
        "attempts": one.failures,
        "file_attempts": one.file_failures,
        "failure": one.failure.value,
        "cause": "file" if one.failure.is_of_the_file else "machine",
        "problem": one.problem,
        "place": one.place.splitlines(),
        "received_at": rfc3339(one.received_at),
        "failed_at": rfc3339(one.failed_at),
        "next_attempt_at": rfc3339_if_any(one.next_attempt_at),
        "set_aside_at": rfc3339_if_any(one.set_aside_at),
    }


def _lines(found: Sequence[FailingUpload], language: Language) -> Iterator[str]:
    if not found:
        yield _NONE.in_language(language)
    for one in found:
        yield _LINE.fill(
            id=one.number,
            unit=one.city,
            name=one.name,
            attempts=one.failures,
            why=SAID[one.failure].in_language(language),
            problem=one.problem,
            next=rfc3339_if_any(one.next_attempt_at) or "–",
            aside=rfc3339_if_any(one.set_aside_at) or "–",
        ).in_language(language)
        yield from (f"    {place}" for place in one.place.splitlines()[-1:])
