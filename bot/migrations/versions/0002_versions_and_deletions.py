"""A version on each conversation, and what is left of one that was deleted: several instances may share the database."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # The default stays: an instance of the version before, that still runs beside this one, does not know the column.
    op.add_column("conversations", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    op.create_table(
        "deleted",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("ended", sa.Boolean, nullable=False),
        sa.Column("time", sa.Float, nullable=False, index=True),
    )


def downgrade() -> None:
    op.drop_table("deleted")
    with op.batch_alter_table("conversations") as conversations:
        conversations.drop_column("version")
