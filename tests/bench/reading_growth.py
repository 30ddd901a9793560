"""How reading a message grows with its length: facts, masking and search, each against itself at the shortest."""

import time
from collections.abc import Callable

from bot import settings
from bot.channels.gate import LONGEST
from bot.nlu.entities import FactFinder
from bot.nlu.lookup import open_search
from bot.privacy import Mask
from knowledge import encoder

LENGTHS = (80, 500, 2_000, LONGEST)  # characters
_TIMES = 5
_SAID = "Sarah rang from 07700 900123 about the children in Ripley, 3 and 8 months, and said that he was outside. "


def milliseconds(read: Callable[[str], object], text: str) -> float:
    """The quickest of some readings of `text`, after one to warm up."""
    read(text)
    spent = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        read(text)
        spent.append(time.perf_counter() - started)
    return 1000 * min(spent)


def main() -> None:
    """Print the table; ratios are to the shortest message in this run."""
    pack = settings.pack()
    search = open_search(pack, settings.INDEX, encoder.shared())
    for name, read in {"facts": FactFinder(pack).find, "mask": Mask(pack).mask, "search": search.ask}.items():
        base = None
        for length in LENGTHS:
            spent = milliseconds(read, (_SAID * (length // len(_SAID) + 1))[:length])
            base = base or spent
            print(f"{name:<7} {length:>6,} characters {spent:>8.1f} ms {spent / base:>7.1f} x")


if __name__ == "__main__":
    main()
