"""What a conversation knows: facts of the case, the guide under way, what was offered. Kept in the slot `talk`."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from actions import learning
from actions.whereabouts import makes_no_difference
from knowledge.pack import Pack

UNKNOWN = "unknown"
_OF_THE_CASE = ("children", "area", "risk", "role", "dash")
_OFFERS_KEPT = 60


@dataclass
class Talk:
    """State between turns, as plain JSON. `facts` holds the case and the guides' own answers alike."""

    flow: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    implied: dict[str, str] = field(default_factory=dict)  # what the flows begun so far tell of the case
    latest: list[dict[str, Any]] = field(default_factory=list)  # the children that were told last
    flags: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)  # question ids of the guide under way, for 'back'
    tries: int = 0  # how often the open question was not understood
    opened: bool = False  # has the guide under way said its opening
    aside: str | None = None  # a guide that is said in passing, without leaving the one under way
    paused: list[str] = field(default_factory=list)
    remark: str = ""  # said before the next question or conclusion
    offers: dict[str, str] = field(default_factory=dict)  # choice -> title, newest last
    last: dict[str, Any] = field(default_factory=dict)  # what was last said: sections, passages, record
    heard: str | None = None  # id of the last message taken in
    warned: str | None = None  # id of the message that one line of 999 was said to
    alarm: str | None = None  # the danger that the conversation is in
    denied: list[str] = field(default_factory=list)  # dangers that it is not, as the person said
    concluded: bool = False
    said: list[str] = field(default_factory=list)  # advice said before the questions, so not again after them
    chosen: list[str] = field(default_factory=list)  # pressed so far for a question with several answers

    @classmethod
    def of(cls, slot: Any) -> "Talk":
        """The talk in a slot's value; unknown keys of an older version are dropped."""
        known = {f.name for f in fields(cls)}
        return cls(**{k: v for k, v in (slot or {}).items() if k in known})

    def as_slot(self) -> dict[str, Any]:
        return asdict(self)

    # -- facts ---------------------------------------------------------------------------------------------

    def learn(self, found: dict[str, Any], fresh: bool = False) -> list[str]:
        """Takes in the facts of one message: `learning.learn`."""
        return learning.learn(self, found, fresh)

    @property
    def children(self) -> list[dict[str, Any]]:
        """The children that were told; none where their age is not known."""
        known = self.facts.get("children")
        return known if isinstance(known, list) else []

    def forget_case(self) -> None:
        """Forgets the child, the place and the risk; who is asking stays known."""
        self.facts = {k: v for k, v in self.facts.items() if k == "role"}
        self.flags, self.implied, self.latest = [], {}, []
        self.answered = []

    def forget_all(self) -> None:
        """As if nothing had been said."""
        self.__dict__.update(Talk().__dict__)

    def view(self, pack: Pack) -> dict[str, Any]:
        """The facts with what follows from them, as the pack's conditions see them."""
        seen = {**self.implied, **self.facts}
        if children := self.children:
            seen["stage"] = [c["stage"] for c in children]
            seen["age_group"] = sorted({group for c in children if (group := age_group(c))})
        elif seen.get("adult"):
            seen["age_group"] = ["adult"]
        if "area" not in seen and makes_no_difference(pack, seen.get("unsure"), self.children):
            seen["area"] = UNKNOWN  # nothing to ask: the same are told in each
        area = pack.area.get(seen.get("area", ""))
        if area:
            seen |= {"authority": area.authority, "midwives": area.midwives}
        if self.flags:
            seen["flags"] = self.flags
        return seen

    # -- choices -------------------------------------------------------------------------------------------

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """Remembers the choices just shown; only these count when they come back."""
        for choice, title in choices:
            self.offers.pop(choice, None)
            self.offers[choice] = title
        self.offers = dict(list(self.offers.items())[-_OFFERS_KEPT:])

    def choice_for(self, text: str) -> str | None:
        """The offered choice whose title was typed word for word."""
        wanted = text.strip().strip(".!?").lower()
        return next((c for c, title in reversed(self.offers.items()) if title.lower().strip(".!?") == wanted), None)

    # -- guides --------------------------------------------------------------------------------------------

    def start(self, flow: str) -> None:
        """Makes `flow` the guide under way; one left unfinished is kept to return to."""
        if self.flow and self.flow != flow and not self.concluded:
            self.paused = [f for f in self.paused if f not in (self.flow, flow)] + [self.flow]
        self.paused = [f for f in self.paused if f != flow][-3:]
        self.flow, self.answered, self.tries, self.opened, self.concluded = flow, [], 0, False, False
        self.said, self.chosen = [], []

    def forget_answers(self, question_ids: list[str]) -> None:
        """Forgets a guide's own answers, so that the same guide can be asked anew; the case stays known."""
        for one in question_ids:
            if one not in _OF_THE_CASE:
                self.facts.pop(one, None)


def age_group(child: dict[str, Any]) -> str | None:
    """unborn, under-5, 5-to-15, 16-or-17: the bands that the guides' conditions use."""
    if child["stage"] == "pregnant":
        return "unborn"
    if child["stage"] == "pregnancy-loss":
        return None
    if child["stage"] != "5-17-years":
        return "under-5"
    return "16-or-17" if (child.get("months") or 0) >= 16 * 12 else "5-to-15"
