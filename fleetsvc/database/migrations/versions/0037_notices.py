"""What happened, who was told of it, and who wants to be told of what."""

from pathlib import Path

from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Add the tables."""
    op.execute(
        (Path(__file__).parent / "0037_notices.sql").read_text(encoding="utf-8").replace("::", "\\:\\:")
    )


def downgrade() -> None:
    """Forget what people were told."""
    op.execute("DROP TABLE subscription, notice, occurrence")
