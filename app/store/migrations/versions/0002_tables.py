"""Migration 0002: users' own tables, and their totals."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of tables, and add their totals."""
    op.create_table(
        "tables",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("used_on", sa.Date, nullable=False, index=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    for name in ("tables", "table_bytes"):
        op.add_column("totals", sa.Column(name, sa.BigInteger, nullable=False, server_default="0"))


def downgrade() -> None:
    """Drop both, with every table that is kept."""
    for name in ("tables", "table_bytes"):
        op.drop_column("totals", name)
    op.drop_table("tables")
