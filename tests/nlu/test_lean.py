"""Masking and reading a message import no torch, also where it is installed."""

import importlib
import json  # noqa: F401 - it must be there
import subprocess
import sys

import pytest

from bot.lean import without

READS = """
import sys
from bot.channels import gate
from bot.nlu import loading
said = gate.shared().admit("this is Sarah Smith, can I tell her teacher?")
assert "Sarah" not in said.text
assert loading.shared().read(said.text).flow
print(sorted({"torch", "transformers", "sentence_transformers"} & set(sys.modules)))
"""


def test_reading_a_message_imports_no_torch():
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", READS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_package_is_missing_only_meanwhile(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with without("colorsys", "json"):
        assert importlib.import_module("json").dumps([]) == "[]"  # imported before, so it stays
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("colorsys")
    assert importlib.import_module("colorsys").rgb_to_hsv(0, 0, 0) == (0, 0, 0)
