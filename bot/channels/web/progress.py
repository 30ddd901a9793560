"""The page that shows a learner how far they are: a chart, the same figures as a table, and what to go over.

It is made from the conversation that the form's token is for, and kept nowhere.
"""

from datetime import datetime

from bot import exports, settings
from bot.channels.web import templates
from bot.dialogue.learning import Learning
from knowledge import learning_record, standing

_ROOT = "../../"  # from the page's own address to the server's


def page(learning: Learning, token: str, now: datetime) -> str:
    """The page of a learner, with the ways to have it as a file; those send the `token` again."""
    pack = settings.pack()
    made = learning_record.record(learning.progress, learning.role, pack, now)
    rows = standing.rows(learning.progress, learning.for_role, learning.length, pack)  # type: ignore[arg-type]  # a length of the pack's
    shown = rows if learning.progress.begun else []
    return templates.fill(
        "progress.html", _ROOT, rows=shown, made=made, now=now, token=token, forms=exports.available(), problem=None
    )


def refused(sentence: str) -> str:
    """The page where there is none to show, and why."""
    return templates.fill("progress.html", _ROOT, rows=[], problem=sentence)
