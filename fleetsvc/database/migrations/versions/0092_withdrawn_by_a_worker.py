"""An upload that is being taken back by a worker: who asked for it and why, until it is done or given up."""

from alembic import op

revision = "0092"
down_revision = "0091"

_WAITING = "status = 'received' OR (status = 'in_review' AND confirmed)"


def upgrade() -> None:
    """Keep that beside the upload, and have it wait as what is to be read does."""
    op.execute(
        "ALTER TABLE upload ADD withdrawing jsonb,"
        " ADD CONSTRAINT ck_upload_withdrawing CHECK (withdrawing IS NULL OR status = 'accepted')"
    )
    op.execute("GRANT UPDATE (withdrawing) ON upload TO fleetsvc_unit, fleetsvc_office")
    _queue_along(f"{_WAITING} OR withdrawing IS NOT NULL")


def downgrade() -> None:
    """Leave what was not done as it stood: it is stored."""
    _queue_along(_WAITING)
    op.execute("ALTER TABLE upload DROP withdrawing")


def _queue_along(waiting: str) -> None:
    op.execute("DROP INDEX ix_upload_queue")
    op.execute(f"CREATE INDEX ix_upload_queue ON upload (city_code, queued_at, id) WHERE {waiting}")
