"""``fleetsvc catalogue load``: put published NEV catalogues on record."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from fleetsvc import clock
from fleetsvc.clients.fetch import fetch
from fleetsvc.commands.frame.output import (
    REFUSED,
    AnsweringCommand,
    fail,
    print_json,
    print_lines,
    with_json,
)
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import CatalogueModel
from fleetsvc.services.law import catalogues
from fleetsvc.settings import Settings, read_settings
from importers.catalogue.entries import CatalogueResult, join_catalogues
from importers.findings import refusals
from importers.results import Refused
from importers.sandbox.catalogue_reader import read_catalogue_file
from rules.wording import Language, Text


@click.group()
def catalogue() -> None:
    """Published catalogues of new-energy vehicles."""


@catalogue.command("load", cls=AnsweringCommand)
@click.argument("sources", metavar="FILE|URL...", nargs=-1, required=True)
@with_json
def load(sources: tuple[str, ...], as_json: bool, language: Language) -> None:
    """Read catalogues from files or https addresses and store their models; all or none."""
    settings = read_settings()
    results: list[CatalogueResult] = []
    for source in sources:
        with _local(source, settings) as path:
            results.append(_read(path, source, language))
    entries = join_catalogues(results)
    now = clock.now()
    models = [
        CatalogueModel(
            code=entry.code,
            energy=entry.energy.value,
            product_name=entry.product_name or None,
            enterprise=entry.enterprise or None,
            batches=list(entry.batches),
            loaded_at=now,
        )
        for entry in entries.values()
    ]
    with closing(connect(settings)) as database, database.transaction(OFFICE) as session:
        stored = catalogues.load(session, models, now=now)
    energies = dict(sorted(Counter(entry.energy.value for entry in entries.values()).items()))
    if as_json:
        print_json({"models": stored, "energies": energies})
        return
    counts = ", ".join(f"{energy} {count}" for energy, count in energies.items())
    text = Text("已入库 {stored} 个车型（{counts}）", "{stored} models stored ({counts})")
    print_lines([text.fill(stored=stored, counts=counts).in_language(language)])


@contextmanager
def _local(source: str, settings: Settings) -> Iterator[Path]:
    """Yield the source as a file; what has an address is fetched for the while."""
    if "://" not in source:
        path = Path(source)
        path.open("rb").close()  # says at once why it cannot be read
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="fleetsvc-") as folder:
        path = Path(folder) / "catalogue"
        fetch(source, path, max_bytes=settings.max_upload_bytes, networks=settings.outward.networks)
        yield path


def _read(path: Path, source: str, language: Language) -> CatalogueResult:
    result = read_catalogue_file(path)
    if isinstance(result, Refused):
        why = refusals.message(result)
        fail(Text(f"{source}：{why.zh}", f"{source}: {why.en}"), code=REFUSED, language=language)
    if not result.entries:
        text = Text("{source}：没有找到车辆型号列", "{source}: there is no column of model codes")
        fail(text.fill(source=source), code=REFUSED, language=language)
    return result
