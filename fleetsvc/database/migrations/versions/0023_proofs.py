"""What the examination of each stored edition found: without faults it may be proposed."""

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add the table, which is only added to."""
    op.execute(
        "CREATE TABLE rulebook_proof (edition_id bigint NOT NULL, engine text NOT NULL, proved_at timestamptz NOT NULL,"
        " cases bigint NOT NULL, mutants bigint NOT NULL, faults jsonb NOT NULL, survivors jsonb NOT NULL,"
        " CONSTRAINT pk_rulebook_proof PRIMARY KEY (edition_id, engine),"
        " CONSTRAINT fk_rulebook_proof_edition_id_rulebook_edition FOREIGN KEY (edition_id)"
        " REFERENCES rulebook_edition (id))"
    )
    op.execute("GRANT SELECT, INSERT ON rulebook_proof TO fleetsvc_office")


def downgrade() -> None:
    """Forget what was found; it can be found anew."""
    op.execute("DROP TABLE rulebook_proof")
