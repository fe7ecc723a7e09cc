"""Defences of verdicts, addressed by their hash. How they are kept: ``fleetsvc.services.law.defence_store``."""

from dataclasses import dataclass, field
from datetime import date

from fleetsvc.services.law.engine import engine_version
from rules.defence import Defence, defence
from rules.facts import unpack_case
from rules.table import Period, Table


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
    """The defences that one transaction names in its decisions, and ``named``, the documents by their hashes."""

    defences: Defences
    named: dict[bytes, str] = field(default_factory=dict)

    def hash_of(self, case_key: int, unit: str, day: date) -> bytes:
        """Return the SHA-256 of the defence of the verdict on a case in a unit on a day."""
        found = self.defences.of(case_key, unit, day)
        self.named[found.sha256] = found.document
        return found.sha256
