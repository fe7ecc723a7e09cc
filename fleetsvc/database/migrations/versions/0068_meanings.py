"""What units say that the words of their columns mean: of an upload, and remembered for a layout."""

from alembic import op

revision = "0068"
down_revision = "0067"


def upgrade() -> None:
    """Keep the answers beside the columns that they are about."""
    for table in ("upload", "layout_memory"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN meanings jsonb NOT NULL DEFAULT '{{}}'")
        op.execute(f"GRANT UPDATE (meanings) ON {table} TO fleetsvc_unit, fleetsvc_office")


def downgrade() -> None:
    """Forget them."""
    for table in ("upload", "layout_memory"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN meanings")
