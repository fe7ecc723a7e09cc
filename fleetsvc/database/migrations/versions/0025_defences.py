"""What defends each verdict, by its hash: null where a verdict was given before defences were hashed."""

from pathlib import Path

from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Add the table and the columns; what disputes claims carries the hash along."""
    statements = (Path(__file__).parent / "0025_defences.sql").read_text(encoding="utf-8")
    op.execute(statements.replace(":", "\\:"))


def downgrade() -> None:
    """Forget what defended the verdicts; they stay as they are, and claims are disputed as before."""
    earlier = (Path(__file__).parent / "0018_cases.sql").read_text(encoding="utf-8")
    begins, ends = (
        earlier.index("CREATE FUNCTION dispute_claims"),
        earlier.index("REVOKE ALL ON FUNCTION dispute"),
    )
    function = earlier[begins:ends].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    op.execute(function.replace(":", "\\:"))
    op.execute("ALTER TABLE replay_run DROP COLUMN unhashed, DROP COLUMN earlier")
    op.execute("ALTER TABLE decision DROP COLUMN defence_sha256")
    op.execute("DROP TABLE defence")
