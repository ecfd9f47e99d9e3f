"""An official account of ours between a fake platform and a fake inbox."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import TestClient
from pydantic import SecretStr

from bot.channels.base import Inbound, SendLater, SendRefused
from bot.channels.official_account.channel import PATH, OfficialAccount, OfficialAccountSettings
from bot.channels.platform.ground import Ground
from storage.clock import SetClock
from storage.db import Database
from storage.tables.message import OutboundMessage
from tests.service.fake_wechat import (
    AES_KEY,
    APP_ID,
    APP_SECRET,
    AUNTIE,
    TOKEN,
    Callback,
    FakePlatform,
    Sender,
)

NOW = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)
AT = int(NOW.timestamp())

Client = TestClient[web.Request, web.Application]


class InboxError(Exception):
    """The database is away."""


@dataclass
class Inbox:
    """Stores what it is given, once per key, as the real one does; can be away or slow."""

    stored: dict[str, Inbound] = field(default_factory=dict)
    calls: int = 0
    is_away: bool = False
    gate: asyncio.Event | None = None

    async def accept(self, messages: Sequence[Inbound]) -> None:
        self.calls += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.is_away:
            raise InboxError
        for message in messages:
            self.stored.setdefault(message.key, message)

    @property
    def only(self) -> Inbound:
        (message,) = self.stored.values()
        return message


@dataclass
class Room:
    """The account and everything around it."""

    account: OfficialAccount
    inbox: Inbox
    clock: SetClock
    rejected: Counter[str]
    ignored: Counter[str]
    sender: Sender = field(default_factory=Sender)
    client: Client | None = None

    def app(self) -> web.Application:
        app = web.Application(client_max_size=64 * 1024**2)
        app.router.add_routes(self.account.routes())
        return app

    async def post(self, callback: Callback) -> tuple[int, str]:
        assert self.client is not None
        answer = await self.client.post(PATH, params=callback.query, data=BytesIO(callback.body))
        return answer.status, await answer.text()

    async def hears(self, xml: str | bytes) -> tuple[int, str]:
        return await self.post(self.sender.safe(xml, AT))

    async def get(self, query: dict[str, str]) -> ClientResponse:
        assert self.client is not None
        return await self.client.get(PATH, params=query)


def some_settings(**changes: Any) -> OfficialAccountSettings:
    given: dict[str, Any] = {
        "app_id": APP_ID,
        "app_secret": SecretStr(APP_SECRET),
        "token": SecretStr(TOKEN),
        "aes_key": SecretStr(AES_KEY),
        "passive_within": 0,
        "api_base": "http://127.0.0.1:1",  # nobody answers there
    }
    return OfficialAccountSettings(**(given | changes))


def a_ground(
    db: Database, inbox: Inbox, clock: SetClock, rejected: Counter[str], ignored: Counter[str]
) -> Ground:
    return Ground(
        inbox.accept,
        db,
        clock,
        Path(str(db.url.database)).parent / "media",
        on_rejected=lambda reason: rejected.update([reason]),
        on_ignored=lambda what: ignored.update([what]),
    )


def a_room(
    db: Database,
    settings: OfficialAccountSettings | None = None,
    session: ClientSession | None = None,
) -> Room:
    inbox, clock = Inbox(), SetClock(NOW)
    rejected: Counter[str] = Counter()
    ignored: Counter[str] = Counter()
    account = OfficialAccount(
        settings or some_settings(),
        a_ground(db, inbox, clock, rejected, ignored),
        session,
    )
    return Room(account, inbox, clock, rejected, ignored)


@dataclass
class Line:
    """The account connected to the fake platform."""

    account: OfficialAccount
    platform: FakePlatform
    clock: SetClock
    base: str

    async def later(self, text: str = "收到。") -> SendLater:
        with pytest.raises(SendLater) as caught:
            await self.account.send(words_to(AUNTIE, text))
        return caught.value

    async def refused(self, **more: Any) -> str:
        with pytest.raises(SendRefused) as caught:
            await self.account.send(words_to(AUNTIE, **({"text": "收到。"} | more)))
        return caught.value.reason


def a_line(db: Database, platform: FakePlatform, base: str) -> Line:
    room = a_room(db, some_settings(api_base=base))
    return Line(room.account, platform, room.clock, base)


def words_to(openid: str, text: str, key: str = "say:1", **more: Any) -> OutboundMessage:
    return OutboundMessage(
        county_id=1,
        key=key,
        channel="official_account",
        chat_id=openid,
        audience="private:王大妈" if openid == AUNTIE else "private:高叔",
        text=text,
        created_at=NOW,
        not_before=NOW,
        **more,
    )
