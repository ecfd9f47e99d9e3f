"""Short messages: what a provider sends, and what comes back from the telephone."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.channels.base import Inbound, QuietChannel, SendRefused
from storage.clock import Clock
from storage.codes import MessageKind
from storage.tables.message import OutboundMessage

NAME = "sms"


class SmsProvider(Protocol):
    """Whoever brings short messages to telephones: a gateway of the county's own."""

    async def send(self, phone: str, text: str, key: str) -> str:
        """The message is taken, once for each key; gives a receipt. Raises SendLater, SendRefused."""
        ...


class FileSmsProvider:
    """Appends each message as a JSON line to a file, from which a gateway takes it."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    async def send(self, phone: str, text: str, key: str) -> str:
        """The line stands in the file."""
        line = {"at": self._clock.now().isoformat(), "key": key, "phone": phone, "text": text}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return f"file:{key}"


class Sms(QuietChannel):
    """The channel of short messages: one question to a telephone, and its answer.

    A gateway's adapter hands over what comes back with `answer`.
    """

    name = NAME

    def __init__(self, provider: SmsProvider) -> None:
        self._provider = provider

    async def send(self, message: OutboundMessage) -> str:
        """The provider took it. Raises SendLater or SendRefused."""
        if not message.chat_id:
            raise SendRefused("没有电话号码")
        return await self._provider.send(message.chat_id, message.text, message.key)


def answer(phone: str, text: str, at: datetime, key: str = "") -> Inbound:
    """A short message that came back ("1", "2", "3", "退订", or words), ready for the inlet.

    Without the gateway's own key the same words from the same telephone at the same moment are one
    message.
    """
    said = f"{phone}|{at.isoformat()}|{text}".encode()
    return Inbound(
        channel=NAME,
        key=key or hashlib.sha256(said).hexdigest()[:32],
        chat_id=phone,
        sender_id=phone,
        kind=MessageKind.TEXT,
        sent_at=at,
        text=text,
    )
