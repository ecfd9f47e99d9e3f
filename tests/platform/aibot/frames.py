"""What a robot may send over its long connection, and which answers fit which question.

`aibot_respond_msg` answers a message under its request id, `aibot_respond_welcome_msg` the entering
of a chat and `aibot_respond_update_msg` the press of a card, both within five seconds (846608) and
once; one callback takes one kind of command (846605). `aibot_send_msg` begins by itself, with
everything but text. A file comes in at most 100 pieces of 512 KiB.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from time import perf_counter

from tests.platform.aibot.robot import EVENT_WITHIN, REPLY_WITHIN, STREAM_WITHIN, Robot
from tests.platform.reading import Json, number, part, words
from tests.platform.refusals import RefusedError
from tests.platform.shelf import LARGEST, Shelf

REPLIES = ("stream", "template_card", "stream_with_template_card", "markdown")
MEDIA = ("file", "image", "voice", "video")
PIECE = 512 * 1024


@dataclass
class Asked:
    """A callback that may be answered."""

    chat: str
    userid: str
    takes: str
    at: datetime
    is_answered: bool = False
    since: float = field(default_factory=perf_counter)
    streams: set[str] = field(default_factory=set)


@dataclass
class Upload:
    """A file on its way in pieces."""

    kind: str
    total: int
    pieces: dict[int, bytes] = field(default_factory=dict)


@dataclass
class Frames:
    """The commands of one robot."""

    robot: Robot
    shelf: Shelf
    asked: dict[str, Asked] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def open_request(self, command: str, body: Json) -> str:
        """A request id under which this callback may be answered."""
        req_id = f"req-{next(self._numbers)}"
        event = body.get("event", {}).get("eventtype", "")
        takes = {"enter_chat": "aibot_respond_welcome_msg"}.get(event, "")
        if event == "template_card_event":
            takes = "aibot_respond_update_msg"
        if command == "aibot_msg_callback":
            takes = "aibot_respond_msg"
        userid = body["from"]["userid"]
        chat = body.get("chatid", userid)
        self.asked[req_id] = Asked(chat, userid, takes, self.robot.clock.now())
        return req_id

    def brought(self, req_id: str) -> None:
        """The callback had to wait for a line, and goes over it now: so its seconds begin."""
        if req_id in self.asked:
            self.asked[req_id].since = perf_counter()

    async def obey(self, command: str, req_id: str, body: Json) -> Json:
        """The command is carried out; raises RefusedError."""
        if command == "aibot_send_msg":
            await self._begin(body)
            return {}
        if command.startswith("aibot_upload_media_"):
            return self._upload(command.removeprefix("aibot_upload_media_"), body)
        asked = self.asked.get(req_id)
        if asked is None or asked.takes != command:
            raise RefusedError(846605, "invalid req_id")
        if command == "aibot_respond_msg":
            await self._reply(asked, body)
        else:
            await self._in_time(asked, body)
        return {}

    async def _reply(self, asked: Asked, body: Json) -> None:
        late = self.robot.clock.now() - asked.at
        if late > REPLY_WITHIN:
            raise RefusedError(846605, "the message is older than 24 hours")
        if body.get("msgtype") == "stream" and late > STREAM_WITHIN:
            raise RefusedError(846608, "stream expired")
        self.robot.spend(asked.chat)
        await self.robot.say(asked.chat, body, REPLIES)

    async def _in_time(self, asked: Asked, body: Json) -> None:
        # Whoever moves the clock answers no later for that.
        if asked.is_answered:
            raise RefusedError(846605, "answered before")
        if perf_counter() - asked.since > EVENT_WITHIN.total_seconds():
            raise RefusedError(846608, "later than five seconds")
        asked.is_answered = True
        if asked.takes == "aibot_respond_update_msg":
            if body.get("response_type") != "update_template_card":
                raise RefusedError(40008, "response_type must be update_template_card")
            self.robot.replace(asked.chat, part(body, "template_card"))
        else:
            await self.robot.say(asked.chat, body, ("text", "template_card"))

    async def _begin(self, body: Json) -> None:
        chat = words(body, "chatid", 128)
        kind = number({"chat_type": 0, **body}, "chat_type", range(3))
        if chat not in self.robot.chats or (kind and (kind == 2) != (chat in self.robot.groups)):
            raise RefusedError(93006, "invalid chatid")
        if chat not in self.robot.spoken:
            raise RefusedError(93001, "nobody wrote to the robot here")
        self.robot.spend(chat)
        if body.get("msgtype") in MEDIA:
            self.shelf.find(part(body, body["msgtype"]).get("media_id"))
        await self.robot.say(chat, body, ("markdown", "template_card", *MEDIA))

    def _upload(self, step: str, body: Json) -> Json:
        if step == "init":
            return self._init(body)
        upload = self.uploads.get(words(body, "upload_id", 128))
        if upload is None:
            raise RefusedError(40058, "invalid upload_id")
        if step == "chunk":
            index = number(body, "chunk_index", range(101))
            upload.pieces[index] = base64.b64decode(words(body, "base64_data", PIECE * 2))
            return {}
        content = b"".join(upload.pieces[index] for index in sorted(upload.pieces))
        if len(upload.pieces) != upload.total:
            raise RefusedError(40058, "pieces are missing")
        return {"type": upload.kind, "media_id": self.shelf.put(upload.kind, content)}

    def _init(self, body: Json) -> Json:
        kind = words(body, "type", 16)
        if kind not in MEDIA:
            raise RefusedError(40004, "invalid media type")
        words(body, "filename", 256)
        number(body, "total_size", range(6, LARGEST[kind] + 1))
        upload_id = f"up-{next(self._numbers)}"
        self.uploads[upload_id] = Upload(kind, number(body, "total_chunks", range(1, 101)))
        return {"upload_id": upload_id}
