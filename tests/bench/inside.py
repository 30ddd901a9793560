"""Turns in this process, through the gate, Rasa, its actions and a database, as `signpost serve` takes them: for a look inside."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot import lean, quiet, settings


class Inside:
    """Says words to an agent that is loaded here."""

    def __init__(self, agent: Any):
        self._agent = agent

    async def say(self, sender: str, words: str) -> None:
        """One turn of the conversation called `sender`."""
        from bot.channels import gate
        from bot.channels.base import take_turn

        admitted = await asyncio.get_running_loop().run_in_executor(None, gate.shared().admit, words)
        if not await take_turn(self._agent.handle_message, admitted.text, admitted, sender, "rest"):
            raise RuntimeError("A turn was not answered.")


@asynccontextmanager
async def inside() -> AsyncIterator[Inside]:
    """Rasa's agent with Signpost's model, and a database that is gone afterwards."""
    lean.without_tensorflow()
    quiet.logs()
    from rasa.core.agent import load_agent
    from rasa.core.utils import AvailableEndpoints

    from bot.turns import InProcess, spare_rasa

    asyncio.get_running_loop().set_default_executor(quiet.InContext())
    with tempfile.TemporaryDirectory(prefix="signpost-bench-") as folder:
        os.environ["SIGNPOST_DATABASE"] = f"sqlite:///{folder}/conversations.db"
        os.environ["SIGNPOST_ACTIONS"] = settings.IN_PROCESS
        endpoints = AvailableEndpoints.read_endpoints(str(settings.ROOT / "endpoints.yml"))
        endpoints.action = InProcess(settings.IN_PROCESS)
        spare_rasa()
        yield Inside(await load_agent(str(settings.MODEL), endpoints=endpoints))
