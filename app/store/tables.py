"""Tables: their columns, for queries; migrations create and change them."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData()

EXPERIMENTS = Table(
    "experiments",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("engine", String(16), nullable=False),
    Column("document", Text, nullable=False),
    Column("saved_at", DateTime(timezone=True), nullable=False),
    Column("opened_on", Date),
    Index("ix_experiments_opened_on", "opened_on", "saved_at"),
)
"""One row for each experiment: id, the engine version that computed the id, canonical JSON, when it was last
saved before anybody opened it, and the day on which it was first opened, or null."""

TOTALS = Table(
    "totals",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("experiments", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("tables", BigInteger, nullable=False, server_default="0"),
    Column("table_bytes", BigInteger, nullable=False, server_default="0"),
)
"""One row in all: what is kept. It is changed in the transaction that saves, so the bounds hold exactly,
whatever saves beside it, and counting costs nothing."""

TABLES = Table(
    "tables",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("used_on", Date, nullable=False, index=True),
    Column("content", LargeBinary, nullable=False),
    Column("opened_on", Date),
    Index("ix_tables_opened_on", "opened_on", "used_on"),
)
"""One row for each table of a user's own: the hash of its text, the size of its content, the day on which it
was last kept or opened, the text as compressed UTF-8, and a day on which it was opened, or null."""
