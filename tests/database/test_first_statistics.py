"""A fresh store finds one version's decision by its own index, before anything has analysed the tables."""

import pytest

from fleetsvc.database.transactions import OFFICE, Database

_FILLED = """
INSERT INTO {table} ({columns}) SELECT {values} FROM generate_series(1, 2000) AS g
"""
_DECISIONS = (
    "decision",
    "city_code, registration_id, edition_id, case_key, verdict, energy_verdict, emission_stage_verdict, category,"
    " event, energy, registered_on, recorded_at",
    "410100, g, 1, 0, 'compliant', 'compliant', 'compliant', 'bus', 'new', 'bev', '2025-03-01', now()",
)
_REGISTRATIONS = (
    "registration",
    "city_code, id, vin, category, event, energy, energy_basis, registered_on, emission_stage, replacement_shown,"
    " case_key, upload_id, sheet, row_number, recorded_at",
    "410100, g, 'L99DEM0X' || lpad(g::text, 9, '0'), 'bus', 'new', 'bev', 'plate', '2025-03-01', 'zero', false, 0, 1,"
    " 's', g, now()",
)


@pytest.mark.parametrize(
    ("filled", "looked_up", "index"),
    [
        (_DECISIONS, "registration_id = 5 AND superseded_at IS NULL", "uq_decision_current"),
        (_DECISIONS, "id = 5", "pk_decision"),
        (_REGISTRATIONS, "vin = 'L99DEM0X000000005' AND superseded_at IS NULL", "uq_registration_current"),
        (_REGISTRATIONS, "id = 5", "pk_registration"),
    ],
)
def test_rows_of_this_transaction_are_found_by_the_index_of_what_is_asked_for(
    own_database: Database, filled: tuple[str, str, str], looked_up: str, index: str
) -> None:
    table, columns, values = filled
    with own_database.transaction(OFFICE) as session:
        connection = session.connection()
        if int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) < 180000:
            pytest.skip("servers before 18 can not be told what a fresh table is like")
        connection.exec_driver_sql(_FILLED.format(table=table, columns=columns, values=values))
        query = f"EXPLAIN SELECT * FROM {table} WHERE city_code = 410100 AND {looked_up} LIMIT 1"
        plan = "\n".join(connection.exec_driver_sql(query).scalars())
    assert f"Index Scan using {index} " in plan, plan
