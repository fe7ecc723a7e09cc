"""What was typed into a form when the session ran out, for the person to send after signing in again."""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the table."""
    op.execute((Path(__file__).parent / "0009_unfinished_forms.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Let what was typed be lost with the session."""
    op.execute("DROP TABLE unfinished_form")
