"""What a message adds to what is known of a case, and what it puts right: the one place where facts are merged.

The children are `household.py`'s. Each function below takes one kind of fact into a talk, and says whether what was known
of it no longer holds.
"""

from typing import TYPE_CHECKING, Any

from actions.household import children_after, tells_of_another_case
from bot.nlu.entities.child import LOSS
from knowledge.schema import RISKS

if TYPE_CHECKING:
    from actions.talk import Talk

Found = dict[str, Any]
OUTSIDE = "outside"  # the area of a place in another partnership's
PAST_LOSS = "past-loss"  # the topic of a pregnancy that was lost too long ago for the pathway
KEPT_HOME = "What decides is where the child lives, so I have kept that."
PLACE = ("area", "place", "areas", "unsure", "outside")


def learn(talk: "Talk", found: Found, fresh: bool = False) -> list[str]:
    """Takes in the facts of one message; gives the names of those that put right what was known.

    With `fresh`, a message that tells a case anew after a conclusion begins a new one: facts of another child must not
    leak into it.
    """
    if fresh and tells_of_another_case(found, talk.children):
        talk.forget_case()
    if topics := found.get("topics"):
        earlier = [] if fresh else talk.facts.get("topics", [])
        talk.facts["topics"] = list(dict.fromkeys([*earlier, *topics]))
    put_right = {
        "children": any([_children(talk, found), _past_loss(talk, found)]),
        "area": _home(talk, found),
        "risk": _risk(talk, found),
        "role": _plain(talk, "role", found),
        "flags": _flags(talk, found) and talk.concluded,
    }
    for name in ("adult", "dash", "services"):
        _plain(talk, name, found)
    return [name for name, changed in put_right.items() if changed]


def stays_at_home(talk: "Talk", found: Found) -> bool:
    """Is the place in a message one of work or care, where it is known already where they live?"""
    return bool(found.get("elsewhere")) and any(key in talk.facts for key in PLACE)


def _children(talk: "Talk", found: Found) -> bool:
    if not found.get("children"):
        return False
    known = talk.children
    talk.facts["children"], talk.latest = children_after(known, talk.latest, found["children"], found.get("tells"))
    return any(child not in talk.children for child in known)


def _past_loss(talk: "Talk", found: Found) -> bool:
    """A loss that was longer ago than the pathway looks back is no child of it."""
    known = talk.children
    left = [child for child in known if child["stage"] != LOSS]
    if not found.get("past_loss") or left == known:
        return False
    talk.facts["topics"] = [*talk.facts.get("topics", []), PAST_LOSS]
    talk.facts["children"] = left
    if not left:
        del talk.facts["children"]
    return True


def _home(talk: "Talk", found: Found) -> bool:
    """The latest place to live is where they live now."""
    if not any(key in found for key in PLACE) or stays_at_home(talk, found):
        return False
    before = talk.facts.get("area")
    for key in PLACE:
        talk.facts.pop(key, None)
    talk.facts |= {key: found[key] for key in PLACE if key in found}
    if "outside" in found:
        talk.facts["area"] = OUTSIDE
    return before is not None and before != found.get("area")


def _risk(talk: "Talk", found: Found) -> bool:
    """How it was graded. What the writer thinks beside it is kept apart where that is higher."""
    graded, judged = found.get("risk"), found.get("judged")
    if graded is None and judged is None:
        return False
    graded = graded or (known if (known := talk.facts.get("risk")) in RISKS else judged)
    talk.facts.pop("judged", None)
    if judged and RISKS.index(judged) > RISKS.index(graded):
        talk.facts["judged"] = judged
    return _plain(talk, "risk", {"risk": graded})


def _flags(talk: "Talk", found: Found) -> bool:
    before, gone = talk.flags, found.get("not_flags", [])
    talk.flags = list(dict.fromkeys([flag for flag in before if flag not in gone] + found.get("flags", [])))
    return before != talk.flags


def _plain(talk: "Talk", name: str, found: Found) -> bool:
    """The latest word on a fact that has one value."""
    if name not in found:
        return False
    before, now = talk.facts.get(name), str(found[name]) if name == "dash" else found[name]
    talk.facts[name] = now
    return before not in (None, now)
