"""Lists by the state of a replacement: an index by day of the few that are claimed and not confirmed.

Without it their list would read every vehicle of the province.
"""

from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Add the index; 8 is the bit of a case whose retired vehicle is confirmed."""
    op.execute(
        "CREATE INDEX ix_decision_claimed ON decision (registered_on, id, city_code)"
        " WHERE superseded_at IS NULL AND event = 'replacement' AND case_key & 8 = 0"
    )


def downgrade() -> None:
    """Let such lists read every vehicle again."""
    op.execute("DROP INDEX ix_decision_claimed")
