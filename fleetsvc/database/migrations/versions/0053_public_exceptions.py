"""Everybody may know how often exceptions are asked for and approved, in figures that point at no vehicle."""

from pathlib import Path

from alembic import op

revision = "0053"
down_revision = "0052"


def upgrade() -> None:
    """Make what counts them."""
    statements = (Path(__file__).parent / "0053_public_exceptions.sql").read_text(encoding="utf-8")
    op.execute(statements.replace(":", "\\:"))


def downgrade() -> None:
    """Leave cases to those they are about."""
    op.execute("DROP FUNCTION exception_counts")
    op.execute("DROP FUNCTION band_of")
    op.execute("DROP INDEX ix_case_step_answered")
