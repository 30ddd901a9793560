"""Flags and roles: phrases of `words.yml`, found by spaCy and turned round by a 'not' before them."""

from collections.abc import Mapping, Sequence

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

_SELF = {"i", "i'm", "im", "i am", "as", "here", "we", "our", "my", "this is", "from"}


class Phrases:
    """Labels found by their phrases, longest first."""

    def __init__(self, nlp: spacy.Language, phrases: Mapping[str, Sequence[str]], negations: Sequence[str]):
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._negations = {n for n in negations}
        for label, words in phrases.items():
            self._matcher.add(label, list(nlp.pipe(words)))

    def spans(self, doc: Doc) -> list[Span]:
        return spacy.util.filter_spans(self._matcher(doc, as_spans=True))

    def said(self, doc: Doc) -> tuple[list[str], list[str]]:
        """The labels that the text affirms, and those that it denies."""
        yes: dict[str, None] = {}
        no: dict[str, None] = {}
        for span in self.spans(doc):
            (no if self._negated(doc, span) else yes)[span.label_] = None
        return list(yes), [label for label in no if label not in yes]

    def _negated(self, doc: Doc, span: Span) -> bool:
        before = [t.lower_ for t in doc[max(0, span.start - 3) : span.start]]
        joined = "".join(t.text_with_ws for t in doc[max(0, span.start - 3) : span.start]).lower().split()
        return bool(self._negations & (set(before) | set(joined))) or "n't" in before


def find_role(doc: Doc, roles: Phrases) -> str | None:
    """What the writer is, where the text says so: 'HV here', 'I'm a midwife', 'as DSL'."""
    for span in roles.spans(doc):
        before = "".join(t.text_with_ws for t in doc[max(0, span.start - 4) : span.start]).lower().replace("’", "'")
        after = "".join(t.text_with_ws for t in doc[span.end : span.end + 2]).lower()
        if before.strip() in ("", "hi", "hello", "hi,", "hello,", "new", "hi ,"):
            if after.strip().startswith(("here", ",", "in", "at", "-", ":", ".", "from", "with")) or not after.strip():
                return span.label_
        if any(f" {before} ".rstrip().endswith(f" {w}") or before.strip() == w for w in _endings()):
            return span.label_
        if after.strip().startswith("here"):
            return span.label_
    return None


def _endings() -> list[str]:
    starts = ["i'm", "im", "i am", "i'm the", "im the", "i am the", "as", "as the", "i work as", "we are", "we're", "work in", "work at", "i work for", "our", "we're in", "i'm in", "i'm at"]
    return [f"{s}{a}" for s in starts for a in ("", " a", " an", " the", " new", " a new", " your", " school's", " duty", " student", " newly qualified")]
