"""The large encoder is put together from its packages, and is the published one."""

import hashlib
import zipfile
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from knowledge import large
from knowledge.large import EncoderMissing, put_together

WEIGHTS = b"weights" * 1_000


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Packages with a small archive in them, cut anywhere; `holds` says what it has beside the weights."""

    def make(holds: tuple[str, ...] = ("config.json", "tokenizer.json", "tokenizer_config.json"), missing: int = 0):
        with zipfile.ZipFile(tmp_path / "whole.zip", "w") as archive:
            for name in ("model.safetensors", *holds):
                archive.writestr(f"all-mpnet-base-v2/{name}", WEIGHTS if name.endswith("safetensors") else b"{}")
        whole = (tmp_path / "whole.zip").read_bytes()
        for at, name in enumerate(large.PARTS):
            place = tmp_path / name / "input" / f"all-mpnet-base-v2.zip.{at + 1:03}"
            place.parent.mkdir(parents=True)
            place.write_bytes(whole[at * len(whole) // 5 : (at + 1) * len(whole) // 5])

        class Distribution:
            def __init__(self, name: str):
                if missing and name == large.PARTS[missing - 1]:
                    raise PackageNotFoundError(name)
                self.files = [File(path) for path in (tmp_path / name).rglob("*.zip.*")]

        monkeypatch.setattr(large, "distribution", Distribution)

    class File:
        def __init__(self, path: Path):
            self._path = path

        def locate(self) -> Path:
            return self._path

    monkeypatch.setattr(large, "SHA256", hashlib.sha256(WEIGHTS).hexdigest())
    return make


def test_its_files_are_put_together(parts, tmp_path: Path):
    parts()
    said: list[str] = []
    put_together(tmp_path / "encoder", said.append)
    assert (tmp_path / "encoder" / "model.safetensors").read_bytes() == WEIGHTS
    assert {path.name for path in (tmp_path / "encoder").iterdir()} == set(large._FILES)
    assert said[-1] == "joining, part 5 of 5"


def test_one_that_was_begun_is_made_anew(parts, tmp_path: Path):
    parts()
    (tmp_path / "encoder").mkdir()
    (tmp_path / "encoder" / "model.safetensors").write_bytes(b"half of it")
    put_together(tmp_path / "encoder")
    assert (tmp_path / "encoder" / "model.safetensors").read_bytes() == WEIGHTS


def test_a_package_that_is_missing_is_named(parts, tmp_path: Path):
    parts(missing=3)
    with pytest.raises(EncoderMissing, match=r"part-003.*Run 'make install'"):
        put_together(tmp_path / "encoder")


def test_other_weights_are_not_taken(parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    parts()
    monkeypatch.setattr(large, "SHA256", "0" * 64)
    with pytest.raises(EncoderMissing, match="other weights"):
        put_together(tmp_path / "encoder")


def test_an_archive_without_a_file_is_not_taken(parts, tmp_path: Path):
    parts(holds=("config.json",))
    with pytest.raises(EncoderMissing, match="other weights"):
        put_together(tmp_path / "encoder")
