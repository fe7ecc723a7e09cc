"""Cases are listed by what waits, by state, by unit and by ground, the newest first, and counted by state."""

from typing import Final

from alembic import op

revision = "0063"
down_revision = "0062"

_INDEXES: Final = {
    "unsettled": "(id) WHERE state IN ('open', 'notified', 'answered')",
    "late": "(id) WHERE state IN ('notified', 'overdue')",
    "state": "(state, id)",
    "unit": "(city_code, state, kind, id)",
    "ground": "(ground, id) WHERE ground IS NOT NULL",
    "ends": "(valid_until, id) WHERE state = 'approved'",
    "asked": "(city_code, due_on) WHERE state = 'notified'",
}


def upgrade() -> None:
    """Add the indexes; that of the states by the time of opening is asked by nobody."""
    op.execute("DROP INDEX ix_case_record_state")
    for name, what in _INDEXES.items():
        op.execute(f"CREATE INDEX ix_case_record_{name} ON case_record {what}")


def downgrade() -> None:
    """Drop them, and have the old one back."""
    for name in _INDEXES:
        op.execute(f"DROP INDEX ix_case_record_{name}")
    op.execute("CREATE INDEX ix_case_record_state ON case_record (state, opened_at, id)")
