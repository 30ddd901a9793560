"""What is wrong before the server starts is said in one plain sentence that names the mend."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot import serve as serving
from bot import settings
from bot.nlu.lookup import Lookup, open_search
from knowledge import encoder
from knowledge.pack import PackError
from knowledge.search import IndexMissing, IndexStale
from tests.conftest import ROOT

FILES = sorted(str(p.relative_to(settings.INDEX)) for p in settings.INDEX.rglob("*") if p.is_file())


@pytest.fixture
def refused(tmp_path, monkeypatch):
    """Begins to serve with settings that are changed, and gives the sentence with which that is refused."""
    monkeypatch.setattr(settings, "VAR", tmp_path / "var")
    for name in ("SIGNPOST_DATABASE", "SIGNPOST_ACTIONS"):
        monkeypatch.setenv(name, "")  # so that what is set there is taken away afterwards
        monkeypatch.delenv(name)
    settings.forget_pack()

    def refused() -> str:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        with pytest.raises((serving.CannotServe, PackError, ValueError)) as caught:
            serving.serve("127.0.0.1", port)
        return str(caught.value)

    yield refused
    settings.forget_pack()


@pytest.mark.slow
@pytest.mark.parametrize("kept", [None, 0, 0.5, 0.999, "zeros"])
def test_a_model_that_is_missing_or_cut_short(tmp_path, monkeypatch, refused, kept):
    whole = settings.MODEL.read_bytes()
    monkeypatch.setattr(settings, "MODEL", tmp_path / "signpost.tar.gz")
    if kept is not None:
        settings.MODEL.write_bytes(bytes(len(whole)) if kept == "zeros" else whole[: int(len(whole) * kept)])
    assert "Run 'signpost train'" in refused()


@pytest.mark.slow
def test_a_pack_that_is_broken_at_start(tmp_path, monkeypatch, refused):
    shutil.copytree(settings.PACK, tmp_path / "pack")
    (tmp_path / "pack" / "contacts.yml").write_text("contacts: {", encoding="utf-8")
    monkeypatch.setattr(settings, "PACK", tmp_path / "pack")
    assert refused().startswith("contacts.yml: line ")


@pytest.mark.slow
def test_a_database_that_is_none(tmp_path, refused):
    settings.VAR.mkdir()
    (settings.VAR / "conversations.db").write_text("this is no database, but a letter " * 100)
    said = refused()
    assert "conversations.db" in said and "move it away" in said and "sqlalche" not in said


@pytest.mark.slow
def test_a_postgresql_server_without_a_key_that_all_instances_share(monkeypatch, refused):
    monkeypatch.setenv("SIGNPOST_DATABASE", "postgresql://signpost:unmistakable@127.0.0.1:1/signpost")
    monkeypatch.delenv("SIGNPOST_SECRET", raising=False)
    assert "SIGNPOST_SECRET must be set" in refused()
    monkeypatch.setenv("SIGNPOST_SECRET", "a key for these tests alone, long enough")
    said = refused()
    assert "in SIGNPOST_DATABASE can't be used" in said and "refused" in said and "unmistakable" not in said


@pytest.mark.slow
def test_days_that_are_no_number(monkeypatch, refused):
    for days in ("a month", "-1", "nan", "inf"):
        monkeypatch.setenv("SIGNPOST_RETENTION_DAYS", days)
        assert "SIGNPOST_RETENTION_DAYS" in refused()


@pytest.mark.slow
def test_the_command_says_it_in_one_sentence(tmp_path):
    env = {**os.environ, "SIGNPOST_MODELS": str(tmp_path), "SIGNPOST_VAR": str(tmp_path), "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "bot.cli", "serve", "--port", "0"]
    told = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=100, check=False)
    assert told.returncode == 2  # a port of 0 is wrong usage
    command[-1] = "5098"
    told = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=100, check=False)
    assert told.returncode == 1 and told.stdout == ""
    assert "no trained model yet" in told.stderr and "Traceback" not in told.stderr and told.stderr.count("\n") <= 2


def index_copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(settings.INDEX, tmp_path / "index"))


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("damage", ["missing", "empty", "cut short", "zeros"])
def test_every_damage_to_the_index_is_seen_before_it_is_used(tmp_path, pack, file, damage):
    folder = index_copy(tmp_path)
    path = folder / file
    content = path.read_bytes()
    match damage:
        case "missing":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "cut short":
            path.write_bytes(content[: len(content) // 2])
        case "zeros":
            path.write_bytes(bytes(len(content)))
    if file == "embeddings.npz":  # only saves work to the next training
        open_search(pack, folder, encoder.shared())
        return
    with pytest.raises((IndexMissing, IndexStale), match="signpost train"):
        open_search(pack, folder, encoder.shared())


@pytest.mark.slow
def test_an_index_is_built_again_over_embeddings_that_are_damaged(tmp_path):
    import numpy as np

    from knowledge.vectors import EmbeddingCache

    class Ones:
        name = "ones"

        def encode(self, texts: list[str]) -> np.ndarray:
            return np.ones((len(texts), 4), dtype=np.float32) / 2

    kept = tmp_path / "embeddings.npz"
    cache = EmbeddingCache(kept, Ones(), lambda line: None)
    cache.encode(["a", "b"])
    cache.save()
    said: list[str] = []
    for content in (b"", b"PK", kept.read_bytes()[:200]):
        kept.write_bytes(content)
        assert EmbeddingCache(kept, Ones(), said.append).encode(["a"]).shape == (1, 4)
    assert sum("can't be read" in line for line in said) == 3


def test_the_lookup_finds_an_index_that_comes_later():
    now, tries = [0.0], []

    class Found:
        def ask(self, question, embedding):
            if question == "break":
                raise RuntimeError("secret words")
            return "an answer"

    def load():
        tries.append(now[0])
        if now[0] < 30:
            raise IndexMissing("There is no index: run 'signpost train'.")
        return Found()

    lookup = Lookup(load, clock=lambda: now[0])
    for now[0] in range(0, 30, 2):
        assert lookup.ask("where?") is None
    assert len(tries) == 3  # not at every question
    now[0] = 31.0
    assert lookup.ask("where?") == "an answer"
    assert lookup.ask("break") is None
    assert lookup.ask("where?") == "an answer"


@pytest.mark.slow
def test_training_mends_what_is_damaged(tmp_path, monkeypatch):
    from bot import train

    built = []
    output = tmp_path / "thing" / "manifest.json"

    def build(progress):
        built.append(1)
        output.parent.mkdir(exist_ok=True)
        output.write_text("made")
        (output.parent / "vectors").write_text("made too")

    monkeypatch.setattr(train, "_parts", lambda: [train.PartOfModel("thing", [Path(__file__)], build, output)])
    monkeypatch.setattr(train, "_MADE_FROM", tmp_path / "made-from.json")
    monkeypatch.setattr(settings, "MODELS", tmp_path)
    for damage in (lambda: None, lambda: (output.parent / "vectors").write_text("mad"), output.unlink):
        damage()
        assert train.train(lambda line: None) == ["thing"]
        assert train.train(lambda line: None) == []
    (tmp_path / "made-from.json").write_text("{")
    assert train.train(lambda line: None) == ["thing"]
    assert len(built) == 4


def test_a_database_says_why_and_never_what(tmp_path):
    from bot.database import Database, reason

    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(Exception) as caught:
        database.run(lambda db: db.exec_driver_sql("select * from nowhere where words = 'secret'"))
    assert "secret" not in reason(caught.value)
    assert sqlite3.connect(tmp_path / "a.db").close() is None


@pytest.mark.slow
def test_slack_is_not_even_imported_where_it_is_not_configured(tmp_path):
    code = "import sys, bot.serve as s; s._channels(); print([m for m in sys.modules if m.startswith('bot.channels.slack')])"
    env = {k: v for k, v in os.environ.items() if not k.startswith("SIGNPOST_SLACK")} | {
        "PYTHONWARNINGS": "ignore",
        "SIGNPOST_VAR": str(tmp_path),
    }
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
