"""Defences of stored verdicts: addressed by their hash, and kept as they were worded when the verdict was given."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlmodel import Session

from fleetsvc.database.transactions import RawConnection
from fleetsvc.models import DefenceRecord, Json
from fleetsvc.services.law.engine import engine_version
from rules.defence import Defence, defence
from rules.facts import unpack_case
from rules.table import Period, Table

_KEEP: Final = """
INSERT INTO defence (sha256, document) SELECT * FROM unnest(%s::bytea[], %s::text[]) ON CONFLICT DO NOTHING
"""


class Defences:
    """The defences that this engine gives of an edition's verdicts, each made once a process."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._found: dict[tuple[int, str, Period], Defence] = {}

    def of(self, case_key: int, unit: str, day: date) -> Defence:
        """Return the defence of the verdict on a case in a unit on a day."""
        of_unit, period = self._table.place(unit, day)
        place = (case_key, of_unit, period)
        found = self._found.get(place)
        if found is None:
            facts = unpack_case(case_key, unit=of_unit, registered_on=period.since)
            found = self._found[place] = defence(self._table.rulebook, facts, engine=engine_version())
        return found


@dataclass(slots=True)
class Citing:
    """The defences that one transaction names in its decisions; ``keep`` stores those that are not yet."""

    defences: Defences
    _named: dict[bytes, str] = field(default_factory=dict)

    def hash_of(self, case_key: int, unit: str, day: date) -> bytes:
        """Return the SHA-256 of the defence of the verdict on a case in a unit on a day."""
        found = self.defences.of(case_key, unit, day)
        self._named[found.sha256] = found.document
        return found.sha256

    def keep(self, connection: RawConnection) -> None:
        """Store what was named. In the order of hashes: of two that store the same, one waits for the other."""
        hashes = sorted(self._named)
        connection.execute(_KEEP, (hashes, [self._named[one] for one in hashes]))


def kept_defence(session: Session, sha256: bytes) -> Json:
    """Return a kept defence; empty where it is gone or its text is not that of its hash."""
    found = session.get(DefenceRecord, sha256)
    if found is None or hashlib.sha256(found.document.encode()).digest() != sha256:
        return {}
    kept: Json = json.loads(found.document)
    return kept


def defending_engine(session: Session, sha256: bytes | None) -> str | None:
    """Return which version of the engine gave a kept defence; None without one."""
    return None if sha256 is None else kept_defence(session, sha256).get("engine")
