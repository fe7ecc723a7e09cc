"""Certificates: receipts of an operator's vehicle or of its fleet, which whoever has the number reads."""

from alembic import op

revision = "0061"
down_revision = "0060"

_ME = "nullif(current_setting('fleetsvc.operator', true), '')"


def upgrade() -> None:
    """Let an operator have its own signed; it reads back those it has asked for."""
    op.execute(
        "ALTER TABLE receipt DROP CONSTRAINT ck_receipt_kind, ADD CONSTRAINT ck_receipt_kind"
        " CHECK (kind IN ('requirements', 'upload', 'vehicle', 'fleet'))"
    )
    own = f"city_code = 0 AND holder = 'user/' || {_ME}"
    op.execute(f"CREATE POLICY seen ON receipt FOR SELECT TO fleetsvc_operator USING ({own})")
    op.execute(
        "CREATE POLICY issued ON receipt FOR INSERT TO fleetsvc_operator"
        f" WITH CHECK ({own} AND kind IN ('vehicle', 'fleet'))"
    )
    op.execute("GRANT SELECT, INSERT ON receipt TO fleetsvc_operator")


def downgrade() -> None:
    """Forget the certificates: what holders have goes on holding by its signature."""
    op.execute("REVOKE ALL ON receipt FROM fleetsvc_operator")
    op.execute("DROP POLICY issued ON receipt")
    op.execute("DROP POLICY seen ON receipt")
    op.execute("DELETE FROM receipt WHERE kind IN ('vehicle', 'fleet')")
    op.execute(
        "ALTER TABLE receipt DROP CONSTRAINT ck_receipt_kind, ADD CONSTRAINT ck_receipt_kind"
        " CHECK (kind IN ('requirements', 'upload'))"
    )
