"""What a message adds to what is known of a case, and what it puts right: the one place where facts are merged.

The children are `household.py`'s. Each function below takes one kind of fact into the state, and says whether what was known
of it no longer holds.
"""

from typing import Any

from bot.dialogue.household import alone, children_after, tells_of_another_case, told_among, with_twin, without
from bot.dialogue.state import UNKNOWN, Case, DialogueState
from bot.nlu.entities.child import LOSS, PREGNANT
from bot.nlu.entities.harm import CHILD_HARMED, HE, SHE
from bot.nlu.entities.taken_back import BOY, DASH, GIRL, RISK
from bot.nlu.entities.telling import CORRECTS
from bot.nlu.labels import GRAVE_TOPICS, NOTIFICATION_FLOW, PREGNANCY_BLOW
from knowledge.schema import RISKS

Found = dict[str, Any]
OUTSIDE = "outside"  # the area of a place in another partnership's
LIVING_APART = "living-apart"  # the topic of children of one family with homes of their own
GRAVE = "grave-violence"  # the flag of what is serious for a child at any grade
IN_DANGER = "in_danger"  # found in words that tell what happened, and ask nothing in general
PAST_LOSS = "past-loss"  # the topic of a pregnancy that was lost too long ago for the pathway
_MOST_TICKS = 27
KEPT_HOME = "What decides is where the child lives, so I have kept that."
PLACE = ("area", "place", "areas", "unsure", "outside")
# What a case is told by; a topic or a service that is named is none.
CASE = frozenset(
    ["child_harmed", "notification", "children", "area", "areas", "unsure", "outside", "risk", "judged", "dash", "flags",
     "not_flags", "adult", "no_children", "past_loss"]
)  # fmt: skip
# What tells of a case only in the light of what is known of it.
DEPENDS = frozenset(["gone", "only", "not_home", "lone", "one", "harm_of", "unhurt", "twins", "near", "ungraded"])


def merge(state: DialogueState, found: Found, fresh: bool = False) -> list[str]:
    """Takes in the facts of one message; gives the names of those that put right what was known.

    With `fresh`, a message that tells a case anew after a conclusion begins a new one: facts of another child must not
    leak into it.
    """
    if fresh and tells_of_another_case(found, state.children):
        state.new_case()
    _one_of_those_apart(state, found)
    found = _with_harm(state, _with_number(state, _with_notification(state, found)))
    if topics := found.get("topics"):
        earlier = [] if fresh else state.case.facts.get("topics", [])
        state.case.facts["topics"] = list(dict.fromkeys([*earlier, *topics]))
    if found.get("notification") in ("received", "denied"):
        state.case.facts["after_notification"] = "yes" if found["notification"] == "received" else "no"
    withdrawn = [_dash_withdrawn(state, found), _risk_withdrawn(state, found)]
    put_right = {
        "children": any(
            [_not_expecting(state, found), _taken_back(state, found), _children(state, found), _past_loss(state, found)]
        ),
        "area": _home(state, found),
        "risk": any([_risk(state, found), *withdrawn]),
        "role": _plain(state, "role", found),
        "flags": _flags(state, found) and state.guide is not None and state.guide.concluded,
    }
    _grave(state, found)
    _ungraded(state, found)
    for name in ("adult", "no_children", "dash", "services", "safeguarding_post"):
        _plain(state, name, found)
    state.case.just = sorted(CASE & found.keys()) or state.case.just
    return [name for name, changed in put_right.items() if changed]


def _with_notification(state: DialogueState, found: Found) -> Found:
    """The facts with what 'one' is, where a notification was what was spoken of last."""
    spoken_of = "notification" in state.case.just or (
        state.flow == NOTIFICATION_FLOW and "after_notification" not in state.facts
    )
    other = DASH in found or DASH in found.get("topics", [])
    return {**found, "notification": found["one"]} if "one" in found and spoken_of and not other else found


def _with_harm(state: DialogueState, found: Found) -> Found:
    """The facts with who a pronoun's harm is: the only child that is known, where the pronoun fits. That somebody is unhurt must put
    right what was told."""
    hurt, unhurt = found.get("harm_of"), found.get("unhurt")
    born = [one for one in state.children if one["stage"] not in (PREGNANT, LOSS)]
    if len(born) != 1 or "children" in found or not (hurt or unhurt):
        return found
    sex = state.case.sexes.get(born[0]["age"] or "")
    if hurt and (sex in (BOY, None) if hurt == HE else sex == GIRL and "children" in state.case.just):
        return {**found, "child_harmed": True}
    fits = unhurt is not None and sex in ({HE: BOY, SHE: GIRL}[unhurt["who"]], None)
    if fits and unhurt and (unhurt["corrects"] or "child_harmed" in state.case.just):
        return {**found, "not_flags": [*found.get("not_flags", []), CHILD_HARMED]}
    return found


def _with_number(state: DialogueState, found: Found) -> Found:
    """The facts with what the lone number of a correction is: a DASH, where one was told last, where it is taken back or where it was
    counted again; else the age of the only child."""
    lone = found.get("lone")
    if lone is None:
        return found
    dash, plain = state.facts.get("dash"), [one for one in found.get("children", []) if not one.get("lone")]
    meant = DASH in state.case.just or lone.get("counted") or str(lone.get("was")) == dash
    withdrawn = any(one["what"] == DASH for one in found.get("gone", []))
    if dash is not None and "dash" not in found and not withdrawn and lone["n"] <= _MOST_TICKS and meant:
        others = {name: value for name, value in found.items() if name != "children"}
        by_dash = {"risk": "high", "by_dash": True} if lone["high"] and "risk" not in found else {}
        return others | ({"children": plain} if plain else {}) | {"dash": lone["n"]} | by_dash
    aged = [one for one in state.children if one["months"] is not None]
    if (
        "children" in found
        or "dash" in found
        or len(aged) != 1
        or len(state.children) != 1
        or lone["child"]["stage"] is None
    ):
        return found
    return {**found, "children": [lone["child"]], "tells": CORRECTS}


def stays_at_home(state: DialogueState, found: Found) -> bool:
    """Is the place in a message one of work or care, where it is known already where they live?"""
    return bool(found.get("elsewhere")) and any(key in state.case.facts for key in PLACE)


def _one_of_those_apart(state: DialogueState, found: Found) -> None:
    """Of children who live apart, one that is told with its home is a case of its own; the others wait as another."""
    if not found.get("children") or "area" not in found:
        return
    for waiting in state.others:
        if LIVING_APART in waiting.facts.get("topics", []) and told_among(waiting.children, found["children"]):
            state.switch_to(waiting)
            return
    known = state.children
    told = told_among(known, found["children"])
    if LIVING_APART in state.facts.get("topics", []) and told and len(told) < len(known):
        rest = {name: value for name, value in state.facts.items() if name not in PLACE}
        state.others.append(Case({**rest, "children": [one for one in known if one not in told]}))
        state.case.facts["children"] = told


def _children(state: DialogueState, found: Found) -> bool:
    if not found.get("children"):
        return False
    known = state.children
    anew = found.get("only") == "told"
    now, meant = children_after(known, state.case.latest, found["children"], CORRECTS if anew else found.get("tells"))
    state.case.facts["children"] = [child for child in now if child in meant] if anew else now
    state.case.latest = meant
    return any(child not in state.children for child in known)


def _taken_back(state: DialogueState, found: Found) -> bool:
    """Children who are taken back, or are not among those who are the only ones; and a twin who is told of."""
    state.case.sexes |= found.get("sexes", {})
    known, sexes = state.children, state.case.sexes
    gone = [one for one in found.get("gone", []) if one["what"] == "child" and not _is_the_dash(one, state)]
    left = without(known, state.case.latest, gone, sexes)
    if (who := found.get("only")) and who != "told":
        left = alone(left, who, sexes)
    born = [one for one in left if one["months"] is not None]
    if found.get("twins") and len(born) == 1 and "children" not in found:
        left = with_twin(left, born[0])
    if left == known:
        return False
    state.case.facts["children"] = left
    if not left:
        del state.case.facts["children"]
    return len(left) < len(known)


def _is_the_dash(gone: dict[str, Any], state: DialogueState) -> bool:
    """Is the number that is taken back the ticks of a DASH?"""
    return "n" in gone and str(gone["n"]) == state.facts.get("dash")


def _not_expecting(state: DialogueState, found: Found) -> bool:
    """'There isn't an unborn baby': one that was taken from the words goes."""
    known = state.children
    born = [child for child in known if child["stage"] != PREGNANT]
    if not found.get("not_expecting") or born == known:
        return False
    state.case.facts["children"] = born
    if not born:
        del state.case.facts["children"]
    return True


def _past_loss(state: DialogueState, found: Found) -> bool:
    """A loss that was longer ago than the pathway looks back is no child of it."""
    known = state.children
    left = [child for child in known if child["stage"] != LOSS]
    if not found.get("past_loss") or left == known:
        return False
    state.case.facts["topics"] = [*state.case.facts.get("topics", []), PAST_LOSS]
    state.case.facts["children"] = left
    if not left:
        del state.case.facts["children"]
    return True


def _home(state: DialogueState, found: Found) -> bool:
    """The latest place to live is where they live now; one that is said to be no home is none any more."""
    if found.get("near") and (unsure := state.facts.get("unsure")):  # 'the one near Bakewell'
        found = {**found, "place": unsure}
    before = state.case.facts.get("area")
    if {state.facts.get(name) for name in ("area", "unsure", "outside")} & set(found.get("not_home", [])):
        for key in PLACE:
            state.case.facts.pop(key, None)
        if not any(key in found for key in PLACE):
            return before is not None
    if not any(key in found for key in PLACE) or stays_at_home(state, found):
        return False
    for key in PLACE:
        state.case.facts.pop(key, None)
    state.case.facts |= {key: found[key] for key in PLACE if key in found}
    if "outside" in found:
        state.case.facts["area"] = OUTSIDE
    return before not in (None, state.case.facts.get("area"))


def _risk(state: DialogueState, found: Found) -> bool:
    """How it was graded. What the writer thinks beside it is kept apart where that is higher."""
    graded, judged = found.get("risk"), found.get("judged")
    if graded is None and judged is None:
        return False
    known = known if (known := state.case.facts.get("risk")) in RISKS else None
    if graded is None and known is None and found.keys() & {"children", "area", "ungraded"}:
        state.case.facts["judged"] = judged  # what the writer thinks of a case as it is told is no grade of it
        return False
    graded = graded or known or judged
    state.case.facts.pop("judged", None)
    if judged and RISKS.index(judged) > RISKS.index(graded):
        state.case.facts["judged"] = judged
    return _plain(state, "risk", {"risk": graded})


def _dash_withdrawn(state: DialogueState, found: Found) -> bool:
    """'Scrap the dash', 'leave the 10 out', or other ticks; the risk that followed from those goes with them."""
    before = state.facts.get("dash")
    gone = any(one["what"] == DASH or _is_the_dash(one, state) for one in found.get("gone", []))
    if before is not None and gone and "dash" not in found:
        del state.case.facts["dash"]
    if state.case.by_dash and (gone or "dash" in found) and "risk" not in found:
        state.case.by_dash = False
        return state.case.facts.pop("risk", None) is not None
    if "risk" in found:
        state.case.by_dash = bool(found.get("by_dash"))
    return False


def _risk_withdrawn(state: DialogueState, found: Found) -> bool:
    """'Scrap the medium'."""
    gone = any(one["what"] == RISK for one in found.get("gone", []))
    return gone and "risk" not in found and state.case.facts.pop("risk", None) in RISKS


def _ungraded(state: DialogueState, found: Found) -> None:
    """'Nobody has graded it', told with a case, is an answer before it is asked for; told later, it takes a grade back."""
    if not found.get("ungraded"):
        return
    if state.facts.get("risk") in RISKS and not state.case.by_dash and "risk" not in found:
        state.case.facts["risk"] = UNKNOWN
        state.case.facts.pop("judged", None)
    elif found.keys() & {"children", "area"}:
        state.case.facts.setdefault("risk", UNKNOWN)


def _flags(state: DialogueState, found: Found) -> bool:
    before, gone = state.case.flags, found.get("not_flags", [])
    told = [*found.get("flags", []), *([CHILD_HARMED] if found.get("child_harmed") else [])]
    state.case.flags = list(dict.fromkeys([flag for flag in before if flag not in gone] + told))
    return before != state.case.flags


def _grave(state: DialogueState, found: Found) -> None:
    """Violence that is serious where there is a child: told of a case or in danger, and not asked in general. It counts for a child
    that is told of later, too."""
    told = GRAVE_TOPICS & set(found.get("topics", [])) if found.keys() & (CASE | {"role", IN_DANGER}) else set()
    if PREGNANCY_BLOW in told:
        state.case.facts["blow"] = True
    expecting = any(child["stage"] == PREGNANT for child in state.children)
    if told - {PREGNANCY_BLOW} or (expecting and state.case.facts.get("blow")):
        state.case.facts["grave"] = True
    if state.case.facts.get("grave") and state.children:
        state.case.flags = list(dict.fromkeys([*state.case.flags, GRAVE]))


def _plain(state: DialogueState, name: str, found: Found) -> bool:
    """The latest word on a fact that has one value."""
    if name not in found:
        return False
    before, now = state.case.facts.get(name), str(found[name]) if name == "dash" else found[name]
    state.case.facts[name] = now
    return before not in (None, now)
