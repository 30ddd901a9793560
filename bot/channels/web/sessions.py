"""Sessions: a conversation's id is made here, signed here, and believed only with that signature."""

import os
import secrets
import time
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer

LASTS = 12 * 60 * 60  # seconds


class Sessions:
    """Issues and reads tokens. `key` signs them: whoever has it can read along, so it never leaves the server."""

    def __init__(self, key: str, lasts: int = LASTS):
        self._signer, self._lasts = URLSafeTimedSerializer(key, salt="signpost web session"), lasts

    def issue(self) -> str:
        """A token for a new conversation."""
        return self._signer.dumps(f"web-{secrets.token_hex(16)}")

    def sender(self, token: object) -> str | None:
        """The conversation that `token` is for, or None if it is not ours, was changed or is too old."""
        if not isinstance(token, str):
            return None
        try:
            sender, made = self._signer.loads(token, return_timestamp=True)
        except (BadData, ValueError):  # ValueError: characters that no encoding takes
            return None
        # The stamp is ours. One from the future is of a clock that was put back, which must end nobody's conversation.
        return sender if abs(time.time() - made.timestamp()) <= self._lasts else None


def signing_key(folder: Path) -> str:
    """SIGNPOST_SECRET, or the key kept in `folder`, made there if there is none.

    Raises OSError if it can be neither read nor made.
    """
    if given := os.environ.get("SIGNPOST_SECRET"):
        return given
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
