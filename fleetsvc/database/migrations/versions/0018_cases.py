"""Cases that somebody has to decide, and vehicles that are claimed more than once: disputed on all sides."""

from pathlib import Path

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add table, column and function, and have claims that exclude each other disputed."""
    op.execute((Path(__file__).parent / "0018_cases.sql").read_text(encoding="utf-8").replace(":", "\\:"))


def downgrade() -> None:
    """Forget the cases and what is disputed; verdicts stay as they are."""
    op.execute("DROP FUNCTION dispute_claims")
    op.execute("DROP TABLE case_record")
    op.execute("ALTER TABLE decision DROP COLUMN disputed")
