"""Migrations: what makes the tables, and changes them from one version of Signpost to the next.

`versions/` has them in their order, each with its way up and its way down. A table or column is written twice: in
bot/database.py as it is now, and here as a step. tests/bot/test_migrations.py says where the two differ.
"""

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory


class Newer(sa.exc.SQLAlchemyError):
    """The database was last used by a Signpost that knows more migrations than this one."""

    orig = "it was last used by a newer version of Signpost than this one"


def done(db: sa.engine.Connection) -> bool:
    """Are the tables as this version of Signpost needs them? Raises Newer."""
    at = MigrationContext.configure(db).get_current_revision()
    if at and at not in {script.revision for script in _scripts().walk_revisions()}:
        raise Newer
    return at == _scripts().get_current_head()


def upgrade(db: sa.engine.Connection, to: str = "head") -> None:
    """Takes the steps up to the revision `to`, in the connection's transaction."""
    command.upgrade(_config(db), to)


def downgrade(db: sa.engine.Connection, to: str) -> None:
    """Takes steps back, as far as the revision `to`; `base` leaves nothing."""
    command.downgrade(_config(db), to)


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config(db: sa.engine.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = db
    return config
