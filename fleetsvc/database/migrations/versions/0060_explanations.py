"""Operators give their reasons on cases of their vehicles."""

from pathlib import Path

from alembic import op

revision = "0060"
down_revision = "0059"


def upgrade() -> None:
    """Let them add lines to histories, and evidence."""
    statements = (Path(__file__).parent / "0060_explanations.sql").read_text(encoding="utf-8")
    op.execute(statements.replace(":", "\\:"))


def downgrade() -> None:
    """Forget what operators said, and the evidence they brought."""
    for name, table in (
        ("told", "occurrence"),
        ("brought", "attachment"),
        ("seen", "attachment"),
        ("said", "case_step"),
        ("seen", "case_step"),
        ("operator", "case_record"),
    ):
        op.execute(f"DROP POLICY {name} ON {table}")
        op.execute(f"REVOKE ALL ON {table} FROM fleetsvc_operator")
    op.execute("DELETE FROM case_step WHERE hand = 'operator'")
    op.execute("DELETE FROM attachment WHERE operator_id IS NOT NULL")
    op.execute("DROP INDEX uq_attachment_brought")
    op.execute(
        "ALTER TABLE attachment DROP operator_id, ADD CONSTRAINT uq_attachment_city_code UNIQUE (city_code, sha256)"
    )
    op.execute("ALTER POLICY hand ON case_step WITH CHECK (hand <> 'office')")
    op.execute(
        "ALTER TABLE case_step DROP CONSTRAINT ck_case_step_operator, DROP CONSTRAINT ck_case_step_hand"
    )
    op.execute("ALTER TABLE case_step DROP operator_id")
    op.execute(
        "ALTER TABLE case_step ADD CONSTRAINT ck_case_step_hand CHECK (hand IN ('bureau', 'office', 'service'))"
    )
