"""Sessions: a conversation's id is made here, signed here, and believed only with that signature."""

import secrets
import time

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
