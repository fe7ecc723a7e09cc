"""What the parts of a running application share; ``fleetsvc.app`` puts it together, the edges ask for it here."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from flask import current_app

from fleetsvc.database.connect import patience_of_work
from fleetsvc.database.transactions import Database
from fleetsvc.edge.reporting import Reporter
from fleetsvc.services.cases.known_exceptions import KnownExceptions
from fleetsvc.services.law.in_force import BookInForce
from fleetsvc.settings import Settings, secret_key

PARTS: Final = "fleetsvc"
"""Their place in ``app.extensions``."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The settings, the open database; the rulebook in force and the figures of exceptions as this process knows them.

    ``reporter`` counts requests; ``openapi`` is the description of the API.
    """

    settings: Settings
    database: Database
    reporter: Reporter
    in_force: BookInForce
    openapi: dict[str, Any]
    exceptions: KnownExceptions = field(default_factory=KnownExceptions)

    @property
    def secret_key(self) -> str:
        """The key that signs what we hand out, and seals what we keep of people. Raises SettingUnusable."""
        return secret_key(self.settings)

    @property
    def patient_database(self) -> Database:
        """The database for a step that may take long, though somebody waits for it."""
        return replace(self.database, patience=patience_of_work(self.settings))


def parts() -> Parts:
    """Return the parts of the application that answers the present request."""
    found: Parts = current_app.extensions[PARTS]
    return found
