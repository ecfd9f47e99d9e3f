"""An intelligent robot among members: its chats, what it may say, and how fast.

It is spoken to in single chats, and in groups of members by name. Replies and messages of its own
count together: 30 a minute and 1,000 an hour in one chat. It may begin only where somebody wrote to
it before (93001), in chats that are there (93006). A reply is possible for 24 hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from storage.clock import Clock
from tests.platform.reading import Json, listed, part, words
from tests.platform.refusals import RefusedError
from tests.platform.screens import Received, Screen
from tests.platform.wecom.cards import read_card
from tests.platform.windows import MINUTE, Rate

CONTENT_BYTES = 20_480
REPLY_WITHIN = timedelta(hours=24)
EVENT_WITHIN = timedelta(seconds=5)
STREAM_WITHIN = timedelta(minutes=6)


@dataclass
class Robot:
    """The robot and the screens of its chats."""

    clock: Clock
    bot_id: str
    secret: str
    chats: dict[str, Screen] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    spoken: set[str] = field(default_factory=set)
    cards: dict[str, tuple[str, Json]] = field(default_factory=dict)
    streams: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """Nothing was said yet."""
        self._rates = Rate(30, MINUTE), Rate(1000, timedelta(hours=1))

    def chat(self, name: str, *, is_group: bool = False) -> Screen:
        """The chat with this member or of this group, new if need be."""
        if is_group:
            self.groups.add(name)
        return self.chats.setdefault(name, Screen(name))

    def heard(self, chat: str, userid: str, kind: str, content: Json) -> Json:
        """The message as the robot's callback tells it."""
        self.spoken.add(self.chat(chat).owner)
        return {**self._head(chat, userid), "msgtype": kind, kind: content}

    def event(self, chat: str, userid: str, event: str, content: Json) -> Json:
        """The event as the robot's callback tells it."""
        told = {"eventtype": event, event: content}
        at = int(self.clock.now().timestamp())
        return {**self._head(chat, userid), "create_time": at, "msgtype": "event", "event": told}

    def card(self, chat: str, button: str) -> tuple[str, str]:
        """The newest card of the chat with this button: its task and the button's key."""
        for task_id, (owner, card) in reversed(self.cards.items()):
            for one in card.get("button_list", []):
                if owner == chat and one["text"] == button:
                    return task_id, one["key"]
        raise AssertionError(f"{chat} has no card with {button!r}: {self.chats[chat].read}")

    def pressed(self, chat: str, task_id: str, key: str) -> Json:
        """What the press of a card's button tells; raises KeyError when it is not there."""
        owner, card = self.cards[task_id]
        keys = [one.get("key") for one in card.get("button_list", [])]
        if owner != chat or key not in keys:
            raise KeyError(key)
        return {"card_type": card["card_type"], "event_key": key, "task_id": task_id}

    def _head(self, chat: str, userid: str) -> Json:
        head = {"msgid": f"ai-{next(self.numbers)}", "aibotid": self.bot_id}
        is_group = chat in self.groups
        more = {"chatid": chat} if is_group else {}
        return (
            head
            | {"chattype": "group" if is_group else "single", "from": {"userid": userid}}
            | more
        )

    def spend(self, chat: str) -> None:
        """One message more in this chat; raises RefusedError."""
        now = self.clock.now()
        if not all(rate.takes(chat, now) for rate in self._rates):
            raise RefusedError(45009, "api freq out of limit")

    async def say(self, chat: str, body: Json, kinds: tuple[str, ...]) -> None:
        """The robot's message is in the chat, streams only when they are finished."""
        if body.get("msgtype") not in kinds:
            raise RefusedError(40008, "invalid message type")
        shown = "\n".join(self._read(chat, body))
        stream = body.get("stream", {})
        if stream and not self._is_finished(stream):
            return
        await self.chats[chat].show(Received(body["msgtype"], shown, self.clock.now(), body))

    def _read(self, chat: str, body: Json) -> Iterator[str]:
        kind = body["msgtype"]
        if kind in {"markdown", "text"}:
            yield words(part(body, kind), "content", CONTENT_BYTES)
        if kind in {"stream", "stream_with_template_card"}:
            stream = part(body, "stream")
            words(stream, "id", 256)
            is_last = stream.get("finish") is True
            yield words(stream, "content", CONTENT_BYTES, is_needed=is_last)
            if listed(stream, "msg_item", 10, 0) and not is_last:
                raise RefusedError(40058, "pictures come with the last piece only")
        if kind == "template_card" or "template_card" in body:
            yield self._card(chat, part(body, "template_card"))

    def _card(self, chat: str, card: Json) -> str:
        shown = read_card(card)
        task = card.get("task_id")
        if task is not None:
            if task in self.cards:
                raise RefusedError(41016, "task_id was used before")
            self.cards[task] = chat, card
        return shown

    def _is_finished(self, stream: Json) -> bool:
        was = self.streams.get(stream["id"], "")
        if was == "finished":
            raise RefusedError(846608, "stream expired")
        self.streams[stream["id"]] = "finished" if stream.get("finish") is True else "open"
        return stream.get("finish") is True

    def replace(self, chat: str, card: Json) -> str:
        """Another card lies where the old one did; raises RefusedError."""
        task: Any = card.get("task_id")
        if task not in self.cards or self.cards[task][0] != chat:
            raise RefusedError(41016, "task_id is of no card here")
        self.cards[task] = chat, card
        return read_card(card)
