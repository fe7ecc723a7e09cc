"""Uses of retired vehicles by the vehicle that replaces one, those that ended too.

The replay asks for each replacement what confirmed it when it was decided. Without this index it read all uses of the
unit each time: the time grew with the square of the vehicles.
"""

from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Add the index."""
    op.execute("CREATE INDEX ix_replacement_use_vehicle ON replacement_use (city_code, vin, registered_on)")


def downgrade() -> None:
    """Let the replay read all uses of a unit again."""
    op.execute("DROP INDEX ix_replacement_use_vehicle")
