"""What an older release left standing by a withdrawn delivery is set right by a migration, and the dossier says so."""

from datetime import UTC, datetime
from typing import Any

from alembic import command
from sqlalchemy import text

from fleetsvc.database.migrate import _config, migrate
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.models import UploadRecord
from fleetsvc.services.registrations.dossier import dossier
from fleetsvc.services.registrations.dossier_json import dossier_json
from fleetsvc.services.registrations.filters import RegistrationFilter
from fleetsvc.services.registrations.lists import list_registrations
from tests.upload_cases import a_file, a_row, a_vin, send, settled, stored, with_rulebook

DIESEL = {"energy": "柴油", "plate": "豫A00001"}


def as_an_older_release_left_it(database: Database, upload: UploadRecord) -> None:
    """Withdrawn, but what it stored still stands."""
    with database.transaction(OFFICE) as session:
        session.connection().execute(
            text("UPDATE upload SET status = 'withdrawn' WHERE id = :id"), {"id": upload.id}
        )


def standing(database: Database) -> dict[str, tuple[str, str, int]]:
    """VIN -> energy, verdict and number of the versions that stand."""
    with database.transaction(OFFICE) as session:
        found, _ = list_registrations(session, RegistrationFilter(), after=None, limit=9)
        return {row.vin: (row.energy, row.verdict, row.id) for row in found}


def repairs(database: Database, number: int) -> Any:
    with database.transaction(OFFICE) as session:
        return dossier_json(dossier(session, number, known_at=None), "zh")["repairs"]


def test_vehicles_that_stand_by_a_withdrawn_delivery_are_settled_by_the_newest_other_one(
    own_database: Database, own_owner_url: str
) -> None:
    with_rulebook(own_database)
    settled(
        own_database, send(own_database, a_file(a_row(1), a_row(3))), now=datetime(2025, 7, 1, tzinfo=UTC)
    )
    wrong = send(own_database, a_file(a_row(1, **DIESEL), a_row(2)))
    settled(own_database, wrong, now=datetime(2025, 7, 2, tzinfo=UTC))
    as_an_older_release_left_it(own_database, wrong)
    before = standing(own_database)
    own_database.close()

    command.downgrade(_config(own_owner_url), "0016")
    migrate(own_owner_url)

    after = standing(own_database)
    assert {vin: found[:2] for vin, found in before.items()} == {
        a_vin(1): ("diesel", "non_compliant"),
        a_vin(2): ("bev", "compliant"),
        a_vin(3): ("bev", "compliant"),
    }
    assert {vin: found[:2] for vin, found in after.items()} == {
        a_vin(1): ("bev", "compliant"),
        a_vin(3): ("bev", "compliant"),
    }
    assert after[a_vin(3)] == before[a_vin(3)]
    said = repairs(own_database, after[a_vin(1)][2])
    assert said == [
        {
            "at": said[0]["at"],
            "upload": stored(own_database, wrong).id,
            "closed": before[a_vin(1)][2],
            "returned": after[a_vin(1)][2],
        }
    ]
    closed = repairs(own_database, before[a_vin(2)][2])
    assert [(one["closed"], one["returned"]) for one in closed] == [(before[a_vin(2)][2], None)]
    assert repairs(own_database, after[a_vin(3)][2]) == []
