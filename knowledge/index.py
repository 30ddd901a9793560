"""The index of a pack on disk: built once, checked against the pack, rebuilt for what changed."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from knowledge import ranker
from knowledge.asides import write_asides
from knowledge.finder import Finder, write_passages
from knowledge.pack import Pack
from knowledge.vectors import EmbeddingCache, Encodes, is_alike, probe

FORMAT = 4  # raise when the files of the index change their meaning
_MEND = "run 'signpost train'"


class IndexMissing(RuntimeError):
    """There is no index yet."""


class IndexStale(RuntimeError):
    """The index was built from another state of the pack, or with another encoder."""


def content_hash(pack: Pack) -> str:
    """A hash of everything of the pack that the index is made of."""
    parts = {
        "sections": [[s.id, s.title, s.page, s.front.aliases, s.text, s.questions] for s in pack.sections.values()],
        "uncovered": [[one.q, one.kind] for one in pack.uncovered],
        "glossary": [[term.term, term.expands] for term in pack.glossary],
        "asked": [[guide.id, guide.asked] for guide in pack.guides.values()],
        "advice": [[guide.id, a.id, a.title, a.say] for guide in pack.guides.values() for a in guide.advice],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def is_current(pack: Pack, folder: Path) -> bool:
    """True if `folder` holds an index of the pack as it is now. Loads no encoder."""
    return manifest(folder).get("content") == content_hash(pack)


def build(pack: Pack, encoder: Encodes, folder: Path, progress: Callable[[str], None] = lambda line: None) -> None:
    """Write the index of `pack` into `folder`, embedding only texts that are new there.

    The manifest goes first and comes last, so an index that was cut short is missing, not wrong.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").unlink(missing_ok=True)
    cache = EmbeddingCache(folder / "embeddings.npz", encoder, progress)
    count = write_passages(pack, cache, folder)
    write_asides(pack, cache, folder)
    ranker.train(pack, cache, Finder(pack, folder), folder, progress)
    cache.save()
    np.save(folder / "probe.npy", cache.probe)
    written = {
        "format": FORMAT,
        "content": content_hash(pack),
        "encoder": Path(encoder.name).name,
        "files": _files(folder),
    }
    (folder / "manifest.json").write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    progress(f"indexed {len(pack.sections)} sections as {count:,} passages")


def check(pack: Pack, folder: Path, encoder: Encodes) -> None:
    """Raise IndexMissing or IndexStale, with what mends it, unless `folder` holds an index that fits."""
    found = manifest(folder)
    if not found or not (folder / "passages.faiss").exists():
        raise IndexMissing(f"There is no index of this pack yet: {_MEND}.")
    if not is_whole(folder):  # a vector file that was cut short would end the process: it is mapped, not read
        raise IndexMissing(f"A file of the index is damaged or missing: {_MEND}.")
    if found.get("content") != content_hash(pack):
        raise IndexStale(f"The pack has changed since its index was built: {_MEND}.")
    kept, now = np.load(folder / "probe.npy"), probe(encoder)
    if not is_alike(kept, now):
        raise IndexStale(f"The index was built with another encoder than the one in use: {_MEND}.")


def is_whole(folder: Path) -> bool:
    """True if every file of the index is as `build` wrote it."""
    said = manifest(folder)
    return bool(said) and said.get("files", {}).items() <= _files(Path(folder)).items()


def _files(folder: Path) -> dict[str, str]:
    """What tells whether a file of the index is whole. The embeddings are left out: they only save work to `build`."""
    parts = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.name not in ("manifest.json", "embeddings.npz")]
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()[:32] for p in parts}


def manifest(folder: Path) -> dict[str, Any]:
    """What `build` said of the index in `folder`; empty if there is none that this version can read."""
    try:
        found = json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and found.get("format") == FORMAT else {}
