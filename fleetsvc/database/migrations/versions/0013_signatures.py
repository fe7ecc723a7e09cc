"""Signatures bound to accounts and sessions; keys of persons bound to their holder's role and unit."""

from pathlib import Path

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add what binds them. Keys that should never have been made are put out of force and told in the audit log."""
    op.execute(
        (Path(__file__).parent / "0013_signatures.sql").read_text(encoding="utf-8").replace(":", "\\:")
    )


def downgrade() -> None:
    """Forget who signed in which session: the names stay. Keys that were put out of force stay so."""
    op.execute(
        "ALTER TABLE api_key DROP CONSTRAINT fk_api_key_holder_role, DROP CONSTRAINT fk_api_key_holder_city_code,"
        " DROP CONSTRAINT ck_api_key_holder"
    )
    op.execute(
        "ALTER TABLE rulebook_activation DROP COLUMN given, DROP COLUMN proposer_id, DROP COLUMN signer_id,"
        " DROP COLUMN session_id, DROP COLUMN host_user"
    )
    op.execute(
        "ALTER TABLE rulebook_proposal DROP COLUMN given, DROP COLUMN proposer_id, DROP COLUMN session_id,"
        " DROP COLUMN host_user"
    )
    op.execute("ALTER TABLE session DROP CONSTRAINT uq_session_id_user_id")
    op.execute(
        "ALTER TABLE app_user DROP CONSTRAINT uq_app_user_id_name, DROP CONSTRAINT uq_app_user_id_role,"
        " DROP CONSTRAINT uq_app_user_id_city_code"
    )
