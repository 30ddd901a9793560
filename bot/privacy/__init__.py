"""Masking: what identifies a person is taken out of a message before anything else sees it."""

from bot.lean import without

with without("torch", "transformers"):  # Presidio would import them for engines that nobody uses here: seconds
    import presidio_analyzer  # noqa: F401

from bot.privacy.evaluate import evaluate_masking, evaluate_slips
from bot.privacy.mask import PLACEHOLDER, Mask, Masked

__all__ = ["PLACEHOLDER", "Mask", "Masked", "evaluate_masking", "evaluate_slips"]
