"""Accounts and keys of the office that an administrator opened wait for the word of somebody of the office."""

from alembic import op

revision = "0091"
down_revision = "0090"


def upgrade() -> None:
    """What there is was let in already."""
    for table in ("app_user", "api_key"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN awaits_office boolean NOT NULL DEFAULT false,"
            f" ADD CONSTRAINT ck_{table}_awaits_office CHECK (role = 'office' OR NOT awaits_office)"
        )


def downgrade() -> None:
    """Close what waits: nobody would be asked any more."""
    op.execute("UPDATE app_user SET disabled_at = coalesce(disabled_at, now()) WHERE awaits_office")
    op.execute("UPDATE api_key SET revoked_at = coalesce(revoked_at, now()) WHERE awaits_office")
    for table in ("app_user", "api_key"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN awaits_office")
