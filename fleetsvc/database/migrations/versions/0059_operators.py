"""Fleet operators: a sixth role, and a database role that sees the vehicles of confirmed owners and nothing else."""

from pathlib import Path

from alembic import op

revision = "0059"
down_revision = "0058"

_HERE = Path(__file__).parent
_ROLES = "'bureau', 'office', 'dealer', 'auditor', 'admin'"


def upgrade() -> None:
    """Make the role, the bindings and the walls."""
    op.execute((_HERE / "0059_operators.sql").read_text(encoding="utf-8").replace(":", "\\:"))


def downgrade() -> None:
    """Let operators in no more: their accounts become dealers', who see no vehicles, and are closed."""
    before = (_HERE / "0047_events_of_units.sql").read_text(encoding="utf-8")
    op.execute(before.replace(":", "\\:"))
    op.execute("DROP POLICY operator ON decision")
    op.execute("DROP POLICY operator ON registration")
    op.execute("DROP FUNCTION held_by_another_since")
    op.execute("DROP TABLE owner_binding")
    op.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM fleetsvc_operator")
    op.execute("REVOKE EXECUTE ON FUNCTION append_audit_event FROM fleetsvc_operator")
    op.execute("DELETE FROM role_rule WHERE role = 'operator'")
    op.execute(
        "UPDATE app_user SET role = 'dealer', disabled_at = coalesce(disabled_at, now()) WHERE role = 'operator'"
    )
    for table in ("app_user", "role_rule"):
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_role")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_role CHECK (role IN ({_ROLES}))")
