"""Names of persons: by the trained model where there is one, else by lists."""

import re
from collections.abc import Collection, Iterable, Iterator

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts
from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne
from spacy.tokens import Doc, Token

from bot.privacy.authors import Authors
from bot.privacy.features import Lists, commonness, in_dictionary, stem
from bot.privacy.judge import Judge
from bot.privacy.known import Known
from bot.privacy.lists import listed
from bot.privacy.near import is_slip

# How likely a word must be: a listed first name, one that is an everyday word or a place too, any other word, and one
# that is on no list of names but in the dictionary; a place.
LISTED, MEANT, UNKNOWN, WORD, EVERYDAY, PLACE, NEVER = 0.04, 0.2, 0.2, 0.4, 0.5, 0.5, 2.0
# A word that is near one of the trade or of every day, and in small letters; a rare word of the dictionary in small
# letters; a few capitals among small letters.
SLIP, SMALL_SLIP, SMALL_WORD, INITIALS = 0.3, 0.7, 0.55, 0.6
# In small letters: as near to a name as to a word; on the list of surnames alone; kin; a common word.
SMALL_TIE, SMALL_SURNAME, SMALL_KIN, SMALL_COMMON = 0.5, 0.6, 0.95, 0.9
AGED = 0.25  # of that, for a word in capitals before an age: `Angel age 9`
LIKE_A_PLACE = 0.98  # a slip of one of the pack's places
SURE = 0.8  # beside so likely a word, where the same word stands again, and in a capital in mid-sentence, half will do
WITHIN = 0.1  # between two so likely words
_SAINT = re.compile(r"\b(?:st|saint)(?:\. ?| )[^\W\d_]+'?s\b", re.IGNORECASE)  # a school or a church
_ONE_OF_TWO = re.compile(  # child B, parent A
    r"\b(?i:child|baby|sibling|twin|adult|parent|person|pupil|student|family|victim|case|school|house|plan) [A-Z]\b(?!\.|'? ?[A-Z])"
)
_ED = re.compile(r"\b(?:ED|[A-Z]{2,}[a-z]?s)\b")  # the emergency department; several of one kind: DAPOs, SENDCos
_MONTH = r"(?:may|june|april|august|march|summer|january)"
_WHEN = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}"
    rf"|(?:in|since|until|by|during|from|early|late|mid|last|next)[ -]{_MONTH}(?! (?:said|says|rang|told|came|is|was|has|hit)\b)"
    r"|(?:the|all|this|over|every) summer|summer (?:holiday|term|school|club|break)s?|(?:is|be|was|very) frank (?:about|with)"
    rf"|may (?:i|we|they|half term|be)|{_MONTH} (?:\d|half)|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b",
    re.IGNORECASE,
)
_FONDLY = re.compile(
    r"\b(?:ta|thanks|thank you|cheers|hi|hello|hiya|morning|please|sorry),? (?:my )?(?:love|duck|hun|pet|bab)\b", re.I
)
_SHORT_FORM = re.compile(r"(?:e\.g|i\.e|a\.m|p\.m)\.?")
_NICKNAME = re.compile(r'[A-Z]\w+ "[^"\n]{1,20}" [A-Z]\w+')  # Dean "Deano" Smith
_AGE = re.compile(r",? (?:is )?(?:aged? )?\(?\d{1,2}(?! ?[/.:-]\d)\b")
_INITIAL = re.compile(r"(?<![\w'])(?:[B-HJ-Z](?:\. ?| )|A\. ?){1,2}$")
# Little words that a run of names never begins or ends with, though some are somebody's name.
_NOT_FIRST = frozenset(
    ["to", "can", "n", "and", "he", "she", "if", "when", "is", "was", "has", "does", "for", "of", "the"]
)
_NOT_LAST = frozenset(["may", "will", "can", "n", "and", "he", "she", "is", "was", "has", "to", "said"])
_WHERE = frozenset(
    [
        "in",
        "at",
        "from",
        "near",
        "to",
        "for",
        "lives",
        "live",
        "living",
        "moved",
        "around",
        "outside",
        "of",
        "over",
        "via",
    ]
)
_AND = re.compile(r"\s*(?:to|and|or|/|,|&|n|then|not|vs)\s*")
_BEGINS = ".!?:;\n\"'(-/*•"  # what a sentence or an entry may begin after


class Names(EntityRecognizer):
    """Persons' names, in any case and of any origin, without their titles."""

    def __init__(self, known: Known, authors: Authors, judge: Judge):
        self._known, self._authors, self._judge, self._lists = known, authors, judge, Lists()
        self._places = [place for place in known.place_words if len(place) > 4 and place not in listed("first")]
        super().__init__(supported_entities=["PERSON"], name="Names")

    def load(self) -> None:
        """Nothing to load: the judge is opened with the first message."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        doc = nlp_artifacts.tokens
        kept = [False] * (len(text) + 1)
        forms = (found.span() for form in (_SAINT, _WHEN, _ED, _FONDLY, _ONE_OF_TWO) for found in form.finditer(text))
        places = {*self._known.places.find(text)}
        if _is_all(text, self._known.places.find(text)) or self._is_village(text):
            return []
        long = (span for span in places if re.search(r"\w\W+\w", text[slice(*span)]))  # High Peak, New Mills
        for start, end in (*self._known.names.find(text), *forms, *long, *self._authors.find(text)):
            kept[start:end] = [True] * (end - start)
        likely = self._judge.likely(doc, "PERSON")
        named = self._by_lists(doc) if likely is None else self._by_model(doc, likely, places)
        # A word with an @ is an address, which another recogniser judges.
        named = [
            is_name and "@" not in t.text and not any(kept[t.idx : t.idx + len(t)])
            for t, is_name in zip(doc, named, strict=True)
        ]
        spans = [span for span in _runs(doc, named) if span not in places or not _is_where(text, span, places)]
        return [RecognizerResult("PERSON", _with_initials(text, start), end, 0.8) for start, end in spans]

    def _by_model(self, doc: Doc, likely: list[float], found: Collection[tuple[int, int]]) -> list[bool]:
        """For each token, is it part of a name? `found` are the pack's places."""
        stems = [stem(token.text) for token in doc]
        sure = {word for word, p in zip(stems, likely, strict=True) if p >= SURE and not in_dictionary(word)}
        places = {at for start, end in found for at in range(start, end)}
        near = self._judge.near(doc)
        mixed = not doc.text.isupper() and sum(t.text.istitle() for t in doc) < len(doc) / 2
        capitals = sum(t.text.isupper() and len(t) > 1 for t in doc) > len(doc) / 3
        named = []
        for i, word in enumerate(stems):
            beside = any(likely[j] >= SURE for j in _neighbours(stems, i))
            needed = self._needed(word, near.get(word), doc[i].text.islower())
            if likely[i] >= UNKNOWN and not beside and self._is_like_a_place(word):
                needed = max(needed, LIKE_A_PLACE)
            if not capitals and self._is_initials(doc[i].text, word):
                needed = max(needed, INITIALS)
            if not capitals and doc[i].text in listed("initials") and not beside:  # ELSA, SALT
                needed = NEVER
            if doc[i].idx in places and not (beside or (i and stems[i - 1] in listed("titles"))):
                needed = PLACE if "f" in self._lists.kind(word) or word in listed("words") else NEVER
            if _SHORT_FORM.fullmatch(doc[i].text):
                needed = NEVER
            elif doc[i].text in listed("kin") and not beside:
                needed = max(needed, SMALL_KIN)
            elif doc[i].text.istitle() and _AGE.match(doc.text, doc[i].idx + len(doc[i])):
                needed *= AGED
            if beside and word in listed("words"):
                needed = WITHIN
            elif (
                beside
                or word in sure
                or (
                    mixed
                    and i
                    and doc[i].text.istitle()
                    and doc[i - 1].text[-1] not in _BEGINS
                    and not in_dictionary(word)
                )
            ):
                needed /= 2
            named.append(likely[i] >= needed)
        self._join(doc, stems, likely, named)
        return self._without_slips(stems, named)

    def _join(self, doc: Doc, stems: list[str], likely: list[float], named: list[bool]) -> None:
        """Takes into a name what stands within it: a hyphen, a particle, a comma that turns it round, a nickname."""
        for i in range(1, len(doc) - 1):  # Abdul-Rahman, Maria van Dijk
            within = likely[i] >= WITHIN or stems[i] in listed("particles") or doc[i].text in "-'"
            joined = max(likely[i - 1], likely[i + 1]) >= SURE or doc[i - 1 : i + 2].text.count(" ") == 0
            named[i] = named[i] or (within and joined and named[i - 1] and named[i + 1])
        for i in range(1, len(doc) - 1):  # Wójcik, Marta
            turned = self._lists.kind(stems[i - 1]) == "l" and "f" in self._lists.kind(stems[i + 1])
            named[i] = named[i] or (doc[i].text == "," and turned and named[i - 1] and named[i + 1])
        for form in _NICKNAME.finditer(doc.text):
            whole = doc.char_span(*form.span())
            if whole and named[whole.start]:
                named[whole.start : whole.end] = [True] * len(whole)

    def _without_slips(self, stems: list[str], named: list[bool]) -> list[bool]:
        """Without what is a slip together with the word beside it: `hadari narri`."""
        slips = {
            at
            for i in range(len(stems) - 1)
            if (named[i] or named[i + 1]) and self._judge.is_phrase(stems[i], stems[i + 1])
            for at in (i, i + 1)
        }
        return [is_name and i not in slips for i, is_name in enumerate(named)]

    def _is_village(self, text: str) -> bool:
        """Is `text` a place of the pack's that is called a village there, and says nothing else: Hope?"""
        asked = f"{text.strip(' .,!?')} village"
        return len(asked) < 40 and _is_all(asked, self._known.places.find(asked))

    def _is_like_a_place(self, word: str) -> bool:
        """Is this word, which is on no list of names, one of the places or a letter away from one?"""
        return (
            len(word) > 4
            and not self._lists.kind(word)
            and extractOne(word, self._places, scorer=OSA.distance, score_cutoff=1) is not None
        )

    def _is_initials(self, text: str, word: str) -> bool:
        """Has this word, of a message in small letters, the form of a title or a body by its first letters? FSW, DDSLs"""
        return 1 < len(text.rstrip("s")) <= 5 and text.rstrip("s").isupper() and not self._lists.kind(word)

    def _needed(self, word: str, near: str | None, small: bool) -> float:
        """How likely the model must think it that this word is part of a name. `near`: what `Near` says of the word;
        `small`: is it in small letters?"""
        single = word[:-1] if word.endswith("s") and not self._lists.kind(word) else word
        kinds = self._lists.kind(word) + self._lists.kind(single)
        meant = in_dictionary(word)
        if "f" in kinds and len(single) > 3:
            is_word = single in listed("words") or single in listed("places")
            return MEANT if is_word else LISTED
        if meant and commonness(word) >= 5:  # a surname that is a word of every day: love, young
            return EVERYDAY if not small else SMALL_SURNAME if kinds or word in listed("words") else SMALL_COMMON
        if not kinds and is_slip(near):
            return SMALL_SLIP if small else SLIP
        if small and not kinds and near and near[0] != "-" and not meant:
            return SMALL_TIE
        if small and kinds and "f" not in kinds and len(word) > 3:
            return SMALL_SURNAME
        if word in listed("words"):
            return MEANT
        if not kinds and meant and small:
            return SMALL_WORD
        return WORD if not kinds and (meant or commonness(word) >= 4) else UNKNOWN

    def _by_lists(self, doc: Doc) -> list[bool]:
        """First names that are no everyday words, and what follows a title or such a name and could be one."""
        named: list[bool] = []
        for i, token in enumerate(doc):
            word = stem(token.text)
            kind = self._lists.kind(word)
            after_name = i > 0 and named[-1]
            after_title = i > 0 and stem(doc[i - 1].text) in listed("titles")
            capital = token.text[:1].isupper() and token.is_alpha
            named.append(
                bool(
                    ("f" in kind and commonness(word) < 5)
                    or (kind and (after_name or after_title))
                    or (capital and after_name)
                )
            )
        return named


def _runs(doc: Doc, named: list[bool]) -> Iterator[tuple[int, int]]:
    """Where runs of named words stand, without titles before them and possessives or marks after them."""
    run: list[Token] = []
    for token, is_name in [*zip(doc, named, strict=True), (None, False)]:
        if is_name:
            run.append(token)
            continue
        while run and (
            not _speaks(run[-1]) or run[-1].lower_ in {"'s", "s"} or (len(run) > 1 and run[-1].text in _NOT_LAST)
        ):
            run.pop()
        while len(run) > 1 and (
            stem(run[0].text).rstrip(".") in listed("titles") or not _speaks(run[0]) or run[0].text in _NOT_FIRST
        ):
            run.pop(0)
        if run:
            last = run[-1]
            yield (
                run[0].idx,
                last.idx + len(last) - (2 if last.lower_.endswith("'s") else 0),
            )
        run = []


def _neighbours(stems: list[str], i: int) -> list[int]:
    """The words beside this one, and the one before a particle before it: `Saoirse ní Bhrian`."""
    reach = 2 if i > 1 and stems[i - 1] in listed("particles") else 1
    return [j for j in (i - reach, i - 1, i + 1) if 0 <= j < len(stems)]


def _is_all(text: str, places: Iterable[tuple[int, int]]) -> bool:
    """Is the first of the places all that `text` says?"""
    first = next(iter(places), None)
    return first is not None and not any(c.isalnum() for c in text[: first[0]] + text[first[1] :])


def _speaks(token: Token) -> bool:
    return any(c.isalnum() for c in token.text)


def _is_where(text: str, span: tuple[int, int], places: Collection[tuple[int, int]]) -> bool:
    """Do the words around this place's name say that it is a place? `in Ripley`, `Ripley or Belper`; not `Mrs Ripley`."""
    before = text[: span[0]].rstrip()
    last = re.split(r"[\s]", before.lower())[-1] if before else ""
    if last in _WHERE or before.endswith((",", "/")):
        return True
    apart = [
        text[other[1] : span[0]] if other < span else text[span[1] : other[0]] for other in places if other != span
    ]
    return any(_AND.fullmatch(between.lower()) for between in apart if len(between) < 8)


def _with_initials(text: str, start: int) -> int:
    """Where a name begins when initials stand before it: `J. Lee`, `T Lee`."""
    found = _INITIAL.search(text, max(start - 8, 0), start)
    return found.start() if found else start
