"""Which rulebook edition was in force when, and who proposed and signed it."""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the tables with their walls; what is known of the past is carried over."""
    op.execute(
        (Path(__file__).parent / "0006_activations.sql").read_text(encoding="utf-8").replace(":", "\\:")
    )


def downgrade() -> None:
    """Forget the history: only the last activation of each edition is known again."""
    op.execute("DROP TABLE rulebook_activation, rulebook_proposal")
