"""What an intelligent robot (智能机器人) needs to be told."""

from enum import StrEnum
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from bot.channels.platform.entered import AES_KEY, VISIBLE, WORD, like

SOCKET_URL = "wss://openws.work.weixin.qq.com"


class AibotMode(StrEnum):
    """How the robot is connected; the platform allows one of the two."""

    CALLBACK = "callback"
    SOCKET = "socket"


_Secret = Annotated[
    SecretStr, like(VISIBLE, "Secret 不能是空的，也不能有空格，请到机器人的“API模式”页复制")
]
_Token = Annotated[
    SecretStr, like(WORD, "Token 要填32位以内的字母或数字，和机器人“API模式”页填的一样")
]
_Key = Annotated[
    SecretStr, like(AES_KEY, "EncodingAESKey 要填43位字母或数字，请到机器人的“API模式”页复制")
]


class WecomAibotSettings(BaseModel):
    """One robot: in callback mode it is called, in socket mode it holds a long connection."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    mode: AibotMode = Field(
        default=AibotMode.SOCKET,
        description="智能机器人怎么接：socket 长连接（不用公网地址）或 callback 回调",
    )
    bot_id: Annotated[
        str,
        like(r"[0-9A-Za-z_-]{1,128}", "Bot ID 只能是字母和数字，请到机器人的“API模式”页复制"),
    ] = Field(description="智能机器人的 Bot ID，在机器人的“API模式”页")
    secret: _Secret | None = Field(default=None, description="长连接用的 Secret，同一页上")
    token: _Token | None = Field(default=None, description="回调用的 Token，同一页上")
    aes_key: _Key | None = Field(
        default=None, description="回调用的 EncodingAESKey，43位，同一页上"
    )
    passive_within: float = Field(
        default=2.0,
        ge=0,
        le=4,
        description="回调方式：收到消息后几秒内答好的话当场回复，每句话可以多回一次；0 表示不用这种方式",
    )
    socket_url: str = Field(default=SOCKET_URL, description="长连接地址，一般不用改")

    @field_validator("socket_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"ws", "wss"} or not parts.hostname:
            raise ValueError(f"长连接地址要以 wss:// 开头，如 {SOCKET_URL}")
        return value

    @model_validator(mode="after")
    def _what_its_mode_needs(self) -> Self:
        if self.mode is AibotMode.SOCKET and self.secret is None:
            raise ValueError("长连接方式要填 SECRET；用回调方式请把 MODE 写成 callback")
        if self.mode is AibotMode.CALLBACK and (self.token is None or self.aes_key is None):
            raise ValueError("回调方式要填 TOKEN 和 AES_KEY")
        return self
