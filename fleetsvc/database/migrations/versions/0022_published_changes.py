"""How much of a published edition has changed since: for everybody, without whose vehicle it is."""

from pathlib import Path

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Add the function."""
    op.execute((Path(__file__).parent / "0022_published_changes.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Say it no more."""
    op.execute("DROP FUNCTION published_changes")
