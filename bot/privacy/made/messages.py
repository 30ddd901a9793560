"""Messages made up to learn details from: sentences with slots, the pack's own questions and the training messages."""

import calendar
import random
import re
from collections.abc import Iterator
from functools import partial

from bot.privacy.features import frequencies
from bot.privacy.lists import in_order, listed, sentences
from bot.privacy.made.births import Days
from bot.privacy.made.homes import Homes
from bot.privacy.made.people import People
from bot.privacy.made.typed import Marked, as_typed
from knowledge.pack import Pack

_SHORT = 180  # characters; what is asked at greater length would leave few names among many words
_SLOT = re.compile(r"\{(\w+)\}")
# Who a question is about: with a name in its place or after it, the question is about somebody.
_WHO = (
    "child|mother|mum|father|dad|victim|pupil|client|parent|perpetrator|woman|man|patient|abuser|young person|girl|boy|partner|ex|"
    "husband|wife|boyfriend|girlfriend|son|daughter|sister|brother|nan|friend|colleague|neighbour|manager|social worker|lad|student"
)
_ROLE = re.compile(
    rf"\b(?:(?:the|a|an|my|this|her|his|our|their|one of my|one of our) (?:{_WHO})s?|mum|dad|she|he|someone|somebody|they|him|nan)\b(?!['-])",
    re.IGNORECASE,
)
_WHOSE = re.compile(rf"\b(?:{_WHO})$", re.IGNORECASE)
_MONTHS = [*calendar.month_name[1:], "Jan", "Feb", "Sept"]
# How often each kind of sentence is made.
_SHARES = (29, 15, 14, 25, 13, 19, 6)
_DAYS = [*calendar.day_name, "Mon", "Weds"]


class Maker:
    """Makes messages, the same ones for the same seed and pack."""

    def __init__(self, pack: Pack, seed: int = 7):
        self._random = random.Random(seed)
        places = [name.title() for area in pack.areas.areas for name in area.aliases]
        places += [name.title() for place in (*pack.areas.unsure, *pack.areas.outside) for name in place.names]
        towns = [p.lower() for p in places if p.isalpha()] or ["elsewhere"]
        self._people = People(self._random, towns)
        self._homes = Homes(self._random, self._people.surname, towns)
        self._days = Days(self._random)
        services = [name for service in pack.services for name in (service.name, *service.also)]
        services += [contact.name for contact in pack.contacts.values()]
        pick = self._random.choice
        lists = {"school": "schools", "drug": "drugs", "thing": "things", "tongue": "tongues",
                 "kin": "kin", "job": "jobs", "law": "laws"}  # fmt: skip
        self._slots = {
            **{slot: partial(pick, in_order(name)) for slot, name in lists.items()},
            "place": partial(pick, places + [name.title() for name in in_order("places")]),
            "service": partial(pick, services or ["Refuge"]),
            "month": partial(pick, _MONTHS),
            "day": partial(pick, _DAYS),
            "word": partial(pick, _everyday()),
            "street": self._homes.way,
            "date": self._days.of_anything,
            "age": self._age,
            "mash": self._mash,
            "ref": self._reference,
            "short": self._short,
        }
        self._about = sentences("templates")
        self._beside = [*sentences("homes"), *sentences("births")]
        self._nobody, self._nowhere = sentences("nobody"), [*sentences("nowhere"), *sentences("dates")]
        questions = [q for section in pack.sections.values() for q in section.questions]
        asked = [*questions, *(one.q for one in pack.uncovered), *sentences("asked")]
        self._asked = [text for text in asked if len(text) <= _SHORT]
        paragraphs = [p for section in pack.sections.values() for p in section.paragraphs]
        lines = [line for p in paragraphs for line in re.split(r"(?<=[.?!])\s+", p)]
        self._print = [re.sub(r"[*_`#>|]", "", line).strip() for line in lines if 20 < len(line) < 200] or [
            "Early Help"
        ]

    def messages(self, count: int) -> Iterator[Marked]:
        """`count` messages with their details marked."""
        for _ in range(count):
            parts = [self._sentence() for _ in range(self._random.choice((1, 1, 1, 2, 2, 3)))]
            yield as_typed(self._joined(parts), self._random)

    def _sentence(self) -> Marked:
        r = self._random
        kind = r.choices(("about", "beside", "asked of", "nobody", "nowhere", "asked", "print"), _SHARES)[0]
        if kind == "asked of":
            return self._filled(_ROLE.sub(self._somebody, _plain(r.choice(self._asked))))
        if kind == "asked":
            return _with_names(r.choice(self._asked))
        if kind == "print":
            return r.choice(self._print), []
        lines = {"about": self._about, "beside": self._beside, "nobody": self._nobody, "nowhere": self._nowhere}
        return self._filled(r.choice(lines[kind]))

    def _somebody(self, role: re.Match) -> str:
        chance = self._random.random()
        if chance < 0.25 and _WHOSE.search(role[0]):
            return role[0] + self._random.choice((" {n}", " {n}", ", {n},", " ({n})", " called {n}", " {n} {s}"))
        return "{n}" if chance < 0.65 else role[0]

    def _filled(self, template: str) -> Marked:
        """The template with its slots filled."""
        out, spans, at = "", [], 0
        for slot in _SLOT.finditer(template):
            out += template[at : slot.start()]
            at = slot.end()
            if slot[1] in {"n", "s"}:
                before, detail = self._people.person() if slot[1] == "n" else ("", self._people.surname())
                if not (out.split() and out.split()[-1].lower() in listed("titles")):
                    out += before
                spans.append((len(out), len(out) + len(detail), "PERSON"))
                out += detail
            elif slot[1] in {"a", "d"}:
                detail, label = (self._homes.home(), "ADDRESS") if slot[1] == "a" else (self._days.of_birth(), "DOB")
                spans.append((len(out), len(out) + len(detail), label))
                out += detail
            elif slot[1] in self._slots:
                out += self._slots[slot[1]]()
        return out + template[at:], spans

    def _age(self) -> str:
        pick = self._random.choice
        return pick(
            [
                str(pick(range(1, 17))),
                f"{pick(range(2, 11))} months",
                f"year {pick(range(1, 11))}",
                f"{pick(range(1, 17))}yrs",
            ]
        )

    def _mash(self) -> str:
        """What fingers or a cat type."""
        r = self._random
        row = r.choice(("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz"))
        start = r.randrange(len(row) - 2)
        return r.choice(
            (
                row[start : start + r.randint(3, 6)],
                "".join(r.choices(row, k=r.randint(3, 9))),
                "ha" * r.randint(2, 5),
                r.choice(row) * 4,
            )
        )

    def _reference(self) -> str:
        """A code of letters and digits that is nobody's."""
        r = self._random
        letters = "".join(r.choices("ABCDEFGHJKLMNPRSTUVWY", k=r.randint(1, 3)))
        return letters + r.choice(("", "-", "/", " ")) + str(r.randint(1, 9_999))

    def _short(self) -> str:
        """A title, a body or a test by its first letters."""
        r = self._random
        if r.random() < 0.5:
            return r.choice(in_order("initials"))
        return "".join(r.choices("ABCDEFGHIJLMNOPRSTUVW", k=r.choice((2, 3, 3, 3, 4, 4, 5)))) + r.choice(
            ("", "", "", "s")
        )

    def _joined(self, parts: list[Marked]) -> Marked:
        out, spans = "", []
        for text, marks in parts:
            if out:
                out = out.rstrip(".") + self._random.choice((". ", ". ", ", ", " - ", "\n", " and ", "; ", " "))
            if self._random.random() < 0.5:
                text = text[:1].upper() + text[1:]
            if self._random.random() < 0.08:
                text, marks = self._with_tail(text, marks)
            spans += [(start + len(out), end + len(out), label) for start, end, label in marks]
            out += text
        return out + self._random.choice(("", "", ".", "?", "!", "...")), spans

    def _with_tail(self, text: str, marks: list) -> Marked:
        """The sentence with a detail or a place hung on to it."""
        r = self._random
        number = "".join(r.choices("0123456789", k=3))
        postcode = f"DE{r.randint(1, 75)} {r.randint(1, 9)}QX"
        tail, its = self._filled(
            r.choice(
                (f" 07700 900{number}", f", 01632 960{number}", " tel 07700 900" + number, f" {postcode}", f", {{a}}, {postcode}", " dob {d}", " ({d})",
                 ", {a}, {place}", f" (NHS no 943 476 {number}0)", " of {place}", " ({age})", ", {a}", " on {date}", ", {place}")
            )
        )  # fmt: skip
        return text + tail, [*marks, *((start + len(text), end + len(text), label) for start, end, label in its)]


def _with_names(text: str) -> Marked:
    """A training message with the few names marked that such messages have."""
    return text, [(*m.span(), "PERSON") for m in re.finditer(r"[^\W\d_]+", text) if m[0].lower() in listed("said")]


def _plain(text: str) -> str:
    """A training message as a template: its few names become slots."""
    text = text.replace("{", "(").replace("}", ")")
    return re.sub(r"[^\W\d_]+", lambda m: "{n}" if m[0].lower() in listed("said") else m[0], text)


def _everyday() -> list[str]:
    """Words that are surely words, by their endings: some frequent, most not."""
    ending = re.compile(
        r"[a-z]{3,}(?:ing|ers?|tions?|ments?|ness|ity|able|ous|ful|ive|less|ies|ally|ants?|ists?|ight|ards?|ship|room|book|ed)"
    )
    names = {*in_order("first"), *in_order("last"), *in_order("words"), *in_order("places")}
    likely = (word for word, frequency in frequencies().items() if 6e-7 < frequency < 1e-4)
    return sorted(word for word in likely if ending.fullmatch(word) and word not in names)
