"""A turn is done whole or not at all: what stands between Rasa and its actions, in this process or on a server elsewhere."""

import asyncio
import time
from functools import cache
from typing import Any

import aiohttp
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event, deserialise_events
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot import metrics, traces

ANSWER_WITHIN = 6.0  # seconds for one action
BACK_WITHIN = 3.0  # seconds in which an action server that was killed may be back
_AGAIN_EVERY = 0.25
_AT_ONCE = 4  # actions; they are work for a processor, and more at once would only take longer, each of them
_SHAPE = RemoteAction.action_response_format_spec()
_HAS_SHAPE = validator_for(_SHAPE)(_SHAPE).is_valid


class TurnFailed(BaseException):
    """A turn that can't be done. Nothing of it is stored, so that it can be sent again.

    It is no `Exception`: Rasa catches those in the middle of a turn, goes on without what failed and stores the half.
    """


class InProcess(EndpointConfig):
    """The actions in this process, in a thread and with a time limit: no hop, and nothing to start or watch."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._free = asyncio.Semaphore(_AT_ONCE)  # whoever waits for it, waits outside the time limit

    @staticmethod
    def ready() -> None:
        """Imports the actions, so that no turn waits for that."""
        _executor()

    async def request(self, method: str = "post", *args: Any, **kwargs: Any) -> Any:
        """The action's answer. Raises TurnFailed if there is none in time."""
        loop = asyncio.get_running_loop()
        try:
            async with self._free:
                work = loop.run_in_executor(None, lambda: asyncio.run(_executor().run(kwargs["json"])))
                with metrics.part("actions"):
                    return _sound(await asyncio.wait_for(asyncio.shield(work), ANSWER_WITHIN))
        except TimeoutError:
            raise TurnFailed("the action took too long") from None
        except asyncio.CancelledError:
            raise
        except Exception as error:
            raise TurnFailed(f"the action failed ({type(error).__name__})") from None


@cache
def _executor() -> Any:
    """The SDK's executor with Signpost's actions."""
    from rasa_sdk.executor import ActionExecutor

    from actions import rasa_actions

    executor = ActionExecutor()
    for action in rasa_actions.ACTIONS:
        executor.register_action(action())
    return executor


class ActionEndpoint(EndpointConfig):
    """An action server, asked with patience for a restart but none for a slow or a senseless answer."""

    async def request(self, method: str = "post", *args: Any, **kwargs: Any) -> Any:
        """The action's answer. Raises TurnFailed if there is none that Rasa can use, and Rasa's ClientResponseError
        for an action that rejects its turn, which is part of the conversation."""
        kwargs["timeout"] = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
        until = time.monotonic() + BACK_WITHIN
        while True:
            try:
                with metrics.part("actions"):
                    return _sound(await super().request(method, *args, headers=traces.headers(), **kwargs))
            except ClientResponseError as error:
                if error.status == 400:
                    raise
                raise TurnFailed(f"the action server answered {error.status}") from None
            except aiohttp.ClientConnectionError as error:
                if time.monotonic() >= until:
                    raise TurnFailed(f"the action server is not there ({type(error).__name__})") from None
                await asyncio.sleep(_AGAIN_EVERY)  # an action changes nothing by itself, so it may be asked again
            except asyncio.CancelledError:
                raise
            except Exception as error:
                raise TurnFailed(f"the action server's answer is of no use ({type(error).__name__})") from None


def spare_rasa() -> None:
    """Spares it what takes much of a turn's time and changes nothing: to check each answer that was found sound once more, and the schema
    against its own with it; and to look through all classes of events for each event that it reads."""
    RemoteAction._validate_action_result = lambda self, answer: True
    Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))


def _sound(answer: Any) -> dict[str, Any]:
    """`answer` if it has the shape that Rasa needs. Raises ValueError otherwise."""
    if not _HAS_SHAPE(answer):
        raise ValueError("not an action's answer")
    events = answer.get("events") or []
    if len(deserialise_events([dict(event) for event in events])) != len(events):
        raise ValueError("an event that is not known")
    return answer
