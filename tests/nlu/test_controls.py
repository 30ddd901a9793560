"""Words that steer a guide, told apart from answers and questions."""

from collections.abc import Callable

import pytest

from bot.nlu.controls import (
    asks_whom_to_tell,
    control_in,
    is_a_landmark,
    is_done_to_me,
    of_their_partner,
    reports,
    supposes,
    wants_yes_or_no,
    was_misread,
)

SAID = {
    "why": ["why?", "why do you need the area?", "Why do you ask", "what's that for", "why does it matter?"],
    "sure": ["are you sure?", "really?", "is that right?", "says who", "where does it say that"],
    "back": [
        "back",
        "go back",
        "previous question",
        "go back one please",
        "undo",
        "can we go back",
        "I want to go back a question",
    ],
    "change": [
        "change an answer",
        "can I change an answer",
        "I want to change one of my answers",
        "correct an earlier answer",
    ],
    "skip": ["skip", "skip this", "pass", "next question", "rather not say", "n/a"],
    "stop": ["stop", "cancel", "cancel that please", "never mind", "forget it", "that’s enough"],
    "where": ["where were we?", "carry on", "what was the question", "repeat that", "continue"],
    "record": ["record", "record to copy", "give me a record of this", "can I have a record", "something for my notes"],
    "more": ["more", "tell me more", "anything else?", "more detail", "what else"],
    "new_case": ["new case", "another child", "a different family please"],
}
NOT = [
    "",
    "medium",
    "he stops her going back to her family",
    "she went back to him",
    "I want to go back",
    "can I go back to him",
    "he wants to change",
    "stop him coming to the school",
    "why does she stay",
    "why do they not just leave",
    "skip the meeting and send the form?",
    "the next child is 4",
    "there is a record of violence",
    "no more than three incidents",
    "don't know",
    "is that right for a 4 year old",
    "I'm not sure",
    "are you sure she is safe",
    # danger, or somebody's details, beside a control's words
    "he's outside with a knife, can we carry on",
    "my daughter has taken an overdose shall we continue",
    "why did it take so long, he is here and he is going to kill her",
    "why would you wait, she's bleeding",
    "he has the kids in the car, where were we",
    "why does it matter that Sarah Smith lives at 12 Acre Lane",
    "why do you need her name its Kelly Bagshaw",
    "give me the record for Dean Holt",
    "stop him he's got a knife",
    "go on then kill her he said",
]


@pytest.mark.parametrize(("control", "words"), [(control, words) for control, all_ in SAID.items() for words in all_])
@pytest.mark.parametrize(
    "change", [str, str.upper, lambda words: f"  {words} "], ids=["as said", "in capitals", "with spaces"]
)
def test_controls(control: str, words: str, change):
    assert control_in(change(words)) == control


@pytest.mark.parametrize("words", NOT)
def test_what_only_sounds_like_a_control(words: str):
    assert control_in(words) is None


@pytest.mark.parametrize(
    "words", ["what if she was 2", "and if they lived in Derby?", "ok what about high risk", "so how about 4"]
)
def test_what_is_only_supposed(words: str):
    assert supposes(words)


@pytest.mark.parametrize("words", ["what is a DASH", "she lives in Derby", "what she said about it", "iffy"])
def test_what_is_no_supposing(words: str):
    assert not supposes(words)


@pytest.mark.parametrize(
    ("kind", "says", "says_not"),
    [
        (reports, "and she says please dont tell my mum; mum texted dont come; so he told me my dad hits us; the girl said my mum knows", "my mum says i must; i told her no; she is 7; do i tell my mum; he told me hes going to hit me again tonight; he says hell kill me if i tell anyone; dad said he will hurt me"),
        (was_misread, "no i meant the mum; no sorry i meant who do i email; thats not what i asked; i asked you about thursday; im not ill. i meant can i talk to them; no but will they; you just said that; u literally just told me that; you have repeated the list; that doesnt answer me; you didnt answer about the landlord; same answer again", "you said that she should ring; she said that to me; the same thing again on friday; mum says it doesnt answer; he texts me you never answer me and then cries; i meant well; no; no but she is pregnant; not him; what does it mean; she said no"),
        (is_done_to_me, "he shoved me; hes going to find me; none of this would be happening to me; he locks me in; im scared to go home", "he misses my calls; he tells me off; she told me; i am not happening; she pushed him"),
        (is_a_landmark, "the one by the canal; its near the bridge; the big school by the river; next to the railway station", "by the canal, hes just pushed her in; off the bridge tonight goodbye; the baby is by the river not breathing; by the bridge gonna jump; im by the canal; she is by the river; hes on the bridge; i want to go to the river; the canal"),
        (of_their_partner, "would she tell my husband; my ex wife has a key; my boyfriend said no", "her husband; my sister he hits; my client and his wife"),
        (wants_yes_or_no, "is strangulation automatic; ok but do we tell the school; so should i ring her; can she refuse; does it go to social care; is a bruise enough; are threats always reported", "does derby city health get a copy; who is told; which inbox; what is a dash; where does it go; how do i refer"),
        (asks_whom_to_tell, "where does it go then; who do i refer this to; which inbox; where this goes; who does that go to", "where can he go, hes skint; where would she go tonight; who is the dad"),
    ],
)  # fmt: skip
def test_how_a_message_is_meant(kind: Callable[[str], bool], says: str, says_not: str):
    assert [one for one in says.split("; ") if not kind(one)] == []
    assert [one for one in says_not.split("; ") if kind(one)] == []
