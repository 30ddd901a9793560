"""What is installed and no server needs, kept out of its process. spaCy would import torch wherever that is there, and Rasa TensorFlow: seconds of
a start, and most of its memory. To be imported before anything that imports spaCy."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

# Rasa's modules that import TensorFlow, and what is taken from them by others that train a model, or by the record of how one was.
_FOR_TRAINING = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    "rasa.graph_components.validators.default_recipe_validator": ("DefaultV1RecipeValidator",),
}


@contextmanager
def without(*packages: str) -> Iterator[None]:
    """Whatever is imported meanwhile finds these packages missing, unless they were imported before."""
    spared = [package for package in packages if package not in sys.modules]
    for package in spared:
        sys.modules[package] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for package in spared:
            del sys.modules[package]


def without_tensorflow() -> None:
    """Has Rasa be imported without TensorFlow from now on: it loads models and predicts, and can train none that needs it.
    Where Rasa was imported already, nothing changes."""
    if "rasa.utils.train_utils" in sys.modules:
        return
    for name, members in _FOR_TRAINING.items():
        sys.modules[name] = ModuleType(name)
        for member in members:
            setattr(sys.modules[name], member, type(member, (), {}))


with without("torch"):
    import spacy  # noqa: F401
