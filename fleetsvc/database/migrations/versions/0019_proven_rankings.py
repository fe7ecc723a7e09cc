"""Rankings by what is proven: what a line tells besides, further states, nil reports, and the indexes that count it."""

from pathlib import Path

from alembic import op

revision = "0019"
down_revision = "0018"

_DAY_INDEX = "registered_on, id, verdict, category, city_code, energy_verdict, emission_stage_verdict"


def upgrade() -> None:
    """Add the column, the states, the table and the index."""
    op.execute(
        (Path(__file__).parent / "0019_proven_rankings.sql").read_text(encoding="utf-8").replace(":", "\\:")
    )
    _index(f"{_DAY_INDEX}, energy, event, disputed")


def _index(columns: str) -> None:
    op.execute("DROP INDEX ix_decision_day")
    op.execute(f"CREATE INDEX ix_decision_day ON decision ({columns}) WHERE superseded_at IS NULL")


def downgrade() -> None:
    """Forget nil reports and what lines told besides; editions in the new states stay unreadable to the old release."""
    _index(_DAY_INDEX)
    op.execute("DROP TABLE nil_report")
    op.execute("ALTER TABLE ranking_line DROP COLUMN details")
