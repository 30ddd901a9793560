"""Another edition of the pack while the server runs: `signpost pack reload` asks for it at a socket that the server's own user alone
can open, and gets the answer in words. What is refused changes nothing."""

import asyncio
import logging
import socket
import stat
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sanic import Sanic

from bot import settings
from knowledge import approvals, search
from knowledge.check import check
from knowledge.pack import Pack, load, read
from knowledge.problems import PackError

if TYPE_CHECKING:
    from knowledge.approvals import Approval

Swap = Callable[[], None]
_ASK, _TAKEN_UP, _REFUSED = b"reload\n", "taken up", "refused"
_WITHIN = 120  # seconds
_NO_DATE = date.min  # on which no review is overdue: a wrong number must not wait for a review
_log = logging.getLogger(__name__)


class Refused(RuntimeError):
    """An edition that can't be served; the message has every reason."""


def sound(folder: Path, index: Path) -> Pack:
    """The pack in `folder`, fit to be served with the `index`. Raises Refused."""
    wrong = [str(problem) for problem in check(folder, _NO_DATE) if not problem.waits]
    if wrong:
        raise Refused("\n".join([*wrong, "'signpost pack check' must find nothing to mend first."]))
    try:
        pack = load(folder)
    except PackError as error:  # changed since it was checked
        raise Refused(str(error)) from None
    if not search.is_current(pack, index):
        raise Refused("The index is not of this edition: run 'signpost train', then reload again.")
    return pack


def prepare(pack: Pack) -> list[Swap]:
    """Makes ready, beside what is served, all of the server that is made of a pack; each of what is given puts one part of it in
    place. Raises IndexMissing or IndexStale."""
    from bot.channels import gate
    from bot.channels.web import pages
    from bot.dialogue import alarm
    from bot.nlu import loading

    alarm.ready(pack)
    admits = gate.Gate(pack)
    return [
        loading.renewal(pack),
        lambda: gate.shared().become(admits),
        lambda: settings.serve_edition(pack),
        pages.forget,
    ]


def prepare_actions(pack: Pack) -> list[Swap]:
    """The same for an action server, which has nothing but the pack."""
    return [lambda: settings.serve_edition(pack)]


class Desk:
    """Where the running server is asked for another edition: one socket, which its own user alone can open."""

    def __init__(self, path: Path, prepare: Callable[[Pack], list[Swap]] = prepare):
        self._path, self._prepare = path, prepare
        self._taking = asyncio.Lock()
        self._server: asyncio.AbstractServer | None = None

    async def open(self) -> None:
        """Listens from now on. Where there can be no socket, the server does without."""
        try:
            self._path.unlink(missing_ok=True)  # left by one that was killed
            self._server = await asyncio.start_unix_server(self._answer, self._path)
            self._path.chmod(stat.S_IRUSR | stat.S_IWUSR)
        except OSError as error:
            _log.warning("A pack can't be taken up without a restart here: %s", error.strerror or error)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._path.unlink(missing_ok=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, TimeoutError):
            if await asyncio.wait_for(reader.readline(), 5) == _ASK:
                async with self._taking:
                    writer.write((await self._take_up()).encode())
                await writer.drain()
        writer.close()

    async def _take_up(self) -> str:
        try:
            pack, swaps = await asyncio.get_running_loop().run_in_executor(None, _ready, self._prepare)
        except (Refused, search.IndexMissing, search.IndexStale) as error:
            return f"{_REFUSED}\n{error}"
        except Exception as error:
            _log.error("An edition could not be taken up: %s", type(error).__name__)
            return f"{_REFUSED}\nIt could not be read ({type(error).__name__})."
        for swap in swaps:  # nothing else runs on the loop meanwhile
            swap()
        return f"{_TAKEN_UP}\n{pack.info.name}, {pack.info.edition}"


def listen(app: Sanic, prepare: Callable[[Pack], list[Swap]] = prepare) -> None:
    """Gives the server a desk of its own, by its port."""

    async def begin(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        app.ctx.desk = Desk(settings.VAR / f"control-{app.state.port}.sock", prepare)
        await app.ctx.desk.open()

    async def end(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        await app.ctx.desk.close()

    app.register_listener(begin, "after_server_start")
    app.register_listener(end, "before_server_stop")


def _ready(prepare: Callable[[Pack], list[Swap]]) -> tuple[Pack, list[Swap]]:
    pack = sound(settings.PACK, settings.INDEX)
    return pack, prepare(pack)


def ask_to_reload(var: Path) -> str:
    """Has every server of this machine that keeps its things in `var` take up the pack; gives what they said. Raises Refused if
    none runs, or one of them would not."""
    answers = {path: _asked(path) for path in sorted(var.glob("control-*.sock"))}
    said = [answer.partition("\n") for answer in answers.values() if answer is not None]
    if not said:
        raise Refused(
            f"No server that keeps its files in {var} is running. One that starts takes up the pack by itself."
        )
    refusals = [why for outcome, _, why in said if outcome != _TAKEN_UP]
    if refusals:
        raise Refused(
            "\n".join([*dict.fromkeys(refusals), "Nothing was changed: the server goes on with the edition it has."])
        )
    return "\n".join(f"Taken up: {edition}" for _, _, edition in said)


def running(var: Path) -> bool:
    """Is a server running on this machine that keeps its things in `var`?"""
    for path in var.glob("control-*.sock"):
        with socket.socket(socket.AF_UNIX) as there, suppress(OSError):
            there.connect(str(path))
            return True
    return False


def _asked(path: Path) -> str | None:
    """The answer at a socket; None where nobody listens any more."""
    with socket.socket(socket.AF_UNIX) as there:
        there.settimeout(_WITHIN)
        try:
            there.connect(str(path))
        except OSError:
            return None
        there.sendall(_ASK)
        with there.makefile("rb") as told:
            return told.read().decode() or f"{_REFUSED}\nThe server gave no answer."


def approve(folder: Path, what: str, by: str) -> "Approval":
    """Notes an approval in the register of the pack in `folder`. Raises NotApprovable, also where `by` seems to name a person."""
    from bot.privacy import Mask

    pack = read(folder).pack
    if Mask(settings.pack()).mask(by).spans:
        raise approvals.NotApprovable(
            "--by is a role, such as Chair of the procedures group. This seems to name a person."
        )
    return approvals.approve(pack, what, by, date.today())
