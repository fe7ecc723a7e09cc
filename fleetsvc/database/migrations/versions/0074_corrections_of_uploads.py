"""Which upload, and which sheet of it, an upload corrects row by row: its rows stand where those of the other stand."""

from alembic import op

revision = "0074"
down_revision = "0073"


def upgrade() -> None:
    """Note it where the upload is kept; found by what is corrected."""
    op.execute(
        "ALTER TABLE upload ADD COLUMN corrects bigint, ADD COLUMN corrects_sheet text,"
        " ADD CONSTRAINT ck_upload_corrects CHECK (num_nulls(corrects, corrects_sheet) IN (0, 2))"
    )
    op.execute("CREATE INDEX ix_upload_corrects ON upload (city_code, corrects) WHERE corrects IS NOT NULL")


def downgrade() -> None:
    """Forget it."""
    op.execute("ALTER TABLE upload DROP COLUMN corrects, DROP COLUMN corrects_sheet")
