"""What else may be meant: the advice that is likeliest after what is said, for the buttons under a reply. Who was answered beside
the point has the right piece within reach, and need not find other words for it."""

from collections.abc import Iterator, Sequence

from bot.dialogue.acts import Act, Aftercare, Answer, Ask, Guide, NotUnderstood, Press, SpeakTo, Tell, Unclear
from bot.dialogue.advising import fitting
from bot.dialogue.handbook import surely_in_print
from bot.dialogue.state import DialogueState
from bot.nlu.labels import DANGERS
from bot.nlu.meaning import Meaning, Question
from bot.nlu.thresholds import THRESHOLDS
from knowledge.pack import Pack

_MOST, _BESIDE_SURE, _BESIDE_PRINT = 3, 2, 0
_SEARCHED = ("advice", "nearest", "handbook")  # an answer by likeness, which may be another's
_TO_WORDS = (Ask, Guide, SpeakTo, Aftercare, Unclear, NotUnderstood)  # acts that answer what somebody typed


def alternatives(acts: Sequence[Act], meaning: Meaning, state: DialogueState, pack: Pack) -> tuple[str, ...]:
    """The advice (`marac.consent`) that may be meant by what was asked and is not what `acts` answer it with, likeliest first: of
    their own guide where somebody is spoken to from that, else of none of danger's. What the pathway or the directory answers is answered."""
    if not any(isinstance(act, _TO_WORDS) for act in acts):
        return ()
    if _is_answered(acts, meaning):
        return ()
    asked: list[Question | None] = [act.question for act in acts if isinstance(act, Ask)]
    asked = asked or list(meaning.questions) or [None]
    theirs = next(
        (act.voice if isinstance(act, SpeakTo) else act.kind for act in acts if isinstance(act, SpeakTo | Aftercare)),
        None,
    )
    least = THRESHOLDS.may_be_meant_of_their_own if theirs else THRESHOLDS.may_be_meant
    said = {advice.title for name in advice_said(acts) if (advice := pack.advice(name))}
    titles: set[str] = set()
    found: list[tuple[float, str]] = []
    answered = 0.0
    for question in asked:
        for guide, advice, near in fitting(question, meaning, state, pack):
            if advice.title in said:  # or a variant of it by the case
                answered = max(answered, near.chance)
            elif advice.title not in titles and near.chance >= least and _is_for(guide.id, theirs):
                titles.add(advice.title)
                found.append((near.chance, f"{guide.id}.{advice.id}"))
    in_print = any(act.by == "handbook" and surely_in_print(act.question) for act in acts if isinstance(act, Ask))
    most = _BESIDE_PRINT if in_print else _BESIDE_SURE if answered >= THRESHOLDS.advice_hardly_doubted else _MOST
    return tuple(name for _, name in sorted(found, reverse=True)[:most])


def _is_for(guide: str, theirs: str | None) -> bool:
    return guide == theirs if theirs else guide not in DANGERS


def _is_answered(acts: Sequence[Act], meaning: Meaning) -> bool:
    """Is a case told, or a question of its guide answered, and nothing asked but what the pathway or the directory answers?"""
    asked = [act for act in acts if isinstance(act, Ask)]
    if asked:
        return not any(act.by in _SEARCHED for act in asked)
    return any(isinstance(act, Answer) for act in acts) or (
        any(isinstance(act, Tell) for act in acts)
        and any(isinstance(act, Guide) for act in acts)
        and not meaning.questions
    )


def advice_said(acts: Sequence[Act]) -> Iterator[str]:
    """The advice that acts say or begin to say, `marac.consent`."""
    for act in acts:
        match act:
            case Ask(by="advice", value=value):
                yield str(value)
            case Ask(by="nearest", value=names):
                yield from names
            case SpeakTo(voice, advice):
                yield from (f"{voice}.{one}" for one in advice)
            case Aftercare(kind, advice) if advice:
                yield f"{kind}.{advice}"
            case Press(choice) if choice.startswith("more:"):
                yield choice.removeprefix("more:")
