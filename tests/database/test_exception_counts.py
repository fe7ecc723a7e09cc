"""Exceptions in public are counted by indexes: whoever asks must not have the whole register read for each case."""

import re

from fleetsvc.database.transactions import OFFICE, Database

_REGISTRATIONS = """
INSERT INTO registration (city_code, id, vin, category, event, energy, energy_basis, registered_on, emission_stage,
    replacement_shown, case_key, upload_id, sheet, row_number, recorded_at, superseded_at)
SELECT 410100, g, 'L99DEM0X' || lpad((g / 2)::text, 9, '0'), 'bus', 'new', 'bev', 'plate', '2025-03-01', 'zero', false,
    0, 1, 's', g, now(), CASE WHEN g & 1 = 0 THEN now() END
FROM generate_series(1, 4000) AS g
"""
_CASES = """
INSERT INTO case_record (city_code, kind, subject, vin, registered_on, state, details, opened_by, opened_at, ground)
SELECT city_code, 'justification', vin, vin, registered_on, 'answered', '{}', 'tester', now(), 'emergency'
FROM registration WHERE superseded_at IS NULL
"""
_STEPS = """
INSERT INTO case_step (city_code, case_id, action, from_state, to_state, hand, actor, ground, evidence, details,
    internal, at)
SELECT city_code, id, 'answer', 'open', 'answered', 'bureau', 'tester', ground, '{}', '{}', false, now()
FROM case_record
"""
_INDEXES = {"uq_registration_current": "vin", "ix_registration_closed": "vin", "ix_case_step_case": "case_id"}
_BODY = "SELECT prosrc FROM pg_proc WHERE proname = 'exception_counts'"
_ARGUMENTS = """
SELECT unnest(proargnames[1:pronargs]), unnest(proargtypes)::regtype FROM pg_proc WHERE proname = 'exception_counts'
"""


def test_each_answered_case_finds_its_vehicle_by_the_indexes_of_current_and_of_closed_rows(
    own_database: Database,
) -> None:
    with own_database.transaction(OFFICE) as session:
        connection = session.connection()
        connection.exec_driver_sql(_REGISTRATIONS)
        connection.exec_driver_sql(_CASES)
        connection.exec_driver_sql(_STEPS)
        body = str(connection.exec_driver_sql(_BODY).scalar_one())
        for name, kind in connection.exec_driver_sql(_ARGUMENTS).all():
            body = re.sub(rf"\b{name}\b", f"now()::{kind}", body)
        body = body.replace("public.band_of", "")
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {body}").scalars())
    assert not re.search(r"Seq Scan on registration", plan), plan
    for index, column in _INDEXES.items():
        assert re.search(rf"using {index} on .*\n\s*Index Cond: .*{column} = ", plan), plan
