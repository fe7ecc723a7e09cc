"""Documents that are made in the background, and kept for a day to be fetched."""

from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the tables with their walls."""
    op.execute((Path(__file__).parent / "0014_handouts.sql").read_text(encoding="utf-8").replace(":", "\\:"))


def downgrade() -> None:
    """Throw the documents away: each can be made again."""
    op.execute("DROP TABLE handout_progress, handout_piece, handout")
