"""What a conversation knows: facts of the case, the guide under way, what was offered. Kept in the slot `talk`."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from knowledge.pack import Pack

UNKNOWN = "unknown"
_OF_THE_CASE = ("children", "area", "risk", "role", "dash")
OUTSIDE = "outside"  # the area of a place in another partnership's
_MORE_CHILDREN = (
    "also",
    "too",
    "as well",
    "another",
    "and a",
    "and an",
    "sibling",
    "sister",
    "brother",
    "plus",
    "twin",
)
_CORRECTION = ("actually", "sorry", "not", "meant", "correction", "wrong", "mistake", "should be", "no,", "rather")
_OFFERS_KEPT = 60


@dataclass
class Talk:
    """State between turns, as plain JSON. `facts` holds the case and the guides' own answers alike."""

    flow: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    implied: dict[str, str] = field(default_factory=dict)  # what the flows begun so far tell of the case
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

    def learn(self, found: dict[str, Any], text: str, fresh: bool = False) -> list[str]:
        """Takes in the facts of one message; gives the names of those that changed what was known.

        With `fresh`, a message that states a child anew after a conclusion begins a new case: facts of
        another child must not leak into it.
        """
        words = f" {text.lower()} "
        if fresh and found.get("children") and (found.get("area") or found.get("risk")):
            self.forget_case()
        changed = []
        if children := found.get("children"):
            children = self._with_siblings(children, words)
            if children != self.facts.get("children"):
                changed += ["children"] if "children" in self.facts else []
                self.facts["children"] = children
        if any(k in found for k in ("area", "areas", "unsure", "outside")):
            if "area" in self.facts and self.facts["area"] != found.get("area"):
                changed.append("area")
            for key in ("area", "place", "areas", "unsure", "outside"):
                self.facts.pop(key, None)
            if "outside" in found:
                self.facts["area"] = OUTSIDE
        for key, value in found.items():
            if key in ("children", "flags", "not_flags", "topics"):
                continue
            if key in ("risk", "role") and self.facts.get(key) not in (None, value):
                changed.append(key)
            self.facts[key] = str(value) if key == "dash" else value
        if topics := found.get("topics"):
            earlier = [] if fresh else self.facts.get("topics", [])
            self.facts["topics"] = list(dict.fromkeys([*earlier, *topics]))
        before = list(self.flags)
        gone = set(found.get("not_flags", []))
        self.flags = list(dict.fromkeys([f for f in self.flags if f not in gone] + list(found.get("flags", []))))
        if before != self.flags and self.concluded:
            changed.append("flags")
        return changed

    def _with_siblings(self, children: list[dict[str, Any]], words: str) -> list[dict[str, Any]]:
        known = [c for c in self.facts.get("children", []) if isinstance(c, dict)]
        if known and all(c["months"] is None and c["stage"] in (k["stage"] for k in known) for c in children):
            return known  # 'the baby' is the one that we know, with its age
        adds = any(f" {w} " in words for w in _MORE_CHILDREN) and not any(w in words for w in _CORRECTION)
        if known and adds and len(known) < 12:
            return known + [c for c in children if c not in known]
        return children

    def forget_case(self) -> None:
        """Forgets the child, the place and the risk; who is asking stays known."""
        self.facts = {k: v for k, v in self.facts.items() if k == "role"}
        self.flags, self.implied = [], {}
        self.answered = []

    def forget_all(self) -> None:
        """As if nothing had been said."""
        self.__dict__.update(Talk().__dict__)

    def view(self, pack: Pack) -> dict[str, Any]:
        """The facts with what follows from them, as the pack's conditions see them."""
        seen = {**self.implied, **self.facts}
        children = (
            [c for c in seen.get("children", []) if isinstance(c, dict)] if seen.get("children") != UNKNOWN else []
        )
        if children:
            seen["stage"] = [c["stage"] for c in children]
            seen["age_group"] = sorted({group for c in children if (group := age_group(c))})
        elif seen.get("adult"):
            seen["age_group"] = ["adult"]
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
