"""Fits what speaks for a piece of advice (`bot/taught/advice.yml`), and for danger in the middle of a talk, on the development talks,
which nothing is taught on: `signpost train --fit`."""

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from bot.dialogue import danger_in_talk
from bot.dialogue.acts import Guide
from bot.dialogue.interpreter import interpret
from bot.dialogue.state import DialogueState
from bot.dialogue.subject import WEIGHED, WEIGHTS, Evidence, Subject, evidence, weights
from bot.nlu.meaning import Meaning
from bot.nlu.talks import TO_WEIGH, Utterance, turns, utterances
from bot.nlu.understanding import Understanding
from knowledge.pack import Pack

_SHOWN = 50  # messages between two words of progress


def fit(understanding: Understanding, pack: Pack, progress: Callable[[str], None]) -> dict[str, dict[str, float]]:
    """The weights of advice in first words that tell a story and in all others; these and those of danger are written where they are
    read."""
    rows: dict[str, list[list[float]]] = {"story": [], "others": []}
    right: dict[str, list[bool]] = {"story": [], "others": []}
    examples, read = utterances(TO_WEIGH), cache(understanding.read)
    later = [one for one in (*examples, *turns()) if one.before]
    weighed_after = [(danger_in_talk.features(read(one.says), _subject(one, read)), one.danger) for one in later]
    danger_in_talk.save(danger_in_talk.fit(weighed_after))
    for number, one in enumerate(examples):
        if number % _SHOWN == 0:
            progress(f"weighing advice, {number:,} of {len(examples):,} messages")
        for piece in weighed(one, read, pack):
            when = "story" if piece.begins else "others"
            rows[when].append([getattr(piece, name) for name in WEIGHED])
            right[when].append(piece.name in one.answers)
    found = {when: _fitted(rows[when], right[when]) for when in rows}
    head = "# What speaks for a piece of advice, fitted by `signpost train --fit` (bot/dialogue/subject.py says what each is).\n"
    WEIGHTS.write_text(head + yaml.safe_dump(found, sort_keys=False), encoding="utf-8")
    weights.cache_clear()
    return found


def _fitted(rows: list[list[float]], right: list[bool]) -> dict[str, float]:
    fitted = LogisticRegression(max_iter=2_000).fit(np.array(rows), np.array(right))
    each = [*zip(WEIGHED, fitted.coef_[0].tolist(), strict=True), ("constant", float(fitted.intercept_[0]))]
    return {name: round(weight, 3) for name, weight in each}


def _subject(one: Utterance, read: Callable[[str], Meaning]) -> Subject:
    subject = Subject()
    for words in one.before:
        subject = subject.after(read(words))
    return subject


def weighed(one: Utterance, read: Callable[[str], Meaning], pack: Pack) -> Iterator[Evidence]:
    """What speaks for each piece of advice that may answer the message, of the guides for who writes, as the conversation has it after
    the messages before it."""
    before = (act for words in one.before for act in interpret(read(words), DialogueState(), pack).acts)
    guide = next((act.id for act in before if isinstance(act, Guide)), None)
    subject, meaning = _subject(one, read), read(one.says)
    question = meaning.questions[0] if len(meaning.questions) == 1 else None
    for piece in evidence(question, meaning, subject, guide):
        voices = pack.guides[piece.name.partition(".")[0]].voices
        if not voices or one.voice in voices:
            yield piece
