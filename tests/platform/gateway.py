"""Another lawful gateway at the bridge, written from its guide (docs/zh/bridge.md) alone.

It reads a group as the chat archive does, hands in what was said there, and takes what is to be
said: one signed JSON document each way. A document that comes again under the same key is shown
once; one whose signature or time does not fit is kept in `unsigned` and refused.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC

from aiohttp import web

from storage.clock import Clock
from tests.platform.forms import Call, Stamp
from tests.platform.hosts import Host
from tests.platform.lines import Line
from tests.platform.screens import Received, Screen

NAME = "gateway.example"
SECRET = "the-secret-of-the-bridge"
FRESH = 600


def signed(timestamp: str, body: bytes) -> str:
    """What stands in X-Gridwhistle-Signature."""
    said = timestamp.encode() + b"\n" + body
    return hmac.new(SECRET.encode(), said, hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class BridgeForm:
    """How a gateway hands a message in; there is no check of the address."""

    def call(self, plain: str, stamp: Stamp, openid: str) -> Call:
        """The document as it is, signed in the headers."""
        body = plain.encode()
        headers = {
            "X-Gridwhistle-Timestamp": stamp.timestamp,
            "X-Gridwhistle-Signature": signed(stamp.timestamp, body),
        }
        return Call({}, body, "application/json", headers)

    def check(self, stamp: Stamp) -> Mapping[str, str]:
        """Nothing is asked."""
        return {}

    def opened(self, answer: str, stamp: Stamp) -> str:
        """The answer, which is not sealed."""
        return answer


@dataclass
class Gateway:
    """The gateway, the chats that it sees, and the host that we speak to."""

    clock: Clock
    host: Host
    line: Line
    chats: dict[str, Screen] = field(default_factory=dict)
    unsigned: list[str] = field(default_factory=list)
    _keys: set[str] = field(default_factory=set)
    _numbers: int = 0

    def __post_init__(self) -> None:
        """What is to be said may be brought."""
        self.host.serve("POST", "/out", self._take)

    def chat(self, chat_id: str) -> Screen:
        """The chat with this id, new if need be."""
        return self.chats.setdefault(chat_id, Screen(chat_id))

    async def hands_in(self, group: str, sender: tuple[str, str], words: str) -> None:
        """Somebody, by id and name, said this in the group, or one to one where there is none."""
        self._numbers += 1
        at = self.clock.now().astimezone(UTC).isoformat(timespec="milliseconds")
        said = {
            "key": f"archive:{self._numbers}",
            "chat": {"id": group or sender[0], "is_group": bool(group)},
            "sender": {"id": sender[0], "name": sender[1]},
            "sent_at": at,
            "text": words,
        }
        await self.line.push(json.dumps(said, ensure_ascii=False))

    async def _take(self, request: web.Request) -> web.Response:
        body, timestamp = await request.read(), request.headers.get("X-Gridwhistle-Timestamp", "")
        given = request.headers.get("X-Gridwhistle-Signature", "")
        now = self.clock.now().timestamp()
        is_fresh = timestamp.isdigit() and abs(now - int(timestamp)) < FRESH
        if not (is_fresh and hmac.compare_digest(signed(timestamp, body), given)):
            self.unsigned.append(body.decode(errors="replace"))
            return web.Response(status=403)
        said = json.loads(body)
        if said["key"] not in self._keys:
            self._keys.add(said["key"])
            shown = Received("text", said["text"], self.clock.now(), said)
            await self.chat(said["chat"]["id"]).show(shown)
        return web.json_response({"receipt": said["key"]})
