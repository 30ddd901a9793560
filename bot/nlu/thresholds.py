"""The thresholds in `thresholds.yml`, typed: a name that is missing or misspelt is an error at the start."""

from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Thresholds:
    """Shares and likenesses from 0 to 1; the file says what each is for."""

    danger_sure: float
    danger_possible: float
    life_sure: float
    danger_by_the_talk: float
    danger_whatever_the_talk: float
    danger_while_answering: float
    possible_while_answering: float
    danger_denied: float
    suicide_plainly: float
    own_life_first: float
    suicide_of_the_accused: float
    suicide_spoken_of: float
    danger_of_the_accused: float
    low_of_the_accused: float
    own_life_of_a_parent: float
    danger_of_a_person: float
    clause_sure: float
    voice: float
    voice_not_at_work: float
    hardly_work: float
    worker: float
    another_voice: float
    restart: float
    follow_up: float
    surely_in_print: float
    spoken_of: float
    flow: float
    another_guide: float
    situation: float
    asks: float
    harmed: float
    harm_denied: float
    danger_beyond_doubt: float
    danger_told_at_length: float
    advice_not_danger: float
    advice: float
    advice_not_only_nearest: float
    advice_hardly_doubted: float
    advice_of_a_danger: float
    advice_surely: float
    advice_here: float
    advice_first: float
    advice_likely: float
    advice_asked_for: float
    print_in_first_words: float
    advice_beyond_doubt: float
    advice_of_what_is_meant: float
    advice_by_itself: float
    scene: float
    advice_of_their_own: float
    may_be_meant_of_their_own: float
    may_be_meant: float


THRESHOLDS = Thresholds(**yaml.safe_load(Path(__file__).with_name("thresholds.yml").read_text(encoding="utf-8")))
