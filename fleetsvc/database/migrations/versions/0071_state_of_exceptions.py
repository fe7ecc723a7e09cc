"""The figures of exceptions have a name, so that who knows them need not count them again."""

from typing import Final

from alembic import op

revision = "0071"
down_revision = "0070"

_COUNTED: Final = "action IN ('answer', 'correct', 'not_ours', 'approve', 'refuse', 'appeal', 'settle')"


def upgrade() -> None:
    """Make what names them: the month, and how many steps they are counted from, which are only added to."""
    op.execute(f"CREATE INDEX ix_case_step_counted ON case_step (at) WHERE {_COUNTED}")
    op.execute(
        f"""
        CREATE FUNCTION exception_state(on_day date) RETURNS text
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
            AS $$
            SELECT md5(format('%s %s', date_trunc('month', on_day\\:\\:timestamp)\\:\\:date, count(*)))
            FROM public.case_step s
            WHERE s.{_COUNTED} AND s.at < date_trunc('month', on_day\\:\\:timestamp) AT TIME ZONE 'Asia/Shanghai'
        $$
        """  # noqa: S608 (constants only)
    )
    op.execute("REVOKE ALL ON FUNCTION exception_state(date) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION exception_state(date) TO fleetsvc_unit, fleetsvc_office")


def downgrade() -> None:
    """Have them counted by whoever asks."""
    op.execute("DROP FUNCTION exception_state")
    op.execute("DROP INDEX ix_case_step_counted")
