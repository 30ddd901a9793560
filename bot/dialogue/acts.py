"""What a message does in a conversation: the acts that the interpreter makes of it, and that `actions/` carries out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.nlu.labels import DangerKind
from bot.nlu.meaning import Question


@dataclass(frozen=True)
class Crisis:
    """Danger, answered before all else with that danger's own guide. `who`: whose words it takes, where that is no
    practitioner (`victim`, `child`, `harmer`, or one of the voices), or that the writer can't speak aloud (`silent`).
    `scene`: the advice that is the whole reply, for danger that is no attack in the room."""

    kind: DangerKind
    who: str | None = None
    scene: str | None = None


@dataclass(frozen=True)
class Aftercare:
    """What is said while an alarm lasts, answered with that danger's own advice (None: its word for anything)."""

    kind: DangerKind
    advice: str | None


@dataclass(frozen=True)
class Denial:
    """It is not that danger, the person says."""

    kind: DangerKind
    advice: str | None


@dataclass(frozen=True)
class Resume:
    """The work goes on after an alarm; where a life was in danger, after one line of 999."""

    kind: DangerKind


@dataclass(frozen=True)
class Press:
    """A button that was offered, pressed or typed word for word."""

    choice: str


@dataclass(frozen=True)
class Control:
    """A whole message that steers: why, sure, back, skip, stop, where, record, more, new_case, help."""

    name: str


@dataclass(frozen=True)
class Answer:
    """The open question's answer."""

    question: str
    value: Any


@dataclass(frozen=True)
class NotUnderstood:
    """Words where an answer was expected, that are none and nothing else either."""

    question: str


@dataclass(frozen=True)
class Tell:
    """Facts of the case; what they put right follows from what was known. `fresh`: they may begin another case."""

    facts: Mapping[str, Any]
    fresh: bool = False
    supposed: bool = False


@dataclass(frozen=True)
class Switch:
    """Back to a case that waits: its place among `others`."""

    case: int


@dataclass(frozen=True)
class SpeakTo:
    """Somebody who is not at work, and their own guide; `advice` are the pieces of it that were asked for."""

    voice: str
    advice: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ask:
    """One thing that is asked, with what answers it: `advice` (guide.advice), `section` (read aloud), `services`
    (looked up, with the `detail` that was wanted), `decide` (the pathway), `signpost` (about itself), `handbook`
    (the search's outcome, also an honest no), `nearest` (the advice that is likeliest, and none of it likely)."""

    question: Question
    by: Literal["advice", "section", "chapter", "services", "decide", "signpost", "handbook", "front_door", "nearest"]
    value: Any = None
    detail: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Guide:
    """A guide goes on, or begins (`opens`): what is new of its advice and decision, then its next question."""

    id: str
    opens: bool = False


@dataclass(frozen=True)
class Learn:
    """The tour, the quiz, a practice case, or the record of them: begun, answered or steered."""

    what: Literal[
        "tour", "role", "length", "quiz", "practice", "answer", "hint", "skip", "stop", "next", "again", "summary",
        "progress", "keep", "join", "forget", "theme", "session",
    ]  # fmt: skip
    value: Any = None


@dataclass(frozen=True)
class SmallTalk:
    kind: Literal["greet", "help", "thanks", "goodbye", "restart", "nothing_new"]


@dataclass(frozen=True)
class Unclear:
    """Nothing was understood; `likely` are the flows that it might mean."""

    likely: tuple[str, ...] = ()


Act = (
    Crisis | Aftercare | Denial | Resume | Press | Control | Answer | NotUnderstood | Tell | Switch | SpeakTo | Ask | Guide
    | Learn | SmallTalk | Unclear
)  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """All that a message does, in order. `doubtful`: danger is possible, so one line of 999 comes first. `near`: advice
    (`marac.consent`) that may be meant instead, for buttons."""

    acts: tuple[Act, ...] = field(default_factory=tuple)
    doubtful: bool = False
    near: tuple[str, ...] = ()

    @property
    def leading(self) -> Act | None:
        """The act that the turn is for: what is told beside a danger or a question only goes with it."""
        return next((act for act in self.acts if not isinstance(act, Tell)), next(iter(self.acts), None))


def in_words(act: Act) -> str:
    """An act without anybody's words, as it is kept with the turn: `ask:advice marac.consent`."""
    name = type(act).__name__.lower()
    match act:
        case Crisis(kind, who, scene):
            what = " ".join(part for part in (kind, who and f"({who})", scene) if part)
        case Aftercare(kind, advice) | Denial(kind, advice):
            what = f"{kind} {advice or 'anything'}"
        case SpeakTo(voice, advice):
            what = " ".join([voice, *advice])
        case Press(one) | Control(one) | SmallTalk(one) | Resume(one):
            what = one
        case Answer(question, _) | NotUnderstood(question):
            what = question
        case Tell(facts):
            what = " ".join(sorted(facts))
        case Ask(_, by, value):
            what = f"{by} {value if isinstance(value, str) else ''}".strip()
        case Learn(one, value):
            what = f"{one} {value if one in ('role', 'length') else ''}".strip()
        case Guide(guide, opens):
            what = f"{guide}{' (opens)' if opens else ''}"
        case Unclear(likely):
            what = " ".join(likely)
        case Switch():
            return name
    return f"{name}:{what}"
