"""Attempts at reading that failed, the order of the queue, and refused bytes sent again."""

from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the tables with their walls, the order and its index."""
    op.execute(
        (Path(__file__).parent / "0011_upload_attempts.sql").read_text(encoding="utf-8").replace(":", "\\:")
    )


def downgrade() -> None:
    """Forget which attempts failed and whose turn it was. Fails where refused bytes were sent again."""
    op.execute("DROP INDEX uq_upload_city_code_sha256")
    op.execute(
        "CREATE UNIQUE INDEX uq_upload_city_code_sha256 ON upload (city_code, sha256)"
        " WHERE status <> 'withdrawn'"
    )
    op.execute("DROP TABLE upload_failure, upload_turn")
    op.execute("ALTER TABLE upload_progress ADD attempts integer NOT NULL DEFAULT 1")
    op.execute("ALTER TABLE upload_progress ALTER attempts DROP DEFAULT")
    op.execute("DROP INDEX ix_upload_queue")
    op.execute("ALTER TABLE upload DROP queued_at")
