"""What to say of a place that is no single area of the pathway: a border town, or two places at once."""

from actions.reply import Choice, listed
from bot.dialogue.state import DialogueState
from knowledge.guides import Question
from knowledge.pack import Pack
from knowledge.whereabouts import unsure_place


def place_reply(pack: Pack, state: DialogueState, question: Question) -> tuple[str, list[Choice]] | None:
    """The question put anew, with its choices, where the practitioner named a place that leaves the area open."""
    if question.kind != "area":
        return None
    if areas := state.facts.get("areas"):
        names = [pack.area[a].name for a in areas]
        text = f"You named {listed(names)}. Where does the child live? What counts is the home, not the school or your office."
        return text, [(f"area:{a}", pack.area[a].name) for a in areas]
    if unsure := unsure_place(pack, state.facts.get("unsure")):
        candidates = unsure.candidates or list(pack.area)
        text = f"{unsure.say}\n\nWhich is it? A town, a village or the first half of a postcode will do as well."
        return text, [*((f"area:{a}", pack.area[a].name) for a in candidates), ("area:unknown", "Not sure")]
    return None
