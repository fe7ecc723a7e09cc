"""``fleetsvc demo``: fill an empty database with demonstration data."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from typing import Final

import click

from fleetsvc import clock
from fleetsvc.commands.frame.output import AnsweringCommand, print_json, print_lines, with_json
from fleetsvc.commands.frame.setup import set_up
from fleetsvc.database.connect import connect
from fleetsvc.jobs.demo import Filled, fill, is_empty
from fleetsvc.settings import Settings, read_settings
from fleetsvc.workplace import workplace
from rules.wording import Language, Text

FILLING: Final = Text("正在填入示例数据（约一分钟）……", "Filling in demonstration data (about a minute) …")


@click.command(cls=AnsweringCommand)
@click.option("--seed", type=int, default=13, show_default=True, help="Another number makes other data.")
@click.option(
    "--vehicles", type=click.IntRange(100, 200_000), default=8000, show_default=True, help="About how many."
)
@with_json
def demo(seed: int, vehicles: int, as_json: bool, language: Language) -> None:
    """Fill an empty database with a year of made-up deliveries, sent through the real import."""
    settings = read_settings()
    set_up(settings, now=clock.now())
    with workplace(settings.work_dir), closing(connect(settings)) as database:
        filled = fill(
            database, settings=settings, now=clock.now(), seed=seed, vehicles=vehicles, progress=show_progress
        )
    if as_json:
        print_json(
            {
                "files": filled.files,
                "rows": dict(filled.rows),
                "verdicts": dict(sorted(filled.verdicts.items())),
                "editions": filled.editions,
                "sign_ins": [asdict(one) for one in filled.sign_ins],
            }
        )
    else:
        print_lines(filled_lines(filled, language=language))


def fill_where_empty(settings: Settings, language: Language) -> None:
    """Fill a database that holds nothing yet, and say who may sign in; leave any other as it is."""
    with closing(connect(settings)) as database:
        if not is_empty(database):
            return
        print_lines([FILLING.in_language(language)])
        filled = fill(database, settings=settings, now=clock.now(), progress=show_progress)
    print_lines(filled_lines(filled, language=language))


def show_progress(files: int) -> None:
    """Show a dot for each ten files."""
    if files % 10 == 0:
        click.echo(".", nl=False, err=True)


def filled_lines(filled: Filled, *, language: Language) -> Iterator[str]:
    """Yield what the demonstration holds and who may sign in."""
    text = Text(
        "示例数据：{files} 个文件，{read} 行（入库 {accepted}，待更正 {held}），{editions} 份通报",
        "Demonstration: {files} files, {read} rows ({accepted} accepted, {held} held), {editions} ranking editions",
    )
    yield ""
    yield text.fill(
        files=filled.files,
        read=sum(filled.rows.values()),
        accepted=filled.rows["accepted"],
        held=filled.rows["held"],
        editions=filled.editions,
    ).in_language(language)
    for one in filled.sign_ins:
        yield f"  {one.name:<12} {one.password}  ({one.role}{' ' + one.unit if one.unit else ''})"
