"""What a message costs: chit-chat that is read and dropped, reports that become cases."""

import asyncio
import gc
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import cycle, islice
from pathlib import Path

from bot.memory import spare_what_lasts
from tests.benchmarks.figures import Figure
from tests.benchmarks.house import House, copy, sources
from tests.benchmarks.lines import Line, chit_chat, reports
from tests.benchmarks.raw_rows import Written, write_again, written_since
from tests.benchmarks.rounds import cpu_seconds, interleaved

GROUPS = 31  # residents' groups of the demo county: an evening when all of them talk


class Talk:
    """Lines said in bursts, one line a chat, each burst handled before the next.

    The first bursts are said but not counted: afterwards every statement is compiled and the
    garbage collector is set up, as in a service that has been running for a minute.
    """

    def __init__(
        self, folder: Path, template: Path, bursts: Sequence[Sequence[Line]], pause: float = 0.0
    ) -> None:
        self.folder = folder
        self.template = template
        self.bursts = bursts
        self.pause = pause
        self.first = max(1, len(bursts) // 6)
        self.messages = sum(len(burst) for burst in bursts)
        self.counted = sum(len(burst) for burst in bursts[self.first :])
        self.cases = 0
        self.sent = 0
        self._sources = sources()
        self._written: tuple[Written, ...] = ()

    async def real(self) -> float:
        """CPU milliseconds a message through inlet, worker, timers and sender."""
        path = copy(self.template, self.folder / "talk.db")
        gc.unfreeze()
        house = House(path, self._sources())  # one that has not read these lines yet
        await house.start()
        await self._said(house, range(self.first))
        await house.idle()
        spare_what_lasts()
        seconds = await cpu_seconds(lambda: self._counted(house))
        await house.close()
        self.cases, self.sent = _count(path, "case"), len(house.channel.sent)
        if not self._written:
            self._written = written_since(self.template, path)
        return 1000 * seconds / self.counted

    async def _said(self, house: House, bursts: Iterable[int]) -> None:
        for number in bursts:
            heard = [
                house.heard(line, f"{number}-{n}", f"街坊{number}-{n}")
                for n, line in enumerate(self.bursts[number])
            ]
            await asyncio.gather(*(house.loops.inlet.accept([one]) for one in heard))
            await asyncio.sleep(self.pause)

    async def _counted(self, house: House) -> None:
        await self._said(house, range(self.first, len(self.bursts)))
        house.wait(minutes=2)  # what was told in pieces settles
        await house.calm()

    async def bare(self) -> float:
        """CPU milliseconds a message for writing the same rows with sqlite3 alone."""
        path = copy(self.template, self.folder / "bare.db")

        async def write() -> None:
            write_again(path, self._written, len(self.bursts))

        return 1000 * await cpu_seconds(write) / self.messages

    async def medians(self, rounds: int) -> dict[str, float]:
        """Both, in turns, after a round that warms up."""
        await self.real()
        return await interleaved({"real": self.real, "bare": self.bare}, rounds)


async def measure(folder: Path, template: Path, *, quick: bool) -> list[Figure]:
    """CPU per message that is chit-chat and per report."""
    found = [await _chit_chat(folder, template, quick=quick)]
    found.append(await _one_by_one(folder, template, quick=quick))
    return [*found, await _reports(folder, template, quick=quick)]


async def _chit_chat(folder: Path, template: Path, *, quick: bool) -> Figure:
    lines = cycle(chit_chat())
    groups = _all_groups(template)
    bursts = [
        [Line(group, line.text) for group, line in zip(groups, islice(lines, GROUPS), strict=True)]
        for _ in range(7 if quick else 28)
    ]
    talk = Talk(folder, template, bursts)
    found = await talk.medians(3 if quick else 7)
    return Figure(
        "chit-chat: stored, claimed, read, finished",
        found["real"],
        "CPU ms/message",
        found["bare"],
        "sqlite3: insert + update",
        at_most=1.0,
        note=f"{talk.messages} messages, one in each of {len(groups)} groups at a time;"
        f" {talk.cases} cases were opened by mistake",
    )


async def _one_by_one(folder: Path, template: Path, *, quick: bool) -> Figure:
    talk = Talk(folder, template, [[line] for line in chit_chat()], pause=0.01)
    found = await talk.medians(3 if quick else 5)
    return Figure(
        "the same in a quiet county",
        found["real"],
        "CPU ms/message",
        found["bare"],
        "sqlite3: insert + update",
        note="every message comes alone: a commit of its own, and the loops find nothing after it",
    )


async def _reports(folder: Path, template: Path, *, quick: bool) -> Figure:
    lines = reports()
    bursts = [lines[start : start + 6] for start in range(0, len(lines), 6)]
    talk = Talk(folder, template, bursts, pause=0.05)
    found = await talk.medians(3 if quick else 7)
    return Figure(
        "report: stored, classified, routed, answered",
        found["real"],
        "CPU ms/report",
        found["bare"],
        "sqlite3: the same rows",
        at_most=8.0,
        note=f"{talk.messages} reports became {talk.cases} cases,"
        f" {talk.sent} messages were sent about them",
    )


def _all_groups(template: Path) -> list[str]:
    with sqlite3.connect(template) as connection:
        rows = connection.execute(
            "SELECT external_id FROM chatgroup WHERE kind = 'residents' ORDER BY id"
        ).fetchall()
    connection.close()
    return [str(row[0]) for row in rows]


def _count(path: Path, table: str) -> int:
    with sqlite3.connect(path) as connection:
        (found,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    connection.close()
    return int(found)
