"""What Rasa imports for training alone, kept out of a process that only serves: TensorFlow takes seconds of its start and much of its memory."""

import sys
from types import ModuleType

# Rasa's modules that import TensorFlow, and what is taken from them by others that train a model, or by the record of how one was.
_FOR_TRAINING = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    "rasa.graph_components.validators.default_recipe_validator": ("DefaultV1RecipeValidator",),
}


def without_tensorflow() -> None:
    """Has Rasa be imported without TensorFlow from now on: it loads models and predicts, and can train none that needs it.
    Where Rasa was imported already, nothing changes."""
    if "rasa.utils.train_utils" in sys.modules:
        return
    for name, members in _FOR_TRAINING.items():
        sys.modules[name] = ModuleType(name)
        for member in members:
            setattr(sys.modules[name], member, type(member, (), {}))
