"""Addresses that workbooks are fetched from, as tests of pages and doors need them."""

from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.models import stored_id
from fleetsvc.services.uploads.sources import Asked, add_source, switch
from importers.results import FileKind
from tests.actors import TESTER
from tests.upload_cases import NOW


def a_source(database: Database, *, unit: str, is_on: bool = False) -> int:
    """Register an address of a unit; its number. Switched off, any number of them may be made."""
    asked = Asked("车管系统", "https://files.example/daily.xlsx", FileKind.REGISTRATIONS, 24, None)
    with database.transaction(OFFICE) as session:
        source = add_source(session, asked, city=int(unit), secret="", by=TESTER, now=NOW)
        switch(session, source, is_on=is_on, by=TESTER, now=NOW)
        return stored_id(source)
