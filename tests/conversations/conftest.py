"""What the conversations are played with: one understanding for all, loaded once a process."""

import pytest

from bot.channels import gate
from bot.nlu import loading
from bot.nlu.understanding import Understanding
from knowledge.pack import Pack
from tests.conversations.player import Player


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    return loading.shared()


@pytest.fixture
def player(understanding: Understanding, pack: Pack) -> Player:
    """A conversation that nobody has begun yet."""
    return Player(gate.shared(), understanding, pack)
