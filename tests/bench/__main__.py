"""`make bench`: Signpost beside a `rasa init` bot, both as real servers, in one run and in turn; every figure a ratio.

`--quick` measures with fewer turns and keeps what it finds out of the docs.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import date
from statistics import mean, median, quantiles

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.bench import figures, said
from tests.bench.bots import KEPT, BenchFailed, Bot, both
from tests.bench.figures import Figure
from tests.bench.said import Conversation
from tests.bench.talking import Spent, Talk, alternately, crowd, say, session

INIT = "`rasa init` bot"
STEPS = (
    "both start, in turn", *["turns of both, one and the other"] * 4, "a conversation of 300 turns", "long and short messages",
    "32 users", "100 users", "memory",
)  # fmt: skip
_COLUMNS = (TextColumn("{task.fields[step]}"), BarColumn(), TimeElapsedColumn())
_WARM_UP = 8  # turns of each kind before anything counts


class Measures:
    """A run's measures, in their order. With `quick` there is less of everything."""

    def __init__(self, signpost: Bot, init: Bot, quick: bool):
        self._signpost, self._init, self._quick = signpost, init, quick
        self._guided, self._handbook = said.guided(), said.handbook()
        self._ordinary = said.of_the_init_bot(init.folder)

    async def figures(self) -> AsyncIterator[Figure]:
        """Each figure as it is found."""
        yield self._start()
        async with session() as self._web:
            await self._turns(_WARM_UP)
            guided, handbook, ordinary = await self._turns(20 if self._quick else 160)
            for name, turns, aim in (("guided", guided, 1.0), ("handbook", handbook, 1.2)):
                yield Figure(f"a {name} turn (median)", "ms", _ms(turns), _ms(ordinary), INIT, aim)
                mine, other = (1000 * mean(one.processor) for one in (turns, ordinary))
                yield Figure(f"processor time of a {name} turn (mean)", "ms", mine, other, INIT, None)
            yield await self._far_on()
            yield await self._long_message()
            yield await self._throughput()
            yield await self._wait_of_many()
            mine, other = self._signpost.memory(), self._init.memory()
            yield Figure("memory of all processes, after all this", "MB", mine, other, INIT, 1.2)

    def _start(self) -> Figure:
        """Each is started and ended alone, in turn; the quickest counts. The last time they are left running."""
        times: dict[str, list[float]] = {self._init.name: [], self._signpost.name: []}
        for left in reversed(range(1 if self._quick else 2)):
            for bot in (self._init, self._signpost):
                times[bot.name].append(bot.start())
                if left:
                    bot.stop()
        mine, other = min(times[self._signpost.name]), min(times[self._init.name])
        return Figure("from start to the first answer", "s", mine, other, INIT, 0.6)

    async def _turns(self, rounds: int) -> list[Spent]:
        return await alternately(
            Talk(self._signpost, self._web, self._guided),
            Talk(self._signpost, self._web, self._handbook),
            Talk(self._init, self._web, self._ordinary),
            rounds=rounds,
        )

    async def _far_on(self) -> Figure:
        """Turns around the 300th of a conversation beside the fifth turns of new ones, with the same kind of words."""
        words = (text for conversation in said.guided() for text in conversation[1:3])
        reach, rounds = (60, 6) if self._quick else (290, 20)
        for _ in range(reach):
            await say(self._signpost, self._web, "far on", next(words))
        far, fifth = Spent(), Spent()
        for i in range(rounds):
            far.clock.append(await say(self._signpost, self._web, "far on", next(words)))
            for _ in range(4):
                await say(self._signpost, self._web, f"new {i}", next(words))
            fifth.clock.append(await say(self._signpost, self._web, f"new {i}", next(words)))
        what = f"turn {reach + rounds // 2} of a conversation (median)"
        return Figure(what, "ms", _ms(far), _ms(fifth), "turn 5", 1.1)

    async def _long_message(self) -> Figure:
        talks = (Talk(self._signpost, self._web, kind) for kind in (said.long(), said.short()))
        long, short = await alternately(*talks, rounds=10 if self._quick else 40)
        return Figure("a message of 200 words (median)", "ms", _ms(long), _ms(short), "one of 8 to 12", 2.0)

    async def _throughput(self) -> Figure:
        mine, other = await self._crowds(32, turns=3 if self._quick else 8)
        return Figure(
            "throughput with 32 users", "turns/s", median(t for t, _ in mine), median(t for t, _ in other), INIT, 1.2, True
        )  # fmt: skip

    async def _wait_of_many(self) -> Figure:
        mine, other = await self._crowds(100, turns=1 if self._quick else 3)
        waits = [_p95([took for _, times in of_one for took in times]) for of_one in (mine, other)]
        return Figure("95 in 100 turns of 100 users within", "s", *waits, INIT, 2.0, limit=True)

    async def _crowds(self, users: int, turns: int) -> list[list[tuple[float, list[float]]]]:
        """What crowds of both bots give, in turn."""
        found: list[list[tuple[float, list[float]]]] = [[], []]
        for _ in range(1 if self._quick else 2):
            for bot, words, into in (
                (self._signpost, said.mixed(self._guided, self._again()), found[0]),
                (self._init, self._ordinary, found[1]),
            ):
                into.append(await crowd(bot, self._web, words, users, turns))
        return found

    def _again(self) -> Iterator[Conversation]:
        while True:
            yield from said.handbook()


def _ms(spent: Spent) -> float:
    return 1000 * median(spent.clock)


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1]


async def _measure(run: Measures, console: Console) -> list[Figure]:
    found = []
    with Progress(*_COLUMNS, console=console, transient=True) as progress:
        task = progress.add_task("", total=len(STEPS), step=STEPS[0])
        async for one in run.figures():
            found.append(one)
            what, mine, other, ratio, aim = one.row
            console.print(f"{what}: {mine} beside {other}, ratio {ratio}, aim {aim}", highlight=False, soft_wrap=True)
            progress.update(task, advance=1, step=STEPS[min(len(found), len(STEPS) - 1)])
    return found


def main(quick: bool = typer.Option(False, help="Fewer turns, in two minutes; nothing is written into docs.")) -> None:
    """Prints every figure as a ratio with its aim, and writes them into docs/speed.json."""
    console = Console()
    load = os.getloadavg()[0]
    try:
        with both(console.print) as bots:
            found = asyncio.run(_measure(Measures(*bots, quick), console))
    except BenchFailed as failed:
        console.print(str(failed), style="red")
        sys.exit(1)
    table = Table("what", "Signpost", "beside", "ratio", "aim")
    for one in found:
        table.add_row(*one.row)
    console.print(table)
    for bot in bots:
        console.print(f"{bot.name}: {bot.unanswered} of {bot.turns} turns without an answer")
    unanswered = {bot.name: bot.unanswered for bot in bots}
    measured = figures.Run(f"{date.today():%-d %B %Y}", os.cpu_count() or 1, round(load, 1), unanswered, found)
    figures.note(measured, KEPT / "quick.json" if quick else figures.WRITTEN)


if __name__ == "__main__":
    typer.run(main)
