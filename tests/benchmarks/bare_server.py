"""The bare limit of accepting: verify, decrypt, insert; nothing else."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from xml.etree import ElementTree as Tree

from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlmodel import Session

from bot.channels.official_account.channel import PATH
from storage.db import Database
from tests.service.fake_wechat import AES_KEY, TOKEN

INSERT = (
    "INSERT INTO inbox (county_id, channel, key, chat_id, is_group, sender_id, sender_name, kind,"
    " text, data, sent_at, received_at, state, attempts, next_attempt_at, intent, error)"
    " VALUES (1, 'official_account', ?, ?, 0, ?, '', 'text', ?, '{}', ?, ?, 'waiting', 0, ?, '', '')"
    " ON CONFLICT DO NOTHING"
)
_KEY = base64.b64decode(f"{AES_KEY}=")


def application(db: Database) -> web.Application:
    """A server that answers "success" when the message stands in the inbox of `db`."""

    async def receive(request: web.Request) -> web.Response:
        query, body = request.query, await request.read()
        sealed = Tree.fromstring(body).findtext("Encrypt") or ""
        signed = "".join(sorted((TOKEN, query["timestamp"], query["nonce"], sealed)))
        ours = hashlib.sha1(signed.encode()).hexdigest()
        if not hmac.compare_digest(ours, query["msg_signature"]):
            return web.Response(status=403)
        await db.tx(_inserting(Tree.fromstring(_opened(sealed))))
        return web.Response(text="success")

    app = web.Application()
    app.router.add_post(PATH, receive)
    return app


def _opened(sealed: str) -> bytes:
    decryptor = Cipher(algorithms.AES(_KEY), modes.CBC(_KEY[:16])).decryptor()
    plain = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
    return plain[20 : 20 + int.from_bytes(plain[16:20], "big")]


def _inserting(message: Tree.Element) -> Callable[[Session], None]:
    sender = message.findtext("FromUserName")
    sent_at = datetime.fromtimestamp(int(message.findtext("CreateTime") or 0), UTC)
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
    row = (
        message.findtext("MsgId"),
        sender,
        sender,
        message.findtext("Content"),
        f"{sent_at:%Y-%m-%d %H:%M:%S.%f}",
        now,
        now,
    )

    def insert(session: Session) -> None:
        session.connection().exec_driver_sql(INSERT, row)

    return insert
