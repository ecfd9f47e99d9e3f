"""What the whole service holds in memory after an evening of talk.

`python -m tests.benchmarks.memory URL` is that service: it prints its most resident memory so
far, in MB, and for every line with a number it hears so many messages, handles them all, and
prints again.
"""

import asyncio
import resource
import sys
from pathlib import Path

from bot.app import Service, build
from bot.channels.base import Inbound
from bot.logs import configure
from bot.memory import spare_what_lasts
from bot.settings import LogLevel, LogSettings, Settings, WebSettings
from storage import inbox
from storage.codes import MessageKind
from storage.tables.message import OutboundMessage
from tests.benchmarks.accepting import Child
from tests.benchmarks.figures import Figure
from tests.benchmarks.house import copy
from tests.benchmarks.lines import chit_chat, reports
from tests.fakes import CHAT, FakeChannel

MESSAGES, MESSAGES_QUICK = 100_000, 3_000
AT_MOST = 130.0  # MB
BURST = 30
ONE_REPORT_IN = 25
NEIGHBOURS = 500


class ForgetfulChannel(FakeChannel):
    """Takes everything and keeps nothing."""

    async def send(self, message: OutboundMessage) -> str:
        """It is taken."""
        return f"receipt-{message.id}"


async def measure(folder: Path, template: Path, *, quick: bool) -> list[Figure]:
    """The most memory the service ever had, beside what it had when it stood ready."""
    number = MESSAGES_QUICK if quick else MESSAGES
    path = copy(template, folder / "memory.db")
    with Child("memory", f"sqlite:///{path}") as service:
        ready = float(service.heard())
        at_last = float(service.asked(str(number)))
    fewer = f", the goal is for {MESSAGES:,}" if quick else ""
    return [
        Figure(
            f"memory after {number:,} messages",
            at_last,
            "MB",
            ready,
            "the service when it stood ready",
            at_most=AT_MOST,
            note=f"the most that was ever resident; one message in {ONE_REPORT_IN} is a report{fewer}",
        )
    ]


async def main(url: str) -> None:
    """Serves until standard input ends."""
    configure(LogSettings(level=LogLevel.ERROR))
    service = await build(Settings(database_url=url, web=WebSettings(port=0), demo=False))
    service.loops.add(ForgetfulChannel(CHAT, may_repeat=True))
    await service.start()
    spare_what_lasts()
    print(_most_resident(), flush=True)
    heard = 0
    while line := await asyncio.to_thread(sys.stdin.readline):
        for first in range(heard, heard + int(line), BURST):
            await service.loops.inlet.accept(
                [_heard(service, n) for n in range(first, first + BURST)]
            )
            await _handled(service)
        heard += int(line)
        print(_most_resident(), flush=True)


def _heard(service: Service, number: int) -> Inbound:
    told, talk = reports(), chit_chat()
    turn, rest = divmod(number, ONE_REPORT_IN)
    line = talk[number % len(talk)] if rest else told[turn % len(told)]
    sender = f"街坊{number % NEIGHBOURS}"
    return Inbound(
        channel=CHAT,
        key=f"memory-{number}",
        chat_id=line.group,
        sender_id=sender,
        kind=MessageKind.TEXT,
        sent_at=service.loops.clock.now(),
        text=line.text,
        is_group=True,
        sender_name=sender,
    )


async def _handled(service: Service) -> None:
    while await service.loops.db.read(inbox.count_waiting):
        await asyncio.sleep(0.01)


def _most_resident() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
