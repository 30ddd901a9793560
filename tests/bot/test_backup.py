"""The database copied and brought back: what was deleted stays deleted, what is old goes, and nothing is half done."""

import hashlib
import sqlite3
import stat
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from bot import backup as copying
from bot import cli, editions, learners
from bot.database import DAY, Database, conversations, unanswered
from bot.database import learners as learners_table

NOW = 1_800_000_000.0


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    monkeypatch.setenv("SIGNPOST_DATABASE", url)
    monkeypatch.delenv("SIGNPOST_RETENTION_DAYS", raising=False)
    return url


def fill(url: str, **states: str) -> Database:
    database = Database(url)
    rows = [{"sender_id": name, "state": state, "updated": NOW} for name, state in states.items()]
    database.run(lambda db: db.execute(conversations.insert(), rows))
    return database


def there(url: str) -> dict[str, str]:
    rows = Database(url).run(lambda db: db.execute(sa.select(conversations)).all())
    return {row.sender_id: row.state for row in rows}


def remember(url: str, sender: str, version: int) -> None:
    """A deletion as the database remembers it."""

    def work(db: sa.engine.Connection) -> None:
        columns = "id VARCHAR(64) PRIMARY KEY, version INTEGER NOT NULL, ended BOOLEAN NOT NULL, time FLOAT NOT NULL"
        db.exec_driver_sql(f"CREATE TABLE IF NOT EXISTS deleted ({columns})")
        row = (hashlib.sha256(sender.encode()).hexdigest(), version, True, NOW)
        db.exec_driver_sql(f"INSERT INTO deleted VALUES ('{row[0]}', {row[1]}, {row[2]}, {row[3]})")

    Database(url).run(work)


def with_versions(url: str) -> None:
    """The column that says which version of a conversation stands, where the database has none."""

    def work(db: sa.engine.Connection) -> None:
        if "version" not in {column["name"] for column in sa.inspect(db).get_columns("conversations")}:
            db.exec_driver_sql("ALTER TABLE conversations ADD COLUMN version INTEGER NOT NULL DEFAULT 1")

    Database(url).run(work)


def test_what_was_copied_comes_back(url: str, tmp_path: Path):
    fill(url, a="first", b="second")
    copying.backup(url, tmp_path / "copy")
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600
    Database(url).run(lambda db: db.execute(conversations.update().values(state="spoilt")))
    done = copying.restore(url, tmp_path / "copy", NOW)
    assert there(url) == {"a": "first", "b": "second"} and done.conversations == 2
    (tmp_path / "a.db").unlink()
    copying.restore(url, tmp_path / "copy", NOW)
    assert there(url) == {"a": "first", "b": "second"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.db", "copy"]


def test_a_copy_is_made_while_the_server_writes(url: str, tmp_path: Path):
    database = fill(url, a="first")
    copying.backup(url, tmp_path / "copy")
    database.run(lambda db: db.execute(conversations.insert().values(sender_id="b", state="later", updated=NOW)))
    assert there(url) == {"a": "first", "b": "later"}
    assert there(f"sqlite:///{tmp_path / 'copy'}") == {"a": "first"}


def test_what_was_deleted_is_in_no_later_copy(url: str, tmp_path: Path):
    database = fill(url, a="unmistakable" * 2_000, b="second")
    database.run(lambda db: db.execute(conversations.delete().where(conversations.c.sender_id == "a")))
    copying.backup(url, tmp_path / "copy")
    assert b"unmistakable" not in (tmp_path / "copy").read_bytes()


def test_retention_is_applied_at_once(url: str, tmp_path: Path):
    fill(url, a="unmistakable")
    copying.backup(url, tmp_path / "copy")
    done = copying.restore(url, tmp_path / "copy", NOW + 31 * DAY)
    assert (done.conversations, done.expired) == (0, 1)
    assert b"unmistakable" not in (tmp_path / "a.db").read_bytes()


def test_what_was_deleted_since_stays_deleted(url: str, tmp_path: Path):
    """But a conversation that was begun anew after an earlier deletion, before the copy, comes back."""
    database = fill(url, a="unmistakable", b="second", c="begun anew")
    with_versions(url)
    row = {"day": int(NOW // DAY), "kind": "unsure", "words": "wuggleflop", "sender_id": "a"}
    database.run(lambda db: db.execute(unanswered.insert().values(**row)))
    database.run(lambda db: db.exec_driver_sql("UPDATE conversations SET version = 9 WHERE sender_id = 'c'"))
    remember(url, "c", 5)
    copying.backup(url, tmp_path / "copy")
    database.run(lambda db: db.execute(conversations.delete().where(conversations.c.sender_id == "a")))
    remember(url, "a", 1_001)
    done = copying.restore(url, tmp_path / "copy", NOW)
    assert there(url) == {"b": "second", "c": "begun anew"} and done.deleted_again == 1
    content = (tmp_path / "a.db").read_bytes()
    assert b"unmistakable" not in content and b"wuggleflop" not in content
    again = copying.restore(url, tmp_path / "copy", NOW)  # it is remembered for the next time
    assert again.deleted_again == 1 and "a" not in there(url)


def test_where_the_database_is_lost_that_is_said(url: str, tmp_path: Path):
    fill(url, a="first")
    copying.backup(url, tmp_path / "copy")
    (tmp_path / "a.db").write_bytes(b"rubbish" * 1_000)
    assert copying.restore(url, tmp_path / "copy", NOW).deleted_again is None
    assert there(url) == {"a": "first"}


@pytest.mark.parametrize("spoil", [b"", b"rubbish", b"SQLite format 3\0 and no more", b"PGDMP of another kind"])
def test_what_is_no_copy_changes_nothing(url: str, tmp_path: Path, spoil: bytes):
    fill(url, a="first")
    (tmp_path / "copy").write_bytes(spoil)
    with pytest.raises(copying.BackupFailed):
        copying.restore(url, tmp_path / "copy", NOW)
    assert there(url) == {"a": "first"} and not list(tmp_path.glob("*.part"))


def test_a_copy_that_was_cut_short_changes_nothing(url: str, tmp_path: Path):
    fill(url, **{f"s{i}": "x" * 500 for i in range(200)})
    copying.backup(url, tmp_path / "copy")
    whole = (tmp_path / "copy").read_bytes()
    (tmp_path / "copy").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(copying.BackupFailed):
        copying.restore(url, tmp_path / "copy", NOW)
    assert len(there(url)) == 200


def test_another_database_of_sqlites_is_not_taken(url: str, tmp_path: Path):
    with sqlite3.connect(tmp_path / "other") as other:
        other.execute("CREATE TABLE somebody (name TEXT)")
    other.close()
    with pytest.raises(copying.BackupFailed, match="no database of Signpost's"):
        copying.restore(url, tmp_path / "other", NOW)


def test_a_copy_is_never_written_over_another(url: str, tmp_path: Path):
    fill(url, a="first")
    (tmp_path / "copy").write_text("mine")
    told = CliRunner().invoke(cli.app, ["backup", str(tmp_path / "copy")])
    assert (
        told.exit_code == 1
        and "there already" in " ".join(told.output.split())
        and (tmp_path / "copy").read_text() == "mine"
    )
    told = CliRunner().invoke(cli.app, ["backup", str(tmp_path / "no" / "such" / "folder")])
    assert told.exit_code == 1 and "can't be written" in " ".join(told.output.split())


def test_the_commands_say_what_they_did(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    fill(url, a="first")
    Database(url).run(lambda db: db.execute(conversations.update().values(updated=4e9)))  # however late this runs
    assert CliRunner().invoke(cli.app, ["backup", str(tmp_path / "copy")]).exit_code == 0
    (tmp_path / "a.db").unlink()
    assert CliRunner().invoke(cli.app, ["restore", str(tmp_path / "copy")], input="n\n").exit_code == 1
    told = CliRunner().invoke(cli.app, ["restore", str(tmp_path / "copy"), "--yes"])
    assert told.exit_code == 0 and "Restored: 1 conversations" in told.output
    assert "signpost purge --days 0" in " ".join(told.output.split())
    monkeypatch.setattr(editions, "running", lambda var: True)
    told = CliRunner().invoke(cli.app, ["restore", str(tmp_path / "copy"), "--yes"])
    assert told.exit_code == 1 and "server is running" in told.output


@pytest.mark.slow
def test_a_postgresql_database_is_copied_and_comes_back(tmp_path: Path):
    servers = pytest.importorskip("tests.servers", reason="there is no PostgreSQL server for tests")
    server = servers.PostgreSQL()
    try:
        url = server.new("copied")
        fill(url, a="first", b="second")
        with_versions(url)
        copying.backup(url, tmp_path / "copy")
        Database(url).run(lambda db: db.execute(conversations.delete().where(conversations.c.sender_id == "a")))
        remember(url, "a", 1_001)
        done = copying.restore(url, tmp_path / "copy", NOW)
        assert there(url) == {"b": "second"} and done.deleted_again == 1
        (tmp_path / "short").write_bytes((tmp_path / "copy").read_bytes()[:600])
        with pytest.raises(copying.BackupFailed, match="pg_restore"):
            copying.restore(url, tmp_path / "short", NOW)
        assert there(url) == {"b": "second"}
    finally:
        server.remove()


def test_a_learners_progress_that_was_deleted_since_stays_deleted(url: str, tmp_path: Path):
    """But what was agreed to anew, before the copy, comes back."""
    database, now = fill(url, a="there must be one"), time.time()

    def learn(**learning: object) -> None:
        database.run(lambda db: learners.write(db, {"learning": {"progress": {}, **learning}}))

    for key in ("stays", "goes", "anew"):
        learn(key=key)
    copying.backup(url, tmp_path / "copy")
    learn(forgets="goes", forgot=now + 60)
    learn(forgets="anew", forgot=now - 3600)
    copying.restore(url, tmp_path / "copy", now)
    kept = database.run(lambda db: set(db.execute(sa.select(learners_table.c.key)).scalars()))
    assert kept == {"stays", "anew"}
