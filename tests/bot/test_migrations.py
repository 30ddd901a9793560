"""Migrations: up and down on each kind of database, agreeing with the models, and taking on what was there before them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot import migrations, rows
from bot.database import Database, conversations, learners, reason, tables
from bot.migrations.versions import __path__ as versions

HEAD = "0004"
BEFORE = {  # the statements with which the code made its tables before there were migrations
    "conversations": "create table conversations (sender_id varchar(255) not null primary key, state text not null, updated float not null)",
    "index": "create index ix_conversations_updated on conversations (updated)",
    "learners": "create table learners (key varchar(64) not null primary key, kept text not null, updated float not null)",
    "learners index": "create index ix_learners_updated on learners (updated)",
}


@pytest.fixture
def engine(database_url):
    return sa.create_engine(database_url, future=True)


def there(engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names())


def shape(engine) -> dict:
    """Columns, keys and indices of every table."""
    seen = sa.inspect(engine)
    return {
        name: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(name)],
            seen.get_pk_constraint(name)["constrained_columns"],
            sorted((i["name"], tuple(i["column_names"]), bool(i["unique"])) for i in seen.get_indexes(name)),
        )
        for name in seen.get_table_names()
    }


def test_the_newest_step_is_the_one_that_these_tests_know():
    assert migrations._scripts().get_current_head() == HEAD and len(versions) == 1


def test_the_models_and_the_migrations_agree(engine, database_url):
    Database(database_url)
    with engine.connect() as db:
        differ = compare_metadata(MigrationContext.configure(db, opts={"compare_type": True}), tables)
    assert differ == [], "bot/database.py and bot/migrations do not make the same tables: write a migration"


def test_every_step_goes_up_down_and_up_again(engine):
    steps = [script.revision for script in migrations._scripts().walk_revisions()][::-1]
    shapes = []
    for step in steps:
        with engine.begin() as db:
            migrations.upgrade(db, step)
        shapes.append(shape(engine))
    for step, before in zip(["base", *steps][-2::-1], [None, *shapes][-2::-1], strict=True):
        with engine.begin() as db:
            migrations.downgrade(db, step)
        assert there(engine) == {"alembic_version"} if step == "base" else shape(engine) == before
    with engine.begin() as db:
        migrations.upgrade(db)
    assert shape(engine) == shapes[-1]


@pytest.mark.parametrize("had", [list(BEFORE), list(BEFORE)[:2]], ids=["of all", "of a time without learners"])
def test_a_database_from_before_migrations_is_taken_on_without_loss(engine, database_url, had):
    with engine.begin() as db:
        for statement in had:
            db.exec_driver_sql(BEFORE[statement])
        db.exec_driver_sql("insert into conversations (sender_id, state, updated) values ('a', '[]', 1.5)")
        if "learners" in had:
            db.exec_driver_sql("insert into learners (key, kept, updated) values ('k', '{}', 2.5)")
    database = Database(database_url)
    assert database.run(lambda db: db.execute(sa.select(conversations)).all()) == [("a", "[]", 1.5, 1)]
    kept = database.run(lambda db: db.execute(sa.select(learners)).all())
    assert kept == ([("k", "{}", 2.5)] if "learners" in had else [])
    with engine.connect() as db:
        assert compare_metadata(MigrationContext.configure(db), tables) == []


def test_rows_outlast_a_step_down_and_up(engine, database_url):
    database = Database(database_url)
    row = {"sender_id": "a", "state": "[]", "updated": 1.5, "version": 7}
    database.run(lambda db: db.execute(conversations.insert().values(**row)))
    with engine.begin() as db:
        migrations.downgrade(db, "0001")
        assert db.exec_driver_sql("select * from conversations").all() == [("a", "[]", 1.5)]
    assert Database(database_url).run(lambda db: db.execute(sa.select(conversations)).all()) == [("a", "[]", 1.5, 1)]


def test_the_version_before_goes_on_beside_this_one(engine, database_url):
    database = Database(database_url)
    with engine.begin() as db:  # as it writes, without the columns that it does not know
        db.exec_driver_sql("insert into conversations (sender_id, state, updated) values ('a', '[]', 2.5)")
        db.exec_driver_sql("update conversations set state = '[1]', updated = 3.5 where sender_id = 'a'")
    assert database.run(lambda db: rows.read(db, "a")) == rows.Row("[1]", 1)


def test_a_database_of_a_newer_signpost_is_left_alone(engine, database_url):
    Database(database_url)
    with engine.begin() as db:
        db.exec_driver_sql("update alembic_version set version_num = '9999'")
    with pytest.raises(migrations.Newer) as refused:
        Database(database_url)
    assert "newer version of Signpost" in reason(refused.value)


def test_instances_that_start_at_once_make_the_tables_once(engine, database_url):
    with ThreadPoolExecutor(6) as instances:
        assert len(list(instances.map(lambda _: Database(database_url), range(6)))) == 6
    with engine.connect() as db:
        assert db.exec_driver_sql("select version_num from alembic_version").all() == [(HEAD,)]
