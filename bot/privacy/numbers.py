"""Numbers in words."""

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_FIRST = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TENTH = (
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"
)  # fmt: skip

IN_WORDS = ("", *_ONES, *_TEENS, *(f"{tens} {ones}".strip() for tens in _TENS for ones in ("", *_ONES)))  # 0 to 99
ORDINALS = (  # of the days of a month
    "", *_FIRST, *_TENTH, "twentieth", *(f"twenty-{one}" for one in _FIRST), "thirtieth", "thirty-first",
)  # fmt: skip


def year_in_words(year: int) -> str:
    """`two thousand and nine`, `twenty fourteen`, `nineteen eighty two`."""
    century, rest = divmod(year, 100)
    if century == 20 and rest < 10:
        return f"two thousand and {IN_WORDS[rest]}" if rest else "two thousand"
    return f"{IN_WORDS[century]} {IN_WORDS[rest] if rest > 9 else f'oh {IN_WORDS[rest]}'}"
