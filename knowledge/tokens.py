"""English words, as spaCy cuts them, without a pipeline: a pipeline takes seconds to make and nothing here needs one."""

import re
from functools import cache

from spacy.lang.en import English
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from spacy.vocab import create_vocab

_BLANK_LINE = re.compile(r"[ \t]*\n\s*\n\s*")
_SPACES = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"([^\w\s]{8})[^\w\s]+")


def plain(text: str) -> str:
    """The text in one line, with straight apostrophes and no endless rows of signs, which would take for ever to cut."""
    text = text.replace("’", "'").replace("‘", "'").replace("\u2011", "-").replace("–", "-")
    text = _SPACES.sub(" ", _BLANK_LINE.sub(". ", text.strip()))
    return _PUNCTUATION.sub(r"\1", text)


@cache
def tokenizer() -> Tokenizer:
    """The process's one tokenizer; called with a text it gives a Doc."""
    english = English.Defaults
    return Tokenizer(
        create_vocab("en", english),
        rules=english.tokenizer_exceptions,
        prefix_search=compile_prefix_regex(english.prefixes or ()).search,
        suffix_search=compile_suffix_regex(english.suffixes or ()).search,
        infix_finditer=compile_infix_regex(english.infixes or ()).finditer,
        token_match=english.token_match,
        url_match=english.url_match,
    )
