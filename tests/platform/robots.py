"""Group robots, which only speak: POST /cgi-bin/webhook/send?key=…

Twenty messages a minute for one robot, more are 45009. A key that is none is 93000, a robot that was
switched off 93004. A text may have 2,048 bytes, markdown 4,096; of cards only notices are taken.
"""

import base64
import hashlib
from dataclasses import dataclass, field

from aiohttp import web

from tests.platform.hosts import Host
from tests.platform.reading import Json, json_of, listed, part, words
from tests.platform.refusals import RefusedError, ok
from tests.platform.screens import Received, Screen
from tests.platform.wecom.cards import NOTICES, read_card
from tests.platform.windows import MINUTE, Rate

A_MINUTE = 20
LARGEST_IMAGE = 2 * 1024 * 1024


@dataclass
class Robots:
    """The robots by their keys, each with the screen of its group."""

    host: Host
    groups: dict[str, Screen] = field(default_factory=dict)
    disabled: set[str] = field(default_factory=set)
    sent: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Robots may be called."""
        self._rate = Rate(A_MINUTE, MINUTE)
        self.host.serve("POST", "/cgi-bin/webhook/send", self._send)

    def group(self, key: str) -> Screen:
        """The group of the robot with this key, new if need be."""
        return self.groups.setdefault(key, Screen(f"robot {key}"))

    async def _send(self, request: web.Request) -> web.Response:
        key = request.query.get("key", "")
        if key not in self.groups:
            raise RefusedError(93000, "invalid webhook url")
        if key in self.disabled:
            raise RefusedError(93004, "robot disabled")
        body = await json_of(request)
        shown = _shown(body)
        now = self.host.clock.now()
        if not self._rate.takes(key, now):
            raise RefusedError(45009, "api freq out of limit")
        self.sent.append(body)
        await self.groups[key].show(Received(body["msgtype"], shown, now, body))
        return ok()


def _shown(body: Json) -> str:
    kind = body.get("msgtype")
    if kind == "text":
        said = part(body, "text")
        for name in ("mentioned_list", "mentioned_mobile_list"):
            listed(said, name, 1000, 0)
        return words(said, "content", 2048)
    if kind in {"markdown", "markdown_v2"}:
        return words(part(body, str(kind)), "content", 4096)
    if kind == "template_card":
        return read_card(part(body, "template_card"), NOTICES)
    if kind == "image":
        return _image(part(body, "image"))
    if kind == "news":
        return "\n".join(
            words(one, "title", 128) for one in listed(part(body, "news"), "articles", 8)
        )
    raise RefusedError(40008, "invalid message type")


def _image(image: Json) -> str:
    try:
        content = base64.b64decode(words(image, "base64", 4 << 20), validate=True)
    except ValueError:
        raise RefusedError(40035, "base64") from None
    if hashlib.md5(content).hexdigest() != image.get("md5"):
        raise RefusedError(40035, "md5 does not fit")
    if len(content) > LARGEST_IMAGE:
        raise RefusedError(93018, "image too big")
    return ""
