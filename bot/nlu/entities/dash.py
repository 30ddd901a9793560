"""The ticks of a DASH."""

from bot.nlu.entities.child import rx

_MOST_TICKS = 27
_TICKS = r"(?P<n>\d{1,2})"
_TOOL = r"(?:dash|ric|checklist)"
_DASH = [
    rx(
        rf"""\b{_TOOL}\b
        (?:\s*(?:ric|risk|checklist|scor(?:ed?s?|ing)|total(?:led)?|done|was|is|came\ (?:out|back|in)|at|of|with|has|got|result|=|:|,|as|to|a|an|about|only)){{0,8}}
        \s*\b{_TICKS}\b(?!\s*(?:weeks?|wks?|months?|mths?|years?|yrs?|y/?o\b|/\d|days?|kids|children))"""
    ),
    rx(
        rf"\b{_TOOL}\b(?:\s+(?:done|today|now|completed|with\s+mum))*\s*[.;-]\s*{_TICKS}(?=\s*(?:[.,;!)]|$))(?!\s*[,&]\s*\d)"
    ),
    rx(
        rf"(?<![\d/])\b{_TICKS}\+?\s*(?:ticks?\b(?!\s*(?:rule|threshold|criteri|mark|limit|cut))|yes(?:es)?\b|(?:out\ of|/)\s*2[47]\b(?!/)|(?:score[ds]?\ )?on\ (?:the\ |a\ |her\ |his\ |my\ |our\ )?{_TOOL}\b)"
    ),
    rx(
        rf"\b(?:scor(?:ed|es|ing)|score(?:\ of|\ is|\ was|\ should\ (?:be|read|say|have\ been))?|ticks?(?:\ of)?)\s+(?:a\s+)?{_TICKS}\b(?!\s*(?:weeks?|wks?|months?|years?))"
    ),
]
# The score in what follows: 'did a DASH with a mum, it's 16', 'she was a 9', 'DASH only comes to 9', 'got to 12'.
_LATER = rx(
    rf"""\b(?:dash(?:'?e?d|s)?|ric)\b(?:[^.?!;]|[.]\s+(?=(?:got|it|she|came|score)\b)){{0,70}}?
    \b(?:came\ out\ (?:at|as)|(?:comes?|came)\ (?:out\ |only\ )*(?:at|to|in\ at)|got(?:\ to)?|(?:it|that|she|he)(?:'?s|\ is|\ was|\ got|\ scored)(?:\ an?)?|(?:it|'d)\ (?:it\ )?at|number,|mum\ was|scored|is)\s+(?:an?\s+)?{_TICKS}
    (?=\s*(?:[,;)?!]|\.(?!\d)|$|but\b|and\b|off\b|so\b|ticks?\b|on\b|with\b))(?!\s*,?\s*(?:and|&)\s+\d)"""
)
_OF_THEN = rx(r"^\W*(?:from|in|back\ in|dated)\s+(?:19|20)\d\d\b|^\W*(?:last\ year|years?\ ago)\b")
_NO_SCORE = rx(
    r"\b(?:under|below|less\ than|fewer\ than|not|need|needs|why(?:\ is\ it)?|child\ is|he\ is|girl\ is|boy\ is|reach|threshold(?:\ of|\ is)?|up\ to)\s+(?:the\s+|a\s+)?$"
)


def find_dash(text: str) -> int | None:
    """The ticks of a DASH, 0 to 27."""
    for pattern in (*_DASH, _LATER):
        for match in pattern.finditer(text):
            past = _OF_THEN.search(text[match.end("n") :])
            if int(match["n"]) <= _MOST_TICKS and not past and not _NO_SCORE.search(text[: match.start("n")]):
                return int(match["n"])
    return None
