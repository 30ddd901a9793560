"""English words, as spaCy cuts them, without a pipeline: a pipeline takes seconds to make and nothing here needs one."""

from functools import cache

from spacy.lang.en import English
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from spacy.vocab import create_vocab


@cache
def tokenizer() -> Tokenizer:
    """The process's one tokenizer; called with a text it gives a Doc."""
    english = English.Defaults
    return Tokenizer(
        create_vocab("en", english),
        rules=english.tokenizer_exceptions,
        prefix_search=compile_prefix_regex(english.prefixes).search,
        suffix_search=compile_suffix_regex(english.suffixes).search,
        infix_finditer=compile_infix_regex(english.infixes).finditer,
        token_match=english.token_match,
        url_match=english.url_match,
    )
