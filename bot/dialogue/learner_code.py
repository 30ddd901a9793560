"""The code by which a learner is known again: made here, shown once, and kept by the learner alone. What is stored is a key
made of it, from which the code can't be had back."""

import hashlib
import re
import secrets

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which are read as others
_GROUPS, _SIZE = 4, 4  # 80 bits: there is nothing to be guessed
_FEWEST_DIGITS = 3  # or 'that when they have' would be one
_LOOKS_LIKE = re.compile(r"(?<![\w-])(?:[0-9A-Z]{4}[- ]){3}[0-9A-Z]{4}(?![\w-])", re.I)
_READ_AS = str.maketrans("ILOU", "110V")
HIDDEN = "my learning code"


def new() -> str:
    """A code nobody has: `7KQ2-M4XN-0RTW-93HB`."""
    while True:
        code = "-".join("".join(secrets.choice(_SIGNS) for _ in range(_SIZE)) for _ in range(_GROUPS))
        if _is_code(code):
            return code


def find(text: str) -> str | None:
    """The code in a text, as it was made; None where there is none."""
    return next((_as_made(found[0]) for found in _LOOKS_LIKE.finditer(text) if _is_code(found[0])), None)


def hidden(text: str) -> str:
    """The text without any code."""
    return _LOOKS_LIKE.sub(lambda found: HIDDEN if _is_code(found[0]) else found[0], text)


def _is_code(words: str) -> bool:
    """Neither four words nor the digits of a card."""
    digits = sum(sign.isdigit() for sign in words)
    return _FEWEST_DIGITS <= digits < _GROUPS * _SIZE


def key_of(code: str) -> str:
    """Under which the progress is kept. A code has 80 bits by chance, so its hash tells nobody anything."""
    return hashlib.sha256(f"signpost learner {_as_made(code)}".encode()).hexdigest()


def account_key(secret: str, channel: str, account: str) -> str:
    """The same for an account of a channel that knows who writes. Accounts can be guessed, so the hash is keyed."""
    return hashlib.blake2b(f"{channel} {account}".encode(), key=secret.encode()[:64], digest_size=32).hexdigest()


def _as_made(code: str) -> str:
    bare = code.upper().translate(_READ_AS).replace("-", "").replace(" ", "")
    return "-".join(bare[i : i + _SIZE] for i in range(0, len(bare), _SIZE))
