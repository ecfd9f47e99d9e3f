"""A WeChat platform to test against: it calls us with callbacks, and we call its interfaces.

What it sends is sealed by wechatpy itself, so that our own seal is checked by another's hand.
"""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.utils import WeChatSigner

from bot.channels.platform.fields import Fields
from bot.channels.platform.seal import Seal
from bot.channels.platform.xml_fields import read_xml

APP_ID = "wx2c2769f8efd9abc2"
APP_SECRET = "4f3ad57b6989f09f4eb392acce4f9e93"
TOKEN = "gridTestToken"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
ACCOUNT = "gh_10f6c3c3ac5a"
AUNTIE = "oyORnuP8q7ou2gfYjqLzSIWZf0rs"  # 王大妈
UNCLE = "oyORnuGaoShu5Ks8bXz0aTq2LmNp"  # 高叔


@dataclass(frozen=True)
class Callback:
    """One call of the platform: what follows the question mark, and the body."""

    query: dict[str, str]
    body: bytes


class Sender:
    """The half of the platform that calls us."""

    def __init__(self, token: str = TOKEN, aes_key: str = AES_KEY, app_id: str = APP_ID) -> None:
        self._token = token
        self._app_id = app_id
        self._crypto = PrpCrypto(WeChatCrypto(token, aes_key, app_id).key)
        self._nonces = count(1_000_000_007)

    def sign(self, *signed: str) -> str:
        signer = WeChatSigner()
        signer.add_data(self._token, *signed)
        return str(signer.signature)

    def check(self, at: int, echo: str) -> dict[str, str]:
        return self._query(at) | {"echostr": echo}

    def safe(self, xml: str | bytes, at: int, openid: str = AUNTIE) -> Callback:
        return self.sealed(self._crypto.encrypt(xml, self._app_id).decode(), at, openid)

    def sealed(self, encrypt: str, at: int, openid: str = AUNTIE) -> Callback:
        query = self._query(at) | {"openid": openid, "encrypt_type": "aes"}
        signed = self.sign(query["timestamp"], query["nonce"], encrypt)
        return Callback(query | {"msg_signature": signed}, envelope(encrypt))

    def opened(self, body: str) -> Fields:
        """What an answer to a callback says, once its signature was found to be ours."""
        envelope = read_xml(body.encode())
        sealed = envelope.text("Encrypt")
        signed = self.sign(envelope.text("TimeStamp"), envelope.text("Nonce"), sealed)
        assert envelope.text("MsgSignature") == signed
        return read_xml(Seal(AES_KEY, self._app_id).open(sealed))

    def clear(self, xml: str, at: int, openid: str = AUNTIE) -> Callback:
        return Callback(self._query(at) | {"openid": openid}, xml.encode())

    def _query(self, at: int) -> dict[str, str]:
        stamp, nonce = str(at), str(next(self._nonces))
        return {"signature": self.sign(stamp, nonce), "timestamp": stamp, "nonce": nonce}


def envelope(encrypt: str) -> bytes:
    return (
        f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>"
        f"<Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"
    ).encode()


def message_xml(kind: str, at: int, fields: str, sender: str = AUNTIE) -> str:
    return (
        f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>\n"
        f"<FromUserName><![CDATA[{sender}]]></FromUserName>\n"
        f"<CreateTime>{at}</CreateTime>\n<MsgType><![CDATA[{kind}]]></MsgType>\n{fields}</xml>"
    )


def text_xml(words: str, at: int, number: int = 6054768590064713728, more: str = "") -> str:
    fields = f"<Content><![CDATA[{words}]]></Content><MsgId>{number}</MsgId>{more}"
    return message_xml("text", at, fields)


def event_xml(event: str, at: int, fields: str = "", sender: str = AUNTIE) -> str:
    return message_xml("event", at, f"<Event><![CDATA[{event}]]></Event>{fields}", sender)


@dataclass(frozen=True)
class Trouble:
    """How the platform fails instead of answering."""

    status: int = 200
    body: bytes | None = None
    hangs: bool = False
    hangs_up: bool = False


@dataclass
class FakePlatform:
    """The half of the platform that we call: tokens and customer-service messages."""

    expires_in: int = 7200
    sent: list[dict[str, Any]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    sending: deque[int | Trouble] = field(default_factory=deque)
    fetching: deque[int | Trouble] = field(default_factory=deque)
    good: set[str] = field(default_factory=set)
    current: str = ""

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/cgi-bin/stable_token", self._token)
        app.router.add_post("/cgi-bin/message/custom/send", self._send)
        app.router.add_get("/cgi-bin/getcallbackip", self._addresses)
        return app

    def revoke(self) -> None:
        """The token stops being good, and the platform knows: the next one is another."""
        self.good.clear()
        self.current = ""

    def disown(self) -> None:
        """The token stops being good, but the platform goes on handing it out."""
        self.good.clear()

    @property
    def words(self) -> list[str]:
        return [message["text"]["content"] for message in self.sent]

    async def _token(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.asked.append(asked)
        if self.fetching:
            return await _fail(request, self.fetching.popleft())
        if asked["appid"] != APP_ID:
            return _error(40013, "invalid appid rid: 1")
        if asked["secret"] != APP_SECRET:
            return _error(40125, "invalid appsecret rid: 2")
        await asyncio.sleep(0)  # so that two askers at once would both get here
        if asked["force_refresh"] or not self.current:
            self.current = f"token+{len(self.asked)}/="
            self.good.add(self.current)
        return web.json_response({"access_token": self.current, "expires_in": self.expires_in})

    async def _addresses(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("access_token") not in self.good:
            return _error(40001, "invalid credential, access_token is invalid or not latest")
        return web.json_response({"ip_list": ["127.0.0.1"]})

    async def _send(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("access_token") not in self.good:
            return _error(40001, "invalid credential, access_token is invalid or not latest")
        if self.sending and (trouble := self.sending.popleft()):
            return await _fail(request, trouble)
        self.raw.append(await request.read())
        self.sent.append(json.loads(self.raw[-1]))
        # The platform says text/plain although it is JSON.
        return web.Response(text='{"errcode":0,"errmsg":"ok"}')


async def _fail(request: web.Request, trouble: int | Trouble) -> web.StreamResponse:
    if isinstance(trouble, int):
        return _error(trouble, "invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist")
    if trouble.hangs:
        await asyncio.sleep(2)
    if trouble.hangs_up and request.transport is not None:
        request.transport.abort()
    return web.Response(
        status=trouble.status, body=trouble.body, headers={"Location": "/elsewhere"}
    )


def _error(code: int, hint: str) -> web.Response:
    return web.json_response({"errcode": code, "errmsg": hint})
