"""What was taught and travels with the project: made of what is here now, opened where nothing newer was taught."""

import json

import pytest

from bot import settings, train
from bot.networks import MANIFEST, WEIGHTS

NETWORKS = ["names", "classifier", "votes", "selector"]


@pytest.mark.parametrize("name", NETWORKS)
def test_it_was_made_of_what_is_here(name):
    assert train.taught_from(settings.TAUGHT / name) == train.part_named(name).made_from, (
        f"bot/taught/{name} is older than what it is made of: train.train(print, anew=True) teaches it again"
    )
    assert all(path.exists() for path in train.part_named(name).inputs)


@pytest.mark.parametrize("name", NETWORKS)
def test_it_is_small_enough_to_travel(name):
    most = 7_400_000 if name == "selector" else 2_600_000  # over the large encoder
    assert sum(path.stat().st_size for path in (settings.TAUGHT / name).iterdir()) < most


@pytest.mark.parametrize("name", ["names", "classifier"])
def test_one_taught_here_is_opened_where_it_is_whole(name, tmp_path, monkeypatch):
    here = tmp_path / name
    monkeypatch.setattr(settings, "MODELS", tmp_path)
    assert settings.taught(name) == settings.TAUGHT / name
    here.mkdir()
    (here / "weights.safetensors").write_bytes(b"")  # of an older version
    assert settings.taught(name) == settings.TAUGHT / name
    (here / MANIFEST).write_text("{}")
    assert settings.taught(name) == here


def test_all_that_travels_is_small():
    assert sum(path.stat().st_size for path in settings.TAUGHT.rglob("*") if path.is_file()) < 12_000_000


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
