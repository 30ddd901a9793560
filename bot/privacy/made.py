"""Messages made up to learn names from: sentences with slots, filled with names from the lists, and the pack's own questions."""

import random
import re
from collections.abc import Callable, Iterator
from functools import partial

from bot.privacy.features import frequencies
from bot.privacy.lists import in_order, sentences
from knowledge.pack import Pack

Marked = tuple[str, list[tuple[int, int]]]  # a text, and where names stand in it

_SLOT = re.compile(r"\{(\w+)\}")
# Who a question is about: with a name in its place, the question is about somebody.
_ROLE = re.compile(
    r"\b(?:(?:the|a|my|this|her|his) (?:child|mother|mum|father|dad|victim|pupil|client|parent|perpetrator|woman|man|patient|abuser|young person|girl|boy)"
    r"|mum|dad|she|he|someone|somebody|they)\b",
    re.IGNORECASE,
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Jan",
    "Feb",
    "Sept",
]
_DAYS = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Mon",
    "Weds",
]
_FORMAL = ["Mrs", "Mr", "Ms", "Miss", "Dr", "PC", "Sgt", "Cllr", "Prof"]
_FAMILY = [
    "auntie",
    "uncle",
    "nan",
    "grandma",
    "aunty",
    "cousin",
    "sister",
    "brother",
    "baby",
    "nana",
    "mum",
    "dad",
    "stepdad",
]


class Maker:
    """Makes messages, the same ones for the same seed and pack."""

    def __init__(self, pack: Pack, seed: int = 7):
        self._random = random.Random(seed)
        self._first, self._last, self._words = (
            in_order("first"),
            in_order("last"),
            in_order("words"),
        )
        places = [name.title() for area in pack.areas.areas for name in area.aliases]
        places += [name.title() for place in (*pack.areas.unsure, *pack.areas.outside) for name in place.names]
        self._towns = [place.lower() for place in places if place.isalpha()] or ["derby"]
        services = [name for service in pack.services for name in (service.name, *service.also)]
        services += [contact.name for contact in pack.contacts.values()]
        pick = self._random.choice
        places += [name.title() for name in in_order("places")]
        self._slots = {
            "place": partial(pick, places),
            "service": partial(pick, services or ["Refuge"]),
            "month": partial(pick, _MONTHS),
            "day": partial(pick, _DAYS),
            "school": partial(pick, in_order("schools")),
            "word": partial(pick, _everyday()),
            "drug": partial(pick, in_order("drugs")),
            "street": partial(pick, in_order("streets")),
            "age": lambda: pick(
                [
                    str(pick(range(1, 17))),
                    f"{pick(range(2, 11))} months",
                    f"year {pick(range(1, 11))}",
                ]
            ),
        }
        self._about = sentences("templates")
        self._nobody = [
            *sentences("nobody"),
            "lives on {street}, {place}",
            "house on {street}",
            "round the corner from {street}",
        ]
        self._questions = [q for section in pack.sections.values() for q in section.questions]
        self._questions += [one.q for one in pack.uncovered]
        lines = (
            line
            for section in pack.sections.values()
            for p in section.paragraphs
            for line in re.split(r"(?<=[.?!])\s+", p)
        )
        self._print = [re.sub(r"[*_`#>|]", "", line).strip() for line in lines if 20 < len(line) < 200]

    def messages(self, count: int) -> Iterator[Marked]:
        """`count` messages with their names marked."""
        for _ in range(count):
            parts = [self._sentence() for _ in range(self._random.choice((1, 1, 1, 2, 2, 3)))]
            yield self._typed(self._joined(parts))

    def _sentence(self) -> Marked:
        chance = self._random.random()
        if chance < 0.45:
            return self._filled(self._random.choice(self._about))
        if chance < 0.60 and self._questions:
            return self._filled(_ROLE.sub(self._somebody, self._random.choice(self._questions)))
        if chance < 0.78:
            return self._filled(self._random.choice(self._nobody))
        if chance < 0.92 and self._questions:
            return self._random.choice(self._questions), []
        return (self._random.choice(self._print) if self._print else "Early Help"), []

    def _somebody(self, role: re.Match) -> str:
        return "{n}" if self._random.random() < 0.6 else role[0]

    def _filled(self, template: str) -> Marked:
        """The template with its slots filled."""
        out, spans, at = "", [], 0
        for slot in _SLOT.finditer(template):
            out += template[at : slot.start()]
            at = slot.end()
            if slot[1] in {"n", "s"}:
                before, name = self._person() if slot[1] == "n" else ("", self._surname())
                if before and template[: slot.start()].rstrip().lower().endswith(
                    (*_FAMILY, "partner", "worker", "dr", "pc")
                ):
                    before = ""
                out += before
                spans.append((len(out), len(out) + len(name)))
                out += name
            elif slot[1] in self._slots:
                out += self._slots[slot[1]]()
        return out + template[at:], spans

    def _person(self) -> tuple[str, str]:
        """A title or nothing, and a name."""
        r = self._random
        chance = r.random()
        if chance < 0.52:
            return "", self._given()
        if chance < 0.84:
            return "", f"{self._given()} {self._surname()}"
        if chance < 0.89:
            return f"{r.choice(_FORMAL)} ", self._surname()
        if chance < 0.92:
            return f"{r.choice(_FAMILY)} ", self._given()
        if chance < 0.94:
            return f"{r.choice(_FORMAL)} ", f"{self._given()} {self._surname()}"
        if chance < 0.96:
            return "", f"{self._given()} {self._given()} {self._surname()}"
        initial = r.choice("ABCDEFGHJKLMNPRSTW")
        return "", r.choice(
            (
                f"{initial} {self._surname()}",
                f"{initial}. {self._surname()}",
                f"{self._given()} {initial}",
                f"{self._given()} {initial}.",
            )
        )

    def _given(self) -> str:
        name = self._word(self._words if self._random.random() < 0.16 else self._first)
        if self._random.random() < 0.04 and "-" not in name:
            name += self._random.choice("- ") + self._word(
                (
                    "mae",
                    "rose",
                    "jo",
                    "lee",
                    "may",
                    "grace",
                    "louise",
                    "jay",
                    "leigh",
                    "ann",
                )
            )
        return name

    def _surname(self) -> str:
        chance = self._random.random()
        name = self._word(self._words if chance > 0.92 else self._towns if chance > 0.84 else self._last)
        if chance < 0.07:
            return name + self._random.choice("-- ") + self._word(self._last)
        if chance < 0.09:
            return (
                self._random.choice(
                    (
                        "van der ",
                        "de ",
                        "al ",
                        "al-",
                        "El ",
                        "bin ",
                        "ap ",
                        "Mac ",
                        "O' ",
                        "St ",
                        "ul ",
                    )
                )
                + name
            )
        return name

    def _word(self, names: tuple[str, ...]) -> str:
        """A name in capitals as they are written, misspelt now and then."""
        name = self._random.choice(names)
        if self._random.random() < 0.06 and len(name) > 4:
            i = self._random.randrange(1, len(name) - 1)
            name = name[:i] + self._random.choice(("", name[i] * 2, self._random.choice("aeiouhy"))) + name[i + 1 :]
        name = re.sub(r"(?<![\w])\w|(?<=')\w", lambda m: m[0].upper(), name)
        return (
            re.sub(r"^(Mc|O)([a-z])(?=[a-z]{3})", lambda m: m[1] + m[2].upper(), name)
            if name.startswith("Mc")
            else name
        )

    def _joined(self, parts: list[Marked]) -> Marked:
        out, spans = "", []
        for text, marks in parts:
            if out:
                out = out.rstrip(".") + self._random.choice((". ", ". ", ", ", " - ", "\n", " and ", "; ", " "))
            if self._random.random() < 0.5:
                text = text[:1].upper() + text[1:]
            spans += [(start + len(out), end + len(out)) for start, end in marks]
            out += text
            if self._random.random() < 0.08:
                out += self._tail()
        return out + self._random.choice(("", "", ".", "?", "!", "...")), spans

    def _tail(self) -> str:
        r = self._random
        number = "".join(r.choices("0123456789", k=3))
        return r.choice(
            (f" 07700 900{number}", f", 01632 960{number}", f" dob {r.randint(1, 28)}/{r.randint(1, 12)}/{r.randint(2005, 2024)}",
             f" DE{r.randint(1, 75)} {r.randint(1, 9)}QX", f", {r.randint(1, 150)} {self._slots['street']()}, {self._slots['place']()}",
             f" (NHS no 943 476 {number}0)", f" of {self._slots['place']()}", f" ({r.randint(1, 17)})", " tel 07700 900" + number)
        )  # fmt: skip

    def _typed(self, marked: Marked) -> Marked:
        """As people type: much in lower case, some in capitals, apostrophes and commas left out."""
        text, spans = marked
        chance = self._random.random()
        if chance < 0.42:
            text = _each(text, str.lower)
        elif chance < 0.47:
            text = _each(text, str.upper)
        elif chance < 0.55:  # names alone in lower case
            for start, end in spans:
                text = text[:start] + _each(text[start:end], str.lower) + text[end:]
        elif chance < 0.58:  # headline capitals
            text = re.sub(r"\b[a-z]", lambda m: m[0].upper(), text)
        if self._random.random() < 0.25:
            text, spans = _without(text, spans, "',")
        return text, spans


def _everyday() -> list[str]:
    """Words that are surely words, by their endings: some frequent, most not."""
    ending = re.compile(
        r"[a-z]{3,}(?:ing|ers?|tions?|ments?|ness|ity|able|ous|ful|ive|less|ies|ally|ants?|ists?|ight|ards?|ship|room|book|ed)"
    )
    names = {
        *in_order("first"),
        *in_order("last"),
        *in_order("words"),
        *in_order("places"),
    }
    likely = (word for word, frequency in frequencies().items() if 6e-7 < frequency < 1e-4)
    return sorted(word for word in likely if ending.fullmatch(word) and word not in names)


def _each(text: str, change: Callable[[str], str]) -> str:
    """`text` changed letter by letter, where the letter stays one."""
    return "".join(new if len(new := change(c)) == 1 else c for c in text)


def _without(text: str, spans: list[tuple[int, int]], marks: str) -> Marked:
    """`text` without some marks, and where the spans then are."""
    kept = [i for i, c in enumerate(text) if c not in marks]
    moved = {old: new for new, old in enumerate(kept)}
    shifted = [(moved[start], moved[end - 1] + 1) for start, end in spans if start in moved and end - 1 in moved]
    return "".join(text[i] for i in kept), shifted
