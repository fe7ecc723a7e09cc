"""Fetching units' workbooks from the addresses that administrators registered. No transaction is open meanwhile."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import structlog
from werkzeug.http import parse_options_header

from fleetsvc.clients.fetch import NotFetched, TooLarge, ask_for
from fleetsvc.clients.outbound import AddressRefused, Network, Resolve, resolved
from fleetsvc.database.states import DiskFull
from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.jobs.ledger import Clock, failure_kind, failure_place
from fleetsvc.models import UploadSource
from fleetsvc.services.people.sealing import SealBroken
from fleetsvc.services.uploads import source_pulls
from fleetsvc.services.uploads.deliveries import UploadBusy, UploadTooLarge
from fleetsvc.services.uploads.file_names import label_of
from fleetsvc.services.uploads.quotas import UploadsUsedUp, UploadsWaiting
from fleetsvc.services.uploads.source_claims import claim
from fleetsvc.services.uploads.source_counts import UNCHANGED
from fleetsvc.services.uploads.source_pulls import Fetched, tag_of
from fleetsvc.settings import Settings, secret_key

MOST_A_ROUND: Final = 20
SECONDS: Final = 300
"""For all of one address, well within ``source_claims.CLAIMED_FOR``."""
_OK, _NOT_MODIFIED, _REDIRECTS = 200, 304, range(300, 400)
_NOT_DELIVERED: Final[dict[type[Exception], str]] = {
    UploadTooLarge: "too-large",
    DiskFull: "disk-full",
    UploadsWaiting: "waiting",
    UploadsUsedUp: "used-up",
    UploadBusy: "busy",
}

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Puller:
    """What is fetched with: the operator's settings, the inside networks that may be reached, and for how long."""

    settings: Settings
    networks: Sequence[Network]
    resolve: Resolve = resolved
    seconds: float = SECONDS


def puller_of(settings: Settings) -> Puller:
    """Return what the operator decided."""
    return Puller(settings, settings.outward.networks)


def work_once(database: Database, puller: Puller, *, now: Clock) -> bool:
    """Ask the addresses that are due, so many at most; return whether any was."""
    for asked in range(MOST_A_ROUND):
        with database.transaction(OFFICE) as session:
            source = claim(session, now=now())
        if source is None:
            return asked > 0
        outcome = settled(database, source, given(source, puller), puller=puller, now=now)
        _log.info("address asked", city=source.city_code, source=source.id, outcome=outcome)
    return True


def settled(
    database: Database, source: UploadSource, got: Fetched | str, *, puller: Puller, now: Clock
) -> str | None:
    """Settle a claim, and where what came cannot be taken now settle that, in another transaction."""
    scope = UnitScope(str(source.city_code))
    try:
        with database.transaction(scope) as session:
            return source_pulls.settle(session, source, got, settings=puller.settings, now=now())
    except tuple(_NOT_DELIVERED) as problem:
        why = next(word for kind, word in _NOT_DELIVERED.items() if isinstance(problem, kind))
    except Exception as problem:  # noqa: BLE001 (counted, so that it is not asked again and again; with the log's place)
        why, place = failure_kind(problem), failure_place(problem)
        _log.error("address not settled", city=source.city_code, source=source.id, problem=why, at=place)
    with database.transaction(scope) as session:
        return source_pulls.settle(session, source, why, settings=puller.settings, now=now())


def given(source: UploadSource, puller: Puller) -> Fetched | str:
    """Return what an address gives, or in a word why it gives nothing."""
    try:
        return fetched(source, puller)
    except AddressRefused:
        return "address-refused"
    except TooLarge:
        return "too-large"
    except SealBroken:
        return "key-missing"
    except NotFetched as problem:
        return str(problem)
    except Exception as problem:  # noqa: BLE001 (put on record; whatever one address does, others have their turn)
        return type(problem).__name__


def _without_content(status: int, *, is_asked_if_new: bool) -> str:
    """Return in a word what a status says that comes with no workbook: unchanged only where that was asked."""
    if status == _NOT_MODIFIED:
        return UNCHANGED if is_asked_if_new else str(status)
    return "redirected" if status in _REDIRECTS else str(status)


def fetched(source: UploadSource, puller: Puller) -> Fetched | str:
    """Ask an address; return what it gives, or in a word why it gives nothing.

    Raises AddressRefused, SealBroken, NotFetched, and whatever else the other side may bring about.
    """
    settings = puller.settings
    if source.credential is not None and not settings.has_secret_key:
        return "key-missing"
    secret = secret_key(settings) if settings.has_secret_key else ""
    with tempfile.TemporaryDirectory(prefix="fleetsvc-") as folder:
        into = Path(folder) / "fetched"
        answered = ask_for(
            source.url,
            into,
            headers=source_pulls.headers_of(source, secret=secret),
            max_bytes=settings.max_upload_bytes,
            networks=puller.networks,
            resolve=puller.resolve,
            seconds=puller.seconds,
        )
        if answered.status != _OK:
            return _without_content(answered.status, is_asked_if_new=source_pulls.has_version(source))
        content = into.read_bytes()
    if not content:
        return "empty"
    said = parse_options_header(answered.headers.get("Content-Disposition"))[1].get("filename")
    return Fetched(
        content,
        label_of(said or urlsplit(source.url).path),
        etag=tag_of(answered.headers.get("ETag")),
        last_modified=tag_of(answered.headers.get("Last-Modified")),
    )
