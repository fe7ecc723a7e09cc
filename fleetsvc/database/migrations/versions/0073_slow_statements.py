"""Statements of requests that took long, beside the requests that are counted."""

from alembic import op

revision = "0073"
down_revision = "0072"


def upgrade() -> None:
    """Count them where the requests are counted."""
    op.execute(
        "ALTER TABLE request_total ADD COLUMN slow_statements bigint NOT NULL DEFAULT 0,"
        " ADD COLUMN slow_seconds double precision NOT NULL DEFAULT 0"
    )


def downgrade() -> None:
    """Forget them."""
    op.execute("ALTER TABLE request_total DROP COLUMN slow_statements, DROP COLUMN slow_seconds")
