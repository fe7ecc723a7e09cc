"""Kept counts also by edition and by all that was decided, so that a draft is compared with them."""

from alembic import op

revision = "0057"
down_revision = "0056"


def upgrade() -> None:
    """Add the columns; what was kept is counted anew."""
    op.execute("TRUNCATE standing_count, standing_kept")
    op.execute(
        "ALTER TABLE standing_count ADD edition_id bigint NOT NULL, ADD verdict text NOT NULL, ADD rule text,"
        " ADD emission_stage_rule text, ADD overridden boolean NOT NULL, ADD first_id bigint NOT NULL"
    )


def downgrade() -> None:
    """Count without them: anew too, for two counts may be one now."""
    op.execute("TRUNCATE standing_count, standing_kept")
    op.execute(
        "ALTER TABLE standing_count DROP edition_id, DROP verdict, DROP rule, DROP emission_stage_rule,"
        " DROP overridden, DROP first_id"
    )
