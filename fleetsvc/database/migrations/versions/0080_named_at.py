"""Since when a delivery names its vehicles: what was corrected in it later was not reported before that."""

from alembic import op

revision = "0080"
down_revision = "0079"

_KEY = "ADD CONSTRAINT pk_upload_month PRIMARY KEY (city_code, upload_id, month, category"


def upgrade() -> None:
    """Count vehicles apart by that instant; until now it was not kept of corrections, and is that of the file."""
    op.execute("ALTER TABLE upload_month ADD COLUMN named_at timestamptz")
    op.execute(
        "UPDATE upload_month AS m SET named_at = u.received_at FROM upload AS u"
        " WHERE u.city_code = m.city_code AND u.id = m.upload_id"
    )
    op.execute(
        "ALTER TABLE upload_month ALTER COLUMN named_at SET NOT NULL,"
        f" DROP CONSTRAINT pk_upload_month, {_KEY}, named_at)"
    )


def downgrade() -> None:
    """Count them together."""
    op.execute(
        "CREATE TEMP TABLE together ON COMMIT DROP AS SELECT city_code, upload_id, month, category,"
        " sum(first_named)::bigint AS first_named FROM upload_month GROUP BY 1, 2, 3, 4"
    )
    op.execute("DELETE FROM upload_month")
    op.execute(f"ALTER TABLE upload_month DROP CONSTRAINT pk_upload_month, DROP COLUMN named_at, {_KEY})")
    op.execute(
        "INSERT INTO upload_month (city_code, upload_id, month, category, first_named)"
        " SELECT city_code, upload_id, month, category, first_named FROM together"
    )
