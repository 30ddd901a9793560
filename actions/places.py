"""What to say of a place that is no single area of the pathway: a border town, or two places at once."""

from actions.replies import Reply, listed
from actions.talk import Talk
from actions.whereabouts import unsure_place
from knowledge.guides import Question
from knowledge.pack import Pack


def place_reply(pack: Pack, talk: Talk, question: Question) -> Reply | None:
    """The question put anew where the practitioner named a place that leaves the area open, or None."""
    if question.kind != "area":
        return None
    if areas := talk.facts.get("areas"):
        names = [pack.area[a].name for a in areas]
        text = f"You named {listed(names)}. Where does the child live? What counts is the home, not the school or your office."
        return Reply(text, [(f"area:{a}", pack.area[a].name) for a in areas])
    if unsure := unsure_place(pack, talk.facts.get("unsure")):
        candidates = unsure.candidates or list(pack.area)
        text = f"{unsure.say}\n\nWhich is it? A town, a village or the first half of a postcode will do as well."
        return Reply(text, [*((f"area:{a}", pack.area[a].name) for a in candidates), ("area:unknown", "Not sure")])
    return None
