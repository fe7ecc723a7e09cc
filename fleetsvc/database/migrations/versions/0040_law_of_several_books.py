"""Several rulebooks in force at once: what judges since each act, and acts that take a book out of force again."""

from alembic import op

revision = "0040"
down_revision = "0039"

_UPGRADE = (
    "ALTER TABLE rulebook_edition DROP CONSTRAINT ck_rulebook_edition_status,"
    " ADD CONSTRAINT ck_rulebook_edition_status CHECK (status IN ('draft', 'active', 'retired', 'law'))",
    # Until now one edition judged, whatever book it was of: it was the law since it came into force.
    "ALTER TABLE rulebook_activation ADD COLUMN law_id bigint, ADD COLUMN aim text",
    "UPDATE rulebook_activation SET law_id = edition_id, aim = 'activate'",
    "ALTER TABLE rulebook_proposal ADD COLUMN aim text",
    "UPDATE rulebook_proposal SET aim = 'activate'",
    # A proposal is made against the edition of its own book that is in force; none is where the book is a new one.
    "ALTER TABLE rulebook_proposal ALTER COLUMN aim SET NOT NULL, ALTER COLUMN against_id DROP NOT NULL,"
    " DROP CONSTRAINT ck_rulebook_proposal_against,"
    " ADD CONSTRAINT ck_rulebook_proposal_aim CHECK (aim IN ('activate', 'take_out')),"
    " ADD CONSTRAINT ck_rulebook_proposal_against CHECK"
    " ((aim = 'take_out') = (against_id IS NOT NULL AND against_id = edition_id)),"
    " ADD CONSTRAINT uq_rulebook_proposal_aim UNIQUE (id, aim)",
    "ALTER TABLE rulebook_activation ALTER COLUMN law_id SET NOT NULL, ALTER COLUMN aim SET NOT NULL,"
    " ADD CONSTRAINT ck_rulebook_activation_aim CHECK (aim IN ('activate', 'take_out')),"
    " ADD CONSTRAINT ck_rulebook_activation_take_out CHECK (aim = 'activate' OR proposal_id IS NOT NULL),"
    " ADD CONSTRAINT fk_rulebook_activation_law_id FOREIGN KEY (law_id) REFERENCES rulebook_edition (id),"
    " ADD CONSTRAINT fk_rulebook_activation_aim FOREIGN KEY (proposal_id, aim) REFERENCES rulebook_proposal (id, aim)",
    "ALTER TABLE ranking_edition ADD COLUMN rulebooks jsonb",
)
_DOWNGRADE = (
    "ALTER TABLE ranking_edition DROP COLUMN rulebooks",
    "ALTER TABLE rulebook_activation DROP COLUMN law_id, DROP COLUMN aim",
    "ALTER TABLE rulebook_proposal DROP CONSTRAINT ck_rulebook_proposal_against, DROP COLUMN aim,"
    " ALTER COLUMN against_id SET NOT NULL,"
    " ADD CONSTRAINT ck_rulebook_proposal_against CHECK (against_id <> edition_id)",
    "ALTER TABLE rulebook_edition DROP CONSTRAINT ck_rulebook_edition_status,"
    " ADD CONSTRAINT ck_rulebook_edition_status CHECK (status IN ('draft', 'active', 'retired'))",
)


def upgrade() -> None:
    """Say of each act what it was for and what judges since."""
    for statement in _UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    """Return to one edition that judges; refused by the database where several did or a book was taken out."""
    for statement in _DOWNGRADE:
        op.execute(statement)
