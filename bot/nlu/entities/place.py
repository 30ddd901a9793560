"""Where the child lives, of the places that a message names: the home decides, not the school, the clinic or dad's flat."""

import re
from collections.abc import Iterator
from typing import Any

from spacy.tokens import Doc

from bot.nlu.context import Context, Person
from bot.nlu.entities.child import rx
from bot.nlu.matcher import patterns
from bot.nlu.normalise import Text
from knowledge.places import Gazetteer, Mention
from knowledge.schema import Areas, Authority

WORK, CARE, HARMER, HAPPENED = "work", "care", "harmer", "happened"  # whose a place is that is no child's home
OFFICE = "office"  # a council, a team, a match: 'does the city get a copy'
_COUNCILS = re.compile(r"\bcity\b|\bcounty\b")
_SIDES = {WORK: -2, CARE: -2, HARMER: -1, HAPPENED: -1}
# 'The University of Derby', 'out of Nottingham prison', 'a hearing in Derby'.
_INSTITUTION_OF = re.compile(
    r"(?:\b(?:university|uni|college|hospital|vigil|hearing|court|trial|hearing's|audit|briefing|case|inquest|placement|conference|course|training|match|prison|hmp|refuge space)\s+(?:of|in|at|is in|for)\s+(?:the\s+)?|\broyal\s+|\bhmp\s+|\b(?:airport|flight|ticket|train|coach|bus)\s+(?:to|from|at|in)\s+|\bat work in\s+|\bi'm (?:on|at) (?:a|the) \w+ in\s+)$"
)
_AN_OFFICE = re.compile(r"\b(?:royal|hospital|police|constabulary|university|college|council)\b")
_HOSPITAL = re.compile(r"\b(?:royal|hospital)\b")
# The one who harms lives, or has gone, there: 'he's moved to Leeds'. 'Dad in Belper, mum in Buxton' says only where each is.
_HE_LIVES = re.compile(
    r"\b(?P<who>he|dad|daddy|father|ex|partner|husband|boyfriend|stepdad|perp|perpetrator|abuser|hubby)(?:'s|'d)?\s+(?:\w+\s+){0,3}?(?:lives?|living|moved|gone|based|staying|stays|working|works|serving|out|released|back|is|(?:works|working|drives|driving)(?:\s+\w+){1,5}?)\s+(?:\w+\s+){0,2}?(?:to|in|at|up|over in|down in|from|near)\s+(?:\w+\s+)?$"
)
_HE_HARMS = rx(rf"\bhe(?:'s|\ has|\ had|\ used\ to)?\ (?:\w+\ )?{patterns().regex('<hurt>')}\ (?:her|mum|me|my|them)\b")
_NEAR, _CLAUSE = 4, 8  # tokens
_NOT_THERE = frozenset({"not", "than", "isn't", "n't", "wasn't"})
_PREPOSITIONS = frozenset({"in", "at", "from", "near", "by", "the"})
_MOVED = frozenset({"moved", "moving", "moves", "move", "relocated", "fled", "gone"})
# A place that they have left is nobody's home now, whatever else is known of them.
_LEFT = rx(
    r"""(?:\bused\ to\ (?:live|be|stay)\ (?:\w+\ ){0,2} | \b(?:formerly|previously)\ (?:\w+\ ){0,2}
    | \b(?:came|comes|come|moved|fled|relocated|gone|arrived)\ (?:(?!in\b)\w+\ )?from\ (?:the\ )? | \bmoved\ out\ of\ (?:the\ )? | \bleft\ (?:the\ )?
    | \b(?<!year\ )(?<!years\ )(?<!month\ )(?:old|previous|former|last)\ (?:address|home|house|flat)\ (?:\w+\ ){0,2})$"""
)
# 'Belper is only where it kicked off', 'don't put Belper', 'Belper? no, that's wrong': it is no home, and none any more if it was taken for one.
_HAPPENED_THERE = rx(
    r"""^\s*(?:'?s|is|was)\s+(?:actually\s+|only\s+|just\s+|simply\s+)*(?:
      (?:the\ (?:place|pub|town|spot)\s+)?(?:where\s+)?(?:it|they|he|she|i|we|the\ (?:incident|row|fight|assault))\s+(?:all\s+|both\s+)?(?:kicked\ off|happened|was\b|were\b|started|took\ place|occurred|went\ off|works?\b|worked|am\b)
      | where\ (?:his\ |her\ |their\ |the\ )?(?:dad|father|ex|perp|partner|nan|gran|grandparents|mum's\ (?:ex|boyfriend|partner))\ (?:lives?|is|stays?)\b
      | (?:his|dad's|dads|the\ dad's|my|our)\ (?:\w+\ )?(?:address|house|flat|place|work|workplace|office|base)\b
      | (?:his|her|their|the|our|my)\ (?:\w+\ )?(?:nan's|gran's|aunt's|sister's|brother's|friend's|mate's|scene|venue|location|school|nursery|pub|job|clinic|surgery|hospital|station)\b)"""
)
# 'That's where I work', 'no idea where they live': what was taken for their home is none.
_NOT_THEIRS = rx(
    r"^\s*,?\s*(?:that(?:'?s|\ is)|it(?:'?s|\ is))\s+(?:just\s+|only\s+)?(?:where\s+(?:i|we|he)\s+(?:works?|am|are|live|is\ based)|(?:his|my|our|the\ school's|dad's)\b)"
)
_HOME_UNKNOWN = rx(
    r"\b(?:don't|do\ not|didn't|no\ idea|not\ sure|unsure|haven't\ (?:got|been\ told))\b[^.;!?]{0,20}\bwhere\s+(?:\w+\s+)?(?:they|she|he|mum|the\ (?:family|child|girl|boy|kids|children))(?:'?s|\ is|\ are)?\s+(?:\w+\s+)?(?:lives?|living|staying|based|from)\b|\b(?:no|unknown|don't\ (?:have|hold|know)\ (?:an?|the)|haven't\ got\ an?|without\ an?)\ (?:(?!fixed)\w+\ )?(?:home\ )?address\b|\b(?:don't\ know|dunno|no\ idea|not\ sure)\ where\ (?:their\ |her\ |his\ )?home\b|\baddress\ (?:is\ |was\ )?(?:unknown|not\ known|not\ given)\b"
)
_LIVE_IN = rx(r"\b(?:lives?|living|lived|staying|moved|home\ is|address\ is)\s+(?:\w+\s+){0,3}$")
_DO_NOT_PUT = rx(
    r"\b(?:don't|do\ not|didn't\ mean\ to)\ (?:put|use|write|record|have|say)\ (?:it\ as\ |down\ |in\ |them\ in\ |them\ as\ )*$|\b(?:scrap|scratch|strike|drop|lose|ignore|forget|remove|delete)\ (?:the\ )?$"
)
_TAKE = rx(r"\b(?:take|leave|cross)\s+$")
_WRONG_AFTER = rx(
    r"^\s*\?*[\s,.]*(?:no|nope|wait|hang\ on|sorry)\b[^.;]{0,20}\b(?:not\s+(?:it|right|there|that|her|him|them)|wrong)\b"
)
# Where somebody works, or where it happened, and no home of anybody's.
_AT_WORK_OR_OUT = rx(
    r"""(?:\b(?:he|she|mum|mam|dad|father|mother|partner|husband|boyfriend|ex|wife|they|who)(?:'?s|\ is)?\ (?:\w+\ )?(?:works?|working|drives|shifts?|has\ a\ job|employed)\b
    | \b(?:car\ park|supermarket|shop|pub|nightclub|firm|factory|warehouse|depot|petrol\ station|retail\ park|nightclub|bar|restaurant|hotel\ bar)\b
    | \b(?:kicked\ off|happened|took\ place|occurred)\b)[^,.;!?]{0,30}\b(?:in|at|near|over\ in|down\ in|up\ in|outside)\s+(?:the\s+)?(?:\w+\s+)?$"""
)
# What is asked is not told: 'is that still Derby City?'
_IS_THAT = rx(
    r"(?:^|[.,;!?]\s*)(?:(?:so|and|ok)\s+)?is\s+(?:that|it|this)\s+(?:(?:still|in|under|part\ of|classed\ as|counted\ as|then|not|actually)\s+)*$"
)
# 'The one near Bakewell', of two places of one name.
_THE_ONE_NEAR = rx(
    r"\b(?:the|that)\s+(?:one|1)\s+(?:that's\s+|which\ is\s+)?(?:near|nearer|by|beside|next\ to|close\ to|just\ outside|outside|over\ by|out\ by|towards|up\ by|down\ by)\s+$"
)
_CHILD = frozenset(
    [
        "child",
        "children",
        "kid",
        "kids",
        "baby",
        "boy",
        "girl",
        "son",
        "daughter",
        "lad",
        "toddler",
        "twins",
        "siblings",
        "infant",
        "pupil",
        "student",
    ]
)
_THERE = frozenset(
    ["live", "lives", "lived", "living", "stay", "stays", "staying", "is", "are", "'s", "'re", "with", "at", "based"]
)
# The child has two homes, so that none of them decides.
_SHARED = rx(
    r"""\b(?:half\ (?:the|of\ the|a)\ week|half\ (?:her|his|their|with|at)|50\W?50|shared\ (?:care|between)|splits?\ (?:her|his|their|time|between|the\ week)|between\ (?:mum|dad|them|both|two|the\ two)
    |week\ (?:on|about)|alternate\ weeks?|alternates|(?:lives?|living|lived|time|stays?|staying|moves?)\ between|two\ (?:homes|addresses|houses)|both\ (?:homes|addresses|houses)|goes\ between|to\ and\ fro)\b"""
)
_CARER = r"mum|mam|mother|dad|father|nan|nana|gran|grandma|grandad|grandparents|aunt|auntie|aunty|uncle|carers?|stepdad|stepmum|sister"
_LIVES_WITH = rx(
    rf"""\b(?:lives?|living|stays?|staying|is|are|based|'s)\ (?:mostly\ |mainly\ |now\ |currently\ )?(?:with|at)\ (?:her\ |his\ |their\ |the\ )?(?P<who>{_CARER})
    |\b(?P<whose>{_CARER})(?:'?s)?\ (?:is|has)\ (?:the\ main|main|residence|custody|the\ main\ carer)"""
)


# Words between a home and the council whose it is, and what is none: 'lives in county', 'home address now city'.
_LIVES = r"\b(?:lives?|living|home(?:\ address)?|address|moved)(?:\s+(?:is|now|in|to|the))*"
_NO_HOME = r"(?:council|hall|primary|secondary|school|nursery|team|centre|hospital)"
# Just before: somebody else's home, or none any more.
_NOT_THEIR_HOME = re.compile(
    r"(?:n't|\b(?:not|dont|doesnt|never|used to|he|his|hes|he's|dad|dad's|father|ex|partner|husband|boyfriend|stepdad|abuser|perp|perpetrator|one))(?:\s+\w+){0,2}\s*$"
)
_IN_COUNCIL = re.compile(r"(?:in |the )?(?:city|county)$", re.I)


def _called(authority: Authority, areas: Areas) -> Iterator[tuple[str, dict[str, Any]]]:
    """What an authority is called for short, and the home that it stands for: its one area, or a place of which no more is certain."""
    within = [area.id for area in areas.areas if area.authority == authority.id]
    unsure = [name for one in areas.unsure if one.certain == {"authority": authority.id} for name in one.names]
    for word in authority.also:
        if len(within) == 1:
            yield word, {"area": within[0], "place": authority.name}
        elif f"the {word}" in unsure or word in unsure:
            yield word, {"unsure": word if word in unsure else f"the {word}"}


class Homes:
    """Finds the areas of the child's home. Words that put a place on a side are in `patterns/places.yml`;
    `partnership` is its name, in which places stand that are nobody's home; `areas` are the pack's."""

    def __init__(self, places: Gazetteer, partnership: str, areas: Areas):
        self._places = places
        self._councils = {word: home for one in areas.authorities for word, home in _called(one, areas)}
        names = "|".join(map(re.escape, sorted(self._councils, key=len, reverse=True))) or "(?!)"
        self._lives_in = rx(rf"{_LIVES}\s+(?P<name>{names})\b(?!\s+{_NO_HOME})")
        book = patterns()
        self._home, self._work, self._elsewhere = map(book.words, ("home", "place_of_work", "elsewhere"))
        self._institution = re.compile(rf"(?:'s)?\s+{book.source('<an_institution>')}(?!\w)")
        self._does = re.compile(rf"\s+{book.source('<an_office_does>')}(?!\w)")
        self._partnership = partnership.lower()

    def find(self, doc: Doc, text: Text, context: Context, apart: bool = False) -> dict[str, Any]:
        """`area` and `place`; or `areas`, where several are equally likely; or `unsure` or `outside`; or nothing.
        With `elsewhere`, where the words say that it is a place of work or care, or where it happened, and `place_whose`; of where
        the one who harms lives, these two alone. `office`, the area whose office is spoken of, where no home is told. `apart`: two families, or children who live apart."""
        named = self._places.find(doc)
        if gone := [m.area or m.words for m in named if self._is_no_home(doc, m)]:
            return {"elsewhere": True, "place_whose": HAPPENED, "not_home": gone} | self._home_of(
                [m for m in named if (m.area or m.words) not in gone], doc, text, context, apart
            )
        found = self._home_of(named, doc, text, context, apart)
        return found if apart else self._council_of(text.folded, found) or found

    def _council_of(self, said: str, found: dict[str, Any]) -> dict[str, Any]:
        """The home by the council's short name, 'lives in county, school in city', where no place that is named is surer; else nothing."""
        told = self._lives_in.search(said)
        harms = found.get("place_whose") in (HARMER, HAPPENED) or "not_home" in found
        surer = found and not found.get("elsewhere") and not _IN_COUNCIL.match(found.get("place", ""))
        if told is None or harms or surer or _NOT_THEIR_HOME.search(said[: told.start()]):
            return {}
        return dict(self._councils.get(told["name"].lower(), {}))

    def _home_of(self, named: list[Mention], doc: Doc, text: Text, context: Context, apart: bool) -> dict[str, Any]:
        mentions = [m for m in named if not self._ruled_out(doc, m)]
        if not mentions:
            return {}
        if near := next((m for m in mentions if m.area and _THE_ONE_NEAR.search(_before(doc, m))), None):
            return {"area": near.area, "place": near.words, "near": True}
        sides = [self._side(doc, m, text, context) for m in mentions]
        if offices := [m for m, side in zip(mentions, sides, strict=True) if side == OFFICE]:
            mentions = [m for m in mentions if m not in offices]
            sides = [side for side in sides if side != OFFICE]
            if not mentions:
                return {"office": area} if (area := offices[0].area) else {}
        likely = [
            self._at_home(doc, m) if side is None else _SIDES[side] for m, side in zip(mentions, sides, strict=True)
        ]
        if _SHARED.search(doc.text):
            likely = [0 if side in (None, HARMER) else score for score, side in zip(likely, sides, strict=True)]
        if apart:  # no home outweighs another's
            likely = [min(score, 0) for score in likely]
        likeliest = [m for m, score in zip(mentions, likely, strict=True) if score == max(likely)]
        if max(likely) >= 0:
            return self._place(likeliest)
        side = sides[likely.index(max(likely))]
        if side in (HARMER, HAPPENED):  # where he lives now, or where it happened, decides nothing of the child
            return {"elsewhere": True, "place_whose": side}
        return self._place(likeliest) | {"elsewhere": True, "place_whose": side or WORK}

    def _side(self, doc: Doc, mention: Mention, text: Text, context: Context) -> str | None:
        """OFFICE where the place is an office's name, WORK or CARE of a university's or a hospital's, HARMER where the words say that the one who
        harms lives there or has gone there; None where the words around must be weighed."""
        start, end = doc[mention.start].idx, doc[mention.end - 1].idx + len(doc[mention.end - 1])
        after, before = text.folded[end:], text.folded[:start]
        named = text.folded[start:end]
        if _AN_OFFICE.search(named):
            return CARE if _HOSPITAL.search(named) else WORK
        if _HOSPITAL.match(after.lstrip()) or _INSTITUTION_OF.search(before):
            return CARE if _HOSPITAL.match(after.lstrip()) else WORK
        if self._institution.match(after) or (_COUNCILS.search(named) and self._does.match(after)):
            return OFFICE
        if _AT_WORK_OR_OUT.search(before) and context.subject(start) != Person.WRITER:
            return HAPPENED
        lives = _HE_LIVES.search(before)
        harms = context.subject(start) == Person.HARMER or (
            lives is not None and lives["who"] == "he" and _HE_HARMS.search(before) is not None
        )
        if lives and harms and not any(_is(who, lives["who"]) for who in _lived_with(doc.text)):
            return HARMER
        return None

    @staticmethod
    def _place(likeliest: list[Mention]) -> dict[str, Any]:
        inside = list(dict.fromkeys(m.area for m in likeliest if m.area))
        if len(inside) > 1:
            return {"areas": inside}
        if inside:
            return {"area": inside[0], "place": next(m.words for m in likeliest if m.area)}
        first = likeliest[0]
        return {"unsure": first.words} if first.unsure else {"outside": first.words}

    @staticmethod
    def _is_no_home(doc: Doc, mention: Mention) -> bool:
        before, after = _before(doc, mention), doc[mention.end :].text
        if _HAPPENED_THERE.search(after) or _WRONG_AFTER.search(after) or _DO_NOT_PUT.search(before):
            return True
        said_not = before.rstrip().endswith(" not") or before.strip().lower() in ("not", "no")
        if (said_not and _NOT_THEIRS.search(after)) or (_TAKE.search(before) and re.match(r"\s*(?:out|off)\b", after)):
            return True
        return _HOME_UNKNOWN.search(doc.text) is not None and not _LIVE_IN.search(before)

    def _ruled_out(self, doc: Doc, mention: Mention) -> bool:
        """'Not Belper', 'rather than in Belper', 'used to live in Belper', and the partnership's own name."""
        if _LEFT.search(doc[max(0, mention.start - _CLAUSE) : mention.start].text_with_ws) or _IS_THAT.search(
            _before(doc, mention)
        ):
            return True
        before = [t.lower_ for t in doc[max(0, mention.start - 2) : mention.start]]
        if before and before[-1] in _PREPOSITIONS:
            before.pop()
        from_here = doc[mention.start : mention.start + _CLAUSE].text.lower().replace("&", "and")
        named = from_here.startswith(self._partnership) and self._partnership != mention.words.lower()
        return named or (bool(before) and before[-1] in _NOT_THERE)

    def _at_home(self, doc: Doc, mention: Mention) -> int:
        """Above nought where the words around say that the family lives there, most where they say so of the child;
        below where the place is left, or is the writer's work."""
        clause = _clause_before(doc, mention)
        said = set(clause)
        nearest = set(clause[-_NEAR:])
        after = {t.lower_ for t in doc[mention.end : mention.end + 2]}
        if clause[-1:] == ["from"] and any(token.lower_ in _MOVED for token in doc):
            return -1
        if "now" in nearest or (said & _MOVED and nearest & {"to", "into"}):
            return 5
        if self._elsewhere & said and not said & _CHILD:
            return -2
        if any(_is(who, word) for who in _lived_with(doc.text) for word in said):
            return 4
        if said & _CHILD and said & _THERE and not nearest & self._work:
            return 3
        if self._home & said - {"in"}:
            return 2
        return -2 if (nearest | after) & (self._work | self._elsewhere) else 0


def _before(doc: Doc, mention: Mention) -> str:
    return doc[: mention.start].text_with_ws


def _lived_with(text: str) -> list[str]:
    """Who the child lives with, where that is said apart from the place: 'and the child lives with mum'."""
    return [(match["who"] or match["whose"]).lower() for match in _LIVES_WITH.finditer(text)]


def _is(who: str, word: str) -> bool:
    return word.removesuffix("s") == who.removesuffix("s")


def _clause_before(doc: Doc, mention: Mention) -> list[str]:
    """The words before a place, back to a comma, a full stop or a 'but'."""
    words: list[str] = []
    for token in reversed(doc[max(0, mention.start - _CLAUSE) : mention.start]):
        if token.is_punct or token.lower_ in ("but", "and"):
            break
        words.insert(0, token.lower_)
    return words
