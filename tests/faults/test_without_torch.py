"""What serves has no torch in it, which teaches alone: by what the server has mapped into memory after a turn."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def test_the_server_never_opens_torch(server):
    assert server.say("without-torch", "8 month old in Alfreton, police graded it medium")
    mapped = Path(f"/proc/{server.process.pid}/maps")
    if not mapped.exists():
        pytest.skip("what a process has mapped is told by Linux alone")
    opened = mapped.read_text()
    assert "onnxruntime" in opened
    assert "libtorch" not in opened
