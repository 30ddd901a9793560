"""What a request that cannot be met is told: one plain sentence, and always the emergency line."""

from sanic import response
from sanic.response import HTTPResponse

from bot.channels.message import DANGER_LINE


class Refusal(Exception):
    """A request that is refused: `sentence` says why in plain words, `status` is HTTP's number for it."""

    def __init__(self, sentence: str, status: int, retry_after: float | None = None):
        super().__init__(sentence)
        self.sentence, self.status, self.retry_after = sentence, status, retry_after

    def response(self) -> HTTPResponse:
        headers = {} if self.retry_after is None else {"Retry-After": str(max(1, round(self.retry_after)))}
        return response.json({"error": f"{self.sentence} {DANGER_LINE}"}, self.status, headers)
