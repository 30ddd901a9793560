"""The one grammar in which the files of `patterns/` write how people say things, read into a tree and into regular expressions.

    hit[s] <child>            words in their order; what stands in [ ] may be missing; `<child>` is a named list
    (hits|is hitting) them    any one of several
    he ~3 her                 up to three other words between, none of them a 'not', none in another sentence
    i am #5-17                a number from 5 to 17; `#` is any
    my partner !(agency|school)   not when one of these follows
    (no|sorry)+ it's          one to eight of these, one after the other; `( )*` none to eight
    ^ yes $                   at the very start, and nothing after; `,` at either end: where a clause begins or ends

An apostrophe may be missing in what people type, and a hyphen may be a space or nothing: `he's`, `pre-school`. A gap is always
bounded. Number words are written as digits, since messages are read that way.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.nlu.normalise import in_digits

Kind = Literal["word", "group", "ref", "number", "gap", "not", "start", "end", "break"]
_MOST_REPEATS = 8
_MOST_HEADS = 20_000  # first words of one phrase; more is a list that should stand after a word

# What may stand between two words: a space, a comma, a quotation mark, or a hyphen.
BETWEEN = r"(?:[,:]? [\"'(]?|[\"'],? |-)"
BETWEEN_LOOSELY = r"\W+"  # of a whole message, whatever signs are in it
_NO_DENIAL = r"(?!(?:not|never|no|nobody|none|cannot|without|\w+n't)\b)"  # no gap jumps over one
_OTHER_WORD = r"[\w'&/£%+.-]*\w"
CLAUSE_ENDS = r"(?=\s*(?:[,.;:!?()\n\"]|$|-\s))"


class GrammarError(ValueError):
    """What is wrong with a phrase, in one plain sentence."""


@dataclass(frozen=True)
class Item:
    """One part of a phrase. `joined` says that no space stands before it: the `[s]` of `hit[s]`."""

    kind: Kind
    joined: bool = False
    word: str = ""  # of a word; the name of a list
    choices: tuple["Sequence", ...] = ()  # of a group
    least: int = 1  # of a group: how often at least and at most; of a gap: how many words; of a number: from and to
    most: int = 1


Sequence = tuple[Item, ...]
Lists = Mapping[str, tuple[Sequence, ...]]

_TOKEN = re.compile(r"\s+|<[\w-]+>|#(?:\d+-\d+)?|~\d+|!\(|[()\[\]|^$,*+]|[^\s<>#~!()\[\]|^$,*+]+|.")


def read(phrase: str) -> tuple[Sequence, ...]:
    """The alternatives of a phrase: mostly one."""
    tokens = [match.group() for match in _TOKEN.finditer(phrase.strip())]
    choices, rest = _choices(tokens, 0, phrase)
    if rest != len(tokens):
        raise GrammarError(f"'{phrase}' has a '{tokens[rest]}' that nothing opened.")
    return choices


def _choices(tokens: list[str], at: int, phrase: str) -> tuple[tuple[Sequence, ...], int]:
    choices: list[Sequence] = []
    items: list[Item] = []
    joined = False
    while at < len(tokens) and tokens[at] not in (")", "]"):
        token = tokens[at]
        at += 1
        if token.isspace():
            joined = False
            continue
        if token == "|":
            choices.append(tuple(items))
            items, joined = [], False
            continue
        if token in ("(", "[", "!("):
            inner, at = _choices(tokens, at, phrase)
            if at == len(tokens) or tokens[at] != ("]" if token == "[" else ")"):
                raise GrammarError(f"'{phrase}' opens a '{token}' and does not close it.")
            at += 1
            least, most = (0 if token == "[" else 1), 1
            if at < len(tokens) and tokens[at] in ("*", "+"):
                least, most = (0 if tokens[at] == "*" else 1), _MOST_REPEATS
                at += 1
            kind: Kind = "not" if token == "!(" else "group"
            items.append(Item(kind, joined and bool(items), choices=inner, least=least, most=most))
        else:
            items.append(_plain(token, joined and bool(items), phrase))
        joined = True
    return (*choices, tuple(items)), at


def _plain(token: str, joined: bool, phrase: str) -> Item:
    if token in ("^", "$", ","):
        ends: dict[str, Kind] = {"^": "start", "$": "end", ",": "break"}
        return Item(ends[token])
    if token.startswith("<") and len(token) > 1:
        return Item("ref", joined, token[1:-1])
    if token.startswith("#"):
        least, most = map(int, token[1:].split("-")) if len(token) > 1 else (0, 0)
        return Item("number", joined, least=least, most=most)
    if token.startswith("~") and token[1:].isdigit():
        return Item("gap", False, most=int(token[1:]))
    if token in ("<", ">", "~", "*", "+", "!") and not joined:
        raise GrammarError(f"'{phrase}' has a '{token}' that means nothing there.")
    return Item("word", joined, in_digits(token.lower()))


# -- as a regular expression -----------------------------------------------------------------------------------


def as_regex(choices: tuple[Sequence, ...], lists: Lists, between: str = BETWEEN) -> str:
    """The source of a regular expression for any of `choices`; it begins at a word and does not look at what is before it."""
    return "(?:" + "|".join(_sequence(sequence, lists, between) for sequence in choices) + ")"


def _sequence(sequence: Sequence, lists: Lists, between: str) -> str:
    parts: list[str] = []
    begun = False  # has anything been said that the next word must be parted from?
    real = [item for item in sequence if item.kind not in ("start", "end", "break", "not", "gap")]
    for item in sequence:
        if item.kind == "start":
            continue  # the matcher looks at where it begins
        if item.kind == "end":
            parts.append(r"(?=\W*$)")
        elif item.kind == "break":
            if begun:
                parts.append(CLAUSE_ENDS)
        elif item.kind == "not":
            inner = as_regex(item.choices, lists, between)
            parts.append(rf"(?!{'' if item.joined else between}{inner}(?!\w))")
        elif item.kind == "gap":
            parts.append(rf"(?:[,:]? [\"'(]?{_NO_DENIAL}{_OTHER_WORD}){{0,{item.most}}}?")
        else:
            one = _one(item, lists, between)
            before = "" if item.joined or not begun else between
            if item.kind == "group" and (item.least == 0 or item.most > 1):
                if not begun and item.least == 0 and len(real) > 1:
                    parts.append(rf"(?:{one}{between}){{0,{item.most}}}")
                    continue
                if item.most > 1:
                    first = "" if not before and not begun else before
                    parts.append(
                        rf"{first}{one}(?:{between}{one}){{0,{item.most - 1}}}"
                        if item.least
                        else rf"(?:{between}{one}){{0,{item.most}}}"
                    )
                else:
                    parts.append(rf"(?:{before}{one})?")
            else:
                parts.append(before + one)
            begun = True
    return "".join(parts)


def _one(item: Item, lists: Lists, between: str) -> str:
    if item.kind == "word":
        return _word(item.word)
    if item.kind == "number":
        if not item.most:
            return r"\d+"
        return rf"(?:{'|'.join(str(n) for n in range(item.most, item.least - 1, -1))})(?!\d)"
    if item.kind == "ref":
        return as_regex(_listed(item.word, lists), lists, between)
    return as_regex(item.choices, lists, between)


def _listed(name: str, lists: Lists) -> tuple[Sequence, ...]:
    if name not in lists:
        raise GrammarError(f"There is no list <{name}>.")
    return lists[name]


def _word(word: str) -> str:
    return "".join("'?" if sign == "'" else r"[ -]?" if sign == "-" else re.escape(sign) for sign in word)


# -- with which words it may begin -----------------------------------------------------------------------------

NUMBER = "#"


def first_words(choices: tuple[Sequence, ...], lists: Lists) -> frozenset[str]:
    """The words with which a message's part may begin that fits, without apostrophes; `NUMBER` for any that begins with a digit.
    A matcher tries a phrase only there."""
    heads: set[str] = set()
    for sequence in choices:
        for head in _heads(sequence, "", lists):
            heads.add(NUMBER if head[:1].isdigit() else head.split(NUMBER)[0] + NUMBER if NUMBER in head else head)
            if len(heads) > _MOST_HEADS:
                raise GrammarError("Too many first words: put the long list after a word.")
    return frozenset(heads)


def _heads(items: Sequence, said: str, lists: Lists) -> Iterator[str]:
    if not items:
        if not said:
            raise GrammarError("A phrase must have a word in it that may not be missing.")
        yield said
        return
    item, rest = items[0], items[1:]
    if item.kind in ("start", "not") or (item.kind in ("break", "end") and not said):
        yield from _heads(rest, said, lists)
    elif said and not item.joined:
        yield said
    elif item.kind == "gap":
        raise GrammarError("A phrase may not begin with a gap.")
    elif item.kind == "number":
        yield said + NUMBER  # 'y#' is a word that ends in a number
    elif item.kind == "word":
        for head, ended in _parts_of(item.word):
            if ended:
                yield said + head
            else:
                yield from _heads(rest, said + head, lists)
    else:
        choices = _listed(item.word, lists) if item.kind == "ref" else item.choices
        for choice in choices:
            yield from _heads((*_joined(choice), *rest) if said else (*choice, *rest), said, lists)
        if item.least == 0:
            yield from _heads(rest, said, lists)


def _joined(choice: Sequence) -> Sequence:
    """A choice that goes on with the word before it."""
    if not choice:
        return choice
    first = choice[0]
    return (Item(first.kind, True, first.word, first.choices, first.least, first.most), *choice[1:])


def _parts_of(word: str) -> Iterator[tuple[str, bool]]:
    """The first word of `pre-school`: `pre`, at an end, or `preschool`, which may go on; as they stand in a message's words."""
    whole = word.replace("'", "")
    pieces = re.findall(r"\w+|[^\w]+", whole)
    if "-" in whole:
        yield pieces[0], True
        yield whole.replace("-", ""), False
    elif len(pieces) > 1:
        yield pieces[0], True  # 'a&e', '50/50'
    else:
        yield whole, False
