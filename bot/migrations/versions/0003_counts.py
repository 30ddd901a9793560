"""What is counted for `signpost insights`, a row each, and the channel of an opinion. Questions that are kept stand apart: what was a bare
count among them goes over."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "noted",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.Integer, nullable=False, index=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("about", sa.String(128)),
    )
    op.add_column("feedback", sa.Column("channel", sa.String(16)))
    op.execute(
        "INSERT INTO noted (day, channel, kind, about) SELECT day, 'unknown', kind, section FROM unanswered ORDER BY id"
    )
    op.execute("DELETE FROM unanswered WHERE words IS NULL")


def downgrade() -> None:
    with op.batch_alter_table("feedback") as feedback:
        feedback.drop_column("channel")
    op.drop_table("noted")
