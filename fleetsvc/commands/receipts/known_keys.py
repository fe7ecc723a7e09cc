"""The keys by which a receipt is checked: those that were given, else those of this installation."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from joserfc.jwk import KeySet

from fleetsvc.commands.receipts.exported import Exported, exported_in
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import Json
from fleetsvc.services.receipts.checking import KeysUnreadable, keys_of
from fleetsvc.services.receipts.signing_keys import published_keys
from fleetsvc.settings import Settings, read_settings


class KeysNotGiven(Exception):
    """Receipts are to be checked, no published keys were given, and there is no installation here that has any."""


def known_keys(path: Path | None, given: Sequence[Exported]) -> KeySet:
    """Return the keys of a file, else those among what was given, else this installation's.

    Raises KeysNotGiven, KeysUnreadable.
    """
    sets = [one for one in (exported_in(path) if path is not None else given) if one.holds_keys]
    if path is not None and not sets:
        raise KeysUnreadable(path.name)
    if sets:
        return keys_of({"keys": [key for one in sets for key in one.content["keys"]]})
    settings = read_settings()
    if not _is_installed(settings):
        raise KeysNotGiven
    return keys_of(installed_keys(settings))


def installed_keys(settings: Settings) -> Json:
    """Return what this installation publishes."""
    with closing(connect(settings)) as database, database.transaction(OFFICE) as session:
        return published_keys(session)


def _is_installed(settings: Settings) -> bool:
    """Say whether there is a database to ask; none is made for that."""
    return not settings.embedded or (settings.data_dir / "postgres").exists()
