"""What a unit may see of overrides, and do with them."""

from pathlib import Path

from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    """Leave a unit those that were signed, to be read and to be settled."""
    op.execute((Path(__file__).parent / "0049_units_and_overrides.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Let a unit see all again that is open on its vehicles."""
    for policy, table in (
        ("signed", "case_record"),
        ("opened", "case_record"),
        ("settled", "case_record"),
        ("signed", "case_step"),
        ("hand", "case_step"),
    ):
        op.execute(f"DROP POLICY {policy} ON {table}")
