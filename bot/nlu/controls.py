"""Words that steer a conversation rather than start anything: why, sure, back, skip, stop, and corrections.

A control is a whole message. None of the patterns may hold a gap that anything fits (`.*`): what is said beside a control may
be danger, or somebody's name.
"""

import re

# What may follow 'why do you ask', and no more: what the guides' questions are about.
_OF_A_QUESTION = r"(?: (?:to know|for|about|me|all|the|a|an|my|her|his|their|its|that|this|it|these|area|place|town|postcode|age|ages|grade|risk|role|job|dash|score|questions?|information|details?|now|exactly|matters?|needed|relevant|important|so many|stage))*"
_LEADS_BACK = r"(?:(?:ok(?:ay)?|right|so|sorry|anyway|thanks|thank you|now|and|all safe)[ ,.!]*)*"
_CONTROLS = {
    "help": r"(?:please )?help(?: please)?|menu|options",
    "why": rf"why (?:do|are|would|did) (?:you|u) (?:need|ask(?:ing)?|want){_OF_A_QUESTION}|why(?: is that| that| ask)?|what(?:'s| is) (?:that|this|it) (?:for|got to do with it)|why (?:does|would) (?:it|that|this|the (?:area|place|town|age|grade|risk)) matter|why is (?:that|this|it) (?:needed|relevant|important)|what difference does (?:it|that) make",
    "sure": r"(?:are |r )?(?:you|u) (?:quite |really |absolutely )?sure(?: about (?:that|this))?|(?:is|are) (?:that|this|it) (?:really )?(?:right|correct|true)|really|how do you know(?: that)?|says who|(?:and )?where (?:does it say|did you get) (?:that|this|it|so)|what(?:'s| is) (?:your|the) source(?: for that)?|who says(?: so)?",
    "back": r"(?:go |one |step )?back(?: one)?(?: please)?|previous(?: question)?|go to the (?:last|previous) question|undo|change my (?:last )?answer|i (?:got|answered) that wrong",
    "skip": r"skip(?: (?:it|this|that|this one|question|that one))?|next(?: question)?|pass|move on|rather not say|prefer not to (?:say|answer)|doesn'?t matter|n/?a|not applicable",
    "stop": r"(?:please )?(?:cancel|stop|quit|exit|end|leave it|forget it|never ?mind|that'?s enough|enough|abort)(?: (?:this|that|it|now|please|the questions|asking))*",
    "where": rf"{_LEADS_BACK}(?:where were we|(?:can we|shall we|let'?s) (?:go on|carry on|continue)(?: (?:now|then|please))*)|where (?:were|are) we(?: (?:up to|at|now))?|what were we (?:doing|saying|on)|what was the question|repeat(?: that| the question| please)?|say (?:that|it) again|pardon|come again|carry on|continue|go on|ok(?:ay)? (?:carry|go) on",
    "record": r"(?:thanks?,? ?(?:and )?)?(?:(?:can|could) (?:i|you) )?(?:have|get|give me|i need) (?:something for my notes|a record|the record)(?: please)?|(?:thanks?,? (?:and )?)(?:can i have )?(?:a|the) record(?: please)?|record to copy|(?:(?:can|could) (?:i|you) (?:have|get|give me|do|make) )?(?:a |the |my )?(?:copy of the )?record(?: (?:to copy|please|of this|this))?|copy the record|give me (?:the|a) record(?: (?:of|for) (?:this|that|it|my (?:notes|file)))?(?: please)?|something (?:for|to put in) (?:my|the) (?:notes|records|cpoms|systm ?one|file)",
    "more": r"(?:tell me )?more(?: (?:please|detail|details|about (?:that|this|it)))?|go into more detail|anything else|what else|expand|explain (?:more|that)|say more",
    "new_case": r"(?:a )?(?:new|different|another|next) (?:case|child|family|one|referral)(?: please)?",
}
_PATTERNS = {name: re.compile(rf"^\W*(?:{rx})\W*$", re.I) for name, rx in _CONTROLS.items()}
_CORRECTION = re.compile(
    r"^\W*(?:(?:oh |no,? |oops,? )*(?:sorry|actually|correction|my mistake|wait|oops)\b[\s,:.]*)+(?:(?:no|it'?s|that'?s|that was|it was|"
    r"that should (?:be|say)|should (?:be|say|have been)|i meant?(?: to say)?|make that)\b[\s,:]*)*"
    r"|^\W*(?:no,? )?(?:i meant?(?: to say)?|make that|that should (?:be|say|have been)|it should (?:be|say|have been))\b[\s,:]*",
    re.I,
)
_NOT_THIS = re.compile(r"[\s,]*\b(?:and )?not (?:a |an |the )?[\w-]+\W*$", re.I)
_INSTEAD = re.compile(
    r"^\W*(?:the )?(?!it|she|he|they|i|is|am|are|no|yes|we\b)[\w-]+,? (?:and )?not (?!yet|sure|really)(?:a |an |the )?[\w-]+\W*$",
    re.I,
)
_CORRECTION_IS_SHORT = 6  # words; a longer message says more than what it puts right


def control_in(text: str) -> str | None:
    """The name of the control that `text` is, if it is nothing else."""
    words = text.replace("’", "'").strip()
    return next((name for name, rx in _PATTERNS.items() if rx.match(words)), None)


def corrected(text: str) -> str | None:
    """What a correction says instead: `13` of 'sorry, 13 not 3'; None of a message that corrects nothing."""
    words = text.replace("’", "'").strip()
    opener = _CORRECTION.match(words)
    if opener is None and not _INSTEAD.match(words):
        return None
    left = _NOT_THIS.sub("", words[opener.end() :] if opener else words).strip(" ,.!")
    return left if left and len(left.split()) <= _CORRECTION_IS_SHORT and not is_question(left) else None


def supposes(text: str) -> bool:
    """'What if she was 2', 'and if they lived in Derby?', 'what about high'."""
    return (
        re.match(
            r"\W*(?:(?:ok|okay|and|so|but|then|right)\W+)*(?:what (?:about|if)|how about|if|suppose)\b", text, re.I
        )
        is not None
    )


def is_question(text: str) -> bool:
    """Has it a question mark, or does it begin as questions do?"""
    return (
        "?" in text
        or re.match(
            r"\s*(?:what|who|where|when|why|how|which|can|could|should|do|does|is|are|am|will|would|must|may)\b",
            text,
            re.I,
        )
        is not None
    )
