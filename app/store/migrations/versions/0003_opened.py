"""Migration 0003: whether a saved experiment or a kept table was ever opened."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

AGES = {"experiments": "saved_at", "tables": "used_on"}


def upgrade() -> None:
    """Add the column. Nobody knows of what is there whether it was opened, so it counts as opened today."""
    for name, age in AGES.items():
        op.add_column(name, sa.Column("opened_on", sa.Date))
        table = sa.table(name, sa.column("opened_on", sa.Date))
        op.execute(table.update().values(opened_on=datetime.now(UTC).date()))
        op.create_index(f"ix_{name}_opened_on", name, ["opened_on", age])


def downgrade() -> None:
    """Drop the column."""
    for name in AGES:
        op.drop_index(f"ix_{name}_opened_on", name)
        op.drop_column(name, "opened_on")
