"""Masking: what identifies a person is taken out of a message before anything else sees it."""

from bot.privacy import engine as _engine  # first: it has Presidio be imported without transformers
from bot.privacy.evaluate import evaluate_masking, evaluate_slips
from bot.privacy.mask import PLACEHOLDER, Mask, Masked

__all__ = ["PLACEHOLDER", "Mask", "Masked", "evaluate_masking", "evaluate_slips"]
del _engine
