"""Flags, roles and topics: phrases of the YAML lists, found as whole words and turned round by a 'not' before them."""

import re
from collections.abc import Sequence

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span

_DENIES = "no: "  # before the labels of phrases that deny
_REACH = 3  # tokens before a phrase in which a 'not' turns it round
_OVER = re.compile(
    r"^(?:\W*\w+){0,7}?\W*\b(?:but|now|since|then|and|it|is|case|was)\s+(?:\w+\s+)?(?:closed|no longer|stepped down|ended)\b"
)


class Phrases:
    """Labels found by their phrases, longest first. `denials` are phrases that say the opposite of their label."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        phrases: dict[str, list[str]],
        negations: Sequence[str] = (),
        denials: dict[str, list[str]] | None = None,
    ):
        self._matcher = PhraseMatcher(tokenizer.vocab, attr="LOWER")
        self._negations = {negation.lower() for negation in negations}
        self._may_be_over = denials is not None
        for label, words in (phrases | {_DENIES + label: words for label, words in (denials or {}).items()}).items():
            self._matcher.add(label, list(tokenizer.pipe(words)))

    def spans(self, doc: Doc) -> list[Span]:
        return spacy.util.filter_spans(self._matcher(doc, as_spans=True))

    def said(self, doc: Doc) -> tuple[list[str], list[str]]:
        """The labels that the text affirms, and those that it denies and does not affirm elsewhere."""
        yes: dict[str, None] = {}
        no: dict[str, None] = {}
        for span in self.spans(doc):
            label = span.label_.removeprefix(_DENIES)
            denies = span.label_.startswith(_DENIES)
            denied = self._negated(doc, span, self._negations - {"no"} if denies else self._negations) != denies
            (no if denied else yes)[label] = None
        return list(yes), [label for label in no if label not in yes]

    def _negated(self, doc: Doc, span: Span, negations: set[str]) -> bool:
        """Is there a 'not' before it? A 'no' before what denies is an answer: 'no, closed now'."""
        if not negations:
            return False
        before = doc[max(0, span.start - _REACH) : span.start]
        words = {token.lower_ for token in before} | set(before.text.lower().split())
        over = self._may_be_over and _OVER.search(doc[span.end :].text.lower()) is not None
        return over or bool(negations & words)


_WHO = r"(?:an?|the|your|new|newly|qualified|student|trainee|duty|local|senior|specialist|bank|agency|small|big|large|community|family|main|only|school's|named)"
_I_AM = re.compile(
    rf"(?:^|[\s,.(;:!-])(?:i'?m|i am|we'?re|we are|this is|as|my role is|my job is|(?:i |we )?work(?:ing)? (?:as|in|at|for|with)|(?:i |we )(?:manage|run|lead)|(?:i'?m |i am |we are )in)\s+(?:{_WHO}\s+)*$"
)
_OUR = re.compile(r"(?:^|\s)our\s+$")
_GREETING = re.compile(r"^\W*(?:hi|hello|hiya|morning|good morning|good afternoon|new)?\W*$")
_HERE = re.compile(r"^\s*(?:here\b|asking\b|[,:.;-]|in\b|at\b|from\b|with\b|$)")
_SIGNED = re.compile(r"[,.;(:!?–-]\s*$")  # 'how do I ask her, midwife'
_SIGNED_AFTER = re.compile(r"^\W*(?:here|in \w+|at \w+)?\W*$")
_JOB = re.compile(r"(?:er|or|ist|nurse|wife|lead|head)$|^(?:hv|dd?sl|ta|gp|sw|mw|fsw|id?va|senco|cpn|pc|pcso|ewo)$")
_IN_A_SETTING = {"school", "college", "early-years"}


def find_role(doc: Doc, roles: Phrases) -> str | None:
    """What the writer is, where the text says so: 'HV here', 'I'm a midwife', 'as DSL'."""
    spans = roles.spans(doc)
    for span in spans:
        before = doc[: span.start].text_with_ws.lower()
        after = doc[span.end :].text.lower()
        if _I_AM.search(before) or re.match(r"\s*here\b", after):
            return span.label_
        if _GREETING.match(before) and _HERE.match(after):
            return span.label_
        signed = _SIGNED.search(before) and _SIGNED_AFTER.match(after) and _JOB.search(span.text.lower())
        if signed and len(spans) == 1:
            return span.label_
        if _OUR.search(before) and span.label_ in _IN_A_SETTING:
            return span.label_
    return None
