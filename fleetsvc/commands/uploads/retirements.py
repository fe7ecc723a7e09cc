"""``fleetsvc retirements``: lists of retired vehicles (注销、报废、转出), by which declared replacements are confirmed."""

from pathlib import Path

import click

from fleetsvc.commands.frame.output import CATEGORY, UNIT, AnsweringCommand, with_json
from fleetsvc.commands.uploads.check_file import EXISTING_FILE, Mapping, MappingFile, Told
from fleetsvc.commands.uploads.import_file import WORKER, store
from fleetsvc.services.uploads.deliveries import Delivery
from importers.results import FileKind
from rules.wording import Language


@click.group()
def retirements() -> None:
    """Lists of retired vehicles."""


@retirements.command("load", cls=AnsweringCommand)
@click.argument("path", metavar="FILE", type=EXISTING_FILE)
@click.option("--unit", type=UNIT, required=True, help="Reporting unit: code or name.")
@click.option("--category", type=CATEGORY, help="What the vehicles were, where no column says so.")
@click.option("--mapping", type=MappingFile(), help="JSON file: which column holds what.")
@with_json
def load(
    path: Path,
    unit: str,
    category: str | None,
    mapping: Mapping | None,
    as_json: bool,
    language: Language,
) -> None:
    """Read and store FILE, a list of vehicles that were deregistered, scrapped or moved away."""
    said = Delivery(
        content=b"",
        name=path.name,
        received_by=WORKER,
        category=category,
        kind=FileKind.RETIREMENTS,
        confirmed=True,
        mapping=dict(mapping or {}),
    )
    store(path, said, unit=unit, told=Told(as_json, language))
