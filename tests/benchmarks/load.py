"""`python -m tests.benchmarks.load`: calls a server as the platform would, as fast as it answers.

Reads one JSON order a line, {"port", "first", "number", "lines"}: `number` different encrypted
messages from the `first`-th on, over `lines` connections that are kept. With "per_second" they go
out at that pace, and a call that has to wait for a free connection waits visibly. Answers in JSON.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from statistics import quantiles
from time import perf_counter, time
from urllib.parse import urlencode

from bot.channels.official_account.channel import PATH
from tests.benchmarks.lines import chit_chat, reports
from tests.service.fake_wechat import Sender, message_xml

RESIDENTS = 500


def requests(first: int, number: int) -> list[bytes]:
    """That many callbacks, each of another message, ready to be written to a socket."""
    sender, at = Sender(), int(time())
    texts = [line.text for line in (*chit_chat(), *reports())]
    found = []
    for which in range(first, first + number):
        openid = f"oyORnuBench{which % RESIDENTS:017d}"
        fields = (
            f"<Content><![CDATA[{texts[which % len(texts)]}]]></Content>"
            f"<MsgId>{7_000_000_000_000_000_000 + which}</MsgId>"
        )
        callback = sender.safe(message_xml("text", at, fields, openid), at, openid)
        head = (
            f"POST {PATH}?{urlencode(callback.query)} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Content-Type: text/xml\r\nContent-Length: {len(callback.body)}\r\n\r\n"
        )
        found.append(head.encode() + callback.body)
    return found


@dataclass
class Tally:
    """What came back."""

    waiting: Iterator[bytes]
    per_second: float = 0.0
    began: float = 0.0
    accepted: int = 0
    other: int = 0
    called: int = 0
    seconds: list[float] = field(default_factory=list)

    def due(self) -> float:
        """When the next call is to go out: now, or as the pace has it."""
        self.called += 1
        now = perf_counter()
        return self.began + self.called / self.per_second if self.per_second else now


class Caller(asyncio.Protocol):
    """One kept connection: the next call goes out when the answer to the last one is there."""

    def __init__(self, tally: Tally, done: asyncio.Future[None]) -> None:
        self._tally = tally
        self._done = done
        self._received = b""
        self._at = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def _next(self) -> None:
        assert self._transport is not None
        call = next(self._tally.waiting, None)
        if call is None:
            self._transport.close()
            return
        self._at = self._tally.due()
        wait = self._at - perf_counter()
        if wait <= 0:
            self._transport.write(call)
        else:
            asyncio.get_running_loop().call_later(wait, self._transport.write, call)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self._tally.seconds.append(perf_counter() - self._at)
        if head.startswith(b"HTTP/1.1 200 ") and (body == b"success" or body[:5] == b"<xml>"):
            self._tally.accepted += 1
        else:
            self._tally.other += 1
        self._received = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0])


async def call(
    port: int, calls: list[bytes], lines: int, per_second: float = 0.0
) -> dict[str, float]:
    """Every call is made once; what came of it."""
    loop = asyncio.get_running_loop()
    ended = [loop.create_future() for _ in range(lines)]
    began = perf_counter()
    tally = Tally(iter(calls), per_second, began)
    for done in ended:
        await loop.create_connection(partial(Caller, tally, done), "127.0.0.1", port)
    await asyncio.gather(*ended)
    wall = perf_counter() - began
    slow = quantiles(tally.seconds, n=100)
    return {
        "accepted": tally.accepted,
        "other": tally.other,
        "wall": wall,
        "p50_ms": 1000 * slow[49],
        "p99_ms": 1000 * slow[98],
    }


def main() -> None:
    """Carries out one order after another."""
    prepared: dict[tuple[int, int], list[bytes]] = {}
    for order in map(json.loads, sys.stdin):
        which = (order["first"], order["number"])
        if which not in prepared:
            prepared.clear()
            prepared[which] = requests(*which)
        if order["port"]:
            pace = order.get("per_second", 0.0)
            done = call(order["port"], prepared[which], order["lines"], pace)
            print(json.dumps(asyncio.run(done)))
        else:
            print("{}")  # only made ready
        sys.stdout.flush()


if __name__ == "__main__":
    main()
