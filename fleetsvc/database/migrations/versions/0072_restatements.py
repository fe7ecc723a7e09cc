"""Verdicts that are given again though they stand: one row a kind of decision, not one a vehicle."""

from pathlib import Path

from alembic import op

revision = "0072"
down_revision = "0071"

_AGAIN = "SELECT * FROM given_decision WHERE restatement_id IS NOT NULL"
_COLUMNS = (
    "city_code, registration_id, edition_id, case_key, verdict, rule, energy_verdict, energy_rule,"
    " emission_stage_verdict, emission_stage_rule, category, event, energy, registered_on, recorded_at,"
    " superseded_at, disputed, defence_sha256, override_id, ruled_verdict, ruled_duty_verdict"
)
_ONE_A_VEHICLE = (
    f"CREATE TEMP TABLE again ON COMMIT DROP AS {_AGAIN}",
    "UPDATE decision d SET superseded_at = a.at FROM (SELECT city_code, id, min(recorded_at) AS at FROM again"
    " GROUP BY city_code, id) a WHERE d.city_code = a.city_code AND d.id = a.id",
    f"INSERT INTO decision ({_COLUMNS}) SELECT {_COLUMNS} FROM again ORDER BY recorded_at, city_code, id",  # noqa: S608 (constants)
)


def upgrade() -> None:
    """Add the table and views of decisions as they were given; what becomes disputed is the last one."""
    _run("0072_restatements.sql")


def downgrade() -> None:
    """Store each verdict that was given again as a row of its own; kept counts, which name the first, are made anew."""
    for statement in _ONE_A_VEHICLE:
        op.execute(statement)
    op.execute("TRUNCATE standing_count, standing_kept")
    _run("0050_disputed_overrides.sql")
    op.execute("DROP VIEW given_decision, standing_decision")
    op.execute("DROP TABLE restatement")


def _run(name: str) -> None:
    statements = (Path(__file__).parent / name).read_text(encoding="utf-8")
    op.execute(statements.replace(":", "\\:"))
