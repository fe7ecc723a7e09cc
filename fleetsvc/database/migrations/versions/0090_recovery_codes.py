"""Codes for a lost telephone, each taken once in the place of one of the second factor."""

from alembic import op

revision = "0090"
down_revision = "0089"

_TABLE = """
CREATE TABLE recovery_code (
    user_id bigint NOT NULL,
    number smallint NOT NULL,
    code_hash text NOT NULL,
    made_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT pk_recovery_code PRIMARY KEY (user_id, number),
    CONSTRAINT fk_recovery_code_user_id_app_user FOREIGN KEY (user_id) REFERENCES app_user (id)
)
"""


def upgrade() -> None:
    """Keep their hashes; a used one is never made unused, nor another in its place."""
    op.execute(_TABLE)
    op.execute("GRANT SELECT, INSERT, DELETE, UPDATE (used_at) ON recovery_code TO fleetsvc_office")


def downgrade() -> None:
    """Forget them: an administrator takes a lost second factor away."""
    op.execute("DROP TABLE recovery_code")
