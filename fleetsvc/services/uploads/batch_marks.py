"""The signed batch id of an annotated copy: which upload it came from, so that nothing need be mapped again.

Anybody can write a document property; only the service can sign one. A mark that is not ours, or of another unit,
counts as none.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlmodel import Session

from fleetsvc.models import UploadRecord
from importers.layout.template_columns import sheet_title
from importers.results import FileKind
from importers.workbooks.batch_ids import batch_id_in

_VERSION: Final = "v1"
_PURPOSE: Final = b"fleetsvc batch mark"


@dataclass(frozen=True, slots=True)
class Mark:
    """An upload as its annotated copies name it: unit, number, and the SHA-256 of the original bytes."""

    unit: str
    upload: int
    sha256: str


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """What was said of an earlier upload and holds for its corrected file."""

    corrects: int
    category: str | None
    event: str | None
    kind: FileKind
    mapping: dict[str, object]
    meanings: dict[str, object] = field(default_factory=dict)


def _signature(said: str, secret: str) -> str:
    key = hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).digest()
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def signed(mark: Mark, *, secret: str) -> str:
    """Return the text that an annotated copy carries."""
    said = f"{_VERSION}.{mark.unit}.{mark.upload}.{mark.sha256}"
    return f"{said}.{_signature(said, secret)}"


def verified(text: str, *, secret: str) -> Mark | None:
    """Return the mark that a text holds, None where it is not signed by us."""
    said, _, signature = text.rpartition(".")
    parts = said.split(".")
    if len(parts) != 4 or not hmac.compare_digest(_signature(said, secret).encode(), signature.encode()):
        return None
    return Mark(unit=parts[1], upload=int(parts[2]), sha256=parts[3])


def read_mark(path: Path, *, secret: str) -> Mark | None:
    """Return the mark of a file; None where it has none that we signed. Never raises on bad content."""
    text = batch_id_in(path)
    return None if text is None else verified(text, secret=secret)


def carried_over(session: Session, path: Path, *, city: int, secret: str) -> CarriedOver | None:
    """Return what was said of the upload that a file corrects; None for a file that corrects none of the unit's."""
    mark = read_mark(path, secret=secret)
    if mark is None or mark.unit != str(city):
        return None
    earlier = session.get(UploadRecord, (city, mark.upload))
    if earlier is None or earlier.sha256 != mark.sha256:
        return None
    mapping = {sheet_title(sheet): columns for sheet, columns in earlier.mapping.items()}
    meanings = {sheet_title(sheet): words for sheet, words in earlier.meanings.items()}
    return CarriedOver(mark.upload, earlier.category, earlier.event, earlier.kind, mapping, meanings)
