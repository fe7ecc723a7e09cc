"""What an import is compared with is looked up number by number, also in a unit of a million vehicles."""

from typing import Final

from alembic import op

revision = "0078"
down_revision = "0077"

_SHORT: Final = "superseded_at IS NULL AND verdict IN ('non_compliant', 'needs_justification')"
_NAMED: Final = ("replaces_vin", "replaces_plate")


def upgrade() -> None:
    """Index what falls short by its category, and what is named as retired also where that was not plausible."""
    op.execute(
        f"CREATE INDEX ix_decision_short ON decision (city_code, category, registered_on) WHERE {_SHORT}"
    )
    for name in _NAMED:
        _index(name, f"{name} IS NOT NULL")


def downgrade() -> None:
    """Have the former indexes back."""
    op.execute("DROP INDEX ix_decision_short")
    for name in _NAMED:
        _index(name, "replacement_shown")


def _index(name: str, which: str) -> None:
    op.execute(f"DROP INDEX ix_registration_{name}")
    op.execute(
        f"CREATE INDEX ix_registration_{name} ON registration (city_code, {name})"
        f" WHERE superseded_at IS NULL AND {which}"
    )
