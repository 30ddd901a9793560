"""How a length of time is written, as pieces of regular expressions; and what shows whether it is somebody's age."""

import re

from bot.nlu.entities.child import GIRL_OR_BOY, rx

ONLY_AN_ANSWER = 24  # characters of a message that can be nothing but the answer
SHORT = 120  # characters of a message so short that what stands alone in it is an answer or a list of facts
NEAR = 60  # characters around a number in which words bear on it

N = r"(?P<n>\d{1,2}(?:\.\d)?)"
MONTH = r"(?:months?|mths?|mnths?|mons?|mos?|m/o)"
YEAR = r"(?:years?|yrs?|y)"
# A number with one of these after it is no age: of a person, of a thing, or a time on the clock.
NO_AGE = r"""(?!\s*(?:weeks?|wks?|months?|mths?|days?|hours?|hrs?|minutes?|mins?|miles?|foot|feet|ft|stone|inch(?:es)?|am\b|pm\b|o'clock
    |incidents?|call|ticks?|times?|people|schools?|siblings?|sisters?|brothers?|children|kids|staff|others?|visits?|years?\ (?:ago|older|younger)
    |%|st\b|nd\b|rd\b|th\b|/|:\d|\.\d|-\d|of\b)|\d|\w)"""
# A length of time that somebody served, waited or owes, and no age: 'done my time. 14 months.'
SERVED = rx(
    r"\b(?:done|did|doing|served|serving|sentenced?|inside|prison|jail|tag|suspended|licence|custody|remand|wait(?:ed|ing|s)?|arrears|probation|order|visa|contract|tenancy|sober|clean|qualified|married|together|separated|course|waiting\ list)\b"
)
# What stands before a day of the year: 'seen on 3/12', and no child of 3 months.
A_DAY = rx(
    r"\b(?:on|by|until|till|til|from|since|before|after|dated?|w/c|meeting|hearing|conference|court|review|appointment|appt|visit|strat|rcpc|icpc|cpc|core\ group|due|happened|incident|clinic|plan|next|see|contact|f/u|in)\W+(?:is\s+|on\s+|the\s+|in\s+|at\s+|was\s+)*$"
)
_A_CHILD = rx(rf"\b{GIRL_OR_BOY}\b")


def told_of_a_child(before: str) -> bool:
    """Does the sentence so far, or the one before it, name a child?"""
    return _A_CHILD.search(re.split(r"[.!?]\s", before)[-1]) is not None
