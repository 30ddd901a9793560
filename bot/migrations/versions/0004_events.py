"""Events for partners, which wait until RabbitMQ has them. Going down drops those that wait."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("day", sa.Integer, nullable=False, index=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("about", sa.String(128), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("pack", sa.Text, nullable=False),
        sa.Column("edition", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("outbox")
