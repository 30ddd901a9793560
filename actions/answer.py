"""Questions to the handbook, small talk, and danger: the actions that need no guide."""

import re

from rasa_sdk.executor import CollectingDispatcher

from actions import conclusions, handbook
from actions.base import Heard, TalkAction
from actions.conclusions import in_words, sources
from bot.nlu.controls import control_in
from actions.guide import take_choice
from actions.replies import Reply
from actions.talk import Talk

_SECTION = re.compile(r"(?:^|\b(?:section|sec|read|open|show me|part|s)\s*)(?P<id>[1-4]\.(?:1[0-2]|\d))\b|^(?P<only>[1-4]\.(?:1[0-2]|\d))\W*$", re.I)
_APPENDIX = re.compile(r"\bappendix(?: (?:1|one))?\b", re.I)
_CHAPTER = re.compile(r"\b(?:chapter|section)\s+(?P<n>[1-9])\b(?!\.\d)", re.I)
_FOLLOW_UP = re.compile(r"^\W*(?:and|but|what about|how about|and what about|same for|what if)\b", re.I)
_WHO_MADE = re.compile(r"\b(?:are you (?:a )?(?:bot|robot|human|real|person|ai)|who (?:made|built|runs) (?:you|this)|is this (?:a )?(?:bot|confidential|private|recorded)|do you (?:store|keep|record|remember))\b", re.I)


class ActionAnswer(TalkAction):
    """Answers a question from the handbook, or says honestly that it does not cover it."""

    def name(self) -> str:
        return "action_answer"

    def respond(self, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> str | None:
        if choice := talk.choice_for(heard.text):
            heard = Heard(heard.id, "", "pick", 1.0, {}, heard.danger, None, choice)
            step = take_choice(self, talk, heard, dispatcher)
            if step != "stay":
                self.say(conclusions.conclude(self.pack.guides[talk.flow], self.pack, talk), talk, heard, dispatcher)
            return None
        self.say(self._reply(talk, heard), talk, heard, dispatcher)
        return None

    def _reply(self, talk: Talk, heard: Heard) -> Reply:
        text = heard.text
        if control := control_in(text):
            if reply := conclusions.after(control, self.pack, talk):
                return reply
        if _WHO_MADE.search(text):
            return about_signpost(self.pack)
        if m := _SECTION.search(text):
            return handbook.read(m["id"] or m["only"], self.pack, talk)
        if _APPENDIX.search(text) and "A1" in self.pack.sections and len(text.split()) <= 6:
            return handbook.read("A1", self.pack, talk)
        if (m := _CHAPTER.search(text)) and (reply := handbook.chapter(self.pack, m["n"])):
            return reply
        if _FOLLOW_UP.search(text) and talk.last.get("sections") and heard.facts:
            if reply := handbook.about_facts(self.pack, talk, heard.facts, _words_of(heard.facts)):
                return reply
        return handbook.answer(self.pack, talk, heard.handbook)


class ActionSmallTalk(TalkAction):
    """Greetings, help, thanks and goodbye."""

    def name(self) -> str:
        return "action_small_talk"

    def respond(self, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> None:
        match heard.flow:
            case "greet":
                reply = conclusions.welcome(self.pack, "Hello. ")
            case "help":
                reply = conclusions.help_text(self.pack)
            case "thanks":
                reply = Reply("You are welcome. Is there anything else?")
            case _:
                reply = Reply("Goodbye, and take care of yourself too. If anyone is in danger, call 999.")
        self.say(reply, talk, heard, dispatcher)


class ActionDanger(TalkAction):
    """Danger and disclosure, before anything else: the pack's guide for it, and the way back to the work."""

    def name(self) -> str:
        return "action_danger"

    def respond(self, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> None:
        kind = heard.danger if heard.danger in self.pack.guides else "emergency"
        guide = self.pack.guides[kind]
        if kind in ("emergency", "suicidal"):
            talk.learn(heard.facts, heard.text)
        advice = guide.advice_for(talk.view(self.pack))
        now = [a for a in advice if a.first]
        choices = [(f"more:{kind}.{a.id}", a.title) for a in advice if not a.first][:4]
        choices += [(f"flow:{step.flow}", step.label) for step in guide.next_steps(talk.view(self.pack))][:2]
        parts = [guide.opening, *(in_words(a) for a in now)]
        cited = [] if kind == "child_user" else sources(now, self.pack)
        reply = Reply("\n\n".join(p for p in parts if p), choices, cited, urgency="emergency")
        self.say(reply, talk, heard, dispatcher)


def about_signpost(pack) -> Reply:
    """What Signpost is, and what it keeps."""
    return Reply(
        f"I am Signpost, a program, not a person. I answer from the {pack.info.handbook} and from rules that people wrote. "
        "Names and other details are taken out before anything is kept, and your words are not stored: only which topic was "
        "meant, the facts such as an age band or an area, and what I replied. You can delete the conversation at any time."
    )


def _words_of(facts: dict) -> list[str]:
    """Words that a section would use of these facts."""
    words = []
    for child in facts.get("children", []):
        words += {"pregnant": ["pregnan", "unborn"], "5-17-years": ["school", "16", "teen", "young person"]}.get(child["stage"], ["baby", "babies", "young child"])
    if facts.get("area") == "derby-city":
        words += ["derby city", "city"]
    elif facts.get("area"):
        words += ["county", "derbyshire"]
    return words + ([facts["risk"]] if facts.get("risk") else [])
