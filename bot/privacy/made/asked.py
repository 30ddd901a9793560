"""`python -m bot.privacy.made.asked`: the written messages of `bot/data/nlu`, as the mask learns them to be nobody's.

They are copied rather than read from there, so that a new example changes what Signpost understands and never what it
masks. After copying, train and evaluate: the mask is taught anew.
"""

from bot.nlu.examples import examples
from bot.privacy.lists import FOLDER

_FILE = FOLDER / "asked.txt"
_ABOUT = "# What practitioners ask, nobody's name in it. Written by `python -m bot.privacy.made.asked`, not by hand.\n"


def copy() -> None:
    """Writes the list anew."""
    texts = [one.text for one in examples() if not one.text.startswith("#")]
    _FILE.write_text(_ABOUT + "".join(f"{text}\n" for text in texts), encoding="utf-8")


if __name__ == "__main__":
    copy()
