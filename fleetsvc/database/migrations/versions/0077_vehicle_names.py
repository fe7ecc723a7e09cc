"""What vehicles are called, packed: any part of a plate, a VIN or an owner's name is found without a look at each."""

from pathlib import Path

from alembic import op

revision = "0077"
down_revision = "0076"

_HERE = Path(__file__).parent


def upgrade() -> None:
    """Add the tables, and fill them by what is stored."""
    op.execute((_HERE / "0077_vehicle_names.sql").read_text(encoding="utf-8").replace("::", "\\:\\:"))


def downgrade() -> None:
    """Drop them."""
    op.execute("DROP TABLE owner_name; DROP TABLE vehicle_names")
