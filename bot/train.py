"""`signpost train`: the index, the networks that find names and read messages, and Rasa's model, each only if what it is
made of changed."""

import contextlib
import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bot import settings
from bot.privacy import model

Progress = Callable[[str], None]
_MADE_FROM = settings.MODELS / "made-from.json"


class DiskFull(RuntimeError):
    """Not enough room for the models."""


def train(progress: Progress) -> list[str]:
    """Build what changed; gives the names of what was built, none if nothing changed.

    What a part is made of is hashed: pack files, examples, rules and the code that reads them.
    """
    settings.MODELS.mkdir(parents=True, exist_ok=True)
    made = _made()
    built = []
    whole = made.setdefault("whole", {})
    for name, inputs, build, output in _parts():
        now = _hash(inputs)
        if made.get(name) == now and output.exists() and whole.get(name, _outcome(output)) == _outcome(output):
            continue
        if shutil.disk_usage(settings.MODELS).free < 300_000_000:
            raise DiskFull(
                f"The disk that holds {settings.MODELS} has less than 300 MB free. Free some space and run this again."
            )
        progress(f"{name}: building")
        build(lambda line, name=name: progress(f"{name}: {line}"))
        made[name], whole[name] = now, _outcome(output)
        _MADE_FROM.write_text(json.dumps(made, indent=1))
        built.append(name)
    return built


def _parts() -> list[tuple[str, list[Path], Callable[[Progress], None], Path]]:
    """Name, what it is made of, how, and where it goes; later parts use earlier ones."""
    root, pack = settings.ROOT, settings.PACK
    knowledge = [
        *pack.rglob("*.md"),
        *pack.rglob("*.questions.yml"),
        *pack.glob("guides/*.yml"),
        *(p for n in ("uncovered", "glossary", "areas", "pack") for p in pack.glob(f"{n}.yml")),
    ]
    search_code = [
        root / "knowledge" / f"{n}.py"
        for n in (
            "search",
            "asides",
            "alike",
            "index",
            "passages",
            "finder",
            "rank",
            "ranker",
            "lexical",
            "coverage",
            "vectors",
            "encoder",
        )
    ]
    examples = [*(root / "bot" / "data" / "nlu").glob("*.yml"), root / "bot" / "nlu" / "examples.py"]
    network = [root / "knowledge" / "teachable.py", root / "knowledge" / "encoder.py"]
    nlu_code = [p for p in (root / "bot" / "nlu").glob("*.py") if p.stem in ("flows", "understanding", "component")]
    nlu_code += [root / "knowledge" / "rank.py", root / "knowledge" / "alike.py"]
    conversation = [
        root / "config.yml",
        root / "domain.yml",
        *(root / "bot" / "data").rglob("*.yml"),
        *nlu_code,
        root / "bot" / "policies" / "safety.py",
    ]
    # What the mask was taught comes with the project: it is taught here only where that no longer holds.
    names = model.inputs(pack)
    taught_here = not model.holds(model.PACKAGED, pack)
    return [
        ("index", [*knowledge, *search_code], _index, settings.INDEX / "manifest.json"),
        *([("names", names, _masking, settings.MASKING / "manifest.json")] if taught_here else []),
        (
            "reader",
            [*examples, *network, root / "bot" / "nlu" / "reader.py"],
            _reader,
            settings.READER / "manifest.json",
        ),
        ("conversation", [*conversation, root / "knowledge" / "encoder.py"], _rasa, settings.MODEL),
    ]


def _index(progress: Progress) -> None:
    from knowledge import encoder, search

    search.build(settings.pack(), encoder.shared(), settings.INDEX, progress)


def _masking(progress: Progress) -> None:
    model.train(settings.MASKING, progress, settings.pack())


def _reader(progress: Progress) -> None:
    from bot.nlu.examples import examples
    from bot.nlu.reader import Reader

    texts, flows = zip(*examples(), strict=True)
    reader = Reader.taught_on(texts, flows, progress)
    reader.keep(settings.READER, labels=reader.labels)
    progress("done")


def _rasa(progress: Progress) -> None:
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    progress("loading Rasa")
    import rasa

    progress("training on the examples and rules")
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        result = rasa.train(
            domain=str(settings.ROOT / "domain.yml"),
            config=str(settings.ROOT / "config.yml"),
            training_files=[str(settings.ROOT / "bot" / "data" / part) for part in ("nlu", "rules")],
            output=str(settings.MODELS),
            fixed_model_name=settings.MODEL.name.removesuffix(".tar.gz"),
            force_training=True,  # Rasa's own cache does not see a change in our code; our hashes do
        )
    if result.code != 0 or not settings.MODEL.exists():
        progress(said.getvalue()[-2_000:])
        raise RuntimeError("Rasa could not train. What it printed above says which file to mend.")


def _made() -> dict[str, Any]:
    """What was built last, by `train`; nothing where that can't be read."""
    try:
        made = json.loads(_MADE_FROM.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return made if isinstance(made, dict) else {}


def _outcome(output: Path) -> str:
    """What tells whether a part is still as it was built: a file cut short on the disk is built anew. The index's
    embeddings are left out: they only save work."""
    files = output.parent.rglob("*") if output.name == "manifest.json" else [output]
    return _hash(p for p in files if p.is_file() and p.name != "embeddings.npz")


def _hash(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
