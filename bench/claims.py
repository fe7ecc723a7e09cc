"""Claims of two units to the same vehicles: one unit's approved in one act, and so the other's refused."""

from typing import Final

import psycopg

from bench.costs import Costs
from bench.places import UNIT
from fleetsvc.clock import now
from fleetsvc.database.transactions import OFFICE, Database, raw_connection
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.acting import MOST_AT_ONCE, Acted
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.signing import decide
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.law.duties import OUTCOME_COLUMNS
from fleetsvc.services.uploads import claims

_RIVAL: Final = 410200
_FACTS: Final = """vin, category, event, energy, energy_basis, registered_on, emission_stage, gross_mass_kg,
    replacement_shown, case_key, upload_id, sheet, row_number"""
_CLAIM: Final = f"""
WITH claimed AS (
    SELECT * FROM registration WHERE city_code = %(unit)s AND event = 'new' AND superseded_at IS NULL
    ORDER BY id LIMIT %(most)s
), claim AS (
    INSERT INTO registration (city_code, id, {_FACTS}, recorded_at)
    SELECT %(rival)s, id + 10000000, {_FACTS}, now() FROM claimed
)
INSERT INTO decision (city_code, registration_id, edition_id, case_key, {", ".join(OUTCOME_COLUMNS)}, category, event,
    energy, registered_on, recorded_at, defence_sha256)
SELECT %(rival)s, c.id + 10000000, d.edition_id, d.case_key, {", ".join(f"d.{name}" for name in OUTCOME_COLUMNS)},
    d.category, d.event, d.energy, d.registered_on, now(), d.defence_sha256
FROM claimed c JOIN decision d ON d.city_code = c.city_code AND d.registration_id = c.id AND d.superseded_at IS NULL
"""  # noqa: S608 (constants only)
_CLAIMED: Final = f"SELECT vin FROM registration WHERE city_code = {_RIVAL} AND id > 10000000"  # noqa: S608 (constants)
_NUMBERS: Final = (
    f"SELECT id FROM case_record WHERE kind = 'vin_conflict' AND city_code = {_RIVAL} AND state = 'open'"  # noqa: S608
)


def approved(owner_url: str, database: Database, *, by: Actor) -> tuple[int, Costs]:
    """Have a unit claim vehicles of another's, and approve its claims; return how many, and what that cost."""
    costs = Costs()
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(_CLAIM, {"unit": int(UNIT), "rival": _RIVAL, "most": MOST_AT_ONCE})
    with database.transaction(OFFICE) as session:
        vins = set(session.connection().exec_driver_sql(_CLAIMED).scalars())
        claims.dispute(raw_connection(session), vins, city=0, upload=0, now=now())
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE case_record, registration, decision")
    said = Said(CaseAction.APPROVE, reason="bench")
    with database.transaction(OFFICE) as session:
        numbers = list(session.connection().exec_driver_sql(_NUMBERS).scalars())
        acted = costs.of(
            session,
            lambda: decide(session, numbers, said, by=by, signatory=None, hand=Hand.OFFICE, now=now()),
        )
    assert isinstance(acted, Acted), acted
    assert len(acted.done) == len(vins) > 0, acted.passed
    return len(acted.done), costs
