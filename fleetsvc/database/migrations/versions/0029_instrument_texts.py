"""The whole texts that rulebooks are quoted from, each by its hash."""

from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Add the table, which is only added to; a text that is not its hash is refused."""
    op.execute(
        "CREATE TABLE instrument_text (sha256 text NOT NULL, content text NOT NULL, stored_at timestamptz NOT NULL,"
        " CONSTRAINT pk_instrument_text PRIMARY KEY (sha256),"
        " CONSTRAINT ck_instrument_text_sha256"
        " CHECK (sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex')))"
    )
    op.execute("GRANT SELECT ON instrument_text TO fleetsvc_unit, fleetsvc_office")
    op.execute("GRANT INSERT ON instrument_text TO fleetsvc_office")


def downgrade() -> None:
    """Forget the texts; those that ship are at hand again."""
    op.execute("DROP TABLE instrument_text")
