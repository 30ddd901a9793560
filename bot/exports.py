"""A learner's own record as a file: CSV, JSON, or xAPI statements. Whoever it is of is called by a name that tells nobody who that is."""

from datetime import UTC, datetime

from bot import quiet, settings
from bot.channels.secret import pseudonym, signing_key
from knowledge import learning_record, xapi
from knowledge.progress import Progress

FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "xapi": "application/json"}


class CannotExport(ValueError):
    """The message says why, in a sentence, and what to mend."""


def available() -> list[str]:
    """The forms in which a record can be had here."""
    return [form for form in FORMS if form != "xapi" or settings.current().address]


def written(form: str, done: Progress, role: str | None, who: str) -> str:
    """The record in one of FORMS. `who` is what the learner is known by here (a key, a conversation): what is written of it is a hash made
    with a secret. Raises CannotExport."""
    pack = settings.pack()
    if form == "xapi":
        home = settings.current().address
        if home is None:
            raise CannotExport("xAPI statements say where Signpost is. Set SIGNPOST_ADDRESS to its address first.")
        made = xapi.statements(done, pack, pseudonym(_key(), "learner", "xapi", who), home, datetime.now(UTC))
        return quiet.as_json(made, 1) + "\n"
    record = learning_record.record(done, role, pack, datetime.now())
    return learning_record.as_csv(record) if form == "csv" else quiet.as_json(record, 1) + "\n"


def _key() -> str:
    secret = settings.current().learner_secret
    return secret.get_secret_value() if secret else signing_key(settings.VAR)
