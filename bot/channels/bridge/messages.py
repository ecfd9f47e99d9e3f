"""What a gateway hands in, read and checked: one JSON object is one message."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from bot.channels.base import Inbound
from bot.channels.platform.api import File
from storage.codes import MessageKind

NAME = "bridge"
LARGEST_FILE = 10 * 1024 * 1024
_WITH_FILE = {MessageKind.IMAGE, MessageKind.VOICE, MessageKind.VIDEO, MessageKind.FILE}
_NOT_HERE = {MessageKind.FOLLOW, MessageKind.UNFOLLOW}
_NEEDS = {
    MessageKind.LOCATION: "place",
    MessageKind.BUTTON: "button",
    MessageKind.RECALL: "recall",
}
_MEANINGS = {
    "missing": "没有填写",
    "extra_forbidden": "不认识这一项",
    "timezone_aware": "要带时区，如 2026-05-08T09:00:00+08:00",
    "string_too_long": "太长",
    "string_too_short": "不能是空的",
    "enum": "不认识这个值",
}

Id = Annotated[str, Field(min_length=1, max_length=128)]


class WrongMessageError(ValueError):
    """Not a message of the bridge; its text says which field is wrong and how to write it."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Chat(_Part):
    id: Id
    is_group: bool = False


class _Sender(_Part):
    id: Id
    name: str = Field(default="", max_length=64)


class _Media(_Part):
    url: str = Field(default="", max_length=2048, pattern=r"^(https?://\S+)?$")
    base64: str = ""
    mime: str = Field(default="", max_length=64)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.url) == bool(self.base64):
            raise ValueError("url 和 base64 写一个")
        return self


class _Place(_Part):
    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False)
    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False)
    label: str = Field(default="", max_length=200)
    datum: Literal["gcj02", "wgs84"] = "gcj02"


class _Named(_Part):
    key: Id


class BridgeMessage(_Part):
    """One message as `docs/bridge.md` describes it."""

    key: Id
    chat: _Chat
    sender: _Sender
    sent_at: AwareDatetime
    kind: MessageKind = MessageKind.TEXT
    text: str = ""
    media: _Media | None = None
    place: _Place | None = None
    quote: _Named | None = None
    recall: _Named | None = None
    button: _Named | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind in _WITH_FILE and self.media is None and not self.text:
            raise ValueError(f"{self.kind.value} 要写 media，或者 text")
        if self.kind in _NOT_HERE:
            raise ValueError(f"不收 {self.kind.value}")
        needed = _NEEDS.get(self.kind)
        if needed is not None and getattr(self, needed) is None:
            raise ValueError(f"{self.kind.value} 要写 {needed}")
        if self.kind is MessageKind.TEXT and not self.text.strip():
            raise ValueError("text 不能是空的")
        return self


def read_message(document: bytes) -> BridgeMessage:
    """The message that a gateway handed in. Raises WrongMessageError naming every wrong field."""
    try:
        return BridgeMessage.model_validate_json(document)
    except ValidationError as error:
        raise WrongMessageError("；".join(_said(one) for one in error.errors())) from None


def as_inbound(message: BridgeMessage, now: datetime) -> Inbound:
    """The message as every channel hands it over; never from the future."""
    return Inbound(
        channel=NAME,
        key=message.key,
        chat_id=message.chat.id,
        sender_id=message.sender.id,
        kind=message.kind,
        sent_at=min(message.sent_at, now),
        text=message.text,
        is_group=message.chat.is_group,
        sender_name=message.sender.name,
        data=_data(message),
    )


def file_inside(media: str, mime: str) -> File:
    """The file that a message brought along. Raises WrongMessageError."""
    try:
        content = base64.b64decode(media, validate=True)
    except (binascii.Error, ValueError):
        raise WrongMessageError("media.base64：不是 base64") from None
    if len(content) > LARGEST_FILE:
        raise WrongMessageError(f"media.base64：文件最大 {LARGEST_FILE // 1024 // 1024} MB")
    return File(content, mime=mime)


def _data(message: BridgeMessage) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if message.place is not None:
        data |= message.place.model_dump()
    if message.media is not None:
        data |= {"mime": message.media.mime}
    if message.quote is not None:
        data |= {"quote": {"key": message.quote.key}}
    named = message.recall or message.button
    return data if named is None else data | {"key": named.key}


def _said(error: Any) -> str:  # noqa: ANN401  (pydantic's own mapping)
    where = ".".join(str(part) for part in error["loc"])
    kind = error["type"]
    told = _MEANINGS.get(kind) or (
        str(error["ctx"]["error"]) if kind == "value_error" else "写得不对"
    )
    return f"{where}：{told}" if where else told
