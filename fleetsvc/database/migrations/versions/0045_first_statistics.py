"""What a fresh store is like, for the planner: without it the first big files took hundreds of times as long.

Nothing is known of a table that nothing has analysed, so to find the decision on one version all indexes of decisions
look alike, and one is taken that reads all decisions of the unit. The first ANALYZE, of itself, replaces all this.
Servers before PostgreSQL 18 can not be told; there the first big file waits, as before, for autovacuum.
"""

from alembic import op

revision = "0045"
down_revision = "0044"

_COLUMNS = (
    ("registration", "city_code", 0, 19),
    ("registration", "id", 0, -1),
    ("registration", "vin", 0, -0.9),
    ("registration", "registered_on", 0, 1000),
    ("registration", "superseded_at", 0.9, 1000),
    ("decision", "city_code", 0, 19),
    ("decision", "id", 0, -1),
    ("decision", "registration_id", 0, -0.9),
    ("decision", "registered_on", 0, 1000),
    ("decision", "superseded_at", 0.9, 1000),
    ("case_record", "city_code", 0, 19),
    ("case_record", "id", 0, -1),
    ("case_record", "vin", 0, -0.5),
    ("case_record", "registered_on", 0, 1000),
    ("case_record", "kind", 0, 8),
    ("case_record", "state", 0, 8),
)
"""Table and column, the share of NULL, and how many values differ: a negative number is a share of the rows."""
_ROWS = ", ".join(f"('{table}', '{column}', {nulls}, {differ})" for table, column, nulls, differ in _COLUMNS)


def upgrade() -> None:
    """Tell it of the tables of which nothing is known."""
    op.execute(f"""
    DO $$ BEGIN IF current_setting('server_version_num')::integer >= 180000 THEN
        PERFORM pg_restore_attribute_stats('schemaname', 'public', 'relname', c.relation, 'attname', c.name,
            'inherited', false, 'null_frac', c.nulls::real, 'avg_width', 8, 'n_distinct', c.differing::real)
        FROM (VALUES {_ROWS}) AS c (relation, name, nulls, differing)
        WHERE NOT EXISTS (SELECT FROM pg_stats s WHERE s.schemaname = 'public' AND s.tablename = c.relation);
    END IF; END $$
    """)


def downgrade() -> None:
    """Leave it: what is told of a table is replaced as soon as the table is analysed."""
