"""Telephone numbers and e-mail addresses in texts, and whether a number can be one of the UK."""

import re
from collections.abc import Iterator

_SHORT = {"999", "112", "101", "111", "105", "18000", "08001111"}  # 0800 1111 is Childline's
_SHORTENED = re.compile(r"0(?:800|808|845)\d{4}")  # 0808 1111, 0845 4647: rare, old, and in print
_LONG = re.compile(r"0[1235789]\d{8,9}|116\d{3}")
_PHONE = re.compile(r"(?<![\w@./])(?:(?:\+44[\s-]?|0)\d(?:[\s-]?\d){6,10}|116[\s-]?\d{3})(?!\d)")
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


def digits(phone: str) -> str:
    """A number without its spaces, and without +44."""
    bare = re.sub(r"[\s().-]", "", phone)
    return re.sub(r"^(?:\+44|0044)0?", "0", bare)


def is_uk_phone(phone: str) -> bool:
    """True for a number as the UK dials it, with or without spaces: a code from 01 to 09 and 10 or 11 digits in all."""
    bare = digits(phone)
    return bare in _SHORT or bool(_SHORTENED.fullmatch(bare) or _LONG.fullmatch(bare))


def phones(text: str) -> Iterator[str]:
    """The telephone numbers in a text, as written; not 999 and the like."""
    return (match.group() for match in _PHONE.finditer(text))


def emails(text: str) -> Iterator[str]:
    """The e-mail addresses in a text, as written."""
    return (match.group().rstrip(".") for match in _EMAIL.finditer(text))
