"""What was taught and travels with the project: made of what is here now, opened where nothing newer was taught."""

import json

import pytest

from bot import settings, train
from bot.adapter import MANIFEST, WEIGHTS

NETWORKS = [name for name in ("names", "classifier") if (settings.TAUGHT / name).exists()]


@pytest.mark.parametrize("name", NETWORKS)
def test_it_was_made_of_what_is_here(name):
    assert train.taught_from(settings.TAUGHT / name) == train.content_hash(train.inputs_of(name)), (
        f"bot/taught/{name} is older than what it is made of: train.train(print, anew=True) teaches it again"
    )
    assert all(path.exists() for path in train.inputs_of(name))


@pytest.mark.parametrize("name", NETWORKS)
def test_it_is_small_enough_to_travel(name):
    assert sum(path.stat().st_size for path in (settings.TAUGHT / name).iterdir()) < 2_600_000


@pytest.mark.parametrize("name", ["names", "classifier"])
def test_one_taught_here_is_opened_where_it_is_whole(name, tmp_path, monkeypatch):
    here = tmp_path / name
    monkeypatch.setattr(settings, "MODELS", tmp_path)
    monkeypatch.setattr(settings, "MASKING", tmp_path / "names")
    folder = getattr(settings, name)
    assert folder() == settings.TAUGHT / name
    here.mkdir()
    (here / MANIFEST).write_text("{}")
    (here / "weights.safetensors").write_bytes(b"")  # of an older version
    assert folder() == settings.TAUGHT / name
    (here / WEIGHTS).write_bytes(b"")
    assert folder() == here


def test_what_travels_is_stamped_with_what_it_was_made_of(tmp_path):
    taught, travels = tmp_path / "taught", tmp_path / "travels"
    taught.mkdir()
    (taught / MANIFEST).write_text(json.dumps({"sha256": "x"}))
    (taught / WEIGHTS).write_bytes(b"weights")
    part = train.PartOfModel("names", [], lambda _: None, taught / MANIFEST, travels)
    train._travel(part, "made of this")
    assert train.taught_from(travels) == "made of this"
    assert (travels / WEIGHTS).read_bytes() == b"weights"
    for damaged in ("{", "[]", "{}"):
        (travels / MANIFEST).write_text(damaged)
        assert train.taught_from(travels) is None
