"""Equal corrections of two uploads are two uploads: the same bytes are known again where they correct the same."""

from alembic import op

revision = "0081"
down_revision = "0080"


def upgrade() -> None:
    """Tell uploads of the same bytes apart by what they correct."""
    _index("city_code, sha256, kind, corrects, corrects_sheet", "")


def downgrade() -> None:
    """Know what corrects nothing by its bytes; equal corrections, which may be stored, are not told apart any more."""
    _index("city_code, sha256, kind", "corrects IS NULL AND ")


def _index(columns: str, which: str) -> None:
    # Further down it goes with the column that it looks at.
    op.execute("DROP INDEX IF EXISTS uq_upload_city_code_sha256")
    op.execute(
        f"CREATE UNIQUE INDEX uq_upload_city_code_sha256 ON upload ({columns}) NULLS NOT DISTINCT"
        f" WHERE {which}status NOT IN ('withdrawn', 'refused')"
    )
