"""Homes of nobody: houses and flats with their street, named houses, sites and boats, as people write them."""

import random
import re
from collections.abc import Callable, Sequence

from bot.privacy.lists import in_order
from bot.privacy.numbers import IN_WORDS

_KINDS = (
    "Road", "Road", "Road", "Street", "Street", "Street", "Lane", "Lane", "Avenue", "Avenue", "Close", "Close", "Drive", "Drive",
    "Crescent", "Terrace", "Gardens", "Grove", "Mews", "Row", "Way", "Court", "Place", "Hill", "Rise", "View", "Green", "Park", "Fold",
    "Yard", "Bank", "Mount", "Square", "Walk", "Croft", "Parade", "Gate", "Vale", "Side", "Wharf", "Steps", "Chase", "End", "Meadow",
    "Ginnel", "Gap", "Head", "Hole", "Strand", "Circle", "Holme", "Sitch", "Butts", "Reach", "Wynd", "Garth", "Nook", "Ley", "Brow", "Dale",
    "Bottom", "Top", "Ridge", "Approach", "Passage", "Alley", "Broadway", "Boulevard", "Cottages", "Bungalows", "Old Road", "Lane End",
)  # fmt: skip
_BRIEF = {
    "Road": ("Rd", "Rd.", "rd", "raod"), "Street": ("St", "St.", "Str", "steet", "stret"), "Lane": ("Ln", "La", "laen"),
    "Avenue": ("Ave", "Av", "Ave.", "Avenu"), "Close": ("Cl", "Clse", "Cl."), "Drive": ("Dr", "Drv", "Dr."), "Gardens": ("Gdns", "Gdn", "gardns"),
    "Crescent": ("Cres", "Cresent", "Cresc"), "Terrace": ("Terr", "Ter", "terace"), "Court": ("Ct", "Crt"), "Place": ("Pl",), "Grove": ("Gr", "Grv"),
    "Square": ("Sq",), "Bank": ("Bk",), "Walk": ("Wk", "Wlk"), "Grange": ("Gra",), "Hill": ("Hl",), "Park": ("Pk",), "Boulevard": ("Blvd",),
    "Buildings": ("Bldgs", "Blds"), "Cottages": ("Cotts",), "House": ("Hse", "Ho", "Ho."), "Cottage": ("Cott",),
}  # fmt: skip
_HOUSES = ("House", "House", "Court", "Court", "Lodge", "Cottage", "Farm", "Villa", "Hall", "Tower", "Heights", "Mansions", "Barn",
           "Bungalow", "Manor", "Cottages", "Point", "Apartments", "Buildings", "Flats", "Grange", "Barns", "Hostel", "Hotel", "Inn", "Rooms",
           "Caravans", "Caravan Park", "Night Shelter", "Works", "Mill", "Annexe", "Foyer", "B&B", "Guest House", "Travelodge", "site")  # fmt: skip
_FLATS = (
    "Flat",
    "Flat",
    "Flat",
    "flat",
    "Flt",
    "Flats",
    "Rm",
    "Family Room",
    "Apartment",
    "Apt",
    "Apt.",
    "Unit",
    "Room",
    "Maisonette",
    "Bedsit",
    "Studio",
    "Fl",
)
_FLOORS = ("top flat", "ground floor flat", "first floor flat", "basement flat", "upstairs flat", "downstairs flat", "top floor",
           "the flat above", "the flat over", "garden flat", "attic flat", "rear of", "the annexe at", "upstairs at", "GFF", "2nd floor",
           "attic room", "middle flat", "back bedroom", "3rd floor flat", "the first house on", "the end house,")  # fmt: skip
_PLOTS = (
    "plot",
    "pitch",
    "caravan",
    "berth",
    "mooring",
    "static",
    "chalet",
    "cabin",
    "lodge",
    "trailer",
    "van",
    "unit",
)


class Homes:
    """Makes addresses without town and postcode, the same ones for the same `chance`."""

    def __init__(self, chance: random.Random, surname: Callable[[], str], towns: Sequence[str]):
        """`surname` gives the name of somebody, `towns` are places, after whom and which streets are called."""
        self._random, self._surname, self._towns = chance, surname, towns
        self._ways = [*in_order("streets"), *in_order("ways")]
        self._names = in_order("houses")

    def home(self) -> str:
        """An address."""
        r = self._random
        return r.choices(
            (self._numbered, self._flat, self._named, self._house, self._site, self._above, self._turned),
            (46, 16, 11, 11, 8, 4, 4),
        )[0]()

    def way(self) -> str:
        """A street without a house."""
        r = self._random
        if r.random() < 0.45:
            return r.choice(self._ways)
        name = r.choice((self._surname, self._word, self._word))()
        if r.random() < 0.08:
            return f"{name} {self._word()}" if r.random() < 0.6 else name
        kind = self._brief(r.choice(_KINDS))
        return f"{name} {kind}{r.choice((' West', ' East', ' North', ' South')) if r.random() < 0.05 else ''}"

    def _numbered(self) -> str:
        r = self._random
        after = (
            r.choice((" (basement)", " (top floor)", ", top floor", " second floor", " rear", " downstairs"))
            if r.random() < 0.04
            else ""
        )
        return f"{self._number()}{r.choice((' ', ' ', ' ', ', '))}{self.way()}{after}"

    def _flat(self) -> str:
        r = self._random
        kind = r.random()
        if kind < 0.3:
            return f"{self._door()}{r.choice((' (basement)', ' (top)', ' at', ' of')) if r.random() < 0.1 else ''}{self._comma()}{self._numbered()}"
        if kind < 0.5:
            return f"{self._door()}{self._comma()}{self._block()}{self._comma()}{self.way()}"
        if kind < 0.68:
            return f"{self._door()}{self._comma()}{self._block()}"
        if kind < 0.86:
            return f"{r.choice(_FLOORS)}{self._comma()}{self._numbered()}"
        return f"{self._door()}{self._comma()}{self.way()}"

    def _named(self) -> str:
        r = self._random
        where = r.choice((self.way, self.way, self._numbered))()
        return f"{self._block()}{r.choice((', ', ', ', ' ', ' on ', ' off '))}{where}"

    def _house(self) -> str:
        return self._block()

    def _site(self) -> str:
        r = self._random
        return f"{r.choice(_PLOTS)} {self._figure()}{r.choice((', ', ' ', ' at ', ' on '))}{r.choice((self._block, self.way))()}"

    def _above(self) -> str:
        r = self._random
        what = r.choice(("flat", "the flat", "a flat", "room", "bedsit", "flat 2"))
        where = r.choice(("above", "over", "behind", "next to", "opposite", "upstairs from", "at the back of"))
        shop = r.choice(("the ", "a ", "")) + r.choice(in_order("shops"))
        return f"{what} {where} {shop}{r.choice((' on ', ' in ', ', ', ' '))}{self.way()}"

    def _turned(self) -> str:
        return f"{self.way()}{self._random.choice((', number ', ' number ', ', no ', ' no. ', ', house '))}{self._figure()}"

    def _block(self) -> str:
        """A house, a block or a site by its name."""
        r = self._random
        if r.random() < 0.5:
            return r.choice(self._names)
        name = r.choice((self._surname, self._word, self._word))()
        return f"{r.choice(('', '', '', 'The ', 'Old ', 'Upper '))}{name} {self._brief(r.choice(_HOUSES))}"

    def _door(self) -> str:
        r = self._random
        number = r.choice((self._figure(), self._figure(), f"{r.randint(1, 9)}/{r.randint(1, 4)}", r.choice("ABCDE")))
        return f"{r.choice(_FLATS)} {number}"

    def _number(self) -> str:
        r = self._random
        before = (
            r.choice(("no ", "no. ", "No.", "number ", "num ", "house no ", "hse ", "#")) if r.random() < 0.12 else ""
        )
        if r.random() < 0.08:
            return f"{before if before.startswith('num') else ''}{self._said()}"
        return before + self._figure()

    def _figure(self) -> str:
        r = self._random
        number = r.randint(1, 40) if r.random() < 0.5 else r.randint(1, 320)
        after = r.choice(("a", "b", "A", "B", " a", "c", "-", "/", "½")) if r.random() < 0.14 else ""
        return f"{number}{after}{number + 2}" if after in {"-", "/"} else f"{number}{after}"

    def _said(self) -> str:
        """A number of up to 140, in words."""
        hundreds, rest = divmod(self._random.randint(1, 140), 100)
        below = IN_WORDS[rest].replace(" ", self._random.choice((" ", "-")))
        return below if not hundreds else f"a hundred and {below}" if below else "one hundred"

    def _word(self) -> str:
        """What a street is called after."""
        r = self._random
        return re.sub(
            r"^\w", lambda m: m[0].upper(), r.choice(r.choice((in_order("landmarks"), in_order("words"), self._towns)))
        )

    def _comma(self) -> str:
        return self._random.choice((", ", ", ", " ", ",", "\n"))

    def _brief(self, kind: str) -> str:
        return self._random.choice(_BRIEF[kind]) if kind in _BRIEF and self._random.random() < 0.25 else kind
