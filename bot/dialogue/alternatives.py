"""What else may be meant: the advice that is likeliest after what is said, for the buttons under a reply. Who was answered beside
the point has the right piece within reach, and need not find other words for it."""

from collections.abc import Iterator, Sequence

from bot.dialogue.acts import Act, Aftercare, Answer, Ask, Guide, NotUnderstood, SpeakTo, Unclear
from bot.dialogue.asking import fitting
from bot.dialogue.state import DialogueState
from bot.nlu.labels import DANGERS
from bot.nlu.meaning import Meaning, Question
from bot.nlu.thresholds import THRESHOLDS
from knowledge.pack import Pack

_MOST = 3
_TO_WORDS = (Ask, Guide, SpeakTo, Aftercare, Unclear, NotUnderstood)  # acts that answer what somebody typed


def alternatives(acts: Sequence[Act], meaning: Meaning, state: DialogueState, pack: Pack) -> tuple[str, ...]:
    """The advice (`marac.consent`) that may be meant by what was asked and is not what `acts` answer it with, likeliest first: of
    their own guide where somebody is spoken to from that, else of none of danger's. A bare answer asks for nothing else."""
    if not any(isinstance(act, _TO_WORDS) for act in acts):
        return ()
    if any(isinstance(act, Answer) for act in acts) and not any(isinstance(act, Ask) for act in acts):
        return ()
    asked: list[Question | None] = [act.question for act in acts if isinstance(act, Ask)]
    asked = asked or list(meaning.questions) or [None]
    theirs = next(
        (act.voice if isinstance(act, SpeakTo) else act.kind for act in acts if isinstance(act, SpeakTo | Aftercare)),
        None,
    )
    titles = {advice.title for name in _said(acts) if (advice := pack.advice(name))}
    found: list[tuple[float, str]] = []
    for question in asked:
        for guide, advice, near in fitting(question, meaning, state, pack):
            if near.chance < THRESHOLDS.may_be_meant or advice.title in titles:  # of one title: variants by the case
                continue
            if guide.id != theirs if theirs else guide.id in DANGERS:
                continue
            titles.add(advice.title)
            found.append((near.chance, f"{guide.id}.{advice.id}"))
    return tuple(name for _, name in sorted(found, reverse=True)[:_MOST])


def _said(acts: Sequence[Act]) -> Iterator[str]:
    for act in acts:
        match act:
            case Ask(by="advice", value=value):
                yield str(value)
            case SpeakTo(voice, advice):
                yield from (f"{voice}.{one}" for one in advice)
            case Aftercare(kind, advice) if advice:
                yield f"{kind}.{advice}"
