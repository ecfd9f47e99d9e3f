"""The console beside an emulated 企业微信, and one browser that goes from one to the other."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import ClientSession
from sqlmodel import Session, select

from bot.channels.platform.ground import Ground
from bot.channels.wecom.channel import WeCom
from bot.console.sign_in.command import appoint
from bot.metrics import Metrics
from storage import staff
from storage.clock import SetClock
from storage.db import Database
from storage.tables.account import Account
from tests.platform.wecom.company import NAME as HOST
from tests.platform.wecom.entrance import AUTHORIZE_HOST, SCAN_HOST
from tests.platform.world import Platform
from tests.service.test_console_sign_in import KEPT
from tests.service.webchat_room import TUESDAY, Room, open_room
from tests.service.wecom_room import some_settings

SONG = "管理员老宋"


async def not_heard(_messages: object) -> None:
    """Nobody writes here."""


@dataclass
class Gate:
    """The console, the emulated platform, and one browser between them."""

    room: Room
    platform: Platform
    clock: SetClock
    session: ClientSession

    async def leaves(self, onward: str = "", device: str = "Firefox") -> str:
        """The link is followed; gives the platform's page."""
        path = f"/console/sign-in/wecom?next={onward}"
        headers = {"User-Agent": device}
        answer = await self.room.client.get(path, headers=headers, allow_redirects=False)
        assert answer.status == 303
        return answer.headers["Location"]

    async def shown(self, page: str) -> str:
        """The platform sends the browser on; gives the path on our side."""
        async with self.session.get(page, allow_redirects=False) as answer:
            assert answer.status == 302, await answer.text()
            back = urlsplit(answer.headers["Location"])
        assert (back.scheme, back.netloc) == ("https", "wg.example.gov.cn")
        return f"{back.path}?{back.query}"

    async def comes(self, path: str) -> tuple[int, str]:
        """The browser comes back; gives the status, and where it goes or what it reads."""
        answer = await self.room.client.get(path, allow_redirects=False)
        return answer.status, answer.headers.get("Location") or await answer.text()

    async def signs_in(self, onward: str = "", device: str = "Firefox") -> tuple[int, str]:
        """The whole way there and back."""
        return await self.comes(await self.shown(await self.leaves(onward, device)))

    async def is_in(self) -> bool:
        answer = await self.room.client.get("/console/accounts", allow_redirects=False)
        return answer.status == 200


@asynccontextmanager
async def a_gate(folder: Path, tokens_kept_in: Database) -> AsyncIterator[Gate]:
    """Everything stands: 管理员老宋 has an account, is bound as a member, and sits at the browser."""
    clock = SetClock(TUESDAY)
    platform = Platform(clock)
    await platform.start()
    bases = {
        "api_base": platform.base(HOST),
        "authorize_base": platform.base(AUTHORIZE_HOST),
        "scan_base": platform.base(SCAN_HOST),
    }
    ground = Ground(not_heard, tokens_kept_in, clock, folder)
    app = WeCom(some_settings(**bases), ground, Metrics())
    opened = open_room(folder, is_demo=False, wall=clock, voucher=app.voucher)
    async with opened as room, ClientSession() as session:
        await room.db.tx(lambda s: appoint(s, SONG, KEPT, TUESDAY))
        await bind(room, SONG, "songadmin")
        platform.company.member("SongAdmin")
        platform.entrance.at_browser = "SongAdmin"
        yield Gate(room, platform, clock, session)
    await app.stop()
    await platform.stop()


async def bind(room: Room, name: str, user_id: str) -> None:
    """The person is known at the company under this id."""
    person = await room.person(name)
    await room.db.tx(lambda s: staff.bind(s, person, "wecom", user_id))


async def change(room: Room, act: Callable[[Account], None]) -> None:
    """The one account there is becomes another."""

    def write(session: Session) -> None:
        account = session.exec(select(Account)).one()
        act(account)
        session.add(account)

    await room.db.tx(write)
