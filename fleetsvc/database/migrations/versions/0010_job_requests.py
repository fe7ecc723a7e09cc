"""Recurring work that a person asked for: done by a worker, told with what became of it."""

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the table."""
    op.execute((Path(__file__).parent / "0010_job_requests.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Forget who asked for what."""
    op.execute("DROP TABLE job_request")
