"""What is observed of a turn, from the words that come to the messages that answer them: how long it takes, what goes wrong, and a
name for its conversation in the log."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from bot import metrics, quiet


class _Outcome(Protocol):
    @property
    def failed(self) -> bool: ...


class _Channel(Protocol):
    _channel: str


S = TypeVar("S", bound=_Channel)
O = TypeVar("O", bound=_Outcome)  # noqa: E741
P = ParamSpec("P")
Turn = Callable[Concatenate[S, Any, str, P], Coroutine[Any, Any, O]]


def observed(turn: Turn[S, P, O]) -> Turn[S, P, O]:
    """`turn`, a method that takes the agent and a conversation's id, observed."""

    @wraps(turn)
    async def wrapped(self: S, agent: Any, sender: str, /, *args: P.args, **kwargs: P.kwargs) -> O:
        with quiet.about(sender), metrics.turn(self._channel):
            try:
                outcome = await turn(self, agent, sender, *args, **kwargs)
            except Exception as declined:
                metrics.failures.labels("turn", type(declined).__name__).inc()
                raise
            if outcome.failed:
                metrics.failures.labels("turn", "failed").inc()
            return outcome

    return wrapped
