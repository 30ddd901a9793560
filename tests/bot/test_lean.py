"""What is not used is not imported."""

from pathlib import Path

import pytest

import bot.privacy  # noqa: F401 - it has Presidio be imported without transformers, wherever it is imported next
from tests.conftest import Server


def test_presidio_is_imported_without_transformers():
    from presidio_analyzer.nlp_engine import huggingface_token_pipe

    assert not huggingface_token_pipe.is_available()


@pytest.mark.slow
def test_a_server_runs_without_tensorflow(server: Server):
    assert server.say("lean", "hello")
    mapped = Path(f"/proc/{server.process.pid}/maps").read_text(encoding="utf-8")
    assert "torch" in mapped or "onnxruntime" in mapped  # its libraries show there
    assert "tensorflow" not in mapped
