"""Migration 0001: the tables of experiments and of their totals."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "experiments",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("engine", sa.String(16), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    )
    totals = op.create_table(
        "totals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("experiments", sa.BigInteger, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(totals, [{"id": 1, "experiments": 0, "bytes": 0}])


def downgrade() -> None:
    """Drop both tables, with everything saved."""
    op.drop_table("totals")
    op.drop_table("experiments")
