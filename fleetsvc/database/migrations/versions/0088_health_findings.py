"""What the service's checks found last, for those who look without looking again themselves."""

from alembic import op

revision = "0088"
down_revision = "0087"


def upgrade() -> None:
    """Add the table: a line of each check, of the database or of one host; and where in the program a job failed."""
    op.execute(
        "CREATE TABLE health_finding (host text NOT NULL, name text NOT NULL, status text NOT NULL,"
        " says_zh text NOT NULL, says_en text NOT NULL, remedy_zh text, remedy_en text, since timestamptz NOT NULL,"
        " seen_at timestamptz NOT NULL, told_at timestamptz, CONSTRAINT pk_health_finding PRIMARY KEY (host, name),"
        " CONSTRAINT ck_health_finding_status CHECK (status IN ('ok', 'notice', 'warn', 'fail')))"
    )
    op.execute("ALTER TABLE job_run ADD COLUMN place text")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON health_finding TO fleetsvc_office")


def downgrade() -> None:
    """Forget them: they are found again."""
    op.execute("ALTER TABLE job_run DROP COLUMN place")
    op.execute("DROP TABLE health_finding")
