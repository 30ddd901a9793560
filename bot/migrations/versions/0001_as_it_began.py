"""The tables as they were before there were migrations. A database of that time has some of them, or all: it is taken as it is."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
TABLES: dict[str, Callable[[], list[sa.Column]]] = {
    "conversations": lambda: [
        sa.Column("sender_id", sa.String(255), primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("updated", sa.Float, nullable=False, index=True),
    ],
    "unanswered": lambda: [
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.Integer, nullable=False, index=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("section", sa.String(32)),
        sa.Column("words", sa.Text),
        sa.Column("sender_id", sa.String(255), index=True),
    ],
    "feedback": lambda: [
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.Integer, nullable=False, index=True),
        sa.Column("section", sa.String(32), nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(32)),
    ],
    "deliveries": lambda: [
        sa.Column("channel", sa.String(16), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("done", sa.Boolean, nullable=False),
        sa.Column("time", sa.Float, nullable=False, index=True),
    ],
    "learners": lambda: [
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("kept", sa.Text, nullable=False),
        sa.Column("updated", sa.Float, nullable=False, index=True),
    ],
}


def upgrade() -> None:
    there = sa.inspect(op.get_bind()).get_table_names()
    for name, columns in TABLES.items():
        if name not in there:
            op.create_table(name, *columns())


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
