"""What a unit says that stands in cells of an upload: sheet -> row -> column letters -> text, and by whom."""

from alembic import op

revision = "0076"
down_revision = "0075"


def upgrade() -> None:
    """Keep it beside the mapping; the file itself stays as it was sent."""
    op.execute("ALTER TABLE upload ADD COLUMN corrections jsonb NOT NULL DEFAULT '{}'")
    op.execute("GRANT UPDATE (corrections) ON upload TO fleetsvc_unit, fleetsvc_office")


def downgrade() -> None:
    """Forget it: uploads in review are read as they were sent."""
    op.execute("ALTER TABLE upload DROP COLUMN corrections")
