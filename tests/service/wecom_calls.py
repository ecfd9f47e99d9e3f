"""The application as the platform calls it, and everything a member can do, as XML."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from bot.channels.platform.callbacks import Gate, Seal
from bot.channels.wecom.channel import PATH, WeCom
from bot.channels.wecom.messages import Heard, read_callback
from bot.channels.wecom.settings import WeComSettings
from bot.metrics import Metrics
from storage.clock import SetClock
from storage.codes import MessageKind
from storage.db import Database
from tests.service.fake_wechat import AES_KEY, TOKEN, Callback, Sender, event_xml, message_xml
from tests.service.official_account_room import AT, NOW, Client, Inbox, a_ground

CORP = "ww1f0a5c8e73b2d964"
GUO = "GuoWangGe"
CARD = (
    "<EventKey><![CDATA[report_in:12]]></EventKey><TaskId><![CDATA[o7-0123456789ab]]></TaskId>"
    "<CardType><![CDATA[button_interaction]]></CardType><ResponseCode><![CDATA[RC]]></ResponseCode>"
    "<AgentID>1000002</AgentID>"
)
CHOSEN = (
    "<SelectedItems><SelectedItem><QuestionKey>dept</QuestionKey><OptionIds>{}</OptionIds>"
    "</SelectedItem></SelectedItems>"
)


def some_settings(**changes: Any) -> WeComSettings:
    given: dict[str, Any] = {
        "corp_id": CORP,
        "agent_id": 1000002,
        "secret": SecretStr("the-secret-of-the-app"),
        "token": SecretStr(TOKEN),
        "aes_key": SecretStr(AES_KEY),
    }
    return WeComSettings(**(given | changes))


@dataclass
class Room:
    """The application before a fake inbox, and the platform that calls it."""

    app: WeCom
    client: Client
    inbox: Inbox
    rejected: Counter[str]
    ignored: Counter[str]
    sender: Sender = field(default_factory=lambda: Sender(app_id=CORP))

    async def post(self, callback: Callback) -> tuple[int, str]:
        answer = await self.client.post(PATH, params=callback.query, data=BytesIO(callback.body))
        return answer.status, await answer.text()

    async def hears(self, xml: str | bytes) -> tuple[int, str]:
        return await self.post(self.sender.safe(xml, AT))


@asynccontextmanager
async def a_room(aiohttp_client: Any, db: Database) -> AsyncIterator[Room]:
    """A room that is ready; nothing of it runs afterwards."""
    inbox, rejected, ignored = Inbox(), Counter[str](), Counter[str]()
    ground = a_ground(db, inbox, SetClock(NOW), rejected, ignored)
    app = WeCom(some_settings(api_base="http://127.0.0.1:9"), ground, Metrics())
    site = web.Application(client_max_size=64 * 1024**2)
    site.router.add_routes(app.routes())
    yield Room(app, await aiohttp_client(site), inbox, rejected, ignored)
    await app.stop()


async def opened(xml: str | bytes) -> Heard:
    """What the callback tells, read without a service."""
    gate = Gate(TOKEN, Seal(AES_KEY, CORP), SetClock(NOW))
    callback = Sender(app_id=CORP).safe(xml, AT)
    found = await gate.open(callback.query, callback.body)
    assert found is not None
    return read_callback(found, NOW)


def says(kind: str, fields: str, number: int = 4561255354251345929) -> str:
    more = f"{fields}<MsgId>{number}</MsgId><AgentID>1000002</AgentID>"
    return message_xml(kind, AT, more, GUO)


def tells(event: str, fields: str = "") -> str:
    return event_xml(event, AT, fields, GUO)


PLACE = "<Location_X>34.15</Location_X><Location_Y>113.47</Location_Y><Label>东关小区</Label>"
SAID = {
    "text": (says("text", "<Content>接单</Content>"), MessageKind.TEXT, "接单", {}),
    "picture": (
        says("image", "<PicUrl>http://p/0</PicUrl>"),
        MessageKind.IMAGE,
        "",
        {"url": "http://p/0"},
    ),
    "voice": (
        says("voice", "<Format>amr</Format>"),
        MessageKind.VOICE,
        "",
        {"mime": "audio/amr"},
    ),
    "video": (
        says("video", "<ThumbMediaId>T</ThumbMediaId>"),
        MessageKind.VIDEO,
        "",
        {"thumb_media_id": "T"},
    ),
    "place": (says("location", PLACE), MessageKind.LOCATION, "", {"label": "东关小区"}),
    "link": (
        says("link", "<Title>通知</Title><Url>http://x</Url>"),
        MessageKind.LINK,
        "通知",
        {"url": "http://x"},
    ),
    "menu word": (
        tells("click", "<EventKey>我的任务</EventKey>"),
        MessageKind.TEXT,
        "我的任务",
        {},
    ),
    "menu button": (
        tells("click", "<EventKey>accept:12</EventKey>"),
        MessageKind.BUTTON,
        "",
        {"key": "accept:12"},
    ),
    "place by menu": (
        tells("location_select", f"<SendLocationInfo>{PLACE}</SendLocationInfo>"),
        MessageKind.LOCATION,
        "",
        {"label": "东关小区"},
    ),
    "card": (
        tells("template_card_event", CARD),
        MessageKind.BUTTON,
        "",
        {"key": "report_in:12"},
    ),
    "corner of a card": (
        tells("template_card_menu_event", CARD),
        MessageKind.BUTTON,
        "",
        {"key": "report_in:12"},
    ),
    "card with a choice": (
        tells("template_card_event", CARD + CHOSEN.format("<OptionId>cg</OptionId>")),
        MessageKind.BUTTON,
        "",
        {"chosen": {"dept": ["cg"]}},
    ),
    "card with choices": (
        tells(
            "template_card_event",
            CARD + CHOSEN.format("<OptionId>cg</OptionId><OptionId>zj</OptionId>"),
        ),
        MessageKind.BUTTON,
        "",
        {"chosen": {"dept": ["cg", "zj"]}},
    ),
    "first entering": (tells("subscribe"), MessageKind.FOLLOW, "", {}),
    "leaving": (tells("unsubscribe"), MessageKind.UNFOLLOW, "", {}),
}
