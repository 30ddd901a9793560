"""`signpost train`: the index, the networks and Rasa's model, each only if what it is made of changed.

What takes long was taught once and travels with the project (`bot/taught/`): an adapter for names, and one for messages. It
is used as long as what it was made of stands as it stood then, and taught anew on this machine otherwise.
"""

import contextlib
import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot import settings

Progress = Callable[[str], None]
_MADE_FROM = settings.MODELS / "made-from.json"
_ROOM = 1_000_000_000  # bytes that must be free


class DiskFull(RuntimeError):
    """Not enough room for the models."""


@dataclass(frozen=True)
class PartOfModel:
    """One thing that is built: from which files, how, and where it goes. `travels`: where the one is that the project
    brings, if it does."""

    name: str
    inputs: list[Path]
    build: Callable[[Progress], None]
    output: Path
    travels: Path | None = None
    recipe: Mapping[str, Any] = field(default_factory=dict)  # the figures that it is taught with

    @property
    def made_from(self) -> str:
        """A hash of all that shapes it."""
        return content_hash(self.inputs, self.recipe)


def train(progress: Progress, anew: bool = False) -> list[str]:
    """Build what changed; gives the names of what was built, none if nothing changed. With `anew`, what travels with the
    project is taught again, and written where it travels from."""
    settings.MODELS.mkdir(parents=True, exist_ok=True)
    made = _made()
    outcomes = made.setdefault("outcomes", {})
    built = []
    for part in _parts():
        now = part.made_from
        if part.travels and not anew and taught_from(part.travels) == now:
            shutil.rmtree(part.output.parent, ignore_errors=True)  # one taught here before is older
            continue
        if not (anew and part.travels) and _stands(part, now, made):
            continue
        if shutil.disk_usage(settings.MODELS).free < _ROOM:
            raise DiskFull(
                f"The disk that holds {settings.MODELS} has less than 1 GB free. Free some space and run this again."
            )
        progress(f"{part.name}: building")
        part.build(lambda line, name=part.name: progress(f"{name}: {line}"))  # type: ignore[misc]
        if part.travels and anew:
            _travel(part, now)
        made[part.name], outcomes[part.name] = now, _outcome(part.output)
        _MADE_FROM.write_text(json.dumps(made, indent=1))
        built.append(part.name)
    return built


def to_build() -> list[str]:
    """The names of what `train` would build: what is missing, or damaged, or made of other code or another pack."""
    made = _made()
    each = ((part, part.made_from) for part in _parts())
    return [
        part.name
        for part, now in each
        if not (part.travels and taught_from(part.travels) == now) and not _stands(part, now, made)
    ]


def _stands(part: PartOfModel, now: str, made: dict[str, Any]) -> bool:
    """Is a part as it was built here, of what is there now?"""
    if made.get(part.name) != now or not part.output.exists():
        return False
    return bool(made.get("outcomes", {}).get(part.name) == _outcome(part.output))


def _travel(part: PartOfModel, made_from: str) -> None:
    """Puts what was taught where it travels from, with the hash of what it was made of."""
    assert part.travels is not None
    shutil.copytree(part.output.parent, part.travels, dirs_exist_ok=True)
    manifest = part.travels / "manifest.json"
    said = {**json.loads(manifest.read_text(encoding="utf-8")), "made_from": made_from}
    manifest.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def taught_from(folder: Path) -> str | None:
    """The hash of what the adapter in `folder` was made of; None where there is none."""
    try:
        said: str | None = json.loads((folder / "manifest.json").read_text(encoding="utf-8")).get("made_from")
        return said
    except (OSError, ValueError, AttributeError):
        return None


def part_named(name: str) -> PartOfModel:
    """One of the parts: index, names, classifier, votes, encoder, selector, advice or conversation."""
    return next(part for part in _parts() if part.name == name)


def _parts() -> list[PartOfModel]:
    """What is built; later parts use earlier ones."""
    from bot.nlu import examples, recipe, talks
    from bot.privacy import model
    from knowledge import large

    root, pack = settings.ROOT, settings.PACK
    knowledge = [
        *pack.rglob("*.md"),
        *pack.rglob("*.questions.yml"),
        *pack.glob("guides/*.yml"),
        *(p for n in ("uncovered", "glossary", "areas", "pack") for p in pack.glob(f"{n}.yml")),
    ]
    written = [*talks.TO_LEARN.glob("*.yml")]
    search = ("search", "asides", "alike", "index", "passages", "finder", "rank", "ranker", "lexical", "coverage", "vectors", "encoder", "transformer")  # fmt: skip
    return [
        PartOfModel(
            "index",
            [*knowledge, *(root / "knowledge" / f"{n}.py" for n in search)],
            _index,
            settings.INDEX / "manifest.json",
        ),
        PartOfModel("names", model.inputs(pack), _names, settings.MASKING / "manifest.json", settings.TAUGHT / "names"),
        PartOfModel(
            "classifier",
            examples.paths(),
            _classifier,
            settings.MODELS / "classifier" / "manifest.json",
            settings.TAUGHT / "classifier",
            recipe.RECIPE,
        ),
        PartOfModel(
            "votes",
            examples.paths(),
            _votes,
            settings.MODELS / "votes" / "manifest.json",
            settings.TAUGHT / "votes",
            recipe.VOTES,
        ),
        PartOfModel(
            "encoder",
            [root / "knowledge" / "large.py"],
            _encoder,
            settings.LARGE_ENCODER / large.WEIGHTS,
        ),
        PartOfModel(
            "selector",
            written,
            _selector,
            settings.MODELS / "selector" / "manifest.json",
            settings.TAUGHT / "selector",
            asdict(recipe.SELECTING),
        ),
        PartOfModel(
            "advice",
            [
                *pack.glob("guides/*.questions.yml"),
                *written,
                root / "knowledge" / "transformer.py",
                settings.TAUGHT / "selector" / "manifest.json",
            ],
            _advice,
            settings.MODELS / "advice" / "manifest.json",
        ),
        PartOfModel(
            "conversation",
            [
                *(root / name for name in ("config.yml", "domain.yml")),
                root / "bot" / "nlu" / "component.py",
                *(root / "bot" / "data" / "nlu").glob("*.yml"),
                *(root / "bot" / "data" / "stories").glob("*.yml"),
                *(root / "bot" / "policies").glob("*.py"),
            ],
            _rasa,
            settings.MODEL,
        ),
    ]


def _index(progress: Progress) -> None:
    from knowledge import search

    search.build(settings.pack(), settings.encoder(), settings.INDEX, progress)


def _names(progress: Progress) -> None:
    from bot.privacy import model

    model.train(settings.MASKING, progress, settings.pack())


def _classifier(progress: Progress) -> None:
    from bot.nlu.classifier import saved_labels
    from bot.nlu.examples import to_learn
    from bot.nlu.net import Net

    Net.train_on(to_learn(), progress).save(settings.MODELS / "classifier", labels=saved_labels())
    progress("done")


def _votes(progress: Progress) -> None:
    from bot.nlu.examples import examples, first_words
    from bot.nlu.votes import FlowVotes

    written = [one for one in [*examples(), *first_words()] if "flow" in one.labels]
    progress(f"learning from {len(written):,} messages")
    folder = settings.MODELS / "votes"
    FlowVotes.fit([e.text for e in written], [e.flow for e in written], settings.encoder()).save(folder)
    (folder / "manifest.json").write_text("{}\n", encoding="utf-8")
    progress("done")


def _encoder(progress: Progress) -> None:
    from knowledge import large

    large.put_together(settings.LARGE_ENCODER, progress)
    progress("done")


def _selector(progress: Progress) -> None:
    from bot.nlu.recipe import SELECTING
    from bot.nlu.selecting import SelectorNet
    from bot.nlu.selector import mark, written

    pack = settings.pack()
    marks = {advice: mark(questions) for advice, questions in written(pack).items()}
    SelectorNet.train_on(pack, settings.LARGE_ENCODER, SELECTING, progress).save(
        settings.MODELS / "selector", advice=marks
    )
    progress("done")


def _advice(progress: Progress) -> None:
    from bot.nlu.loading import selector
    from bot.nlu.selector import write

    write(settings.pack(), selector(), settings.MODELS / "advice", progress)
    progress("done")


def _rasa(progress: Progress) -> None:
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    progress("loading Rasa")
    import rasa

    progress("learning the examples")
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        result = rasa.train(
            domain=str(settings.ROOT / "domain.yml"),
            config=str(settings.ROOT / "config.yml"),
            training_files=[str(settings.ROOT / "bot" / "data" / part) for part in ("nlu", "stories")],
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
    return content_hash(p for p in files if p.is_file() and p.name != "embeddings.npz")


def content_hash(paths: Iterable[Path], recipe: Mapping[str, Any] | None = None) -> str:
    """A hash of the files' contents and of where they stand in the project, and of a recipe."""
    digest = hashlib.sha256(json.dumps(recipe or {}, sort_keys=True).encode())
    for path in sorted(set(paths)):
        place = path.relative_to(settings.ROOT) if path.is_relative_to(settings.ROOT) else path.name
        digest.update(str(place).encode() + b"\0" + _digest(path))
    return digest.hexdigest()


def _digest(path: Path) -> bytes:
    """Read piece by piece: the large encoder is no small file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
