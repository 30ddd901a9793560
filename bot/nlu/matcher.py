"""Finds in a message what the files of `patterns/` list, each pattern compiled once.

A file is a group. It holds `lists`, which every file may use as `<name>`, and `patterns`: names with the phrases that say it, one
a line or with semicolons between them. A pattern may also be written out, with what is said of it beside it:

    own_life:
      any: my husband hits me         how it is said
      except: my husband's team       where one of these stands, it is not meant
      denies: no husband of mine      how the opposite is said
      reach: 6                        of a modifier, how many words it reaches (`context.py`)
      way: forward                    and which way

With `whole: true`, of a file or of one pattern, it is the whole message or nothing.
"""

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.nlu import grammar
from bot.nlu.normalise import Text, normalise

FOLDER = Path(__file__).with_name("patterns")
_WORD = re.compile(r"\w[\w']*")
_CLAUSE_BEGINS = re.compile(r"(?:^|[,.;:!?()\"-]\s*|\b(?:and|but|so|because|that)\s)\W*$")
_MOST_LISTS_DEEP = 6


@dataclass(frozen=True)
class Match:
    """Where a pattern was found: `start` and `end` in the plain text, and the `phrase` of its file that fits."""

    name: str
    start: int
    end: int
    phrase: str
    denies: bool = False  # one of the pattern's `denies`: it says the opposite

    @property
    def length(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Match") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Explanation:
    """A pattern (`group.name`) that fits: the words as they were typed, its phrase, and where in the plain text (nought and
    nought of a whole message)."""

    name: str
    words: str
    phrase: str
    start: int
    end: int


@dataclass(frozen=True)
class Phrase:
    """One way of saying a pattern, compiled."""

    name: str
    written: str
    regex: re.Pattern[str]
    at_start: bool = False  # of the message
    at_clause: bool = False
    rules_out: bool = False  # an `except`
    denies: bool = False


@dataclass(frozen=True)
class Modifier:
    """How far a pattern of `context.yml` reaches: `words`, and which `way` (forward, backward, both, sentence)."""

    words: int
    way: str


class Group:
    """The patterns of one file."""

    def __init__(self, name: str, entries: Mapping[str, Any], lists: grammar.Lists, whole: bool):
        self.name, self.whole = name, whole
        self.modifiers: dict[str, Modifier] = {}
        self.written: dict[str, list[str]] = {}
        self._lists = lists
        self._by_word: dict[str, list[Phrase]] = {}
        self._wholes: list[tuple[str, re.Pattern[str]]] = []
        for pattern, entry in entries.items():
            if not isinstance(pattern, str):  # YAML reads a bare yes, no or number as no word
                raise grammar.GrammarError(f"patterns/{name}.yml: put the name '{pattern}' in quotes.")
            self._add(pattern, entry if isinstance(entry, dict) else {"any": entry})

    def _add(self, pattern: str, entry: Mapping[str, Any]) -> None:
        self.written[pattern] = _listed(entry["any"])
        if "way" in entry:
            self.modifiers[pattern] = Modifier(entry.get("reach", 6), entry["way"])
        if entry.get("whole", self.whole):
            choices = tuple(choice for phrase in self.written[pattern] for choice in self._read(pattern, phrase))
            source = grammar.as_regex(choices, self._lists, grammar.BETWEEN_LOOSELY)
            self._wholes.append((pattern, re.compile(rf"\W*{source}\W*", re.I)))
            return
        for phrase in self.written[pattern]:
            self._compile(pattern, phrase)
        for phrase in _listed(entry.get("except", [])):
            self._compile(pattern, phrase, rules_out=True)
        for phrase in _listed(entry.get("denies", [])):
            self._compile(pattern, phrase, denies=True)

    def _read(self, pattern: str, phrase: str) -> tuple[grammar.Sequence, ...]:
        try:
            return grammar.read(phrase)
        except grammar.GrammarError as error:
            raise grammar.GrammarError(f"patterns/{self.name}.yml, {pattern}: {error}") from None

    def _compile(self, pattern: str, phrase: str, rules_out: bool = False, denies: bool = False) -> None:
        for choice in self._read(pattern, phrase):
            try:
                heads = grammar.first_words((choice,), self._lists)
                source = grammar.as_regex((choice,), self._lists)
            except grammar.GrammarError as error:
                raise grammar.GrammarError(f"patterns/{self.name}.yml, {pattern}, '{phrase}': {error}") from None
            kinds = [item.kind for item in choice]
            compiled = Phrase(
                pattern,
                phrase,
                re.compile(rf"{source}(?!\w)", re.I),
                kinds[:1] == ["start"],
                kinds[:1] == ["break"],
                rules_out,
                denies,
            )
            for head in heads:
                self._by_word.setdefault(head, []).append(compiled)

    @property
    def wholes(self) -> set[str]:
        """The patterns that are whole messages or nothing."""
        return {name for name, _ in self._wholes}

    def find(self, text: Text) -> list[Match]:
        """Every place where a pattern fits, in the order of the text: of one pattern beginning at one word, the longest."""
        found: dict[tuple[str, int, bool], Match] = {}
        ruled_out: list[Match] = []
        plain = text.plain
        first = True
        for word in _WORD.finditer(text.folded):
            start = word.start()
            for phrase in self._candidates(word.group()):
                if phrase.at_start and not first:
                    continue
                match = phrase.regex.match(plain, start)
                if match is None or (phrase.at_clause and not _CLAUSE_BEGINS.search(plain, max(0, start - 12), start)):
                    continue
                one = Match(phrase.name, start, match.end(), phrase.written, phrase.denies)
                key = (phrase.name, start, phrase.denies)
                if phrase.rules_out:
                    ruled_out.append(one)
                elif key not in found or one.length > found[key].length:
                    found[key] = one
            first = False
        return [one for one in found.values() if not any(o.name == one.name and o.overlaps(one) for o in ruled_out)]

    def _candidates(self, word: str) -> Iterator[Phrase]:
        if word[0].isdigit():
            yield from self._by_word.get(grammar.NUMBER, ())
        elif (letters := word.rstrip("0123456789")) != word:
            yield from self._by_word.get(letters + grammar.NUMBER, ())
        bare = word.replace("'", "")
        yield from self._by_word.get(bare, ())
        if "'" in word and (stem := word.split("'", maxsplit=1)[0]) != bare:
            yield from self._by_word.get(stem, ())

    def whole_message(self, text: Text) -> str | None:
        """The pattern that the whole of `text` is."""
        return next((name for name, regex in self._wholes if regex.fullmatch(text.plain)), None)


class Patterns:
    """The groups of a folder of pattern files."""

    def __init__(self, folder: Path = FOLDER):
        files = {
            path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) or {} for path in sorted(folder.glob("*.yml"))
        }
        self.lists: dict[str, tuple[grammar.Sequence, ...]] = {}
        for stem, content in files.items():
            for name, phrases in (content.get("lists") or {}).items():
                if name in self.lists:
                    raise grammar.GrammarError(f"patterns/{stem}.yml: the list <{name}> is in another file too.")
                self.lists[name] = tuple(choice for phrase in _listed(phrases) for choice in grammar.read(phrase))
        self.groups = {
            stem: Group(stem, content.get("patterns") or {}, self.lists, content.get("whole", False))
            for stem, content in files.items()
        }

    def find(self, group: str, text: Text) -> list[Match]:
        """What of a group is in a text."""
        return self.groups[group].find(text)

    def names(self, group: str, text: Text) -> set[str]:
        """The names of a group's patterns that are in a text."""
        return {match.name for match in self.find(group, text)}

    def whole_message(self, group: str, text: Text) -> str | None:
        """Which of a group's whole messages a text is."""
        return self.groups[group].whole_message(text)

    def source(self, phrase: str) -> str:
        """A phrase as the source of a regular expression, for a module that needs it inside one of its own."""
        return grammar.as_regex(grammar.read(phrase), self.lists)

    def regex(self, phrase: str) -> str:
        """The same, for one that is written over several lines (`re.VERBOSE`)."""
        return self.source(phrase).replace(" ", r"\ ").replace("#", r"\#")

    def words(self, name: str) -> frozenset[str]:
        """The words of the list `<name>`, each entry's first."""
        return grammar.first_words(self.lists[name], self.lists)

    def opener(self, group: str, name: str) -> re.Pattern[str]:
        """A pattern as what a message opens with, whatever signs stand between its words, and with those after it."""
        choices = tuple(c for phrase in self.groups[group].written[name] for c in grammar.read(phrase))
        source = grammar.as_regex(choices, self.lists, grammar.BETWEEN_LOOSELY)
        return re.compile(rf"\W*{source}(?!\w)\W*", re.I)

    def samples(self, pattern: str, count: int = 20, seed: int = 0) -> list[str]:
        """What `group.pattern`, or the list `<pattern>`, accepts: `count` different sentences at most."""
        if "." not in pattern:
            if pattern not in self.lists:
                raise KeyError(pattern)
            choices = self.lists[pattern]
        else:
            group, name = pattern.split(".", 1)
            choices = tuple(c for phrase in self.groups[group].written[name] for c in grammar.read(phrase))
        chance = random.Random(seed)
        said = (self._sample(chance.choice(choices), chance) for _ in range(count * 12))
        return list(dict.fromkeys(said))[:count]

    def _sample(self, sequence: grammar.Sequence, chance: random.Random, deep: int = 0) -> str:
        said = ""
        for item in sequence:
            if item.kind in ("start", "end", "break", "not") or (
                item.least == 0 and item.kind == "group" and chance.random() < 0.5
            ):
                continue
            if item.kind == "word":
                part = item.word
            elif item.kind == "number":
                part = str(chance.randint(item.least, item.most or 30))
            elif item.kind == "gap":
                part = "…" if chance.random() < 0.5 else ""
            else:
                choices = self.lists[item.word] if item.kind == "ref" else item.choices
                part = self._sample(chance.choice(choices), chance, deep + 1) if deep < _MOST_LISTS_DEEP else "…"
            said += part if item.joined or not said or not part else f" {part}"
        return said

    def explain(self, words: str) -> list["Explanation"]:
        """Every pattern that fits in `words`, of all groups."""
        text = normalise(words)
        told = [
            Explanation(f"{name}.{one.name}", text.raw_words(one.start, one.end), one.phrase, one.start, one.end)
            for name, group in self.groups.items()
            for one in group.find(text)
        ]
        wholes = ((name, group.whole_message(text)) for name, group in self.groups.items())
        return told + [
            Explanation(f"{name}.{whole}", words, "the whole message", 0, 0) for name, whole in wholes if whole
        ]


def longest(matches: Iterable[Match]) -> list[Match]:
    """Those that no longer one overlaps, in the order of the text."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda one: (-one.length, one.start)):
        if not any(match.overlaps(other) for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda one: one.start)


@cache
def patterns() -> Patterns:
    """The project's own, read once."""
    return Patterns()


def _listed(phrases: str | list[str]) -> list[str]:
    """The phrases of an entry: one a line, or several with semicolons between them."""
    written = phrases.replace(";", "\n").split("\n") if isinstance(phrases, str) else map(str, phrases)
    return [phrase.strip() for phrase in written if phrase.strip()]
