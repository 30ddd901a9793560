"""Danger that is no attack in the room: he has found the new address, mum does not wake up, a flight is booked for Sunday. The pack
has a first reply for such a scene, in place of the steps for an attack."""

from bot.dialogue.subject import Candidate, Subject, candidates
from bot.nlu.labels import DangerKind
from bot.nlu.meaning import Meaning
from bot.nlu.safety import ATTACK, signs
from bot.nlu.thresholds import THRESHOLDS
from knowledge.pack import Pack

# The guide that has the scenes, by whose words the reply takes; else it is the danger's own.
GUIDE_TO = {"victim": "self_disclosure", "parent": "self_disclosure", "child": "child_user"}


def scene(kind: DangerKind, who: str | None, meaning: Meaning, pack: Pack) -> str | None:
    """The advice for the scene that the message plainly tells, by the questions written beside it; None where it tells another one, or
    of an attack that goes on. Who is about to harm, can't speak aloud or speaks of suicide is answered as that."""
    guide = pack.guides.get(GUIDE_TO.get(who or "", kind))
    if guide is None or who in ("harmer", "silent") or kind == "suicidal" or ATTACK & signs(meaning.text):
        return None
    near = [one for one in _likeliest(meaning) if one.guide == guide.id]
    best = max(near, key=lambda one: one.by_itself, default=None)
    advice = guide.piece(best.advice) if best and best.by_itself >= THRESHOLDS.scene else None
    return advice.id if advice and advice.scene else None


def _likeliest(meaning: Meaning) -> list[Candidate]:
    """What the message as a whole is near to, and each of its questions."""
    return [one for question in (None, *meaning.questions) for one in candidates(question, meaning, Subject())]
