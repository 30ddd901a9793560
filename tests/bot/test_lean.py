"""What is not used is not imported."""

import pytest

from tests.conftest import Server


def test_presidio_is_imported_without_transformers():
    import bot.privacy  # noqa: F401 - it must be the first to import Presidio
    from presidio_analyzer.nlp_engine import huggingface_token_pipe

    assert not huggingface_token_pipe.is_available()


@pytest.mark.slow
def test_a_server_runs_without_tensorflow(server: Server):
    assert server.say("lean", "hello")
    with open(f"/proc/{server.process.pid}/maps", encoding="utf-8") as mapped:
        assert not [line for line in mapped if "tensorflow" in line]
