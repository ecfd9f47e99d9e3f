"""What an official account (公众号) needs to be told."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from bot.channels.platform.entered import AES_KEY, ID, LONG_WORD, VISIBLE, address, like

API_BASE = "https://api.weixin.qq.com"


class Mode(StrEnum):
    """How callbacks come (消息加解密方式): the account's console says which."""

    CLEAR = "clear"
    COMPAT = "compat"
    SAFE = "safe"


_Key = Annotated[
    SecretStr,
    like(AES_KEY, "EncodingAESKey 要填43位字母或数字，请到公众号后台复制；明文模式不要写这一项"),
]


class OfficialAccountSettings(BaseModel):
    """One official account. Unless `mode` says otherwise, a key means safe mode (安全模式)."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    app_id: Annotated[str, like(ID, "AppID 只能是字母和数字，请到公众号后台“基本配置”复制")] = (
        Field(description="公众号的 AppID")
    )
    app_secret: Annotated[
        SecretStr,
        like(VISIBLE, "AppSecret 不能是空的，也不能有空格，请到公众号后台“基本配置”复制"),
    ] = Field(description="公众号的 AppSecret")
    token: Annotated[
        SecretStr, like(LONG_WORD, "Token 要填3到32位字母或数字，和公众号后台填的一样")
    ] = Field(description="公众号后台“服务器配置”里的 Token")
    aes_key: _Key | None = Field(
        default=None,
        description="公众号后台的 EncodingAESKey，43位；安全模式必填，明文模式不写这一项",
    )
    mode: Mode | None = Field(
        default=None,
        description="消息加解密方式：clear 明文、compat 兼容、safe 安全；不填时有 AES_KEY 就是 safe",
    )
    passive_within: float = Field(
        default=2.0,
        ge=0,
        le=4,
        description="收到消息后几秒内答好的话当场回复，不占客服消息的条数；0 表示不用这种方式",
    )
    template_id: str = Field(
        default="", description="48小时没来过消息时用的模板消息编号；不填就不发模板消息"
    )
    subscription_id: str = Field(
        default="", description="48小时没来过消息时用的订阅通知编号；填了就先试订阅通知"
    )
    subscription_lasts: bool = Field(
        default=False,
        description="这个订阅通知是不是“长期订阅”：是，同意一次就一直能发；不是，同意一次发一次",
    )
    notice_fields: dict[str, str] = Field(
        default={"thing1": "title", "thing2": "words", "time3": "time"},
        description="模板里各栏填什么，JSON：栏名 → title（何事）、words（怎么看）、time（时间）",
    )
    api_base: Annotated[str, address(f"接口地址要以 https:// 开头，如 {API_BASE}")] = Field(
        default=API_BASE, description="公众号接口地址，一般不用改"
    )

    @field_validator("notice_fields")
    @classmethod
    def _known_values(cls, value: dict[str, str]) -> dict[str, str]:
        if not set(value.values()) <= {"title", "words", "time"}:
            raise ValueError("模板的栏只能填 title、words、time")
        return value

    @model_validator(mode="after")
    def _a_key_to_open_with(self) -> Self:
        if self.mode in {Mode.COMPAT, Mode.SAFE} and self.aes_key is None:
            raise ValueError("兼容模式和安全模式要填 AES_KEY")
        return self

    @property
    def opening_key(self) -> SecretStr | None:
        """The key that callbacks are sealed with; None in clear mode."""
        return None if self.mode is Mode.CLEAR else self.aes_key
