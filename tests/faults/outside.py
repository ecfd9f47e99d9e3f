"""The world outside: a platform that takes messages, and residents who are patient."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle
from random import Random
from time import time
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from bot.channels.official_account.channel import PATH
from tests.benchmarks.lines import Line
from tests.faults.running import Service
from tests.service.fake_wechat import FakePlatform, Sender, message_xml

_WAITS = ClientTimeout(5)  # so long the platform waits for an answer
_AREAS = {
    "wx_dongguan": "东关家属院",
    "wx_yangguang": "阳光花园小区",
    "wx_xincheng": "新城嘉苑",
    "wx_liushu": "柳树村",
    "wx_hewan": "河湾村",
    "wx_shiqiao": "石桥村",
}


@dataclass
class Platform(FakePlatform):
    """Counts what it was given to deliver, and takes its time to say so."""

    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    slowness: float = 0.03
    address: str = ""
    was_given: asyncio.Event = field(default_factory=asyncio.Event)

    async def _send(self, request: web.Request) -> web.StreamResponse:
        said = json.loads(await request.read())
        if request.query.get("access_token") in self.good:
            self.taken[said["touser"], said["text"]["content"]] += 1
            self.was_given.set()
            await asyncio.sleep(self.slowness)
        return await super()._send(request)


@dataclass(frozen=True)
class Said:
    """What one resident says, under the id the platform gave it."""

    key: str
    openid: str
    text: str


def by_official_account(lines: Sequence[Line]) -> Iterator[Said]:
    """Each line told by another resident, one to one, with the name of the place before it."""
    for number, line in enumerate(cycle(lines)):
        yield Said(
            key=str(8_000_000_000_000_000_000 + number),
            openid=f"oyORnuFault{number:017d}",
            text=f"{_AREAS[line.group]}{line.text}",
        )


@dataclass
class Residents:
    """Tell what they have to tell, again and again until it is taken, as the platform does.

    What they are answered at once, with the callback, is counted in `heard`.
    """

    service: Service
    client: ClientSession
    sender: Sender = field(default_factory=Sender)
    accepted: dict[str, Said] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    was_posted: asyncio.Event = field(default_factory=asyncio.Event)
    was_accepted: asyncio.Event = field(default_factory=asyncio.Event)
    heard: Counter[tuple[str, str]] = field(default_factory=Counter)
    patience: float = 0.05

    async def tell(self, said: Said) -> None:
        """It is taken; every try before that failed."""
        while not await self._post(said):
            await asyncio.sleep(self.patience)
            await self.service.listens.wait()  # calling a closed door only warms the machine
        self.accepted[said.key] = said
        self.was_accepted.set()

    async def _post(self, said: Said) -> bool:
        status = await self.post(said)
        self.answers[status] += 1
        return status == 200

    async def post(self, said: Said) -> int:
        """The status one call of the platform was answered with; 0 when there was no answer."""
        at = int(time())
        fields = f"<Content><![CDATA[{said.text}]]></Content><MsgId>{said.key}</MsgId>"
        callback = self.sender.safe(message_xml("text", at, fields, said.openid), at, said.openid)
        self.was_posted.set()
        try:
            async with self.client.post(
                f"{self.service.address}{PATH}",
                params=callback.query,
                data=callback.body,
                timeout=_WAITS,
            ) as answer:
                body = await answer.text()
                if answer.status == 200 and body != "success":
                    said_back = self.sender.opened(body)
                    self.heard[said_back.text("ToUserName"), said_back.text("Content")] += 1
                return answer.status
        except (ClientError, TimeoutError, ConnectionError):
            return 0

    async def keep_telling(
        self, told: Iterable[Said], pause: float, dice: Random, enough: asyncio.Event
    ) -> None:
        """One after another tells until it is enough; all that was begun is taken at the end."""
        telling = []
        for said in told:
            if enough.is_set():
                break
            telling.append(asyncio.create_task(self.tell(said)))
            await asyncio.sleep(dice.uniform(0, 2 * pause))
        await asyncio.gather(*telling)


@dataclass
class Seats:
    """Visitors of the demo page, who speak in groups and press buttons."""

    service: Service
    client: ClientSession
    numbers: Any = field(default_factory=lambda: count(1))

    async def post(
        self, path: str, posted: dict[str, Any], waits: ClientTimeout = _WAITS
    ) -> tuple[int, dict[str, Any]]:
        """The answer of the page's API; status 0 when there was none."""
        try:
            address = f"{self.service.address}/chat/api/{path}"
            async with self.client.post(address, json=posted, timeout=waits) as answer:
                return answer.status, await answer.json()
        except (ClientError, TimeoutError, ConnectionError):
            return 0, {}

    async def say(self, seat: str, chat: str, text: str) -> str:
        """Said in that chat, again and again until it is taken; gives the key it is stored under."""
        act = f"fault-{next(self.numbers):08d}"
        posted = {"seat": seat, "chat": chat, "id": act, "kind": "text", "text": text}
        while (await self.post("messages", posted))[0] != 200:
            await asyncio.sleep(0.05)
        return f"{seat}:{act}"

    async def let_pass(self, minutes: int) -> None:
        """The demo's clock stands that much later, with all that was due on the way done."""
        status, answer = await self.post("clock", {"minutes": minutes}, ClientTimeout(300))
        assert status == 200, answer
