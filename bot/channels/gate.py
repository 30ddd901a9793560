"""The privacy gate: what stands between a channel's raw words and everything else.

The raw words are in memory here and nowhere behind. The gate takes the facts from them and passes on masked
text; `Admitted.metadata` carries the facts to the understanding.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from bot import metrics, settings
from bot.dialogue import learner_code
from bot.dialogue.buttons import is_payload
from bot.nlu.entities import FactFinder
from bot.privacy import Mask
from knowledge.languages import Finder
from knowledge.pack import Pack

LONGEST = 4_000  # characters of one message; the rest is left out
_NOT_TYPED = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SYMBOLS = re.compile(r"\W{61,}")  # emoji, brackets, rules of dashes: sixty say as much as thousands
_NAMES = {
    "PERSON": "a name",
    "PHONE": "a phone number",
    "EMAIL": "an e-mail address",
    "POSTCODE": "a postcode",
    "ADDRESS": "an address",
    "DOB": "a date of birth",
    "NHS_NUMBER": "an NHS number",
    "NINO": "a National Insurance number",
}


@dataclass(frozen=True)
class Admitted:
    """What may pass: masked text, the facts found in the raw words, and what was left out."""

    text: str
    metadata: dict[str, Any] = field(default_factory=dict)
    masked: tuple[str, ...] = ()  # the kinds of what was masked, in words: `base.notice` tells of them
    answer: str | None = None  # what to say at once, without a turn


class Gate:
    """Admits messages one by one, all of them masked; it keeps nothing of them."""

    def __init__(self, pack: Pack):
        self._facts, self._mask = FactFinder(pack), Mask(pack)
        self._pack, self._finder = pack, Finder(pack.languages) if pack.languages else None

    def become(self, other: "Gate") -> None:
        """Goes by another edition from now on, as `other` does; whoever holds this one need not know."""
        self.__dict__.update(other.__dict__)

    def admit(self, raw: str) -> Admitted:
        """`raw` as it may pass. A button's payload passes as it is; any other text that looks like a command of
        Rasa's loses the sign that makes it one."""
        if is_payload(raw.strip()):
            return Admitted(raw.strip())
        words = tidy(raw)
        if not words:
            return Admitted("")
        code = learner_code.find(words)
        words = learner_code.hidden(words) if code else words
        if answer := self._in_another_language(words):
            return Admitted("", answer=answer)
        facts = self._facts.find(words)
        if code:
            facts["learner_code"] = learner_code.key_of(code)
        with metrics.part("mask"):
            masked = self._mask.mask(words, facts.get("place"))
        kinds = dict.fromkeys(_NAMES[label] for _, _, label in masked.spans)
        return Admitted(masked.text, {"facts": facts}, tuple(kinds))

    def _in_another_language(self, words: str) -> str | None:
        """What to say to a message that is not in English: nothing behind the gate could read it, nor its danger. So
        the emergency line comes first, in its language where the pack has a translation."""
        said = self._pack.languages
        if self._finder is None or said is None:
            return None
        english = f"{said.english} (Source: {self._pack.cite(said.section)}.)"
        if language := self._finder.find(words):
            waits = "" if language.addition.approved else " It awaits a translator's approval."
            return f"{language.say}\n\nIn English: {english}\n\nThe {language.name} above is {language.addition.source}.{waits}"
        return english if self._finder.unreadable(words) else None


@cache
def shared() -> Gate:
    """The process's one gate."""
    return Gate(settings.pack())


def tidy(raw: str) -> str:
    """Words without control characters and direction marks, not longer than LONGEST, and never a command."""
    words = unicodedata.normalize("NFC", raw.encode("utf-8", "replace").decode("utf-8"))
    words = _SYMBOLS.sub(lambda run: run[0][:60], _NOT_TYPED.sub("", words))[:LONGEST].strip()
    return words.lstrip("/ ")
