"""The installation's secret, and the names that it makes: the same for the same thing, and telling nobody what it is."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from bot import settings


def signing_key(folder: Path) -> str:
    """SIGNPOST_SECRET, or the key kept in `folder`, made there if there is none.

    Raises OSError if it can be neither read nor made.
    """
    if given := settings.current().secret:
        return given.get_secret_value()
    kept = folder / "secret"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"secret.{secrets.token_hex(8)}"
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
            os.link(draft, kept)  # whole or not at all, and the first process wins
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
    key = kept.read_text().strip()
    if len(key) < 32:
        raise OSError(f"The signing key in {kept} is damaged: delete that file, and a new key is made.")
    return key


def account(channel: str, person: str) -> str | None:
    """The key of a learner: a hash, made with SIGNPOST_LEARNER_SECRET, of what a platform calls a `person` by. None without that secret.
    It is the same in each conversation of theirs, and goes no further than to where their progress is kept, if they agreed to that."""
    secret = settings.current().learner_secret
    if secret is None or not person:
        return None
    told = "\0".join(("signpost account", channel, person)).encode("utf-8", "surrogatepass")
    return hmac.new(secret.get_secret_value().encode(), told, hashlib.sha256).hexdigest()


def pseudonym(key: str, channel: str, *ids: str) -> str:
    """A name for what a platform calls by `ids` (a conversation, a delivery), such as `slack-4f…`.

    It is the same on every instance that has `key`, and without the key nobody can find the ids from it.
    """
    told = "\0".join((f"signpost {channel}", *ids)).encode("utf-8", "surrogatepass")
    return f"{channel}-{hmac.new(key.encode(), told, hashlib.sha256).hexdigest()[:32]}"
