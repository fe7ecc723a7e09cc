"""Unchanged rows name the version they say once more; versions that stood by a withdrawn delivery are taken back.

An older release let the version before a withdrawn one return even where that one's delivery was withdrawn too.
Such vehicles are settled anew by the newest delivery that is not withdrawn, and each is told in
``registration_repair``: nothing is rewritten, so what was known at an earlier instant stays as it was.
"""

from pathlib import Path

from alembic import op
from sqlalchemy import Connection, text

from rules.rulebook import build_stored
from rules.table import Table

revision = "0017"
down_revision = "0016"

_ACTIVE = "SELECT id, content FROM rulebook_edition WHERE status = 'active'"
_OUTCOMES = (
    "verdict",
    "rule",
    "energy_verdict",
    "energy_rule",
    "emission_stage_verdict",
    "emission_stage_rule",
)
_RETURNED = text("""
SELECT DISTINCT ON (n.id) n.city_code, n.id, d.case_key, d.category, d.event, d.energy, d.registered_on
FROM repaired n JOIN decision d ON d.city_code = n.city_code AND d.registration_id = n.old_id
ORDER BY n.id, d.recorded_at DESC, d.id DESC
""")
_DECIDE = text(f"""
INSERT INTO decision (city_code, registration_id, edition_id, case_key, {", ".join(_OUTCOMES)}, category, event, energy,
    registered_on, recorded_at)
VALUES (:city_code, :id, :edition, :case_key, {", ".join(f":{name}" for name in _OUTCOMES)}, :category, :event, :energy,
    :registered_on, now())
""")  # noqa: S608 (constants only)


def upgrade() -> None:
    """Add column, index and table, and settle what stood wrongly."""
    op.execute((Path(__file__).parent / "0017_register.sql").read_text(encoding="utf-8").replace(":", "\\:"))
    _judge(op.get_bind())


def _judge(connection: Connection) -> None:
    """Judge what returned by the edition in force."""
    returned = connection.execute(_RETURNED).mappings().all()
    if not returned:
        return
    edition, content = connection.execute(text(_ACTIVE)).one()
    table = Table(build_stored(content))
    for row in returned:
        outcome = table.outcome(row["case_key"], str(row["city_code"]), row["registered_on"])
        said = [outcome.verdict.value, outcome.rule]
        said += [value for duty in outcome.duties for value in (duty.verdict.value, duty.rule)]
        connection.execute(
            _DECIDE, dict(row) | {"edition": edition} | dict(zip(_OUTCOMES, said, strict=True))
        )


def downgrade() -> None:
    """Forget which versions unchanged rows say and what was repaired; the repairs stay."""
    op.execute("DROP TABLE registration_repair")
    op.execute("DROP INDEX ix_upload_row_registration")
    op.execute("ALTER TABLE upload_row DROP COLUMN registration_id")
