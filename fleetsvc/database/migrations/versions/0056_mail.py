"""People are told by mail, too, where they asked for that and confirmed the address."""

from pathlib import Path

from alembic import op

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    """Make the tables."""
    statements = (Path(__file__).parent / "0056_mail.sql").read_text(encoding="utf-8")
    op.execute(statements.replace(":", "\\:"))


def downgrade() -> None:
    """Leave it to the inbox."""
    op.execute("DELETE FROM subscription WHERE channel = 'mail'")
    op.execute("DROP TABLE mail_delivery")
    op.execute("DROP TABLE mail_address")
