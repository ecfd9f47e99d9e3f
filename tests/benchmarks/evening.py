"""The service on an evening of talk, in a process of its own that loads nothing else.

`python -m tests.benchmarks.evening URL` prints what is resident of it, in MB, and the most that
ever was; for every line with a number it hears so many messages, handles them all, and prints again.
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
from tests.benchmarks.lines import chit_chat, reports
from tests.fakes import CHAT, FakeChannel

BURST = 30
ONE_REPORT_IN = 25
NEIGHBOURS = 500


class ForgetfulChannel(FakeChannel):
    """Takes everything and keeps nothing."""

    async def send(self, message: OutboundMessage) -> str:
        """It is taken."""
        return f"receipt-{message.id}"


async def main(url: str) -> None:
    """Serves until standard input ends."""
    configure(LogSettings(level=LogLevel.ERROR))
    service = await build(Settings(database_url=url, web=WebSettings(port=0), demo=False))
    service.loops.add(ForgetfulChannel(CHAT, may_repeat=True))
    await service.start()
    spare_what_lasts()
    print(*_resident(), flush=True)
    heard = 0
    while line := await asyncio.to_thread(sys.stdin.readline):
        for first in range(heard, heard + int(line), BURST):
            await service.loops.inlet.accept(
                [_heard(service, n) for n in range(first, first + BURST)]
            )
            await _handled(service)
        heard += int(line)
        print(*_resident(), flush=True)


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


def _resident() -> tuple[float, float]:
    """How many MB are resident now, and how many were at most."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 1024**2, most


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
